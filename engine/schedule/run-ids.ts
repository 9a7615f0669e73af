// Keys of runs, NAME@KEY (engine/model/ids.ts). They are worked out from what triggered the run, so
// that the same cause asked for twice is the same run.
import { digestText } from '../lib/digest.ts';
import { dueKey } from '../lib/time.ts';

/** Of an occurrence: `t20260101T020000Z`. */
export const timetableKey = (dueMs: number): string => dueKey(dueMs);

/** Of the parents' runs, in whatever order: `a` and 16 hex digits. */
export const afterKey = (parentRunIds: readonly string[]): string =>
  `a${digestText([...parentRunIds].sort().join(' ')).slice(0, 16)}`;

/**
 * Of the record that a job doesn't run in a lineage. By the lineage alone: decided again after a
 * crash and under another graph, it is the same one.
 */
export const skipKey = (lineage: string): string => afterKey([lineage, 'skipped']);

/** Of an operation, by its audit number: `m17`. */
export const manualKey = (operation: number): string => `m${operation}`;

/** The operation's number; undefined for a key of another kind. */
export function manualNumber(key: string): number | undefined {
  const match = /^m(\d{1,15})$/.exec(key);
  return match ? Number(match[1]) : undefined;
}
