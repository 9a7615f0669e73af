// Faults of worlds with volumes: at the acts that only these have, and disks that are lost with all
// volumes while the agent keeps its work folder.
import type { Random } from '../../../../lib/random.ts';
import { volumeActs } from '../../acts.ts';
import type { CommitPlan, FaultPlan } from '../../script.ts';
import type { FaultSetting } from '../fault-draws.ts';

export interface VolumeFaultSetting extends FaultSetting {
  readonly commits: readonly CommitPlan[];
  readonly lastMs: number;
}

/** Of worlds with faults of many kinds. */
const manyKinds = 6;
/** Each machine has such a fault at each act; few volumes are ever destroyed. */
const chances: Readonly<Record<string, { crash: number; slow: number; fail: number }>> = {
  'volume list': { crash: 0.4, slow: 0.4, fail: 0 },
  'volume open': { crash: 0.2, slow: 0.12, fail: 0.2 },
  'volume destroy': { crash: 0.7, slow: 0.4, fail: 0.6 },
};
/** A world has them. */
const worldChances = { lost: 0.35, speak: 0.9 };

export function withVolumeFaults(
  random: Random,
  faults: readonly FaultPlan[],
  { commits, machines, agentTimeoutMs, lastMs }: VolumeFaultSetting,
): readonly FaultPlan[] {
  const hasVolumes = commits.some(({ apps }) => Object.values(apps).some((app) => app?.volumes));
  if (!hasVolumes || new Set(faults.map(({ kind }) => kind)).size < manyKinds) return faults;
  const atMs = (): number => random.between(500, lastMs);
  const crash = (at: string, act: string): FaultPlan => {
    const when = random.chance(0.5) ? 'before' : 'after';
    return { kind: 'crash-at', at, act, when, atMs: atMs(), backMs: random.between(200, 9_000) };
  };
  const more: FaultPlan[] = [];
  for (const at of machines) {
    for (const act of volumeActs) {
      const { crash: crashChance = 0, slow = 0, fail = 0 } = chances[act] ?? {};
      if (random.chance(crashChance)) more.push(crash(at, act));
      if (random.chance(slow))
        more.push({ kind: 'slow-at', at, act, atMs: atMs(), byMs: random.between(500, 20_000) });
      if (random.chance(fail)) more.push({ kind: 'fail-at', at, act, atMs: atMs() });
    }
  }
  // An engine that is started anew knows nothing of those before.
  for (const _ of [1, 2, 3, 4, 5, 6])
    if (random.chance(worldChances.speak)) more.push(crash('engine', 'speak destroy-volume'));
  if (random.chance(worldChances.lost)) {
    const at = random.pickAny(machines) ?? 'a1';
    const backMs = random.between(200, agentTimeoutMs + 5_000);
    more.push({ kind: 'volumes-lost', at, atMs: atMs(), backMs });
  }
  return [...faults, ...more].sort((a, b) => a.atMs - b.atMs);
}
