// Which values of an attribute may have another instance where group-by asks for an even spread and
// nothing else: those with the fewest that stay, over the open agents that are there.
import { traitOf } from '../../../place/agent-view.ts';
import type { Tables } from '../../../step/tables.ts';

/** Of an attribute; `name`: whose instances count. */
export function fewestValues(tables: Tables, name: string, attribute: string): ReadonlySet<string> {
  const staying = new Map<string, number>();
  for (const { row, presence, standing, tasks } of tables.agents.values()) {
    const value = traitOf(row.facts, attribute);
    if (value === undefined) continue;
    const isOpen = standing?.kind !== 'closed';
    if (isOpen && presence.kind === 'registered') staying.set(value, staying.get(value) ?? 0);
    for (const id of isOpen ? tasks : []) {
      const task = tables.tasks.get(id)?.row;
      if (task?.name !== name || task.end || row.unfit?.[id] !== undefined) continue;
      staying.set(value, (staying.get(value) ?? 0) + 1);
    }
  }
  const least = Math.min(...staying.values());
  return new Set([...staying].filter(([, count]) => count === least).map(([value]) => value));
}
