// Waits until a run is over. An engine that can't be reached for a while is waited for too: the run
// goes on without it.
import type { RunDetail } from '../../../schemas/generated/api.ts';
import type { EngineClient } from '../../client.ts';
import { isRunOver } from '../../model/jobs.ts';
import { Problem } from '../../model/problem.ts';
import { reasonText } from '../show/jobs/run-words.ts';
import { counted, waitText } from '../show/words.ts';
import type { Tools } from '../tools.ts';

const pollMs = 1_000;
/** An engine that doesn't answer is asked again for so long. */
const patienceMs = 300_000;

export interface RunWish {
  readonly id: string;
  readonly timeoutMs: number;
  /** Hears of each change. */
  readonly say: (line: string) => void;
}

/** As it is when it is over or the time is; rejects with a Problem when the engine stays away. */
export async function waitForRun(
  client: EngineClient,
  tools: Tools,
  { id, timeoutMs, say }: RunWish,
): Promise<RunDetail> {
  const untilMs = tools.nowMs() + timeoutMs;
  let heardMs = tools.nowMs();
  let said = '';
  const tell = (line: string): void => {
    if (line !== said) say(line);
    said = line;
  };
  for (;;) {
    const answer = await client.run(id).catch(asAway);
    const nowMs = tools.nowMs();
    if (answer instanceof Problem) {
      if (nowMs - heardMs >= patienceMs || nowMs >= untilMs) throw answer;
      tell(`${answer.where}: ${answer.what}: it is asked again`);
    } else {
      heardMs = nowMs;
      tell(lineOf(answer));
      if (isRunOver(answer.state) || nowMs >= untilMs) return answer;
    }
    await tools.sleep(Math.min(pollMs, Math.max(1, untilMs - nowMs)));
  }
}

function asAway(error: unknown): Problem {
  const isAway =
    error instanceof Problem && ['unreachable', 'timeout', 'busy'].includes(error.code);
  if (isAway) return error;
  throw error;
}

function lineOf(run: RunDetail): string {
  const { state, launches, attempts, waits } = run;
  const last = attempts.at(-1);
  const at = state === 'running' && last !== undefined ? ` on ${last.agentId}` : '';
  const tries = launches > 1 ? `, ${counted(launches, 'attempt')}` : '';
  const told = waits.filter(({ kind }) => kind !== 'starting').map(waitText);
  const reason = reasonText(run);
  // It begins with the state.
  if (isRunOver(state) && reason !== '') return `${reason}${tries}`;
  const why = [...told, reason].filter((text) => text !== '');
  return `${state}${at}${tries}${why.length === 0 ? '' : `: ${why.join('; ')}`}`;
}
