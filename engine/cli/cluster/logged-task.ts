// What `logs` is asked for: a task, or of a run its newest attempt.
import type { EngineClient } from '../../client.ts';
import { parseRunId } from '../../model/ids.ts';
import { Problem } from '../../model/problem.ts';
import type { Call } from '../call.ts';
import { taskName } from '../names.ts';

/** A task's id. Rejects with a Problem. */
export async function loggedTask(call: Call, client: EngineClient): Promise<string> {
  const { name } = call;
  if (!parseRunId(name)) return taskName(call);
  const { attempts, state } = await client.run(name);
  const last = attempts.at(-1);
  if (last !== undefined) return last.taskId;
  const what = `has no output: it is ${state} and never started`;
  throw new Problem('not-found', { where: name, what, hint: `see \`meridian why ${name}\`` });
}
