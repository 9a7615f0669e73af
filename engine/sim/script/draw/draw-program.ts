// What an app's task does: mostly serve well, sometimes each of the ways in which it can go wrong.
import type { Random } from '../../../lib/random.ts';
import type { Program } from '../program-plan.ts';
import { pickWeighted, type Weighted } from './weighted.ts';

const never = -1;

const good: Program = { readyMs: 0, livesMs: never, code: 0, sickMs: never, endsMs: 0 };

type Draw = (random: Random) => Program;

const serves: Draw = (random) => ({
  ...good,
  readyMs: random.between(0, 1_500),
  endsMs: random.between(0, 800),
});
const isSlowToBeReady: Draw = (random) => ({
  ...serves(random),
  readyMs: random.between(2_000, 8_000),
});
const isSlowToEnd: Draw = (random) => ({ ...serves(random), endsMs: random.between(1_000, 8_000) });
const ignoresTerm: Draw = (random) => ({ ...serves(random), endsMs: never });

const crashesAtTimes: Draw = (random) => ({
  ...serves(random),
  livesMs: random.between(5_000, 60_000),
  code: random.between(1, 139),
});
const getsSick: Draw = (random) => ({ ...serves(random), sickMs: random.between(4_000, 40_000) });
const endsWell: Draw = (random) => ({ ...serves(random), livesMs: random.between(500, 6_000) });
const crashesAtOnce: Draw = (random) => ({
  ...good,
  livesMs: random.between(0, 100),
  code: random.between(1, 127),
});
const isNeverReady: Draw = (random) => ({ ...serves(random), readyMs: never });

const sound: readonly [Weighted<Draw>, ...Weighted<Draw>[]] = [
  [60, serves],
  [15, isSlowToBeReady],
  [12, isSlowToEnd],
  [8, ignoresTerm],
];

const troubled: readonly [Weighted<Draw>, ...Weighted<Draw>[]] = [
  [4, crashesAtTimes],
  [2, getsSick],
  [2, endsWell],
];

const failing: readonly [Weighted<Draw>, ...Weighted<Draw>[]] = [
  [4, crashesAtOnce],
  [4, isNeverReady],
  [2, getsSick],
  [1, endsWell],
  [1, crashesAtTimes],
];

export const soundProgram: Draw = (random) => pickWeighted(random, sound)(random);

/** Sound, or in trouble from time to time. */
export const anyProgram: Draw = (random) =>
  random.chance(0.8) ? soundProgram(random) : pickWeighted(random, troubled)(random);

export const failingProgram: Draw = (random) => pickWeighted(random, failing)(random);
