// Which objects differ, and how: deletions first, then changes, then creations, each by name. What
// has the same digest is passed over, so the work is in proportion to what changed.
import type { PlanCounts, PlanObject } from '../../schemas/generated/api.ts';
import type { GroupSpec, Origin, Placed, QuotaSpec, VolumeSpec } from '../model/wanted.ts';
import { planApps } from './app-objects.ts';
import { changesOf } from './change-list.ts';
import { planJobs } from './jobs/job-objects.ts';
import type { ForecastWorld } from './maintenance/forecast-world.ts';
import { planWindows } from './maintenance/plan-windows.ts';
import type { PlanInput } from './plan-input.ts';
import { byCode, isUnread, type Planning, placeOf } from './planning.ts';
import { quotaImpact } from './quota/plan-quota.ts';
import type { BaseObject } from './standing.ts';
import { volumeImpact } from './volumes/volume-impact.ts';

/** Apps and jobs, in no order. */
export const runningObjects = (planning: Planning): readonly PlanObject[] => [
  ...planApps(planning),
  ...planJobs(planning),
];

/** All others, in no order. Windows are judged by what becomes of apps. */
export function otherObjects(
  planning: Planning,
  world: ForecastWorld | undefined,
): readonly PlanObject[] {
  const { wanted, base, summary } = planning;
  return [
    ...planOthers(planning, {
      kind: 'Group',
      wanted: wanted.groups,
      base: base.groups,
      counts: summary.groups,
      nameOf: (spec: GroupSpec) => spec.name,
      impactOf: groupImpact,
    }),
    ...planOthers(planning, {
      kind: 'Quota',
      wanted: wanted.quotas,
      base: base.quotas,
      counts: summary.quotas,
      nameOf: (spec: QuotaSpec) => spec.role,
      impactOf: quotaImpact,
    }),
    ...planOthers(planning, {
      kind: 'Volume',
      wanted: wanted.volumes,
      base: base.volumes,
      counts: summary.volumes,
      nameOf: (spec: VolumeSpec) => spec.name,
      impactOf: (old, spec) => volumeImpact(old, spec, base.kept),
    }),
    ...planWindows(planning, world),
    ...planCluster(planning),
  ];
}

export const inOrder = (objects: readonly PlanObject[]): PlanObject[] =>
  [...objects].sort(byActionAndName);

const groupImpact = (_: GroupSpec | undefined, wanted: GroupSpec | undefined): string =>
  `what it ${wanted === undefined ? 'gave' : 'gives'} shows in the objects below it`;

type Other = GroupSpec | QuotaSpec | VolumeSpec;

interface Others<T extends Other> {
  readonly kind: 'Group' | 'Quota' | 'Volume';
  readonly wanted: readonly Placed<T>[];
  readonly base: ReadonlyMap<string, BaseObject<T>>;
  readonly counts: PlanCounts;
  readonly nameOf: (spec: T) => string;
  readonly impactOf: (old: T | undefined, wanted: T | undefined) => string;
}

function planOthers<T extends Other>(planning: Planning, others: Others<T>): PlanObject[] {
  const { kind, base, counts, nameOf, impactOf } = others;
  const objects: PlanObject[] = [];
  const names = new Set<string>();
  for (const { spec, origin } of others.wanted) {
    const name = nameOf(spec);
    names.add(name);
    const before = base.get(name);
    if (before?.spec.digest === spec.digest) continue;
    const action = before === undefined ? 'create' : 'change';
    counts[before === undefined ? 'added' : 'changed'] += 1;
    const comparison = before && { kind, name, old: before.spec, new: spec, origin };
    objects.push({
      ...{ kind, name, action, ...placeOf(origin), impact: impactOf(before?.spec, spec) },
      changes: comparison === undefined ? [] : changesOf(comparison, planning.input),
    });
  }
  for (const [name, { spec, origin }] of base) {
    if (names.has(name) || isUnread(planning.input, origin)) continue;
    counts.removed += 1;
    const impact = impactOf(spec, undefined);
    objects.push({ kind, name, action: 'delete', ...placeOf(origin), impact, changes: [] });
  }
  return objects;
}

const clusterFile = 'meridian.yaml';

/** Without a Cluster document the settings are all defaults. */
function planCluster({ input, wanted, base, summary }: Planning): PlanObject[] {
  const [old, spec] = [base.cluster, wanted.cluster];
  if (old?.digest === spec.digest) return [];
  const name = spec.name ?? 'cluster';
  const origin = input.clusterOrigin ?? clusterOriginIn(input);
  const kind = 'Cluster';
  const place = placeOf(origin);
  if (old === undefined) {
    const impact = "sets the cluster's settings";
    return [{ kind, name, action: 'create', ...place, impact, changes: [] }];
  }
  const changes = changesOf({ kind, name, old, new: spec, origin }, input);
  summary.clusterSettings = changes.length;
  const isShown = changes.some(({ consequence }) => consequence === 'none');
  const follows = isShown ? '; what follows shows in the objects' : '';
  const impact = `nothing that runs is touched by itself${follows}`;
  return [{ kind, name, action: 'change', ...place, impact, changes }];
}

function clusterOriginIn({ locate }: PlanInput): Origin | undefined {
  const line = locate?.(clusterFile, 0, [])?.line;
  return line === undefined ? undefined : { file: clusterFile, blob: '', document: 0, line };
}

const rank = { delete: 0, change: 1, create: 2 } as const;

function byActionAndName(a: PlanObject, b: PlanObject): number {
  return rank[a.action] - rank[b.action] || byCode(a.name, b.name) || byCode(a.kind, b.kind);
}
