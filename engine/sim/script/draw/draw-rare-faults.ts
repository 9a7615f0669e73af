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

/** Of worlds with faults of many kinds. */
const moreChance = { partition: 0.5, configure: 0.3 };
const manyKinds = 6;

/**
 * More of what seldom comes to anything: an agent is away for longer than it is waited for, so that
 * what runs there is given up, and an engine dies as it hands out settings.
 */
export function withMoreRareFaults(
  random: Random,
  faults: readonly FaultPlan[],
  { machines, agentTimeoutMs, lastMs }: FaultSetting & { readonly lastMs: number },
): readonly FaultPlan[] {
  if (new Set(faults.map(({ kind }) => kind)).size < manyKinds) return faults;
  const more: FaultPlan[] = [];
  const forMs = agentTimeoutMs + random.between(5_000, 25_000);
  const at = random.pickAny(machines) ?? 'a1';
  const atMs = random.between(5_000, Math.max(5_000, lastMs - forMs));
  if (random.chance(moreChance.partition))
    more.push({ kind: 'partition', at, way: 'both', atMs, forMs });
  // One that was started meanwhile knows nothing of it.
  for (let left = random.chance(moreChance.configure) ? 3 : 0; left > 0; left -= 1) {
    const when = random.chance(0.5) ? 'before' : 'after';
    const crash = { kind: 'crash-at', at: 'engine', act: 'speak configure', when } as const;
    more.push({ ...crash, atMs: random.between(500, lastMs), backMs: random.between(200, 9_000) });
  }
  return [...faults, ...more].sort((a, b) => a.atMs - b.atMs);
}

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
