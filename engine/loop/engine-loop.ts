// The mailbox (house.md part 3): one ordered queue, batches handled synchronously, writes committed
// before anything is spoken. Reads run between batches, so they see committed state only. A commit
// that fails ends the loop for good: nothing decided after it was ever spoken, and whoever still
// waits for an answer is told so.
import type { NoticeRow } from '../model/actual.ts';
import { Problem } from '../model/problem.ts';
import type { SchedulerEvent } from '../model/scheduler-api/scheduler-event.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import type { AgentOrder, Effects, OutboxRow } from '../step/effects.ts';
import type { EngineCore, Handled } from '../step/engine-core.ts';
import type { EngineEvent, Operation, OperationAnswer } from '../step/events.ts';
import { rowChanges } from '../step/memory/rows.ts';
import { commitPieces, writesOf } from './commit-pieces.ts';
import { EpochWatch } from './epoch-watch.ts';
import { Mailbox } from './queues/mailbox.ts';
import { ReadQueue } from './queues/read-queue.ts';
import { storeBehind } from './store-behind.ts';
import { Timers } from './timers.ts';

/** Looks whether the store is still ours, in one agent timeout. */
const looksPerTimeout = 5;
/** Events waiting at most; callers beyond are told to come back. */
const maxQueuedEvents = 100_000;
/** What may be refused, for whoever sent it sends it again; of the others there are few, ever. */
const refusable: ReadonlySet<EngineEvent['kind']> = new Set([
  'registered',
  'reported',
  'refused',
  'volume-destroyed',
  'revision',
  'operation',
  'framework-call',
]);

export interface EngineLoopParts {
  readonly core: EngineCore;
  readonly store: Store;
  readonly clock: Clock;
  /** The machine's clock, jumps and all: ms since 1970. */
  readonly wallMs: () => number;
  readonly log: Log;
  /** Speaks: hands an order to a connection, or closes one. */
  readonly speak: Speaker;
  /** The end: a commit failed, or the store is another's. Called once. */
  readonly onFatal: (error: Error) => void;
}

export interface Speaker {
  order(connection: number, order: AgentOrder): void;
  close(connection: number): void;
  deliver(row: OutboxRow): void;
  /** To frameworks of others, whose connections are numbered apart. */
  say?(connection: number, event: SchedulerEvent): void;
  /** Ends such a connection, behind what was said. */
  hangUp?(connection: number, reason: string): void;
}

/** How long things took, for metrics. */
export interface LoopTimes {
  batches: number;
  batchMs: number;
  commitMs: number;
  queued: number;
}

export class EngineLoop {
  readonly core: EngineCore;
  readonly times: LoopTimes = { batches: 0, batchMs: 0, commitMs: 0, queued: 0 };
  readonly #parts: EngineLoopParts;
  readonly #timers: Timers;
  readonly #queue = new Mailbox();
  readonly #reads: ReadQueue;
  readonly #calls = new Map<number, Waiting & { resolve(answer: OperationAnswer): void }>();
  readonly #settled = new Map<EngineEvent, Waiting & { resolve(): void }>();
  /** Those of it that were handled, while a batch is owed for what follows from them. */
  readonly #settling: EngineEvent[] = [];
  readonly #listeners = new Set<(notices: readonly NoticeRow[]) => void>();
  #lastCall = 0;
  #stored = 0;
  #isOwed = false;
  #running: Promise<void> | undefined;
  #epochWatch: EpochWatch | undefined;
  #life: 'starting' | 'running' | 'stopped' | 'failed' = 'starting';

  constructor(parts: EngineLoopParts) {
    this.core = parts.core;
    this.#parts = parts;
    this.#reads = new ReadQueue(parts.clock);
    this.#timers = new Timers(parts.clock, (key) => this.post({ kind: 'timer', key }));
  }

  /** Number of the last event that the store holds. */
  get stored(): number {
    return this.#stored;
  }

