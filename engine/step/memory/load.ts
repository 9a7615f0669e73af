// Rows back into tables, after an engine start. Rows may come in any order; `finishLoad` joins
// them.
import type {
  AgentPresence,
  AgentRow,
  AppRow,
  AppVersion,
  AuditRow,
  ClusterRow,
  ConversionRow,
  DrainRow,
  LeavingVolume,
  NoticeBlock,
  ReservationRow,
  RevisionRow,
  RolloutRow,
  TaskRow,
} from '../../model/actual.ts';
import { type FrameworkId, type ObjectName, type SlotId, slotId } from '../../model/ids.ts';
import {
  isJobVersion,
  type JobRow,
  type JobVersion,
  type LineageRow,
  type RunRow,
} from '../../model/jobs.ts';
import type { Resources } from '../../model/resources/amounts.ts';
import { unreserved } from '../../model/resources/amounts-of.ts';
import type { Bundle } from '../../model/resources/bundle.ts';
import { beginGoing } from '../apps/dependencies.ts';
import type { OutboxRow } from '../effects.ts';
import { joinJobs } from '../jobs/restart/load-jobs.ts';
import { noteAttendance } from '../master/removals/standing.ts';
import {
  newAgentEntry,
  newAppEntry,
  newFrameworkEntry,
  newJobEntry,
  siblingsOf,
  type Tables,
} from '../tables.ts';
import { SharedRows } from './shared-rows.ts';

/** The engine's own row: who it is. */
export interface ClusterIdentity {
  readonly clusterId: string;
  readonly launchBase: number;
  /** Absent: it never adopted. */
  readonly adoptedEpoch?: number;
  readonly adoptedMs?: number;
}

/** What was read and isn't in the tables yet. */
export class Loading {
  readonly tables: Tables;
  readonly outbox: OutboxRow[] = [];
  readonly #versions: { readonly name: string; readonly version: AppVersion | JobVersion }[] = [];
  readonly #runs: RunRow[] = [];
  readonly #rollouts: RolloutRow[] = [];
  readonly #tasks: TaskRow[] = [];
  readonly #shared = new SharedRows();

  constructor(tables: Tables) {
    this.tables = tables;
  }

  /** Takes in one row. Kinds that are only ever read from the store are passed over. */
  loadRow(key: string, text: string): void {
    const slash = key.indexOf('/');
    const rest = key.slice(slash + 1);
    const value = JSON.parse(text) as never;
    switch (key.slice(0, slash)) {
      case 'meta':
        this.#loadMeta(rest, value);
        return;
      case 'agent':
        this.#loadAgent(value);
        return;
      case 'app':
        this.#loadApp(value);
        return;
      case 'version':
        this.#versions.push({ name: rest.slice(0, rest.lastIndexOf('!')), version: value });
        return;
      case 'slot':
        this.tables.launches.set(rest as SlotId, (value as { launches: number }).launches);
        return;
      case 'task':
        this.#tasks.push(this.#shared.task(value));
        return;
      case 'drain':
      case 'reservation':
      case 'leaving':
        this.#loadKept(value);
        return;
      case 'framework':
      case 'incarnation':
      case 'conversion':
        this.#loadFramework(key.slice(0, slash), rest, value);
        return;
      case 'rollout':
        this.#rollouts.push(value);
        return;
      case 'job':
        this.tables.jobs.set(rest as ObjectName, newJobEntry(value as JobRow));
        return;
      case 'run':
        this.#runs.push(value);
        return;
      case 'lineage':
        this.tables.lineages.set((value as LineageRow).id, value);
        return;
      case 'revision':
        this.#loadRevision(value);
        return;
      case 'notice':
      case 'audit':
      case 'outbox':
        this.#loadTold(key.slice(0, slash), value);
        return;
    }
  }

