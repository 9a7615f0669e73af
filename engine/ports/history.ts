// The run history: what became of each job's runs, newest first, so many a job as it keeps. It is a
// store of its own, beside the one that decisions are in: nothing is decided by it, and an engine
// goes on without it. It is fed from the outbox, at least once, so a run put twice is there once.
import type { ObjectName, RunId } from '../model/ids.ts';
import type { RunRow } from '../model/jobs.ts';

/** Rows a page at most. */
export const maxPageRuns = 500;
/** Entries in one put at most: each may need some 100 KiB of room for a moment (LMDB). */
export const maxPutEntries = 128;
/** Bytes of the rows (JSON in UTF-8) in one put at most. */
export const maxPutBytes = 4_194_304;
/** Bytes of one row at most: as many as a row of the store has, out of which it comes. */
export const maxRunBytes = 1_000_000;
/** Bytes (UTF-8) of each stream in a log tail; the older ones of a longer one are cut off. */
export const maxLogTailBytes = 16_384;

export interface HistoryEntry {
  readonly run: RunRow;
  /** Newest runs of the job that are kept, 1 or more. */
  readonly keep: number;
}

export interface HistoryRow {
  readonly run: RunRow;
  /** Its place in the list, which it keeps for as long as it isn't put with another end. */
  readonly cursor: string;
}

export interface HistoryReader {
  /** Newest first; `before` is the `cursor` of the last one of the page before. */
  list(job: ObjectName, limit: number, before?: string): Promise<readonly HistoryRow[]>;
  get(run: RunId): Promise<RunRow | undefined>;
}

/**
 * Newest is by the end (the creation of one that has none), then by id: so what ends last is there,
 * though others began after it. What goes wrong is a StoreError: `full` and `broken` (of a
 * put nothing is stored then), `too-large` past a bound above, `closed`. What no history can hold
 * is a bug: RangeError (history-rules.ts).
 */
export interface History extends HistoryReader {
  /**
   * All or nothing, durable when it resolves. A run that is there is replaced (same id), wherever
   * it stood. Then each job named is trimmed to its newest `keep`, by its last entry here; what is
   * beyond that whatever else may go first, even if the put fails. Puts in flight are applied in
   * the order of the calls, each for itself.
   */
  put(entries: readonly HistoryEntry[]): Promise<void>;
  /** Waits for the puts called before, and refuses what comes after. */
  close(): Promise<void>;
}
