// What people commit about volumes: some apps keep something in each instance, some apps and jobs
// share what a Volume has. Paths come and go, Volumes go with their users or under them, instances
// are more or fewer, and a task needs other cpus than what is kept for it.
import type { Random } from '../../../../lib/random.ts';
import type { AppPlan, CommitPlan } from '../../script.ts';
import { type TreeState, treeAfter } from '../../trees.ts';
import type { MountPlan, VolumePlan } from '../../volumes/volume-plan.ts';
import { pickWeighted, type Weighted } from '../weighted.ts';

/** Of all worlds, so many have volumes; of their apps, so many have some of their own. */
const volumesChance = { worlds: 0.38, apps: 0.25 };
/** Of commits that are mere edits, so many change something of volumes, too. */
const changeChance = 0.25;
const paths = ['data', 'var/log', 'cache'] as const;
const volumeNames = ['/keep/files', '/keep/books'] as const;

export function withVolumes(random: Random, commits: readonly CommitPlan[]): readonly CommitPlan[] {
  if (!random.chance(volumesChance.worlds)) return commits;
  return new VolumeAuthor(random, commits).write(commits);
}

type Volumes = Readonly<Record<string, VolumePlan | null>>;

const keysOf = (all: readonly (object | undefined)[]): readonly string[] =>
  [...new Set(all.flatMap((one) => Object.keys(one ?? {})))].sort();

class VolumeAuthor {
  readonly #random: Random;
  /** Of apps that have volumes of their own, or had. */
  readonly #own = new Map<string, readonly MountPlan[]>();
  /** App or job to the Volume that it uses. */
  readonly #uses = new Map<string, VolumePlan>();
  readonly #volumes: VolumePlan[] = [];
  /** Volumes that were removed last. */
  readonly #gone = new Set<string>();
  readonly #trees: TreeState[] = [];

