// Operators' drains: of one machine or some, mostly taken back; those that aren't are there in the
// end. Now and then runs get a while and are stopped then.
import type { Random } from '../../../../lib/random.ts';
import type { OperationPlan } from '../../script.ts';

/** Of all worlds, so many have drains. */
const worldChance = 0.45;

export interface DrainSetting {
  readonly machines: readonly string[];
  readonly lastMs: number;
}

export function drawDrains(
  random: Random,
  { machines, lastMs }: DrainSetting,
): readonly OperationPlan[] {
  if (!random.chance(worldChance)) return [];
  return Array.from({ length: random.between(1, 3) }, () => {
    const count = random.chance(0.5) ? 1 : random.between(1, machines.length - 1);
    const first = random.between(0, machines.length - 1);
    const chosen = machines.map((_, at) => machines[(first + at) % machines.length] ?? 'a1');
    const atMs = random.between(4_000, lastMs);
    const drain: OperationPlan = {
      ...{ kind: 'drain', machines: chosen.slice(0, count), atMs, batch: random.between(1, 2) },
      ...(random.chance(0.4) ? { jobsAfterMs: random.between(0, 15_000) } : {}),
    };
    const backMs = atMs + random.between(2_000, 40_000);
    const isBack = random.chance(0.8) && backMs <= lastMs;
    const machine = random.pick([...drain.machines] as [string, ...string[]]);
    const undrain = { kind: 'undrain', machines: [machine], atMs: backMs } as const;
    const all = { ...undrain, machines: drain.machines };
    return isBack ? [drain, random.chance(0.8) ? all : undrain] : [drain];
  }).flat();
}
