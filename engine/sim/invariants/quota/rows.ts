// The rows that quotas are reckoned from: as they are stored, or as the engine has them before it
// has stored them.
import type { TaskRow } from '../../../model/actual.ts';
import { isOfferable, type Tables } from '../../../step/tables.ts';
import type { StoredFacts } from '../facts/stored-facts.ts';
import type { Rows } from './reckoning.ts';

/** Launched in the batch whose last commit was just applied. */
export function newLaunches({ changes }: StoredFacts): readonly TaskRow[] {
  if (!changes || changes.isCut) return [];
  return changes.tasks.flatMap(({ before, after }) =>
    !before && after && !after.end ? [after] : [],
  );
}

export function storedRows({ cluster, agents, liveOn, tasks }: StoredFacts): Rows {
  return {
    quotas: cluster?.quotas ?? [],
    agents: [...agents.values()].flatMap(({ id, facts, verdict }) =>
      verdict?.kind === 'gone' ? [] : [{ id, resources: facts.resources, isOffered: true }],
    ),
    tasks: [...liveOn.values()].flatMap((ids) => [...ids].flatMap((id) => tasks.get(id) ?? [])),
  };
}

export function engineRows({ cluster, agents, tasks }: Tables): Rows {
  const all = [...agents.values()].filter(({ presence }) => presence.kind !== 'gone');
  return {
    quotas: cluster?.quotas ?? [],
    agents: all.map((agent) => {
      const { id, facts } = agent.row;
      return { id, resources: facts.resources, isOffered: isOfferable(agent) };
    }),
    tasks: [...tasks.values()].flatMap(({ row }) => (row.end ? [] : [row])),
  };
}
