// Waits until a run is over.
import type { RunDetail } from '../../../schemas/generated/api.ts';
import type { EngineClient } from '../../client.ts';
import { isRunOver } from '../../model/jobs.ts';
import { reasonText } from '../show/jobs/run-words.ts';
import { counted, waitText } from '../show/words.ts';
import type { Tools } from '../tools.ts';
import { askUntil } from './ask-until.ts';

export interface RunWish {
  readonly id: string;
  readonly timeoutMs: number;
  /** Hears of each change. */
  readonly say: (line: string) => void;
}

/** As it is when it is over or the time is; rejects with a Problem when the engine stays away. */
export const waitForRun = (
  client: EngineClient,
  tools: Tools,
  { id, timeoutMs, say }: RunWish,
): Promise<RunDetail> =>
  askUntil(tools, {
    ...{ timeoutMs, say, lineOf },
    ask: () => client.run(id),
    isOver: ({ state }) => isRunOver(state),
  });

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
