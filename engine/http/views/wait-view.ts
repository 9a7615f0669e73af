import type { WaitView } from '../../../schemas/generated/api.ts';
import { type Wait, waitText } from '../../step/wait.ts';

/** What is and what would change it, in one sentence; since when, and what comes next. */
export const waitViews = (waits: readonly Wait[]): WaitView[] =>
  waits.map((wait) => ({ kind: wait.kind, text: waitText(wait), ...timesOf(wait) }));

export const timesOf = ({ sinceMs, next }: Wait): Pick<WaitView, 'sinceMs' | 'next'> => ({
  ...(sinceMs === undefined ? {} : { sinceMs: Math.round(sinceMs) }),
  ...(next === undefined ? {} : { next: { ...next, atMs: Math.round(next.atMs) } }),
});
