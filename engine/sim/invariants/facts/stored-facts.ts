// What is stored, as its commits have it, read by the invariants themselves. A batch may take
// several commits; what changed is told once the last of them is applied.
import type {
  AgentRow,
  AppRow,
  AppVersion,
  ClusterRow,
  DrainRow,
  LeavingVolume,
  ReservationRow,
  RolloutRow,
  TaskRow,
} from '../../../model/actual.ts';
import type { JobRow, JobVersion, LineageRow, RunRow } from '../../../model/jobs.ts';
import { epochKey, type Write } from '../../../ports/store.ts';
import type { OutboxRow } from '../../../step/effects.ts';
import { swapped } from '../../../step/memory/rows.ts';

export interface Changed<R> {
  /** The key without its table. */
  readonly id: string;
  readonly before: R | undefined;
  readonly after: R | undefined;
}

/** From before a batch to after it, whatever its writes were on the way. */
export interface Changes {
  readonly tasks: readonly Changed<TaskRow>[];
  readonly agents: readonly Changed<AgentRow>[];
  readonly apps: readonly Changed<AppRow>[];
  readonly rollouts: readonly Changed<RolloutRow>[];
  readonly jobs: readonly Changed<JobRow>[];
  readonly runs: readonly Changed<RunRow>[];
  readonly lineages: readonly Changed<LineageRow>[];
  readonly reservations: readonly Changed<ReservationRow>[];
  readonly leaving: readonly Changed<LeavingVolume>[];
  /** Ends of runs that are to go to the history, in order. */
  readonly ends: readonly RunRow[];
  /** Runs of outbox rows that are gone. */
  readonly delivered: readonly RunRow[];
  /** The applied revision was written. */
  readonly isApplied: boolean;
  /** The engine died before the last commit of the batch: a prefix of it is all there is. */
  readonly isCut: boolean;
}

class Pending {
  readonly tasks = new Map<string, Changed<TaskRow>>();
  readonly agents = new Map<string, Changed<AgentRow>>();
  readonly apps = new Map<string, Changed<AppRow>>();
  readonly rollouts = new Map<string, Changed<RolloutRow>>();
  readonly jobs = new Map<string, Changed<JobRow>>();
  readonly runs = new Map<string, Changed<RunRow>>();
  readonly lineages = new Map<string, Changed<LineageRow>>();
  readonly reservations = new Map<string, Changed<ReservationRow>>();
  readonly leaving = new Map<string, Changed<LeavingVolume>>();
  readonly ends: RunRow[] = [];
  readonly delivered: RunRow[] = [];
  isApplied = false;

  get isEmpty(): boolean {
    const { tasks, agents, apps, rollouts, jobs, runs, lineages, ends, delivered } = this;
    const { reservations, leaving } = this;
    const kept = [reservations, leaving];
    const sets = [tasks, agents, apps, rollouts, jobs, runs, lineages, ...kept];
    const lists = ends.length + delivered.length;
    return !this.isApplied && lists === 0 && sets.every(({ size }) => size === 0);
  }

  changes(isCut: boolean): Changes {
    return {
      tasks: [...this.tasks.values()],
      agents: [...this.agents.values()],
      apps: [...this.apps.values()],
      rollouts: [...this.rollouts.values()],
      jobs: [...this.jobs.values()],
      runs: [...this.runs.values()],
      lineages: [...this.lineages.values()],
      reservations: [...this.reservations.values()],
      leaving: [...this.leaving.values()],
      ends: [...this.ends],
      delivered: [...this.delivered],
      isApplied: this.isApplied,
      isCut,
    };
  }
}

export class StoredFacts {
  epoch = 0;
  readonly tasks = new Map<string, TaskRow>();
  readonly agents = new Map<string, AgentRow>();
  readonly apps = new Map<string, AppRow>();
  /** By `NAME!DIGEST`. */
  readonly versions = new Map<string, AppVersion | JobVersion>();
  readonly jobs = new Map<string, JobRow>();
  readonly runs = new Map<string, RunRow>();
  readonly lineages = new Map<string, LineageRow>();
  /** Ends that wait for the history, by number. */
  readonly outbox = new Map<string, RunRow>();
  readonly rollouts = new Map<string, RolloutRow>();
  /** What agents keep for slots and Volumes. */
  readonly reservations = new Map<string, ReservationRow>();
  /** Volumes that were given up and are still there. */
  readonly leaving = new Map<string, LeavingVolume>();
  /** Operators' drains, by padded number. */
  readonly drains = new Map<string, DrainRow>();
  readonly slots = new Map<string, number>();
  /** All stored tasks of a slot, ended ones too. */
  readonly bySlot = new Map<string, Set<string>>();
  /** Tasks without end of an agent. */
  readonly liveOn = new Map<string, Set<string>>();
  cluster: ClusterRow | undefined;
  /** Of the batch whose last commit was the last one; undefined while more of it is to come. */
  changes: Changes | undefined;
  #pending = new Pending();

  /** A commit has been applied. */
  /** `isMore`: more commits of the same batch are to come. */
  hear(writes: readonly Write[], isMore: boolean): void {
    const isBoot = writes.some((write) => write.key === epochKey);
    const isCut = isBoot && !this.#pending.isEmpty;
    for (const write of writes) this.#apply(write);
    this.changes = undefined;
    if (!isBoot && isMore) return;
    this.changes = this.#pending.changes(isCut);
    this.#pending = new Pending();
  }

