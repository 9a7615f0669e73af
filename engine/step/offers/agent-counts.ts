// Where an object's tasks are, and over which agents they could spread.
import type { TaskId } from '../../model/ids.ts';
import { InstanceCounts } from '../../place/instance-counts.ts';
import type { Tables, TaskEntry } from '../tables.ts';

export function countsOf(
  tables: Tables,
  { tasks }: { readonly tasks: ReadonlyMap<TaskId, TaskEntry> },
): InstanceCounts {
  const counts = new InstanceCounts(() =>
    [...tables.agents.values()]
      .filter((agent) => agent.presence.kind === 'registered')
      .map((agent) => agent.row.facts),
  );
  for (const { row } of tasks.values()) {
    const agent = row.end ? undefined : tables.agents.get(row.agentId);
    if (agent) counts.add(agent.row.id, agent.row.facts);
  }
  return counts;
}
