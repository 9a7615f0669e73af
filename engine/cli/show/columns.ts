// How wide a page is: COLUMNS where it is set to a number, else the terminal, else without end: a
// pipe gets everything.
import type { Io } from '../tools.ts';

/** No narrower page is made. */
const least = 20;

export function columnsOf({ env, columns }: Io): number {
  const { COLUMNS: wished = '' } = env;
  const width = /^[1-9]\d{0,4}$/.test(wished) ? Number(wished) : columns;
  return Math.max(least, width);
}