  /** What an engine that starts finds wanted: never of a revision not applied. */
  wantedOf(row: AppRow | JobRow): string | undefined {
    const { before, wanted } = row;
    return before && before.revision > (this.cluster?.revision ?? 0) ? before.wanted : wanted;
  }

  version(name: string, digest: string | undefined): AppVersion | undefined {
    const version = digest === undefined ? undefined : this.versions.get(`${name}!${digest}`);
    return version?.spec.kind === 'Job' ? undefined : (version as AppVersion | undefined);
  }

  jobVersion(name: string, digest: string | undefined): JobVersion | undefined {
    const version = digest === undefined ? undefined : this.versions.get(`${name}!${digest}`);
    return version?.spec.kind === 'Job' ? (version as JobVersion) : undefined;
  }

  #apply(write: Write): void {
    const slash = write.key.indexOf('/');
    const table = write.key.slice(0, slash);
    const id = write.key.slice(slash + 1);
    const read = <R>() => (write.kind === 'put' ? (JSON.parse(write.value) as R) : undefined);
    switch (table) {
      case 'task':
        this.#putTask(swapped(id), read<TaskRow>());
        return;
      case 'agent':
        note(this.#pending.agents, put(this.agents, id, read<AgentRow>()));
        return;
      case 'app':
        note(this.#pending.apps, put(this.apps, id, read<AppRow>()));
        return;
      case 'rollout':
        note(this.#pending.rollouts, put(this.rollouts, id, read<RolloutRow>()));
        return;
      case 'version':
        put(this.versions, id, read<AppVersion | JobVersion>());
        return;
      case 'job':
        note(this.#pending.jobs, put(this.jobs, id, read<JobRow>()));
        return;
      case 'run':
        note(this.#pending.runs, put(this.runs, swapped(id), read<RunRow>()));
        return;
      case 'lineage':
        note(this.#pending.lineages, put(this.lineages, id, read<LineageRow>()));
        return;
      case 'outbox':
        this.#putOutbox(id, read<OutboxRow>());
        return;
      case 'reservation':
        note(this.#pending.reservations, put(this.reservations, id, read<ReservationRow>()));
        return;
      case 'leaving':
        note(this.#pending.leaving, put(this.leaving, id, read<LeavingVolume>()));
        return;
      case 'drain':
        put(this.drains, id, read<DrainRow>());
        return;
      case 'slot':
        put(this.slots, id, read<{ launches: number }>()?.launches);
        return;
      case 'meta':
        this.#putMeta(id, write);
        return;
    }
  }

  #putTask(id: string, row: TaskRow | undefined): void {
    const change = put(this.tasks, id, row);
    note(this.#pending.tasks, change);
    const slot = slotOf(id);
    if (!change.before) keep(this.bySlot, slot).add(id);
    if (!row) keep(this.bySlot, slot).delete(id);
    const agent = (row ?? change.before)?.agentId ?? '';
    if (row && !row.end) keep(this.liveOn, agent).add(id);
    else keep(this.liveOn, agent).delete(id);
  }

  #putOutbox(id: string, row: OutboxRow | undefined): void {
    const before = this.outbox.get(id);
    if (row?.kind === 'run') {
      this.outbox.set(id, row.run);
      if (!before) this.#pending.ends.push(row.run);
    } else if (before) {
      this.outbox.delete(id);
      this.#pending.delivered.push(before);
    }
  }

  #putMeta(id: string, write: Write): void {
    if (write.kind !== 'put') return;
    if (write.key === epochKey) this.epoch = Number(write.value);
    if (id !== 'applied') return;
    this.cluster = JSON.parse(write.value) as ClusterRow;
    this.#pending.isApplied = true;
  }
}

/** Joins what happens to a row within one batch. */
function note<R>(changes: Map<string, Changed<R>>, change: Changed<R>): void {
  const { id, after } = change;
  const first = changes.get(id);
  const before = first ? first.before : change.before;
  if (before === undefined && after === undefined) changes.delete(id);
  else changes.set(id, { id, before, after });
}

function put<R>(rows: Map<string, R>, id: string, after: R | undefined): Changed<R> {
  const before = rows.get(id);
  if (after === undefined) rows.delete(id);
  else rows.set(id, after);
  return { id, before, after };
}

export function keep<K, V>(sets: Map<K, Set<V>>, key: K): Set<V> {
  const known = sets.get(key);
  if (known) return known;
  const fresh = new Set<V>();
  sets.set(key, fresh);
  return fresh;
}

/** `/shop/web#0.7`: `/shop/web#0`; of an attempt its run. */
export const slotOf = (taskId: string): string => taskId.slice(0, taskId.lastIndexOf('.'));

/** `/shop/web#0.7`: `/shop/web`; of an attempt or a run its job. */
export const nameOf = (taskId: string): string => taskId.slice(0, taskId.search(/[#@]/));

/** `/shop/web#0.7`: 7. */
export const launchOf = (taskId: string): number =>
  Number(taskId.slice(taskId.lastIndexOf('.') + 1));
