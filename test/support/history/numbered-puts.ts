// Puts of which each can be told by what is there: put N brings `putRuns` runs of `/etl/load`,
// which keeps those of ten puts, and moves the one run of `/etl/last` to N.
import { objectName } from '../../../engine/model/ids.ts';
import type { History, HistoryEntry } from '../../../engine/ports/history.ts';
import { runRow } from './run-row.ts';

const putRuns = 5;
const keptRuns = 10 * putRuns;
const last = objectName('/etl/last');
const load = objectName('/etl/load');

export function numberedPut(number: number): readonly HistoryEntry[] {
  const reason = 'x'.repeat((number * 7919) % 9_000);
  const runs = Array.from({ length: putRuns }, (_, at) =>
    runRow(number * putRuns + at, { reason }),
  );
  const moved = runRow(number, { job: last, key: 'm1', launches: number });
  return [...runs.map((run) => ({ run, keep: keptRuns })), ...[{ run: moved, keep: 3 }]];
}

/** The number of the last put, 0 before the first. */
export async function lastPut(history: History): Promise<number> {
  const [row] = await history.list(last, 10);
  return row?.run.launches ?? 0;
}

/** What the history would have after so many puts, and what it has. */
export async function afterPuts(history: History, count: number) {
  const newest = count * putRuns + putRuns - 1;
  const length = Math.min(count * putRuns, keptRuns);
  const wanted = Array.from({ length }, (_, at) => newest - at);
  const there: number[] = [];
  for (const { run } of await history.list(load, 2 * keptRuns))
    if ((await history.get(run.id))?.createdMs === run.createdMs) there.push(run.createdMs);
  return { wanted, there, lasts: (await history.list(last, 10)).length };
}
