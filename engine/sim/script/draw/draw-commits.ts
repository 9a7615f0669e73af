// What people commit: changes of every kind, mistakes, and what they do about their mistakes.
import type { Random } from '../../../lib/random.ts';
import type { JobPlan } from '../job-plan.ts';
import type { AppPlan, CommitPlan, SyncPlan } from '../script.ts';
import { drawBroken } from './broken-texts.ts';
import { CommitStory, type Draft } from './commit-story.ts';
import type { AppSetting } from './draw-app.ts';
import { anyChange, type ChangeSetting, failingVersion, soundVersion } from './draw-changes.ts';
import { changeJobs } from './jobs/change-job.ts';
import type { JobSetting } from './jobs/draw-job.ts';
import { pickWeighted, type Weighted } from './weighted.ts';

export interface CommitSetting extends AppSetting {
  readonly massDelete: SyncPlan['massDelete'];
  /** Ascending, one for each commit. */
  readonly times: readonly number[];
  readonly apps: readonly AppPlan[];
  readonly jobs: readonly JobPlan[];
  readonly wall: JobSetting['wall'];
}

interface Author {
  readonly random: Random;
  readonly story: CommitStory;
  readonly setting: ChangeSetting;
}

/** In the first commit. */
const leastApps = 8;
/** With more apps gone, people bring some of them back before long. */
const mostGone = 2;

/** Of the commits, so many change a job, too. */
const jobChance = 0.4;

/** Undefined: it can't be done now. */
type Idea = (author: Author) => Draft | undefined;

export function drawCommits(random: Random, setting: CommitSetting): readonly CommitPlan[] {
  const story = new CommitStory(setting.massDelete);
  const { nextVersion } = story;
  const author: Author = { random, story, setting: { ...setting, nextVersion } };
  const [first = 0, ...others] = setting.times;
  story.add(first, firstCommit(random, setting));
  for (const app of setting.apps) if (!story.known.has(app.name)) story.known.set(app.name, app);
  for (const job of setting.jobs)
    if (!story.knownJobs.has(job.name)) story.knownJobs.set(job.name, job);
  const dice = random.fork('jobs');
  for (const atMs of others) {
    const { failing } = story;
    const draft = nextDraft(author);
    story.add(atMs, { ...draft, jobs: { ...draft.jobs, ...nextJobs(dice, author, setting) } });
    if (story.failing === failing) story.failing = undefined;
  }
  return story.commits;
}

function nextJobs(
  random: Random,
  { story, setting }: Author,
  { jobs, wall }: CommitSetting,
): Draft['jobs'] & object {
  if (jobs.length === 0 || !random.chance(jobChance)) return {};
  const names = jobs.map(({ name }) => name);
  const { roles, nextVersion } = setting;
  const known = { present: story.jobs, gone: story.goneJobs };
  return changeJobs(random, known, { roles, wall, names, nextVersion });
}

/** Some apps come later, if ever. */
function firstCommit(random: Random, { apps, jobs, roles }: CommitSetting): Draft {
  const late = Math.max(0, Math.min(random.between(0, 2), apps.length - leastApps));
  return {
    apps: byName(apps.slice(0, apps.length - late)),
    jobs: Object.fromEntries(jobs.filter((_, at) => at !== 6 - late).map((job) => [job.name, job])),
    weights: Object.fromEntries(
      roles.filter(() => random.chance(0.8)).map((role) => [role, drawWeight(random)]),
    ),
  };
}

const drawWeight = (random: Random): number => random.pick([500, 1_000, 1_000, 2_000, 5_000]);

const byName = (apps: readonly AppPlan[]): Draft['apps'] & object =>
  Object.fromEntries(apps.map((app) => [app.name, app]));

function nextDraft(author: Author): Draft {
  const idea = pickWeighted(author.random, ideasFor(author));
  return idea(author) ?? changeOne(author) ?? addAgain(author) ?? {};
}

function ideasFor({ random, story }: Author): Ideas {
  if (story.isFaulty) return onFaulty;
  if (story.isBlocked) return onBlocked;
  if (story.gone.length > mostGone && random.chance(0.4)) return [[1, addAgain]];
  return story.failing === undefined ? usual : onFailing;
}

const changeOne: Idea = ({ random, story, setting }) => {
  const app = random.pickAny(story.apps);
  return app && { apps: byName([anyChange(random, app, setting)]) };
};

const changeSome: Idea = ({ random, story, setting }) => {
  const chosen = someOf(random, story.apps, random.between(2, 4));
  return { apps: byName(chosen.map((app) => anyChange(random, app, setting))) };
};

