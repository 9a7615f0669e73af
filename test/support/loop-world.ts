// An EngineLoop on a store in memory and a clock that moves when told; what it says is written
// down.

import { EngineLoop } from '../../engine/loop/engine-loop.ts';
import { factsOnWire } from '../../engine/model/agent-facts.ts';
import type { Scalars } from '../../engine/model/resources/amounts.ts';
import { unreserved } from '../../engine/model/resources/amounts-of.ts';
import type { Log } from '../../engine/ports/log.ts';
import { formatKey } from '../../engine/ports/store-rules.ts';
import { FakeClock } from '../../engine/sim/clock-fake.ts';
import { MemoryStore, type MemoryStoreOptions } from '../../engine/sim/store-memory.ts';
import { EngineCore } from '../../engine/step/engine-core.ts';
import type { EngineEvent } from '../../engine/step/events.ts';
import { Tables } from '../../engine/step/tables.ts';
import type { Register } from '../../schemas/generated/wire.ts';

/** Writes down what it is told, for a test to look at. */
export class KeptLog implements Log {
  readonly lines: string[] = [];
  info(message: string): void {
    this.lines.push(message);
  }
  warn(message: string): void {
    this.lines.push(message);
  }
  error(message: string): void {
    this.lines.push(message);
  }
}

/** Lets everything that can go on without time passing go on. */
export async function calm(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** A commit that is held back until `release` is called. */
export class HeldCommits {
  #release: () => void = () => undefined;
  #held: Promise<void> | undefined;

  hold(): void {
    this.#held = new Promise((resolve) => {
      this.#release = resolve;
    });
  }
  release(): void {
    this.#held = undefined;
    this.#release();
  }
  readonly delayCommit = (): Promise<void> => this.#held ?? Promise.resolve();
}

export class LoopWorld {
  readonly clock = new FakeClock();
  readonly log = new KeptLog();
  readonly store: MemoryStore;
  readonly tables = new Tables({ agentTimeoutMs: 75_000, agentReregistrationTimeoutMs: 600_000 });
  readonly core: EngineCore;
  readonly loop: EngineLoop;
  /** Orders, closings and deliveries, in order. */
  readonly spoken: string[] = [];
  readonly fatal: Error[] = [];

  constructor(options: MemoryStoreOptions = {}) {
    const rows = [{ key: formatKey, value: '2' }];
    this.store = new MemoryStore({ rows, ...options });
    this.tables.clusterId = 'test';
    this.core = new EngineCore(this.tables);
    this.loop = new EngineLoop({
      core: this.core,
      store: this.store,
      clock: this.clock,
      wallMs: () => this.clock.nowMs(),
      log: this.log,
      onFatal: (error) => this.fatal.push(error),
      speak: {
        order: (connection, order) => this.spoken.push(`${order.kind} to ${connection}`),
        close: (connection) => this.spoken.push(`close ${connection}`),
        deliver: (row) => this.spoken.push(`deliver ${row.kind} ${row.number}`),
        say: (connection, event) => this.spoken.push(`say ${event.kind} to ${connection}`),
        hangUp: (connection, reason) => this.spoken.push(`hang up ${connection}: ${reason}`),
      },
    });
  }

  keys(prefix: string): readonly string[] {
    return this.store.snapshot().flatMap(({ key }) => (key.startsWith(prefix) ? [key] : []));
  }
}

/** An agent's first message. */
export function registerOf(
  name: string,
  change: Partial<Register> = {},
  scalars: Scalars = { cpus: 8_000, mem: 16_000_000 },
): Register {
  return {
    kind: 'register',
    envelope: { clusterId: '', epoch: 0, connection: 0, sequence: 0 },
    agentId: `${name}-000000`,
    bootId: 'boot',
    facts: factsOnWire({
      hostname: name,
      version: '0',
      resources: unreserved({
        scalars,
        ranges: { ports: [[31_000, 32_000]] },
        sets: {},
      }),
      attributes: {},
      capabilities: [],
    }),
    tasks: [],
    volumes: [],
    ...change,
  };
}

export const registered = (name: string, connection: number): EngineEvent => ({
  kind: 'registered',
  connection,
  message: registerOf(name),
});
