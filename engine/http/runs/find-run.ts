// A run by its id: from the tables, and once it is over from the history, which has the end of its
// output. The history forgets less than the tables.
import { parseRunId, type RunId } from '../../model/ids.ts';
import { isRunOver, type RunRow } from '../../model/jobs.ts';
import { runOf } from '../../step/tables.ts';
import type { RouteContext } from '../routes/route.ts';
import { noSuchRun } from '../subject.ts';

type Sources = Pick<RouteContext, 'face' | 'read'>;

/** Rejects with a Problem `not-found`. */
export async function findRun({ face, read }: Sources, id: RunId): Promise<RunRow> {
  const known = await read(({ tables }) => runOf(tables, id));
  if (known && !isRunOver(known.state)) return known;
  const past = parseRunId(id) && (await face.history.get(id));
  // A run that was retried is put there again only when it is over again.
  const found = known && past?.endedMs !== known.endedMs ? known : past;
  if (found) return found;
  throw await read(({ tables }) => noSuchRun(tables, id));
}