const failOne: Idea = ({ random, story, setting }) => {
  const app = random.pickAny(story.apps.filter(({ instances }) => instances > 0));
  if (!app) return undefined;
  story.failing = { app: app.name, before: story.good };
  return { apps: byName([failingVersion(random, app, setting)]) };
};

const mendVersion: Idea = ({ random, story, setting }) => {
  const app = story.apps.find(({ name }) => name === story.failing?.app);
  return app && { apps: byName([soundVersion(random, app, setting)]) };
};

const deleteOne: Idea = ({ random, story }) => {
  const app = random.pickAny(story.apps);
  return app && { apps: { [app.name]: null } };
};

/** As it was, or changed meanwhile. */
const addAgain: Idea = ({ random, story, setting }) => {
  const chosen = someOf(random, story.gone, random.between(1, 4));
  if (chosen.length === 0) return undefined;
  const changed = chosen.map((app) => (random.chance(0.5) ? app : anyChange(random, app, setting)));
  return { apps: byName(changed) };
};

const revert: Idea = ({ random, story }) => {
  const of = random.between(0, story.trees.length - 1);
  return story.trees[of]?.broken.size === 0 ? { kind: 'revert', of } : undefined;
};

const forceBack: Idea = (author) => {
  const { random, story } = author;
  const of = random.between(Math.max(0, story.trees.length - 6), story.trees.length - 1);
  if (story.trees[of]?.broken.size !== 0) return undefined;
  return random.chance(0.6) ? { kind: 'force', of } : { ...changeOne(author), kind: 'force', of };
};

const undoFailing: Idea = ({ random, story }) => {
  const of = story.failing?.before;
  return of === undefined ? undefined : { kind: random.chance(0.7) ? 'revert' : 'force', of };
};

const revertToGood: Idea = ({ story }) => ({ kind: 'revert', of: story.good });
const forceToGood: Idea = ({ story }) => ({ kind: 'force', of: story.good });

const breakTree: Idea = (author) => {
  const { random, story } = author;
  const [path, text] = drawBroken(random, [...(story.tree?.apps.keys() ?? [])]);
  return { ...(changeOne(author) ?? {}), kind: 'broken', broken: { [path]: text } };
};

const mendTree: Idea = (author) => {
  const paths = [...(author.story.tree?.broken.keys() ?? [])];
  const mended = Object.fromEntries(paths.map((path) => [path, null]));
  return { ...(author.random.chance(0.3) ? changeOne(author) : {}), broken: mended };
};

const massDelete: Idea = ({ random, story }) => {
  const all = [...story.apps, ...story.jobs];
  if (all.length < 3) return undefined;
  const count = random.chance(0.4) ? all.length : random.between(2, all.length);
  const gone = someOf(random, all, count).map(({ name }) => name);
  const isJob = (name: string): boolean => story.tree?.jobs.has(name) === true;
  const nulls = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, null]));
  return {
    apps: nulls(gone.filter((name) => !isJob(name))),
    jobs: nulls(gone.filter(isJob)),
    ...(random.chance(0.35) ? { allowDelete: count - (random.chance(0.15) ? 1 : 0) } : {}),
  };
};

const allowIt: Idea = ({ story }) => ({ allowDelete: story.removed });

const otherWeights: Idea = ({ random, setting }) => {
  const role = random.pick(setting.roles);
  return { weights: { [role]: random.chance(0.2) ? null : drawWeight(random) } };
};

type Ideas = readonly [Weighted<Idea>, ...Weighted<Idea>[]];

const usual: Ideas = [
  [40, changeOne],
  [12, changeSome],
  [11, failOne],
  [6, deleteOne],
  [9, addAgain],
  [5, revert],
  [5, forceBack],
  [7, breakTree],
  [5, massDelete],
  [3, otherWeights],
];

const onFaulty: Ideas = [
  [50, mendTree],
  [18, revertToGood],
  [18, forceToGood],
  [8, changeOne],
  [6, breakTree],
];

const onBlocked: Ideas = [
  [30, allowIt],
  [20, revertToGood],
  [15, forceToGood],
  [25, addAgain],
  [10, changeOne],
];

const onFailing: Ideas = [
  [45, mendVersion],
  [40, undoFailing],
  [15, changeOne],
];

function someOf<T>(random: Random, list: readonly T[], count: number): readonly T[] {
  const left = [...list];
  const chosen: T[] = [];
  while (chosen.length < count && left.length > 0)
    chosen.push(...left.splice(random.between(0, left.length - 1), 1));
  return chosen;
}
