// The jobs of a world: who follows whom (only those before it in the list: no circle), when they
// run, how they end, and what is done about it.
import type { Random } from '../../../../lib/random.ts';
import type { JobPlan, TriggerPlan } from '../../job-plan.ts';
import type { Program } from '../../program-plan.ts';
import { pickWeighted } from '../weighted.ts';
import type { WallSetting } from './draw-start.ts';
import { drawTimetable } from './draw-timetable.ts';

export interface JobSetting {
  readonly roles: readonly [string, ...string[]];
  readonly wall: WallSetting;
}

const words = ['dump', 'load', 'join', 'mail', 'clean', 'count', 'sum', 'ship'] as const;

/** By rank. */
export const jobNames = (count: number): readonly string[] =>
  words.slice(0, count).map((word, at) => (at % 3 === 2 ? `/night/${word}` : `/etl/${word}`));

/** `before`: those that it may follow. */
export function drawJob(
  random: Random,
  name: string,
  before: readonly string[],
  setting: JobSetting,
): JobPlan {
  return {
    name,
    role: random.pick(setting.roles),
    trigger: drawTrigger(random, before, setting.wall),
    cpusMilli: random.between(1, 6) * 50,
    memoryMib: random.between(1, 6) * 16,
    ports: random.chance(0.15) ? 1 : 0,
    program: drawEnding(random),
    version: 1,
    ...drawKillGrace(random),
    ...drawCatchUp(random),
    ...drawConcurrency(random),
    ...drawEndings(random),
    suspended: random.chance(0.06),
    keep: random.chance(0.8) ? 100 : random.between(1, 6),
  };
}

export function drawTrigger(
  random: Random,
  before: readonly string[],
  wall: WallSetting,
): TriggerPlan {
  const kind = pickWeighted(random, [
    [before.length === 0 ? 0 : 45, 'after'],
    [before.length === 0 ? 95 : 48, 'timetable'],
    [7, 'manual'],
  ]);
  if (kind === 'manual') return { kind };
  return kind === 'after' ? drawAfter(random, before) : drawTimetable(random, wall);
}

/** Chains, diamonds, and joins of what has nothing in common. */
function drawAfter(random: Random, before: readonly string[]): TriggerPlan {
  const count = random.pick([1, 1, 2, 2, 3]);
  const parents = new Set<string>();
  for (let left = count; left > 0; left -= 1) {
    const near = random.chance(0.5) ? before.slice(-2) : before;
    const name = random.pickAny(near);
    if (name !== undefined) parents.add(name);
  }
  return { kind: 'after', parents: [...parents].sort() };
}

/** Mostly ends well, after a while of its own. */
export function drawEnding(random: Random): Program {
  const livesMs = random.pick([50, 200, 500, 1_000, 2_000, 4_000]);
  return {
    readyMs: 0,
    livesMs,
    code: random.between(1, 139),
    sickMs: -1,
    endsMs: random.pick([0, 100, 500, 3_000, -1]),
    luckMilli: random.pick([1_000, 1_000, 900, 700, 500, 0]),
    moreMs: random.pick([0, 500, 2_000, 8_000, 20_000]),
  };
}

export const drawKillGrace = (random: Random): Pick<JobPlan, 'killGraceMs'> => ({
  killGraceMs: random.chance(0.1) ? 0 : random.between(5, 40) * 100,
});

/** Short windows where all are caught up: a clock put forward by a day makes thousands due. */
export function drawCatchUp(
  random: Random,
): Pick<JobPlan, 'startingDeadlineMs' | 'catchUp' | 'catchUpWindowMs'> {
  const catchUp = random.pick(['latest', 'latest', 'none', 'all', 'all'] as const);
  const window = random.pick([0, 20, 40, 60, 120]) * 1_000;
  return {
    startingDeadlineMs: random.chance(0.6) ? null : random.between(1, 40) * 1_000,
    catchUp,
    catchUpWindowMs: catchUp === 'all' || random.chance(0.4) ? window : 86_400_000,
  };
}

export const drawConcurrency = (random: Random): Pick<JobPlan, 'concurrency' | 'unreachable'> => ({
  concurrency: random.pick(['forbid', 'forbid', 'forbid', 'allow', 'replace']),
  unreachable: random.chance(0.3) ? 'replace' : 'block',
});

export const drawEndings = (
  random: Random,
): Pick<JobPlan, 'retries' | 'timeoutMs' | 'softError'> => ({
  retries: {
    count: random.pick([0, 0, 1, 2, 3]),
    delayMs: random.pick([0, 100, 1_000, 3_000]),
    factorMilli: random.pick([1_000, 1_500, 2_000]),
    maxMs: random.pick([3_000, 5_000, 20_000]),
  },
  timeoutMs: random.chance(0.5) ? null : random.between(1, 15) * 1_000,
  softError: random.chance(0.25),
});
