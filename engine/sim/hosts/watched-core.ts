// The engine's core, watched: each batch is told, and a full round right after it must find nothing
// that is neither done nor still in the mailbox or the dirty sets (house.md part 3).

import { EngineCore, type Handled } from '../../step/engine-core.ts';
import type { EngineEvent } from '../../step/events.ts';
import type { Tables } from '../../step/tables.ts';
import { type Clocks, fullRound } from '../invariants/full-round.ts';
import type { Kernel } from '../kernel/kernel.ts';

export class WatchedCore extends EngineCore {
  readonly #kernel: Kernel;
  readonly #engine: number;
  /** As the loop's timers stand once this batch is stored. */
  readonly #timers = new Map<string, number>();
  #isOverdue = false;

  constructor(tables: Tables, kernel: Kernel, engine: number) {
    super(tables);
    this.#kernel = kernel;
    this.#engine = engine;
  }

  override start(nowMs: number, wallMs = nowMs): Handled {
    return this.#watch([], super.start(nowMs, wallMs), { nowMs, wallMs });
  }

  override handle(
    events: readonly EngineEvent[],
    nowMs: number,
    wallMs = nowMs,
    hasMore = false,
  ): Handled {
    for (const event of events) if (event.kind === 'timer') this.#timers.delete(event.key);
    this.#isOverdue = this.#due(nowMs).size > 0;
    return this.#watch(events, super.handle(events, nowMs, wallMs, hasMore), { nowMs, wallMs });
  }

  #watch(events: readonly EngineEvent[], handled: Handled, now: Clocks): Handled {
    const { effects, isUnfinished } = handled;
    for (const [key, atMs] of effects.timers) this.#timers.set(key, atMs);
    if (this.#kernel.isTracing && events.length > 0)
      this.#kernel.trace(`engine${this.#engine}`, `batch: ${events.map(shown).join(', ')}`);
    const isOverdue = this.#isOverdue;
    const engine = this.#engine;
    const { wallMs } = now;
    this.#kernel.tell({ kind: 'batch', engine, events, effects, isUnfinished, isOverdue, wallMs });
    if (!isUnfinished) this.#round(now);
    return handled;
  }

  #round(now: Clocks): void {
    const found = fullRound(this.#bare, now, this.#due(now.nowMs));
    if (found !== undefined) this.#kernel.violate('full-round', found);
  }

  #due(nowMs: number): ReadonlySet<string> {
    const due = new Set<string>();
    for (const [key, atMs] of this.#timers) if (atMs <= nowMs) due.add(key);
    return due;
  }

  /** This core without the watch over its batches. */
  get #bare() {
    return {
      tables: this.tables,
      allocator: this.allocator,
      handle: (events: readonly EngineEvent[], nowMs: number, wallMs?: number) =>
        super.handle(events, nowMs, wallMs),
    };
  }
}

function shown(event: EngineEvent): string {
  switch (event.kind) {
    case 'timer':
      return `timer ${event.key}`;
    case 'reported':
      return `report ${event.message.task.taskId}`;
    case 'registered':
      return `registered ${event.message.agentId} on ${event.connection}`;
    case 'disconnected':
    case 'silent':
    case 'quiet':
    case 'heard':
      return `${event.kind} ${event.connection}`;
    case 'revision':
      return `revision ${event.revision.kind} ${event.revision.commit.id.slice(0, 8)}`;
    case 'operation':
      return `operation ${event.operation.kind}`;
    default:
      return event.kind;
  }
}
