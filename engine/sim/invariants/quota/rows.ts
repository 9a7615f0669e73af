// The rows that quotas are reckoned from: as they are stored, or as the engine has them before it
// has stored them.
import type { TaskRow } from '../../../model/actual.ts';
import type { Resource } from '../../../model/resources/resource.ts';
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

/** What is stored as kept on an agent, volumes that are leaving included. */
export const storedKept = (
  { reservations, leaving }: Pick<StoredFacts, 'reservations' | 'leaving'>,
  agentId: string,
): readonly Resource[] => [
  ...[...reservations.values()]
    .filter((row) => row.agentId === agentId)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .flatMap(({ kept }) => kept),
  ...[...leaving.values()].flatMap((one) => (one.agentId === agentId ? one.resource : [])),
];

export function storedRows(stored: StoredFacts): Rows {
  const { cluster, agents, liveOn, tasks } = stored;
  return {
    quotas: cluster?.quotas ?? [],
    agents: [...agents.values()].flatMap(({ id, facts: { resources }, verdict }) =>
      verdict?.kind === 'gone'
        ? []
        : [{ id, resources, kept: storedKept(stored, id), isOffered: true }],
    ),
    tasks: [...liveOn.values()].flatMap((ids) => [...ids].flatMap((id) => tasks.get(id) ?? [])),
  };
}

export function engineRows({ cluster, agents, tasks, reservations }: Tables): Rows {
  const kept = { reservations, leaving: reservations.leaving };
  const all = [...agents.values()].filter(({ presence }) => presence.kind !== 'gone');
  return {
    quotas: cluster?.quotas ?? [],
    agents: all.map((agent) => {
      const { id, facts } = agent.row;
      const { resources } = facts;
      return { id, resources, kept: storedKept(kept, id), isOffered: isOfferable(agent) };
    }),
    tasks: [...tasks.values()].flatMap(({ row }) => (row.end ? [] : [row])),
  };
}
