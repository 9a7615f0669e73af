import type { WaitView } from '../../../schemas/generated/api.ts';
import { type Wait, waitText } from '../../step/wait.ts';

/** What is and what would change it, in one sentence. */
export const waitViews = (waits: readonly Wait[]): WaitView[] =>
  waits.map((wait) => ({ kind: wait.kind, text: waitText(wait) }));
