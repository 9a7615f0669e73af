// What operators give up: what is kept for a slot or a Volume, in use or not; and, once a machine
// has lost its volumes, mostly all that was kept there.
import type { Random } from '../../../../lib/random.ts';
import type { CommitPlan, FaultPlan, OperationPlan } from '../../script.ts';

export interface ReleaseSetting {
  readonly commits: readonly CommitPlan[];
  readonly faults: readonly FaultPlan[];
  readonly machines: readonly string[];
  readonly lastMs: number;
}

export function drawReleases(random: Random, setting: ReleaseSetting): readonly OperationPlan[] {
  const { commits, faults, machines, lastMs } = setting;
  const named = commits.flatMap(({ volumes = {} }) => Object.keys(volumes));
  const keeping = commits.flatMap(({ apps }) =>
    Object.values(apps).flatMap((app) => (app?.volumes?.length ? app.name : [])),
  );
  if (named.length + keeping.length === 0) return [];
  const drawn = Array.from({ length: random.between(0, 4) }, (): OperationPlan => {
    const atMs = random.between(4_000, lastMs);
    const volume = random.chance(0.3) ? random.pickAny(named) : undefined;
    if (volume !== undefined) return { kind: 'release', volume, atMs };
    const app = random.chance(0.7) ? random.pickAny(keeping) : undefined;
    if (app !== undefined) return { kind: 'release', app, atMs };
    return { kind: 'release', machine: random.pickAny(machines) ?? 'a1', atMs };
  });
  const after = faults.flatMap((fault): readonly OperationPlan[] => {
    if (fault.kind !== 'volumes-lost' || !random.chance(0.6)) return [];
    const atMs = fault.atMs + fault.backMs + random.between(1_000, 20_000);
    return atMs > lastMs ? [] : [{ kind: 'release', machine: fault.at, atMs }];
  });
  return [...drawn, ...after];
}
