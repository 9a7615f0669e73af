// A task's output, from its agent. Attempts of ended runs are forgotten before their sandboxes are:
// the run's record says which agent to ask. Where that one has nothing any more, the record still
// has the end of it.
import { parseAttemptId, type RunId, type TaskId } from '../../model/ids.ts';
import { Problem } from '../../model/problem.ts';
import type { StreamRequest } from '../engine-face.ts';
import type { RouteContext } from '../routes/route.ts';
import { findRun } from './find-run.ts';

type Sources = Pick<RouteContext, 'face' | 'read'>;

/** Rejects with a Problem. */
export async function openLogs(
  sources: Sources,
  request: StreamRequest,
): Promise<AsyncIterable<Uint8Array>> {
  const { face, read } = sources;
  const { taskId } = request;
  const attempt = parseAttemptId(taskId);
  const isKnown = await read(({ tables }) => tables.tasks.has(taskId as TaskId));
  if (!attempt) return named(await face.openStream(request), (error) => ofTask(error, taskId));
  const tell = (error: unknown) => withTail(ofTask(error, taskId), attempt.run);
  if (isKnown) return named(await face.openStream(request), tell);
  const run = await findRun(sources, attempt.run);
  const agentId = run.attempts.find(({ launch }) => launch === attempt.launch)?.agentId;
  if (agentId !== undefined)
    return face.openStream({ ...request, agentId }).then(
      (bytes) => named(bytes, tell),
      (error: unknown) => {
        throw tell(error);
      },
    );
  const kept = run.attempts.map((one) => one.taskId).join(', ');
  const hint = kept === '' ? 'it never started' : `these are known: ${kept}`;
  throw new Problem('not-found', { where: taskId, what: 'its run has no such attempt', hint });
}

/** The same fault, with where the end of the output still is. */
function withTail(error: unknown, id: RunId): unknown {
  if (!(error instanceof Problem)) return error;
  const { code, where, what } = error;
  const hint = `${error.hint}; the end of the run's output is in \`meridian runs ${id}\``;
  return new Problem(code, { where, what, hint });
}

/** An agent knows its streams by numbers: what it hasn't got is told of the task. */
function ofTask(error: unknown, taskId: string): unknown {
  if (!(error instanceof Problem) || error.code !== 'not-found') return error;
  return new Problem(error.code, { where: taskId, what: error.what, hint: error.hint });
}

/** The same bytes; what goes wrong with them is told otherwise. Leaving still ends them at once. */
function named(
  bytes: AsyncIterable<Uint8Array>,
  tell: (error: unknown) => unknown,
): AsyncIterable<Uint8Array> {
  const inner = bytes[Symbol.asyncIterator]();
  const next = () =>
    inner.next().catch((error: unknown) => {
      throw tell(error);
    });
  const leave = async () => (await inner.return?.()) ?? { done: true as const, value: undefined };
  return { [Symbol.asyncIterator]: () => ({ next, return: leave }) };
}
