// After each applied revision what is wanted is exactly what the script's commit asks for; a
// faulty or blocked one changes nothing, stops nothing and starts nothing.
import type { AppRow } from '../../../model/actual.ts';
import type { JobRow } from '../../../model/jobs.ts';
import type { VolumeMount } from '../../../model/wanted.ts';
import type { SeenRevision } from '../../../step/events.ts';
import { isBlocked } from '../../script/is-blocked.ts';
import type { JobPlan } from '../../script/job-plan.ts';
import type { AppPlan } from '../../script/script.ts';
import { objectsOf, type TreeState, treesOf, wantedOfTree } from '../../script/trees.ts';
import type { MountPlan } from '../../script/volumes/volume-plan.ts';
import { expectedBlock } from '../quota/expected-block.ts';
import { type Look, type Of, rule, type Seen } from '../rule.ts';

const tense = [
  'applied',
  'faulty',
  'blocked',
  'blocked for its Quotas',
  'allowed over its Quotas',
] as const;

export const wanted = rule({ name: 'wanted', tense }, (look) => {
  const judge = new Judge(look);
  return {
    batch: (moment) => judge.onBatch(moment),
    stored: () => judge.onStored(),
  };
});

class Judge {
  readonly #look: Look;
  readonly #trees: readonly TreeState[];
  /** The last commit that an engine looked at and that should be blocked. */
  #blocked = '';

  constructor(look: Look) {
    this.#look = look;
    this.#trees = treesOf(look.sight.script);
  }

  onBatch(moment: Of<'batch'>): void {
    const seen = this.#look.engineOf(moment);
    if (!seen) return;
    const { effects, events } = moment;
    if (!effects.isClusterChanged)
      for (const name of [...effects.apps, ...effects.jobs]) {
        const { stored } = this.#look.facts;
        const row = (seen.tables.apps.get(name) ?? seen.tables.jobs.get(name))?.row;
        const before = stored.apps.get(name) ?? stored.jobs.get(name);
        if (row && row.wanted !== (before && stored.wantedOf(before)))
          this.#look.violate(`${name} is wanted otherwise, and no revision was applied`);
      }
    for (const event of events)
      if (event.kind === 'revision') this.#onRevision(event.revision, seen);
    const isBare = events.every(
      (event) =>
        event.kind === 'repo' || (event.kind === 'revision' && event.revision.kind === 'faulty'),
    );
    if (!isBare || events.length === 0 || seen.heard.wasUnfinished || moment.isOverdue) return;
    for (const id of [...effects.tasks, ...effects.apps, ...effects.jobs, ...effects.runs])
      this.#look.violate(`a faulty revision changes ${id}`);
  }

  onStored(): void {
    const { changes, cluster, apps } = this.#look.facts.stored;
    if (!changes?.isApplied || !cluster) return;
    const tree = this.#treeOf(cluster.commit);
    const asked = tree && wantedOfTree(tree);
    if (!tree || !asked || asked === 'faulty') {
      this.#look.violate(`${cluster.commit} is applied, and is ${tree ? 'faulty' : 'unknown'}`);
      return;
    }
    if (this.#blocked === cluster.commit)
      this.#look.violate(`${cluster.commit} is applied, and should be blocked`);
    this.#look.tense('applied');
    for (const app of asked.values()) this.#judgeApp(app, apps.get(app.name));
    for (const [name, row] of apps)
      if (row.wanted !== undefined && !asked.has(name))
        this.#look.violate(`${name} is wanted, and ${cluster.commit} has no such app`);
    const { jobs } = this.#look.facts.stored;
    for (const job of tree.jobs.values()) this.#judgeJob(job, jobs.get(job.name));
    for (const [name, row] of jobs)
      if (row.wanted !== undefined && !tree.jobs.has(name))
        this.#look.violate(`${name} is wanted, and ${cluster.commit} has no such job`);
  }

  #onRevision(revision: SeenRevision, seen: Seen): void {
    const tree = this.#treeOf(revision.commit.id);
    if (!tree) return;
    const asked = wantedOfTree(tree);
    if ((asked === 'faulty') !== (revision.kind === 'faulty'))
      this.#look.violate(`${revision.commit.id} is ${revision.kind}: it should not be`);
    this.#blocked = '';
    if (asked === 'faulty') this.#look.tense('faulty');
    else this.#judgeBlock(revision.commit.id, tree, seen);
  }

