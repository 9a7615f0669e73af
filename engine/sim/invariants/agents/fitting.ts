// At rest an agent that has less than its tasks take keeps only what can't be moved, or what is to
// leave it and waits for a place.
import { quantitiesOf } from '../../../model/resources/bundle.ts';
import type { AgentEntry, Tables } from '../../../step/tables.ts';
import { type Look, rule } from '../rule.ts';

const tense = ['an agent has less than it holds', 'and instances wait to leave it'] as const;

export const fitting = rule({ name: 'fitting', tense }, (look) => ({
  atRest: () => {
    const { engine } = look.sight;
    if (!engine) return;
    for (const agent of engine.core.tables.agents.values())
      if (agent.presence.kind === 'registered') judge(look, engine.core.tables, agent);
  },
}));

function judge(look: Look, tables: Tables, agent: AgentEntry): void {
  const rows = [...agent.tasks].flatMap((id) => tables.tasks.get(id)?.row ?? []);
  const total = quantitiesOf(agent.row.facts.resources);
  const isOver = (name: string): boolean =>
    rows.reduce((sum, { resources }) => sum + (resources.scalars[name] ?? 0), 0) >
    (total[name] ?? 0);
  if (!['cpus', 'mem'].some(isOver)) return;
  look.tense('an agent has less than it holds');
  if (agent.row.unfit) look.tense('and instances wait to leave it');
  const movable = rows.filter((row) => {
    const spec = tables.apps.get(row.name)?.versions.get(row.specDigest)?.spec;
    return spec !== undefined && !row.kill && spec.task.volumes === undefined;
  });
  if (movable.length === 0 || agent.row.unfit) return;
  const ids = movable.map(({ id }) => id).join(', ');
  look.violate(`${agent.row.id} has less than its tasks take, and none of ${ids} is to leave`);
}
