// What every run history holds to, whatever it is made of: the bounds of a put and of a page, and a
// run's place in its job's list, which is its time of creation and its key: places sort as the runs
// do, oldest first, and are the cursors of the pages.
import { type ObjectName, parseRunId, type RunId, runId } from '../model/ids.ts';
import type { RunRow } from '../model/jobs.ts';
import {
  type HistoryEntry,
  maxLogTailBytes,
  maxPageRuns,
  maxPutBytes,
  maxPutEntries,
  maxRunBytes,
} from './history.ts';
import { StoreError } from './store.ts';

/** A run as it is kept. */
export interface KeptRun {
  readonly id: RunId;
  readonly job: ObjectName;
  readonly place: string;
  /** The row as JSON. */
  readonly text: string;
  /** In UTF-8. */
  readonly bytes: number;
}

/** What one put asks for. */
export interface HistoryPut {
  readonly runs: readonly KeptRun[];
  readonly keeps: ReadonlyMap<ObjectName, number>;
}

const placeDigits = 15;
const placePattern = /^\d{15}[tam][0-9A-Za-z]{1,64}$/;

/** Whether the text can be the cursor of a page. */
export const isCursor = (text: string): boolean => placePattern.test(text);

/** The run at a place. */
export const runAt = (job: ObjectName, place: string): RunId =>
  runId(job, place.slice(placeDigits));

/** Throws a StoreError `too-large` past a bound, and a RangeError for what is wrong in itself. */
export function historyPut(entries: readonly HistoryEntry[]): HistoryPut {
  if (entries.length > maxPutEntries)
    tooLarge(`${entries.length} entries in one put`, maxPutEntries);
  const runs = entries.map(({ run }) => keptRun(run));
  const bytes = runs.reduce((sum, run) => sum + run.bytes, 0);
  if (bytes > maxPutBytes) tooLarge(`${bytes} bytes in one put`, maxPutBytes);
  return { runs, keeps: new Map(entries.map((entry) => [entry.run.name, checkedKeep(entry)])) };
}

/** Throws unless it is a page that may be asked for. */
export function checkPage(limit: number, before: string | undefined): void {
  if (!Number.isSafeInteger(limit) || limit < 0 || limit > maxPageRuns)
    throw new RangeError(`history: a page of ${limit} runs: 0 to ${maxPageRuns}`);
  if (before !== undefined && !isCursor(before))
    throw new RangeError(`history: ${before.slice(0, 100)} is no cursor: take one from a page`);
}

function keptRun(run: RunRow): KeptRun {
  const parts = parseRunId(run.id);
  if (parts?.name !== run.name)
    throw new RangeError(`history: ${run.id} is no run of ${run.name}: an id is NAME@KEY`);
  const text = JSON.stringify(withCutTail(run));
  const bytes = Buffer.byteLength(text);
  if (bytes > maxRunBytes) tooLarge(`${run.id} with ${bytes} bytes`, maxRunBytes);
  return { id: run.id, job: run.name, place: placeOf(run), text, bytes };
}

type Placed = Pick<RunRow, 'id' | 'createdMs' | 'endedMs'>;

/** Where a run stands in its job's list, kept or not: its cursor. */
export const placeOf = (run: Placed): string => `${padded(run)}${parseRunId(run.id)?.key ?? ''}`;

function padded({ id, createdMs, endedMs = createdMs }: Placed): string {
  for (const [word, ms] of [
    ['created', createdMs],
    ['ended', endedMs],
  ] as const)
    if (!Number.isSafeInteger(ms) || ms < 0 || ms >= 10 ** placeDigits)
      throw new RangeError(`history: ${id} ${word} at ${ms}: ms since 1970`);
  return String(endedMs).padStart(placeDigits, '0');
}

function checkedKeep({ run, keep }: HistoryEntry): number {
  if (Number.isSafeInteger(keep) && keep >= 1) return keep;
  throw new RangeError(`history: ${run.name} keeps ${keep} runs: a whole number, 1 or more`);
}

function withCutTail(run: RunRow): RunRow {
  if (run.logTail === undefined) return run;
  const { stdout, stderr } = run.logTail;
  return { ...run, logTail: { stdout: newest(stdout), stderr: newest(stderr) } };
}

/** Its last bytes, begun at a whole character. */
function newest(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxLogTailBytes) return text;
  let at = bytes.length - maxLogTailBytes;
  while (((bytes[at] ?? 0) & 0xc0) === 0x80) at++;
  return bytes.toString('utf8', at);
}

function tooLarge(what: string, bound: number): never {
  throw new StoreError('too-large', `history: ${what}: at most ${bound}`);
}
