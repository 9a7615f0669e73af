// What one batch yields: rows to write, orders, timers, notices and answers. Rows are named by what
// changed and written once, at the batch's end; nothing here is spoken before they are stored.

import type {
  Ack,
  Configure,
  DestroyVolume,
  Kill,
  Launch,
  OpenStream,
  Registered,
  Rejected,
} from '../../schemas/generated/wire.ts';
import type { AppRow, AuditRow, NoticeBlock, NoticeRow } from '../model/actual.ts';
import type {
  AgentId,
  FrameworkId,
  ObjectName,
  ReservationId,
  RolloutId,
  RunId,
  TaskId,
  VolumeId,
} from '../model/ids.ts';
import type { RunRow } from '../model/jobs.ts';
import type { SchedulerEvent } from '../model/scheduler-api/scheduler-event.ts';

type Bare<M> = M extends unknown ? Omit<M, 'envelope'> : never;
/** A message to an agent, before the loop adds the envelope. */
export type AgentOrder = Bare<
  Registered | Rejected | Launch | Kill | Configure | DestroyVolume | Ack | OpenStream
>;

/** Something that leaves the engine and must be delivered at least once. */
export type OutboxRow =
  /** A commit to keep in the engine's mirror, by name; the newest of a name counts. */
  | {
      readonly number: number;
      readonly kind: 'pin';
      readonly name: string;
      readonly commit: string;
    }
  /** A run for the history, as it ended, and how many the job keeps. */
  | {
      readonly number: number;
      readonly kind: 'run';
      readonly run: RunRow;
      readonly keep: number;
    };

/** What an agent has heard that the store doesn't hold: it was restored from a backup. */
export interface StoreBehind {
  readonly agent: string;
  readonly what: string;
}

export interface Answer {
  /** The call it answers. */
  readonly call: number;
  readonly value: unknown;
}

export class Effects {
  readonly nowMs: number;
  readonly agents = new Set<AgentId>();
  readonly apps = new Set<ObjectName>();
  /** Their rows as they were last: stored once more, because they are deleted behind the rest. */
  readonly forgottenApps = new Map<ObjectName, AppRow>();
  readonly jobs = new Set<ObjectName>();
  readonly runs = new Set<RunId>();
  /** Those that are forgotten in the batch in which they ended: stored as ended before that. */
  readonly endedRuns = new Map<RunId, RunRow>();
  /** Runs that are remembered no longer. */
  readonly forgottenRuns = new Set<RunId>();
  readonly lineages = new Set<RunId>();
  readonly tasks = new Set<TaskId>();
  readonly forgottenTasks = new Set<TaskId>();
  readonly reservations = new Set<ReservationId>();
  /** Volumes that were given up, or are destroyed. */
  readonly leaving = new Set<VolumeId>();
  readonly slots = new Map<string, number>();
  readonly versions = new Map<string, object | undefined>();
  readonly rollouts = new Set<RolloutId>();
  readonly revisions = new Set<number>();
  /** Numbers of operators' drains. */
  readonly drains = new Set<number>();
  isClusterChanged = false;
  /** A revision has changed what is wanted: what follows from it is decided in the next batch. */
  isRevised = false;
  readonly orders: { readonly connection: number; readonly order: AgentOrder }[] = [];
  readonly timers = new Map<string, number>();
  readonly notices: NoticeRow[] = [];
  /** Blocks of notices that they have changed, by number. */
  readonly noticeBlocks = new Map<number, NoticeBlock>();
  readonly audits: AuditRow[] = [];
  readonly outbox: OutboxRow[] = [];
  readonly outboxDone: number[] = [];
  readonly answers: Answer[] = [];
  /** An agent knows more than this store: the engine must stop, for good or until it adopts. */
  behind?: StoreBehind;
  /** Connections to close after the orders are sent. */
  readonly closes: number[] = [];
  readonly frameworks = new Set<FrameworkId>();
  /** By name. */
  readonly incarnations = new Map<string, number>();
  /** Agents of which frameworks of others have made something else. */
  readonly conversions = new Set<AgentId>();
  /** What frameworks of others hear, by their own connections. */
  readonly said: { readonly connection: number; readonly event: SchedulerEvent }[] = [];
  /** Of these, connections to end after that. */
  readonly hangUps: { readonly connection: number; readonly reason: string }[] = [];

  constructor(nowMs: number) {
    this.nowMs = nowMs;
  }

  send(connection: number | undefined, order: AgentOrder): void {
    if (connection !== undefined) this.orders.push({ connection, order });
  }

  /** Wakes the engine with `key` at `atMs`; the earliest wish of a batch for a key holds. */
  wake(key: string, atMs: number): void {
    const before = this.timers.get(key);
    if (before === undefined || atMs < before) this.timers.set(key, atMs);
  }
}
