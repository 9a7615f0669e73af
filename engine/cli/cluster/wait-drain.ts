// Waits until agents are drained.
import type { AgentView } from '../../../schemas/generated/api.ts';
import type { EngineClient } from '../../client.ts';
import { Problem } from '../../model/problem.ts';
import { counted, waitText } from '../show/words.ts';
import type { Tools } from '../tools.ts';
import { askUntil } from './ask-until.ts';

export interface DrainWish {
  /** By id. */
  readonly agents: readonly string[];
  readonly timeoutMs: number;
  /** Hears of each change. */
  readonly say: (line: string) => void;
}

/** What is left: nothing once all are drained. Rejects with a Problem on too early an end. */
export const waitForDrain = (
  client: EngineClient,
  tools: Tools,
  { agents, timeoutMs, say }: DrainWish,
): Promise<readonly AgentView[]> =>
  askUntil(tools, {
    ...{ timeoutMs, say, lineOf },
    ask: async () => leftOf((await client.agents()).items, agents),
    isOver: (left) => left.length === 0,
  });

function leftOf(items: readonly AgentView[], ids: readonly string[]): readonly AgentView[] {
  const named = items.filter(({ id, presence }) => ids.includes(id) && presence !== 'gone');
  const open = named.find(({ maintenance }) => maintenance === undefined);
  if (open)
    throw new Problem('conflict', {
      ...{ where: open.id, what: 'its drain was taken back' },
      hint: `\`meridian drain ${open.id}\` drains it again`,
    });
  return named.filter(({ maintenance }) => maintenance?.state !== 'drained');
}

function lineOf(left: readonly AgentView[]): string {
  const [first] = left;
  if (first === undefined) return 'drained';
  const waits = left.flatMap(({ id, waits: own }) => own.map((wait) => `${id}: ${waitText(wait)}`));
  return `${counted(left.length, 'agent')} to drain; ${waits[0] ?? `${first.id} waits its turn`}`;
}
