// What one batch yields: rows to write, orders, timers, notices and answers. Rows are named by what
// changed and written once, at the batch's end; nothing here is spoken before they are stored.

import type {
  Ack,
  Configure,
  Kill,
  Launch,
  OpenStream,
  Registered,
  Rejected,
} from '../../schemas/generated/wire.ts';
import type { AppRow, AuditRow, NoticeRow } from '../model/actual.ts';
import type { AgentId, ObjectName, RolloutId, TaskId } from '../model/ids.ts';

type Bare<M> = M extends unknown ? Omit<M, 'envelope'> : never;
/** A message to an agent, before the loop adds the envelope. */
export type AgentOrder = Bare<Registered | Rejected | Launch | Kill | Configure | Ack | OpenStream>;

/** Something that leaves the engine and must be delivered at least once. */
export interface OutboxRow {
  readonly number: number;
  readonly kind: 'pin';
  readonly name: string;
  readonly commit: string;
}

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
  readonly tasks = new Set<TaskId>();
  readonly forgottenTasks = new Set<TaskId>();
  readonly slots = new Map<string, number>();
  readonly versions = new Map<string, object | undefined>();
  readonly rollouts = new Set<RolloutId>();
  readonly revisions = new Set<number>();
  isClusterChanged = false;
  readonly orders: { readonly connection: number; readonly order: AgentOrder }[] = [];
  readonly timers = new Map<string, number>();
  readonly notices: NoticeRow[] = [];
  readonly audits: AuditRow[] = [];
  readonly outbox: OutboxRow[] = [];
  readonly outboxDone: number[] = [];
  readonly answers: Answer[] = [];
  /** An agent knows more than this store: the engine must stop, for good or until it adopts. */
  behind?: StoreBehind;
  /** Connections to close after the orders are sent. */
  readonly closes: number[] = [];

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
