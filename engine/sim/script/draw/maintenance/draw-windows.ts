// Maintenance in commits: windows ahead, under way or over when they come, by name or by rack,
// moved and called off by later commits; some stay for good.
import type { Random } from '../../../../lib/random.ts';
import type { WindowPlan } from '../../maintenance/window-plan.ts';
import type { CommitPlan } from '../../script.ts';

/** Of all worlds, so many have windows. */
const worldChance = 0.4;
const names = ['/window', '/rack'] as const;

export interface WindowSetting {
  readonly machines: readonly string[];
  readonly lastMs: number;
}

export function withWindows(
  random: Random,
  commits: readonly CommitPlan[],
  setting: WindowSetting,
): readonly CommitPlan[] {
  if (!random.chance(worldChance)) return commits;
  const brought = new Set<string>();
  return commits.map((commit, at) => {
    if (at === 0 || !random.chance(0.35)) return commit;
    const name = random.pick(names);
    const isGone = brought.has(name) && random.chance(0.4);
    brought.add(name);
    const plan = isGone ? null : drawWindow(random, name, { ...setting, atMs: commit.atMs });
    return { ...commit, maintenance: { [name]: plan } };
  });
}

function drawWindow(
  random: Random,
  name: string,
  { machines, lastMs, atMs }: WindowSetting & { readonly atMs: number },
): WindowPlan {
  const hasRack = name === '/rack';
  // One is always left to go to.
  const count = random.between(1, Math.max(1, machines.length - 2));
  const first = random.between(0, machines.length - 1);
  const chosen = machines.map((_, index) => machines[(first + index) % machines.length] ?? 'a1');
  const startMs = atMs + random.between(-2_000, 30_000);
  const durationMs = random.between(2_000, 40_000);
  const isOpenEnded = random.chance(0.15) && startMs < lastMs;
  return {
    ...{ name, machines: hasRack ? [] : chosen.slice(0, count), startMs },
    ...(hasRack ? { rack: random.pick(['r1', 'r2']) } : {}),
    ...(isOpenEnded ? {} : { durationMs }),
    drainBeforeMs: random.pick([0, 1_000, 5_000, 20_000]),
    batch: random.pick([1, 1, 2, 5]),
    jobs: random.chance(0.4) ? 'kill' : 'wait',
  };
}
