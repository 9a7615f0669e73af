// The orders that a round draws (mesos.md 1.5). Each is worked out from the allocator's seed and
// from what it is for, so it is the same however much else is drawn, or left out.
import { Random } from '../lib/random.ts';
import type { AgentId } from '../model/ids.ts';
import type { Resource } from '../model/resources/resource.ts';

/** Fisher and Yates, in place. */
function shuffle<List extends { [at: number]: unknown; readonly length: number }>(
  list: List,
  random: Random,
): List {
  for (let last = list.length - 1; last > 0; last -= 1) {
    const at = random.between(0, last);
    const kept = list[last];
    list[last] = list[at];
    list[at] = kept;
  }
  return list;
}

/** Places among so many agents by id. */
export const agentOrder = (
  seed: number,
  round: number,
  stage: 1 | 2,
  agents: number,
): Uint32Array =>
  shuffle(
    Uint32Array.from({ length: agents }, (_, at) => at),
    new Random(seed).fork(`agents ${round} ${stage}`),
  );

/** In which order an agent's resources are cut: no disk is always the one that goes without. */
export const cutOrder = (
  seed: number,
  round: number,
  agentId: AgentId,
  resources: readonly Resource[],
): readonly Resource[] => shuffle([...resources], new Random(seed).fork(`cut ${round} ${agentId}`));

/** What a sorter draws for: roles on an agent, or the frameworks of one role. */
export const sortDraw = (round: number, stage: 1 | 2, agentId: AgentId, role = ''): string =>
  `sort ${round} ${stage} ${agentId} ${role}`;
