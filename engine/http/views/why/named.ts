// What else has a name that may be asked about, beside apps, jobs, runs, tasks and agents.
import type { RevisionRow, RolloutRow } from '../../../model/actual.ts';
import type { FrameworkId, ReservationId, RolloutId } from '../../../model/ids.ts';
import type { Absence } from '../../../step/maintenance/absence.ts';
import { absencesIn } from '../../../step/maintenance/tend-maintenance.ts';
import {
  type FrameworkEntry,
  type Tables,
  wantedJob,
  wantedVersion,
} from '../../../step/tables.ts';

export type Named =
  | { readonly kind: 'framework'; readonly framework: FrameworkEntry }
  /** A slot, a Volume, or one volume by its id. */
  | { readonly kind: 'volume'; readonly name: string }
  | { readonly kind: 'rollout'; readonly rollout: RolloutRow }
  | { readonly kind: 'maintenance'; readonly absence: Absence }
  | { readonly kind: 'role'; readonly role: string }
  | { readonly kind: 'revision'; readonly revision: RevisionRow };

/** Characters of a commit that name it at least. */
const leastCommit = 7;

export function findNamed(tables: Tables, name: string): Named | undefined {
  const framework = frameworkNamed(tables, name);
  if (framework) return { kind: 'framework', framework };
  const rollout = tables.rollouts.get(name as RolloutId);
  if (rollout) return { kind: 'rollout', rollout };
  const absence = absencesIn(tables).find((one) => one.name === name);
  if (absence) return { kind: 'maintenance', absence };
  const volume = [name, `/${name}`].find((one) => hasVolume(tables, one));
  if (volume !== undefined) return { kind: 'volume', name: volume };
  if (rolesIn(tables).has(name)) return { kind: 'role', role: name };
  const revision = revisionNamed(tables, name);
  return revision && { kind: 'revision', revision };
}

/** By its id, or by its name where only one has it. */
function frameworkNamed({ frameworks }: Tables, name: string): FrameworkEntry | undefined {
  const found = [...frameworks.values()].filter(({ row }) => row.info.name === name);
  return frameworks.get(name as FrameworkId) ?? (found.length === 1 ? found[0] : undefined);
}

function hasVolume({ reservations, cluster }: Tables, name: string): boolean {
  const rows = [...reservations.values()];
  return (
    reservations.has(name as ReservationId) ||
    cluster?.volumes?.some((one) => one.name === name) === true ||
    rows.some(({ volumes }) => volumes.some(({ id }) => id === name))
  );
}

/** That have a Quota, or that somebody is in. */
function rolesIn({ apps, jobs, frameworks, cluster }: Tables): ReadonlySet<string> {
  return new Set<string>([
    ...(cluster?.quotas ?? []).map(({ role }) => role),
    ...[...apps.values()].flatMap((app) => wantedVersion(app)?.spec.role ?? []),
    ...[...jobs.values()].flatMap((job) => wantedJob(job)?.spec.role ?? []),
    ...[...frameworks.values()].flatMap(({ row }) => row.info.roles.map(({ role }) => role)),
  ]);
}

/** By its number, or by what its commit begins with. */
function revisionNamed({ revisions }: Tables, name: string): RevisionRow | undefined {
  if (/^\d{1,6}$/.test(name)) return revisions.get(Number(name));
  if (name.length < leastCommit) return undefined;
  const found = [...revisions.values()].filter(({ commit }) => commit.startsWith(name));
  return found.sort((a, b) => b.number - a.number)[0];
}

/** For whoever has misspelt one. */
export const namesIn = (tables: Tables): readonly string[] => [
  ...tables.frameworks.keys(),
  ...tables.reservations.keys(),
  ...(tables.cluster?.volumes ?? []).map(({ name }) => name),
  ...rolesIn(tables),
  ...absencesIn(tables).map(({ name }) => name),
];
