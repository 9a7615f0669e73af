// Faults of a world: some worlds are calm, some have faults of one kind alone and many of them, in
// most each kind has a rate of its own. They come at any time, and often close after a commit.
import type { Random } from '../../../lib/random.ts';
import type { FaultPlan } from '../script.ts';
import { drawRareFaults } from './draw-rare-faults.ts';
import { type FaultSetting, faultDraws } from './fault-draws.ts';
import { calmFaults, mixedFaults, nearCommitChance, nearCommitMs, singleFaults } from './pace.ts';
import { pickWeighted, type Weighted } from './weighted.ts';

export interface FaultTimes {
  readonly commitTimes: readonly number[];
  readonly lastMs: number;
  /** As many times more faults than in a usual world. */
  readonly scale: number;
}

type Kinds = readonly [Weighted<FaultPlan['kind']>, ...Weighted<FaultPlan['kind']>[]];

/** How many of a hundred faults are of the kind; a kill right at an act finds most. */
const usualKinds: Kinds = [
  [30, 'crash-at'],
  [7, 'process-crash'],
  [5, 'machine-crash'],
  [5, 'pause'],
  [4, 'clock-jump'],
  [8, 'cut'],
  [6, 'partition'],
  [4, 'replay'],
  [5, 'double'],
  [3, 'slow-network'],
  [5, 'fail-at'],
  [6, 'slow-at'],
  [4, 'full-disk'],
  [4, 'second-engine'],
  [5, 'repository'],
  [2, 'slow-repository'],
  [6, 'stranger-kills'],
  [3, 'port-taken'],
];

/** Times the usual rate: many kinds are absent from a world, some are frequent. */
const rates = [0, 0, 0.5, 1, 1, 2, 3] as const;

export function drawFaults(
  random: Random,
  setting: FaultSetting,
  times: FaultTimes,
): readonly FaultPlan[] {
  const kinds = drawKinds(random);
  const isMixed = kinds.length === usualKinds.length;
  const faults: FaultPlan[] = isMixed ? [...drawRareFaults(random, setting)] : [];
  for (const [count, kind] of kinds)
    for (let left = chanceCount(random, count * times.scale); left > 0; left -= 1)
      faults.push(faultDraws[kind](random, setting, drawTime(random, times)));
  return faults.sort((a, b) => a.atMs - b.atMs);
}

/** How many of each kind in a usual world. */
function drawKinds(random: Random): readonly Weighted<FaultPlan['kind']>[] {
  const mood = random.next();
  if (mood < 0.08) {
    const count = random.between(calmFaults.least, calmFaults.most);
    return Array.from({ length: count }, () => [1, pickWeighted(random, usualKinds)]);
  }
  if (mood < 0.3)
    return [[random.between(singleFaults.least, singleFaults.most), drawSingle(random)]];
  return usualKinds.map(([part, kind]) => [(part / 100) * mixedFaults * random.pick(rates), kind]);
}

const drawSingle = (random: Random): FaultPlan['kind'] =>
  random.chance(0.4) ? 'crash-at' : random.pick(usualKinds)[1];

/** 2.3 is 2, or 3 in three of ten worlds. */
const chanceCount = (random: Random, count: number): number => Math.floor(count + random.next());

function drawTime(random: Random, { commitTimes, lastMs }: FaultTimes): number {
  const commitMs = random.chance(nearCommitChance) ? random.pickAny(commitTimes) : undefined;
  if (commitMs === undefined) return random.between(0, lastMs);
  return Math.min(commitMs + random.between(0, nearCommitMs), lastMs);
}
