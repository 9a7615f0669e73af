// Runs, newest first: those in the tables and those in the history, each once. A run moves from
// the one to the other when it ends, so the tables are read first, and a cursor is a run's place in
// time, which it keeps. Of a job that is named, both are read; else what the tables have: the runs
// that aren't over, and of each job the last one that ended.
import type { RunList } from '../../../../schemas/generated/api.ts';
import { type ObjectName, objectName } from '../../../model/ids.ts';
import type { RunRow } from '../../../model/jobs.ts';
import type { History } from '../../../ports/history.ts';
import { isCursor, placeOf } from '../../../ports/history-rules.ts';
import type { Tables } from '../../../step/tables.ts';
import { findJobRow } from '../../subject.ts';
import { badCursor, byText, decodeCursor, defaultLimit, encodeCursor, maxLimit } from '../page.ts';

export interface RunQuery {
  readonly job?: string;
  readonly state?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

/** Rows of the history looked at for one page: fewer may be in a state that is asked for. */
const maxLooked = 2_000;
/** Rows read at once. */
const historyPage = 200;

/** A page of rows, and where the next one begins. */
export interface RunPage {
  readonly runs: readonly RunRow[];
  readonly nextCursor?: string;
}

export interface RunSources {
  readonly history: Pick<History, 'list'>;
  /** Of committed state. */
  read<T>(view: (tables: Tables) => T): Promise<T>;
}

export async function runPage(from: RunSources, query: RunQuery): Promise<RunPage> {
  const limit = Math.min(query.limit ?? defaultLimit, maxLimit);
  const cursor = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
  if (query.job === undefined) {
    const rows = await from.read((tables) => tableRuns(tables));
    return pageOfTables(rows, { ...query, limit }, cursor);
  }
  if (cursor !== undefined && !isCursor(cursor)) throw badCursor(query.cursor ?? '');
  const name = objectName(query.job);
  const known = await from.read((tables) => [...findJobRow(tables, name).runs.values()]);
  return merged(newestFirst(known), {
    history: from.history,
    name,
    limit,
    cursor,
    ...stateOf(query),
  });
}

const stateOf = ({ state }: RunQuery) => (state === undefined ? {} : { state });

const newestFirst = (rows: readonly RunRow[]): readonly RunRow[] =>
  [...rows].sort((a, b) => byText(placeOf(b), placeOf(a)));

interface Merge {
  readonly history: Pick<History, 'list'>;
  readonly name: ObjectName;
  readonly limit: number;
  readonly cursor: string | undefined;
  readonly state?: string;
}

async function merged(known: readonly RunRow[], merge: Merge): Promise<RunPage> {
  const { history, name, limit, state } = merge;
  const ids = new Set(known.map((run) => run.id));
  const pageRows = Math.min(historyPage, limit + ids.size + 1);
  const runs: RunRow[] = [];
  let before = merge.cursor;
  for (let looked = 0; looked < maxLooked; looked += pageRows) {
    const rows = await history.list(name, pageRows, before);
    const end = rows.length < pageRows ? '' : (rows.at(-1)?.cursor ?? '');
    const here = known.filter((run) => isBefore(run, before) && placeOf(run) >= end);
    const past = rows.map(({ run }) => run).filter((run) => !ids.has(run.id));
    for (const run of newestFirst([...here, ...past])) {
      if (state !== undefined && run.state !== state) continue;
      if (runs.length === limit) return { runs, nextCursor: cursorOf(runs) };
      runs.push(run);
    }
    if (end === '') return { runs };
    before = end;
  }
  // It may go on where it was looked at long enough.
  return { runs, nextCursor: encodeCursor(before ?? '') };
}

const isBefore = (run: RunRow, place: string | undefined): boolean =>
  place === undefined || placeOf(run) < place;

function cursorOf(runs: readonly RunRow[]): string {
  const last = runs.at(-1);
  return encodeCursor(last ? placeOf(last) : '');
}

const tableRuns = (tables: Tables): readonly RunRow[] =>
  [...tables.jobs.values()].flatMap((job) => [...job.runs.values()]);

const wholePlace = (run: RunRow): string => `${placeOf(run)} ${run.name}`;

function pageOfTables(
  rows: readonly RunRow[],
  query: RunQuery & { readonly limit: number },
  cursor: string | undefined,
): RunPage {
  const left = rows
    .filter((run) => query.state === undefined || run.state === query.state)
    .filter((run) => cursor === undefined || wholePlace(run) < cursor)
    .sort((a, b) => byText(wholePlace(b), wholePlace(a)));
  const runs = left.slice(0, query.limit);
  const last = runs.at(-1);
  const isMore = last !== undefined && left.length > runs.length;
  return { runs, ...(isMore ? { nextCursor: encodeCursor(wholePlace(last)) } : {}) };
}

export const runList = (
  page: RunPage,
  view: (run: RunRow) => RunList['items'][number],
): RunList => ({
  formatVersion: 1,
  items: page.runs.map(view),
  ...(page.nextCursor === undefined ? {} : { nextCursor: page.nextCursor }),
});
