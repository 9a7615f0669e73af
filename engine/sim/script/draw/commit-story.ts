// A world's commits as they are drawn, one after the other, with what each of them leads to: the
// tree, what of it would be applied if every commit were seen, and what there is to mend.
import { isBlocked } from '../is-blocked.ts';
import type { JobPlan } from '../job-plan.ts';
import type { AppPlan, CommitPlan, SyncPlan } from '../script.ts';
import { objectsOf, type TreeState, treeAfter } from '../trees.ts';

export type Draft = Partial<Omit<CommitPlan, 'atMs'>>;

export class CommitStory {
  readonly commits: CommitPlan[] = [];
  readonly trees: TreeState[] = [];
  /** As each app was when it was last in the tree. */
  readonly known = new Map<string, AppPlan>();
  readonly knownJobs = new Map<string, JobPlan>();
  /** Index of the last commit that would be applied. */
  good = 0;
  /** The newest commit brings a version of this app that is bound to fail. */
  failing: { readonly app: string; readonly before: number } | undefined;
  readonly #massDelete: SyncPlan['massDelete'];
  readonly #versions = new Map<string, number>();
  #applied: ReadonlyMap<string, unknown> = new Map();
  #isBlocked = false;

  constructor(massDelete: SyncPlan['massDelete']) {
    this.#massDelete = massDelete;
  }

  /** Where the ref is now. */
  get tree(): TreeState | undefined {
    return this.trees.at(-1);
  }

  get apps(): readonly AppPlan[] {
    return [...(this.tree?.apps.values() ?? [])];
  }

  get jobs(): readonly JobPlan[] {
    return [...(this.tree?.jobs.values() ?? [])];
  }

  /** Jobs that were there once. */
  get goneJobs(): readonly JobPlan[] {
    return [...this.knownJobs.values()].filter(({ name }) => this.tree?.jobs.has(name) !== true);
  }

  /** Apps that were there once. */
  get gone(): readonly AppPlan[] {
    return [...this.known.values()].filter(({ name }) => this.tree?.apps.has(name) !== true);
  }

  get isFaulty(): boolean {
    return (this.tree?.broken.size ?? 0) > 0;
  }

  get isBlocked(): boolean {
    return this.#isBlocked;
  }

  /** Applied apps and jobs that the tree hasn't. */
  get removed(): number {
    const { tree } = this;
    const has = (name: string) => tree?.apps.has(name) === true || tree?.jobs.has(name) === true;
    return [...this.#applied.keys()].filter((name) => !has(name)).length;
  }

  readonly nextVersion = (name: string): number => {
    const version = (this.#versions.get(name) ?? 1) + 1;
    this.#versions.set(name, version);
    return version;
  };

  add(atMs: number, draft: Draft): void {
    const commit: CommitPlan = {
      atMs,
      kind: 'edit',
      apps: {},
      weights: {},
      broken: {},
      ...draft,
    };
    const tree = treeAfter(commit, this.trees);
    this.commits.push(commit);
    this.trees.push(tree);
    for (const app of tree.apps.values()) this.known.set(app.name, app);
    for (const job of tree.jobs.values()) this.knownJobs.set(job.name, job);
    this.#look(tree);
  }

  #look(tree: TreeState): void {
    if (tree.broken.size > 0) return;
    const { allowDelete } = tree;
    const wanted = objectsOf(tree);
    const massDelete = this.#massDelete;
    this.#isBlocked = isBlocked({ massDelete, applied: this.#applied, wanted, allowDelete });
    if (this.#isBlocked) return;
    this.#applied = wanted;
    this.good = this.trees.length - 1;
  }
}