  /** The first batch after the tables are loaded; what is posted meanwhile waits for its end. */
  async start(): Promise<void> {
    try {
      await this.#conclude(this.core.start(this.#parts.clock.nowMs(), this.#parts.wallMs()));
    } catch (error) {
      this.#life = 'failed';
      this.#endWaiting();
      throw error;
    }
    if (this.#life !== 'starting') return;
    this.#life = 'running';
    this.#watchEpoch();
    this.#run();
  }

  #watchEpoch(): void {
    const { store, clock } = this.#parts;
    const { epoch, settings } = this.core.tables;
    const everyMs = Math.max(1, Math.floor(settings.agentTimeoutMs / looksPerTimeout));
    const onLost = (error: unknown) => this.#fail(error);
    this.#epochWatch = new EpochWatch({ store, clock, epoch, everyMs, onLost });
  }

  /** Nothing once the loop has ended. Throws a Problem `busy` when too much waits already. */
  post(event: EngineEvent): void {
    if (this.#isOver()) return;
    if (this.#queue.length >= maxQueuedEvents && refusable.has(event.kind))
      throw busy(`${maxQueuedEvents} events are waiting`);
    this.#queue.add(event);
    this.#run();
  }

  /** Posts, and resolves once what follows from it is stored; rejects when it never will be. */
  settle(event: EngineEvent): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#isOver()) throw stopped();
      this.post(event);
      this.#settled.set(event, { resolve, reject });
    });
  }

  /** Asks for an operation; answered once it is stored, rejected when it never will be. */
  operate(operation: Operation, who: string): Promise<OperationAnswer> {
    this.#lastCall += 1;
    const call = this.#lastCall;
    return new Promise((resolve, reject) => {
      if (this.#isOver()) throw stopped();
      this.post({ kind: 'operation', operation, who, call });
      this.#calls.set(call, { resolve, reject });
    });
  }

  /** Looks at committed state, between batches; rejects once the loop has ended. */
  async read<T>(view: (core: EngineCore, nowMs: number) => T): Promise<T> {
    if (this.#isOver()) throw stopped();
    const answer = this.#reads.add(() => view(this.core, this.#parts.clock.nowMs()));
    this.#run();
    return answer;
  }

  /** Looks at more than is read at a time: it gives way at each `yield`, though not to batches. */
  async readLong<T>(view: (core: EngineCore, nowMs: number) => Generator<void, T>): Promise<T> {
    if (this.#isOver()) throw stopped();
    const answer = this.#reads.addLong(() => view(this.core, this.#parts.clock.nowMs()));
    this.#run();
    return answer;
  }

  /** Hears of what happened, after it is stored. */
  subscribe(listener: (notices: readonly NoticeRow[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Handles no more; resolves when the batch under way is stored, and the rest is turned away. */
  async stop(): Promise<void> {
    if (!this.#isOver()) this.#life = 'stopped';
    this.#timers.stop();
    this.#epochWatch?.stop();
    await this.#running;
    this.#endWaiting();
  }

  #isOver(): boolean {
    return this.#life === 'stopped' || this.#life === 'failed';
  }

  #run(): void {
    if (this.#life !== 'running') return;
    this.#running ??= this.#drain().finally(() => {
      this.#running = undefined;
      if (this.#hasWork()) this.#run();
    });
  }

  #hasWork(): boolean {
    if (this.#life !== 'running') return false;
    return this.#queue.length > 0 || this.#reads.length > 0 || this.#isOwed;
  }

  async #drain(): Promise<void> {
    // A turn of the event loop first: what arrives together is handled together.
    await Promise.resolve();
    while (this.#hasWork()) {
      const isBatchDue = (): boolean => this.#queue.length > 0 || this.#isOwed;
      if (this.#reads.length > 0) await this.#reads.answer(isBatchDue());
      if (this.#life !== 'running') return;
      if (!isBatchDue()) continue;
      try {
        await this.#batch();
      } catch (error) {
        this.#fail(error);
      }
    }
  }

  async #batch(): Promise<void> {
    const { clock, wallMs } = this.#parts;
    const startedMs = clock.monotonicMs();
    const events = this.#queue.next(this.#isOwed);
    const { hasMore } = this.#queue;
    const handled = this.core.handle(events, clock.nowMs(), wallMs(), hasMore);
    this.times.batches += 1;
    this.times.queued = this.#queue.length;
    await this.#conclude(handled);
    const tookMs = clock.monotonicMs() - startedMs;
    this.times.batchMs += tookMs;
    this.#reads.batchTook(tookMs);
    for (const event of events) if (this.#settled.has(event)) this.#settling.push(event);
    if (!this.#isOwed) this.#settleAll();
  }

  #settleAll(): void {
    for (const event of this.#settling.splice(0)) {
      this.#settled.get(event)?.resolve();
      this.#settled.delete(event);
    }
  }

  /** Persists, then speaks. */
  async #conclude(handled: Handled): Promise<void> {
    const { effects } = handled;
    this.#isOwed = handled.isUnfinished;
    await this.#commit(effects);
    if (effects.behind) throw storeBehind(effects.behind);
    const { speak, clock } = this.#parts;
    this.core.spoke(effects.orders, clock.nowMs());
    for (const { connection, order } of effects.orders) speak.order(connection, order);
    for (const connection of effects.closes) speak.close(connection);
    for (const { connection, event } of effects.said) speak.say?.(connection, event);
    for (const { connection, reason } of effects.hangUps) speak.hangUp?.(connection, reason);
    for (const [key, atMs] of effects.timers) this.#timers.set(key, atMs);
    for (const row of effects.outbox) speak.deliver(row);
    for (const { call, value } of effects.answers) {
      this.#calls.get(call)?.resolve(value as OperationAnswer);
      this.#calls.delete(call);
    }
    if (effects.notices.length > 0) this.#tell(effects.notices);
  }

  #tell(notices: readonly NoticeRow[]): void {
    for (const listener of this.#listeners) {
      try {
        listener(notices);
      } catch (error) {
        this.#listeners.delete(listener);
        this.#parts.log.error('a listener failed and hears no more', { error: String(error) });
      }
    }
  }

  async #commit(effects: Effects): Promise<void> {
    const { clock, store } = this.#parts;
    const startedMs = clock.monotonicMs();
    const pieces = commitPieces(writesOf(rowChanges(this.core.tables, effects)));
    // In flight together: the store applies them in call order, and one that fails takes those
    // behind it with it, so what is stored is a prefix.
    await Promise.all(pieces.map((piece) => store.commit(piece, this.core.tables.epoch)));
    this.#stored = this.core.tables.lastNotice;
    this.times.commitMs += clock.monotonicMs() - startedMs;
  }

  #fail(cause: unknown): void {
    if (this.#life === 'failed') return;
    const error = cause instanceof Error ? cause : new Error(String(cause));
    this.#life = 'failed';
    this.#timers.stop();
    this.#epochWatch?.stop();
    this.#endWaiting();
    this.#parts.log.error('the engine stops: nothing decided since its last commit was spoken', {
      error: error.message,
    });
    this.#parts.onFatal(error);
  }

  /** Whoever still waits learns that no answer will come. */
  #endWaiting(): void {
    const waiting = [...this.#calls.values(), ...this.#settled.values()];
    this.#calls.clear();
    this.#settled.clear();
    this.#queue.clear();
    this.#reads.end(stopped());
    for (const { reject } of waiting) reject(stopped());
  }
}

interface Waiting {
  readonly reject: (error: Error) => void;
}

const busy = (what: string): Problem =>
  new Problem('busy', { where: 'engine', what, hint: 'try again in a moment' });

const stopped = (): Problem =>
  new Problem('unreachable', {
    where: 'engine',
    what: 'it has stopped',
    hint: 'ask again when it is up; what wasn’t answered may or may not have been stored',
  });
