// The tree that each commit of a script leaves, worked out from the script alone: the oracle of
// what is wanted. It knows nothing of specs/. A dependency on what isn't in the tree isn't written,
// so that a script from which commits, apps or jobs were cut still loads.
import type { JobPlan, TriggerPlan } from './job-plan.ts';
import type { WindowPlan } from './maintenance/window-plan.ts';
import type { QuotaPlan } from './quota/quota-plan.ts';
import { isFaultyQuota } from './quota/quota-rules.ts';
import type { AppPlan, CommitPlan, Script } from './script.ts';
import { type VolumePlan, withPresentVolumes } from './volumes/volume-plan.ts';

/** Where the ref is after a commit of the script. */
export interface TreeState {
  /** The commit that the ref is at: of a mere `force` an earlier one. */
  readonly head: number;
  /** That commit's parent; null for the first. */
  readonly parent: number | null;
  readonly apps: ReadonlyMap<string, AppPlan>;
  readonly jobs: ReadonlyMap<string, JobPlan>;
  /** Role to 1/1000. */
  readonly weights: ReadonlyMap<string, number>;
  readonly quotas: ReadonlyMap<string, QuotaPlan>;
  readonly volumes: ReadonlyMap<string, VolumePlan>;
  readonly maintenance: ReadonlyMap<string, WindowPlan>;
  /** Path to text; with any the whole tree is faulty. */
  readonly broken: ReadonlyMap<string, string>;
  /** That commit's trailers. */
  readonly allowDelete: number | undefined;
  readonly allowQuota: readonly string[];
}

const empty: TreeState = {
  head: -1,
  parent: null,
  apps: new Map(),
  jobs: new Map(),
  weights: new Map(),
  quotas: new Map(),
  volumes: new Map(),
  maintenance: new Map(),
  broken: new Map(),
  allowDelete: undefined,
  allowQuota: [],
};

/** By index into the script's commits. */
export function treesOf({ commits }: Pick<Script, 'commits'>): readonly TreeState[] {
  const states: TreeState[] = [];
  for (const commit of commits) states.push(treeAfter(commit, states));
  return states.map((state) => ({
    ...state,
    apps: withPresentDependencies(withPresentVolumes(state.apps, state.volumes)),
    jobs: withPresentParents(withPresentVolumes(state.jobs, state.volumes)),
  }));
}

/** Without the cut of dependencies, so that a later commit may bring what an app waits for. */
export function treeAfter(commit: CommitPlan, before: readonly TreeState[]): TreeState {
  const tip = before.at(-1) ?? empty;
  const other = commit.of === undefined ? undefined : before[commit.of];
  if (commit.kind === 'force' && other !== undefined) {
    return makesCommit(commit)
      ? child(commit, before.length, { tree: other, parent: other })
      : other;
  }
  const tree = commit.kind === 'revert' && other !== undefined ? other : tip;
  return child(commit, before.length, { tree, parent: tip });
}

/** A force that changes nothing only moves the ref. */
export const makesCommit = ({
  kind,
  apps,
  jobs = {},
  weights,
  quotas = {},
  volumes = {},
  maintenance = {},
  broken,
  allowDelete,
}: CommitPlan): boolean =>
  kind !== 'force' ||
  allowDelete !== undefined ||
  [apps, jobs, weights, quotas, volumes, maintenance, broken].some(
    (changes) => Object.keys(changes).length > 0,
  );

function child(
  commit: CommitPlan,
  index: number,
  { tree, parent }: { readonly tree: TreeState; readonly parent: TreeState },
): TreeState {
  return {
    head: index,
    parent: parent.head < 0 ? null : parent.head,
    apps: changed(tree.apps, commit.apps),
    jobs: changed(tree.jobs, commit.jobs ?? {}),
    weights: changed(tree.weights, commit.weights),
    quotas: changed(tree.quotas, commit.quotas ?? {}),
    volumes: changed(tree.volumes, commit.volumes ?? {}),
    maintenance: changed(tree.maintenance, commit.maintenance ?? {}),
    broken: changed(tree.broken, commit.broken),
    allowDelete: commit.allowDelete,
    allowQuota: commit.allowQuota ?? [],
  };
}

function changed<T>(
  before: ReadonlyMap<string, T>,
  changes: Readonly<Record<string, T | null>>,
): ReadonlyMap<string, T> {
  const entries = Object.entries(changes);
  if (entries.length === 0) return before;
  const after = new Map(before);
  for (const [key, value] of entries) {
    if (value === null) after.delete(key);
    else after.set(key, value);
  }
  return new Map([...after].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function withPresentDependencies(apps: TreeState['apps']): TreeState['apps'] {
  const present = new Set<string>();
  for (const name of apps.keys())
    for (let at = name.length; at > 0; at = name.lastIndexOf('/', at - 1))
      present.add(name.slice(0, at));
  const settled = new Map<string, AppPlan>();
  for (const [name, app] of apps) {
    const dependsOn = app.dependsOn.filter((other) => present.has(other));
    settled.set(name, dependsOn.length === app.dependsOn.length ? app : { ...app, dependsOn });
  }
  return settled;
}

function withPresentParents(jobs: TreeState['jobs']): TreeState['jobs'] {
  const settled = new Map<string, JobPlan>();
  for (const [name, job] of jobs) settled.set(name, { ...job, trigger: presentOf(job, jobs) });
  return settled;
}

function presentOf({ trigger }: JobPlan, jobs: TreeState['jobs']): TriggerPlan {
  if (trigger.kind !== 'after') return trigger;
  const parents = trigger.parents.filter((name) => jobs.has(name));
  return parents.length === 0 ? { kind: 'manual' } : { kind: 'after', parents };
}

/** All that the mass-delete rule counts. */
export const objectsOf = ({
  apps,
  jobs,
  volumes,
}: Pick<TreeState, 'apps' | 'jobs' | 'volumes'>): ReadonlyMap<string, { readonly name: string }> =>
  new Map<string, { readonly name: string }>([...apps, ...jobs, ...volumes]);

/** What the commit of that index asks for, whatever was applied before it. */
export function wantedOf(
  script: Pick<Script, 'commits'>,
  index: number,
): ReadonlyMap<string, AppPlan> | 'faulty' {
  const tree = treesOf(script)[index];
  if (tree === undefined) throw new Error(`commit ${index}: the script has none so numbered`);
  return wantedOfTree(tree);
}

export const wantedOfTree = (tree: TreeState): ReadonlyMap<string, AppPlan> | 'faulty' =>
  tree.broken.size > 0 || isFaultyQuota(tree.quotas) ? 'faulty' : tree.apps;
