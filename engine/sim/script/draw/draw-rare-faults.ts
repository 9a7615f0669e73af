// Faults at acts that seldom occur: armed early and on many, or a world would hardly ever have one.
import type { Random } from '../../../lib/random.ts';
import type { FaultPlan } from '../script.ts';
import type { FaultSetting } from './fault-draws.ts';

/** Acts of an agent, and how likely each machine of a world has a crash at it. */
const crashes: readonly (readonly [act: string, chance: number])[] = [
  ['process search', 0.3],
  ['process limits', 0.15],
  ['journal remove', 0.05],
];
const delays: readonly (readonly [act: string, chance: number])[] = [
  ['process search', 0.2],
  ['process limits', 0.1],
  ['process claim', 0.1],
];
/** Acts of an engine, and how likely a world has a crash at it. */
const engineCrashes: readonly (readonly [act: string, chance: number])[] = [
  ['speak configure', 0.15],
  ['repo pin', 0.1],
  ['repo read', 0.05],
];
const armedByMs = 5_000;

export function drawRareFaults(random: Random, { machines }: FaultSetting): readonly FaultPlan[] {
  const atMs = () => random.between(500, armedByMs);
  const crash = (at: string, act: string): FaultPlan => {
    const when = random.chance(0.5) ? 'before' : 'after';
    return { kind: 'crash-at', atMs: atMs(), at, act, when, backMs: random.between(200, 9_000) };
  };
  const drawn = (acts: typeof crashes) => acts.filter(([, chance]) => random.chance(chance));
  const faults = drawn(engineCrashes).map(([act]) => crash('engine', act));
  for (const at of machines) {
    for (const [act] of drawn(crashes)) faults.push(crash(at, act));
    for (const [act] of drawn(delays))
      faults.push({ kind: 'slow-at', atMs: atMs(), at, act, byMs: random.between(500, 20_000) });
  }
  return faults;
}
