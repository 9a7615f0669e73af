// A script's commits, made in a remote: each with the files that differ from its parent's. A broken
// text stands in the place of the file that has its path, or beside the others.
import type { MemoryRemote } from '../repo-memory.ts';
import type { JobPlan } from './job-plan.ts';
import { jobText } from './job-text.ts';
import { windowPath, windowText } from './maintenance/window-plan.ts';
import type { AppPlan, CommitPlan, Script } from './script.ts';
import {
  appPath,
  appText,
  clusterPath,
  clusterText,
  jobPath,
  quotasPath,
  quotasText,
} from './spec-text.ts';
import { makesCommit, type TreeState, treesOf } from './trees.ts';
import { volumePath, volumeText } from './volumes/volume-text.ts';

type Texts = ReadonlyMap<string, string>;
const noTexts: Texts = new Map();

export class ScriptedRemote {
  readonly trees: readonly TreeState[];
  /** The ref's commit after each of the script's, as far as they were made. */
  readonly ids: string[] = [];
  readonly #script: Script;
  readonly #remote: MemoryRemote;
  readonly #texts: TreeTexts;
  /** Wall time at virtual 0. */
  readonly #startMs: number;

  constructor(script: Script, remote: MemoryRemote, startMs: number) {
    this.#script = script;
    this.#remote = remote;
    this.#startMs = startMs;
    this.trees = treesOf(script);
    this.#texts = new TreeTexts(script, startMs);
  }

  /** Makes the next of the script's commits: its id. They come in their order. */
  commitNext(): string {
    const index = this.ids.length;
    const plan = this.#script.commits[index];
    const tree = this.trees[index];
    if (plan === undefined || tree === undefined) throw new Error(`commit ${index}: no such plan`);
    const id = makesCommit(plan) ? this.#commit(plan, tree) : this.#move(tree.head);
    this.ids.push(id);
    return id;
  }

  #commit(plan: CommitPlan, tree: TreeState): string {
    const { allowDelete, allowQuota } = tree;
    const trailers = [
      ...(allowDelete === undefined
        ? []
        : [{ key: 'Meridian-Allow-Delete', value: String(allowDelete) }]),
      ...(allowQuota.length === 0
        ? []
        : [{ key: 'Meridian-Allow-Quota', value: allowQuota.join(', ') }]),
    ];
    return this.#remote.commit({
      files: this.#filesOf(tree),
      subject: `${tree.head} ${plan.kind}`,
      timeMs: this.#startMs + plan.atMs,
      trailers,
      parent: tree.parent === null ? null : this.#idOf(tree.parent),
    });
  }

  #move(head: number): string {
    const id = this.#idOf(head);
    this.#remote.forceTo(id);
    return id;
  }

  #idOf(index: number): string {
    const id = this.ids[index];
    if (id === undefined) throw new Error(`commit ${index}: isn't made yet`);
    return id;
  }

  #filesOf(tree: TreeState): Readonly<Record<string, string | null>> {
    const parent = tree.parent === null ? undefined : this.trees[tree.parent];
    return changedTexts(parent ? this.#texts.of(parent) : noTexts, this.#texts.of(tree));
  }
}

/** A tree's files; a text that was written before is the same text. */
export class TreeTexts {
  readonly #apps = new Map<AppPlan, string>();
  readonly #jobs = new WeakMap<JobPlan, string>();
  readonly #trees = new WeakMap<TreeState, Texts>();
  readonly #cluster: string;
  /** Wall time at virtual 0. */
  readonly #startMs: number;

  constructor({ settings }: Pick<Script, 'settings'>, startMs: number) {
    this.#cluster = clusterText(settings.sync);
    this.#startMs = startMs;
  }

  /** By path. */
  of(tree: TreeState): Texts {
    const known = this.#trees.get(tree);
    if (known) return known;
    const texts = new Map([[clusterPath, this.#cluster]]);
    if (tree.weights.size + tree.quotas.size > 0)
      texts.set(quotasPath, quotasText(tree.weights, tree.quotas));
    for (const [name, app] of tree.apps) texts.set(appPath(name), this.#appText(app));
    for (const [name, job] of tree.jobs) texts.set(jobPath(name), this.#jobText(job));
    for (const [name, volume] of tree.volumes) texts.set(volumePath(name), volumeText(volume));
    for (const [name, plan] of tree.maintenance)
      texts.set(windowPath(name), windowText(plan, this.#startMs));
    for (const [path, text] of tree.broken) texts.set(path, text);
    this.#trees.set(tree, texts);
    return texts;
  }

  #jobText(job: JobPlan): string {
    const text = this.#jobs.get(job) ?? jobText(job);
    this.#jobs.set(job, text);
    return text;
  }

  #appText(app: AppPlan): string {
    const text = this.#apps.get(app) ?? appText(app);
    this.#apps.set(app, text);
    return text;
  }
}

function changedTexts(before: Texts, after: Texts): Readonly<Record<string, string | null>> {
  const changes: Record<string, string | null> = {};
  for (const path of before.keys()) if (!after.has(path)) changes[path] = null;
  for (const [path, text] of after) if (before.get(path) !== text) changes[path] = text;
  return changes;
}
