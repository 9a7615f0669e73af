// Where an object's tasks are, and over which agents they could spread.
import type { TaskId } from '../../model/ids.ts';
import { type EligibleValues, InstanceCounts } from '../../place/instance-counts.ts';
import { isLeaving } from '../maintenance/leaving.ts';
import type { AgentEntry, Tables, TaskEntry } from '../tables.ts';

/** It is there, closed or not: group-by waits for the values that such agents have. */
export const isKnown = ({ presence }: AgentEntry): boolean => presence.kind === 'registered';

/** And group-by spreads over the values of these. */
export const isEligible = (agent: AgentEntry): boolean =>
  isKnown(agent) && agent.standing?.kind !== 'closed';

/** Of agents, for those who keep them. */
export interface KeptValues {
  readonly eligible: EligibleValues;
  readonly known: EligibleValues;
}

export function countsOf(
  tables: Tables,
  { tasks }: { readonly tasks: ReadonlyMap<TaskId, TaskEntry> },
  values?: KeptValues,
): InstanceCounts {
  const factsOf = (which: (agent: AgentEntry) => boolean) => () =>
    [...tables.agents.values()].filter(which).map(({ row }) => row.facts);
  const { eligible = factsOf(isEligible), known = factsOf(isKnown) } = values ?? {};
  const counts = new InstanceCounts(eligible, known);
  for (const { row } of tasks.values()) {
    const agent = row.end ? undefined : tables.agents.get(row.agentId);
    if (!agent) continue;
    if (isLeaving(tables, row)) counts.addLeaving(agent.row.id, agent.row.facts);
    else counts.add(agent.row.id, agent.row.facts);
  }
  return counts;
}