  #loadTold(kind: string, value: never): void {
    const { tables } = this;
    if (kind === 'notice') {
      tables.noticeBlock = newest(tables.noticeBlock, value);
      tables.lastNotice = tables.noticeBlock.number;
    } else if (kind === 'audit') tables.lastAudit = Math.max(tables.lastAudit, numberOf(value));
    else {
      this.outbox.push(value);
      tables.lastOutbox = Math.max(tables.lastOutbox, numberOf(value));
    }
  }

  /** Joins what was read; every admitted agent is recovering from now. */
  finishLoad(nowMs: number): void {
    for (const { name, version } of this.#versions) this.#joinVersion(name, version);
    for (const app of this.tables.apps.values()) this.#undoUnapplied(app);
    for (const job of this.tables.jobs.values()) this.#undoUnapplied(job);
    for (const app of this.tables.apps.values())
      if (app.row.wanted === undefined) beginGoing(this.tables, app);
    this.#joinRollouts();
    for (const row of this.#tasks) this.#joinTask(row);
    joinJobs(this.tables, this.#runs, this.outbox);
    this.#joinApplied();
    for (const agent of this.tables.agents.values())
      if (agent.presence.kind === 'recovering')
        agent.presence = { kind: 'recovering', sinceMs: nowMs };
      else if ('sinceMs' in agent.presence && agent.presence.sinceMs > nowMs)
        agent.presence = { ...agent.presence, sinceMs: nowMs };
    for (const agent of this.tables.agents.values()) noteAttendance(this.tables, agent, nowMs);
    this.tables.startedMs = nowMs;
    this.tables.loadedNotice = this.tables.lastNotice;
  }

  #loadMeta(name: string, value: unknown): void {
    if (name === 'applied') this.tables.cluster = value as ClusterRow;
    if (name !== 'cluster') return;
    const identity = value as ClusterIdentity;
    this.tables.clusterId = identity.clusterId;
    this.tables.launchBase = identity.launchBase;
    this.tables.adoptedEpoch = identity.adoptedEpoch ?? 0;
    this.tables.adoptedMs = identity.adoptedMs;
  }

  /** Reservations have volumes, and what is given up is one. */
  #loadKept(row: ReservationRow | LeavingVolume | DrainRow): void {
    const { reservations } = this.tables;
    if ('batch' in row) this.#loadDrain(row);
    else if ('volumes' in row) reservations.set(row.id, row);
    else reservations.leaving.set(row.id, row);
  }

  #loadAgent(row: AgentRow): void {
    const presence: AgentPresence = row.verdict
      ? { kind: row.verdict.kind, sinceMs: row.verdict.atMs }
      : { kind: 'recovering', sinceMs: 0 };
    this.tables.agents.set(row.id, newAgentEntry(withBundle(row), presence));
  }

  #loadDrain(row: DrainRow): void {
    const { planned } = this.tables;
    planned.drains.set(row.number, row);
    planned.lastDrain = Math.max(planned.lastDrain, row.number);
  }

  #loadFramework(kind: string, rest: string, value: never): void {
    const { frameworks, incarnations } = this.tables;
    if (kind === 'framework') frameworks.set(rest as FrameworkId, newFrameworkEntry(value));
    if (kind === 'incarnation') incarnations.set(rest, (value as { count: number }).count);
    if (kind === 'conversion') this.#loadConversion(value);
  }

  #loadConversion({ agentId, made, volumes }: ConversionRow): void {
    this.tables.conversions.set(agentId, made);
    const byName = (volumes ?? []).map((one) => [one.name, one] as const);
    if (byName.length > 0) this.tables.madeVolumes.set(agentId, new Map(byName));
  }

  #loadApp(row: AppRow): void {
    this.tables.apps.set(row.name, newAppEntry(row));
  }

  #loadRevision(row: RevisionRow): void {
    this.tables.revisions.set(row.number, row);
    this.tables.lastRevision = Math.max(this.tables.lastRevision, row.number);
  }

  #joinVersion(name: string, version: AppVersion | JobVersion): void {
    const { digest } = version.spec;
    if (isJobVersion(version))
      this.tables.jobs.get(name as ObjectName)?.versions.set(digest, version);
    else this.tables.apps.get(name as ObjectName)?.versions.set(digest, version);
  }

  /** The engine died while it stored a revision: what is wanted is all of one, never of two. */
  #undoUnapplied<Row extends AppRow | JobRow>(entry: { row: Row }): void {
    const { before, wanted: _, ...row } = entry.row;
    if (!before || before.revision <= (this.tables.cluster?.revision ?? 0)) return;
    const { wanted } = before;
    entry.row = { ...row, ...(wanted === undefined ? {} : { wanted }) } as Row;
    this.tables.undone.add(row.name);
  }

  #joinRollouts(): void {
    this.#rollouts.sort((a, b) => countOf(a.id) - countOf(b.id));
    for (const rollout of this.#rollouts) {
      const app = this.tables.apps.get(rollout.name);
      if (!app) continue;
      // The clock stood while the engine was down; it runs again once nothing is recovering.
      const { clockSinceMs: _, ...row } = rollout;
      this.tables.rollouts.set(row.id, row);
      if (row.state === 'running' || row.state === 'paused') app.rollout = row;
      else app.history.push(row);
    }
  }

  #joinTask(row: TaskRow): void {
    const entry = { row };
    this.tables.tasks.set(row.id, entry);
    siblingsOf(this.tables, row)?.set(row.id, entry);
    if (!row.end) {
      this.tables.agents.get(row.agentId)?.tasks.add(row.id);
      this.tables.reservations.hold(row);
    }
    if (row.info !== undefined) this.#joinInfo(row);
    if (row.run !== undefined || row.info !== undefined) return;
    const slot = slotId(row.name, row.instance);
    this.tables.launches.set(slot, Math.max(this.tables.launches.get(slot) ?? 0, row.launch));
  }

  #joinInfo({ id, framework, end }: TaskRow): void {
    if (end) this.tables.frameworks.get(framework as FrameworkId)?.ended.add(id);
  }

  #joinApplied(): void {
    for (const app of this.tables.apps.values()) {
      const version = app.row.wanted === undefined ? undefined : app.versions.get(app.row.wanted);
      if (version)
        this.tables.applied.set(app.row.name, { spec: version.spec, origin: version.origin });
    }
  }
}

/** A row from before there were bundles has amounts, until its agent registers again. */
function withBundle(row: AgentRow): AgentRow {
  const { facts } = row;
  const resources: Bundle | Resources = facts.resources;
  if ('length' in resources) return row;
  return { ...row, facts: { ...facts, resources: unreserved(resources) } };
}

const newest = (known: NoticeBlock | undefined, read: NoticeBlock): NoticeBlock =>
  known && known.number > read.number ? known : read;
const numberOf = (row: AuditRow | OutboxRow): number => row.number;
const countOf = (rolloutId: string): number =>
  Number(rolloutId.slice(rolloutId.lastIndexOf('!') + 1));