  #judgeBlock(commit: string, tree: TreeState, seen: Seen): void {
    const { tense: near, violate } = this.#look;
    const isMass = this.#isBlocked(tree);
    const isQuota = expectedBlock(this.#look, seen, tree);
    if (isMass) near('blocked');
    if (isQuota) near('blocked for its Quotas');
    if (isMass || isQuota) this.#blocked = commit;
    if (isMass || isQuota !== false) return;
    if (expectedBlock(this.#look, seen, { ...tree, allowQuota: [] }))
      near('allowed over its Quotas');
    const { revisions, lastRevision } = seen.tables;
    const row = revisions.get(lastRevision);
    if (row?.commit === commit && row.state === 'blocked')
      violate(`${commit} is blocked (${row.reason}), and should be applied`);
  }

  #isBlocked(tree: TreeState): boolean {
    const { allowDelete } = tree;
    const { massDelete } = this.#look.sight.script.settings.sync;
    const applied = new Map<string, unknown>();
    const { apps, jobs, cluster } = this.#look.facts.stored;
    for (const [name, row] of [...apps, ...jobs])
      if (row.wanted !== undefined) applied.set(name, row);
    for (const volume of cluster?.volumes ?? []) applied.set(volume.name, volume);
    return isBlocked({ massDelete, applied, wanted: objectsOf(tree), allowDelete });
  }

  /** Commits that only move the ref have the id of an earlier one. */
  #treeOf(commit: string): TreeState | undefined {
    const index = this.#look.sight.commits.indexOf(commit);
    return index < 0 ? undefined : this.#trees[index];
  }

  #judgeJob(job: JobPlan, row: JobRow | undefined): void {
    const spec = this.#look.facts.stored.jobVersion(job.name, row?.wanted)?.spec;
    if (!spec) {
      this.#look.violate(`${job.name} is asked for, and isn’t wanted`);
      return;
    }
    const { trigger, retries } = spec;
    const when = trigger.kind === 'timetable' ? trigger.timetable.text : triggerText(trigger);
    const is = [when, spec.suspended, spec.concurrency, retries.count, spec.task.env.VERSION];
    const asks = [triggerText(job.trigger), job.suspended, job.concurrency, job.retries.count];
    const asked = [...asks, String(job.version)];
    if (is.join() !== asked.join())
      this.#look.violate(`${job.name} is wanted with ${is.join(', ')}, not ${asked.join(', ')}`);
  }

  #judgeApp(app: AppPlan, row: AppRow | undefined): void {
    const spec = this.#look.facts.stored.version(app.name, row?.wanted)?.spec;
    if (!spec) {
      this.#look.violate(`${app.name} is asked for, and isn’t wanted`);
      return;
    }
    const { task, tier = '' } = spec;
    const is = [spec.instances, task.cpusMilli, task.memoryMib, task.env.VERSION];
    if (tier !== '') is.push(tier);
    is.push(...(task.volumes ?? []).map(mountText));
    const asked = [app.instances, app.cpusMilli, app.memoryMib, String(app.version)];
    if (app.tier !== undefined) asked.push(app.tier);
    asked.push(...(app.volumes ?? []).map(plannedMount).sort());
    if (is.join() !== asked.join())
      this.#look.violate(`${app.name} is wanted with ${is.join(', ')}, not ${asked.join(', ')}`);
  }
}

const mountText = ({ path, source }: VolumeMount): string =>
  `${path} ${source.kind === 'volume' ? source.name : source.sizeMib}`;

const plannedMount = (mount: MountPlan): string =>
  `${mount.path} ${'volume' in mount ? mount.volume : mount.sizeMib}`;

const triggerText = (trigger: JobPlan['trigger'] | { readonly kind: 'timetable' }): string =>
  'text' in trigger
    ? trigger.text
    : 'parents' in trigger
      ? trigger.parents.join(' ')
      : trigger.kind;