  constructor(random: Random, commits: readonly CommitPlan[]) {
    this.#random = random;
    const apps = keysOf(commits.map((commit) => commit.apps));
    const jobs = keysOf(commits.map((commit) => commit.jobs));
    const [first = '/web'] = apps;
    for (const name of apps)
      if (random.chance(volumesChance.apps)) this.#own.set(name, this.#firstMounts());
    if (this.#own.size === 0) this.#own.set(first, this.#firstMounts());
    const roles = new Map<string, string>();
    for (const commit of commits)
      for (const plan of [...Object.values(commit.apps), ...Object.values(commit.jobs ?? {})])
        if (plan && !roles.has(plan.name)) roles.set(plan.name, plan.role);
    for (const name of volumeNames)
      if (random.chance(0.6)) this.#share(name, { apps, jobs, roles });
  }

  #share(
    name: string,
    {
      apps,
      jobs,
      roles,
    }: {
      readonly apps: readonly string[];
      readonly jobs: readonly string[];
      readonly roles: ReadonlyMap<string, string>;
    },
  ): void {
    const random = this.#random;
    const users = jobs.length > 0 && random.chance(0.6) ? [jobs, jobs] : [apps];
    const free = (one: string): boolean => !this.#uses.has(one);
    const chosen = users.flatMap((all) => random.pickAny(all.filter(free)) ?? []);
    const [first] = chosen;
    if (first === undefined) return;
    const volume = { name, role: roles.get(first) ?? '*', sizeMib: this.#size() };
    this.#volumes.push(volume);
    for (const one of chosen) this.#uses.set(one, volume);
  }

  #size = (): number => this.#random.between(1, 8) * 16;

  #firstMounts(): readonly MountPlan[] {
    const count = this.#random.pick([1, 1, 2]);
    return paths.slice(0, count).map((path) => ({ path, sizeMib: this.#size() }));
  }

  write(commits: readonly CommitPlan[]): readonly CommitPlan[] {
    return commits.map((commit, at) => {
      const volumes = at === 0 ? this.#first() : this.#next(commit);
      const { jobs } = commit;
      const apps = { ...this.#change(commit, at), ...commit.apps };
      const written: CommitPlan = {
        ...commit,
        apps: this.#all(apps, (app) => this.#ofApp(app)),
        ...(jobs === undefined ? {} : { jobs: this.#all(jobs, (job) => this.#shared(job)) }),
        ...(Object.keys(volumes).length === 0 ? {} : { volumes }),
      };
      this.#trees.push(treeAfter(written, this.#trees));
      return written;
    });
  }

  #all<P>(
    plans: Readonly<Record<string, P | null>>,
    change: (plan: P) => P,
  ): Readonly<Record<string, P | null>> {
    const entries = Object.entries(plans);
    return Object.fromEntries(entries.map(([name, plan]) => [name, plan && change(plan)]));
  }

  #first(): Volumes {
    return Object.fromEntries(this.#volumes.map((volume) => [volume.name, volume]));
  }

  /** A force only moves the ref. */
  #next(commit: CommitPlan): Volumes {
    if (commit.kind === 'force') return {};
    const changed: Record<string, VolumePlan | null> = {};
    for (const volume of this.#volumes) {
      const wasGone = this.#gone.has(volume.name);
      const next = this.#volumeNext(commit, volume);
      if (next !== undefined) changed[volume.name] = next;
      if (next === null) this.#gone.add(volume.name);
      else if (next !== undefined && wasGone) this.#gone.delete(volume.name);
    }
    return changed;
  }

  #volumeNext(commit: CommitPlan, volume: VolumePlan): VolumePlan | null | undefined {
    const random = this.#random;
    if (this.#gone.has(volume.name)) return random.chance(0.35) ? volume : undefined;
    const users = [...this.#uses].filter(([, one]) => one === volume).map(([name]) => name);
    const isLeft = users.every((name) => (commit.apps[name] ?? commit.jobs?.[name]) === null);
    if (random.chance(isLeft ? 0.6 : 0.06)) return null;
    return random.chance(0.04) ? { ...volume, sizeMib: this.#size() } : undefined;
  }

  /** Of one that has volumes and is there. */
  #change(commit: CommitPlan, at: number): Readonly<Record<string, AppPlan>> {
    const random = this.#random;
    const before = this.#trees.at(-1);
    if (at === 0 || commit.kind !== 'edit' || !before || !random.chance(changeChance)) return {};
    const app = before.apps.get(random.pickAny([...this.#own.keys()]) ?? '');
    if (!app) return {};
    const mounts = this.#own.get(app.name) ?? [];
    switch (pickWeighted(random, ideas)) {
      case 'other paths':
        this.#own.set(app.name, this.#otherMounts(mounts));
        return { [app.name]: app };
      case 'other scale':
        return { [app.name]: { ...app, instances: random.between(0, 4) } };
      case 'other cpus':
        return { [app.name]: { ...app, cpusMilli: random.between(1, 8) * 50 } };
    }
  }

  #otherMounts(mounts: readonly MountPlan[]): readonly MountPlan[] {
    const random = this.#random;
    const spare = paths.filter((path) => mounts.every((one) => one.path !== path));
    const [path] = spare;
    const isMore = mounts.length === 0 || (mounts.length < 3 && random.chance(0.5));
    if (isMore && path !== undefined) return [...mounts, { path, sizeMib: this.#size() }];
    const gone = random.pickAny(mounts);
    return mounts.filter((one) => one !== gone);
  }

  #ofApp(app: AppPlan): AppPlan {
    const own = this.#own.get(app.name);
    const used = this.#uses.get(app.name);
    if (own === undefined && used === undefined) return app;
    const plan: AppPlan = {
      ...this.#shared({ ...app, volumes: own ?? [] }),
      update: { ...app.update, maximumOverMilli: 0 },
      inactiveAfterMs: null,
      expungeAfterMs: null,
    };
    return used === undefined ? plan : { ...plan, instances: Math.min(1, app.instances) };
  }

  /** In the Volume's role, wherever it was. */
  #shared<P extends { readonly name: string; readonly role: string }>(
    plan: P & { readonly volumes?: readonly MountPlan[] },
  ): P & { readonly volumes?: readonly MountPlan[] } {
    const volume = this.#uses.get(plan.name);
    if (volume === undefined) return plan;
    const mount = { path: 'shared', volume: volume.name };
    return { ...plan, role: volume.role, volumes: [...(plan.volumes ?? []), mount] };
  }
}

type IdeaName = 'other paths' | 'other scale' | 'other cpus';

const ideas: readonly [Weighted<IdeaName>, ...Weighted<IdeaName>[]] = [
  [35, 'other paths'],
  [40, 'other scale'],
  [25, 'other cpus'],
];
