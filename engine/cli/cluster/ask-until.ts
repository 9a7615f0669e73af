// Asks the engine again and again until what it answers will do, or time is over. An engine that
// can't be reached for a while is waited for too: what goes on there goes on without it.
import { Problem } from '../../model/problem.ts';
import type { Tools } from '../tools.ts';

const pollMs = 1_000;
/** An engine that doesn't answer is asked again for so long. */
const patienceMs = 300_000;

export interface Asked<V> {
  readonly timeoutMs: number;
  /** Hears of each change. */
  readonly say: (line: string) => void;
  readonly ask: () => Promise<V>;
  readonly lineOf: (value: V) => string;
  readonly isOver: (value: V) => boolean;
}

/** The last answer; rejects with a Problem when the engine stays away, or refuses. */
export async function askUntil<V>(tools: Tools, asked: Asked<V>): Promise<V> {
  const untilMs = tools.nowMs() + asked.timeoutMs;
  let heardMs = tools.nowMs();
  let said = '';
  const tell = (line: string): void => {
    if (line !== said) asked.say(line);
    said = line;
  };
  for (;;) {
    const answer = await asked.ask().catch(asAway);
    const nowMs = tools.nowMs();
    if (answer instanceof Problem) {
      if (nowMs - heardMs >= patienceMs || nowMs >= untilMs) throw answer;
      tell(`${answer.where}: ${answer.what}: it is asked again`);
    } else {
      heardMs = nowMs;
      tell(asked.lineOf(answer));
      if (asked.isOver(answer) || nowMs >= untilMs) return answer;
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
