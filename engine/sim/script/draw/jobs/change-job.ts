// What a commit may change about the jobs of a world.
import type { Random } from '../../../../lib/random.ts';
import type { JobPlan } from '../../job-plan.ts';
import { pickWeighted, type Weighted } from '../weighted.ts';
import {
  drawCatchUp,
  drawConcurrency,
  drawEnding,
  drawEndings,
  drawKillGrace,
  drawTrigger,
  type JobSetting,
} from './draw-job.ts';

export interface JobChangeSetting extends JobSetting {
  /** By rank: a job follows only those before it. */
  readonly names: readonly string[];
  readonly nextVersion: (name: string) => number;
}

type Change = (random: Random, job: JobPlan, setting: JobChangeSetting) => JobPlan;

const newVersion: Change = (random, job, { nextVersion }) => ({
  ...job,
  version: nextVersion(job.name),
  program: drawEnding(random),
});

const otherTrigger: Change = (random, job, { names, wall }) => {
  const before = names.slice(0, Math.max(0, names.indexOf(job.name)));
  return { ...job, trigger: drawTrigger(random, before, wall) };
};

const turned: Change = (_random, job) => ({ ...job, suspended: !job.suspended });

const otherPolicy: Change = (random, job) => ({
  ...job,
  ...(random.chance(0.5) ? drawCatchUp(random) : {}),
  ...(random.chance(0.5) ? drawConcurrency(random) : {}),
  ...(random.chance(0.5) ? drawEndings(random) : {}),
  ...drawKillGrace(random),
});

const changes: readonly [Weighted<Change>, ...Weighted<Change>[]] = [
  [30, newVersion],
  [22, otherTrigger],
  [25, turned],
  [23, otherPolicy],
];

const changed: Change = (random, job, setting) =>
  pickWeighted(random, changes)(random, job, setting);

type Jobs = Readonly<Record<string, JobPlan | null>>;

/** `present` are in the tree, `gone` were once. */
export function changeJobs(
  random: Random,
  { present, gone }: { readonly present: readonly JobPlan[]; readonly gone: readonly JobPlan[] },
  setting: JobChangeSetting,
): Jobs {
  const back = random.pickAny(gone);
  if (back !== undefined && random.chance(0.5))
    return { [back.name]: random.chance(0.6) ? back : changed(random, back, setting) };
  const job = random.pickAny(present);
  if (job === undefined) return {};
  // A suspended one is taken up again before long.
  const resumed = random.pickAny(present.filter((one) => one.suspended));
  if (resumed !== undefined && random.chance(0.5))
    return { [resumed.name]: { ...resumed, suspended: false } };
  return { [job.name]: random.chance(0.2) ? null : changed(random, job, setting) };
}
