import { randomBytes } from 'node:crypto';

/** Text of so many bytes at least that no compression makes much smaller. */
export const noise = (bytes: number): string => randomBytes(bytes).toString('base64');
