// An engine for benches: the real mailbox, core and LMDB store, in a folder of its own; its agents
// are in this process and report at once that what they are told to launch is running and healthy.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../engine/adapters/clock-system.ts';
import { openLmdbStore } from '../../../engine/adapters/store-lmdb.ts';
import type { EngineFace } from '../../../engine/http/engine-face.ts';
import { bootEngine } from '../../../engine/loop/boot.ts';
import { EngineLoop } from '../../../engine/loop/engine-loop.ts';
import { parseWireIn } from '../../../engine/loop/wire-messages.ts';
import { factsOnWire } from '../../../engine/model/agent-facts.ts';
import { unreserved } from '../../../engine/model/resources/amounts-of.ts';
import type { AppSpec } from '../../../engine/model/wanted.ts';
import type { Store } from '../../../engine/ports/store.ts';
import { MemoryHistory } from '../../../engine/sim/history-memory.ts';
import type { AgentOrder } from '../../../engine/step/effects.ts';
import { EngineCore, type Handled } from '../../../engine/step/engine-core.ts';
import type { EngineEvent } from '../../../engine/step/events.ts';
import { appSpec, placed, wantedOf } from '../../support/app-spec.ts';
import { KeptLog, registerOf } from '../../support/loop-world.ts';
import { waitUntil } from '../../support/wait-until.ts';

/** Values that the agents' attribute `zone` has. */
const zones = 10;

const settings = { agentTimeoutMs: 3_600_000, agentReregistrationTimeoutMs: 600_000 };
/** Longer than any of these benches takes. */
const boundMs = 3_600_000;

type Register = ReturnType<typeof registerOf>;
type TaskReport = Register['tasks'][number];

const running = {
  state: 'running',
  seq: 1,
  health: 'healthy',
  ready: true,
  settingsDigest: '',
} as const;

const failed = { state: 'failed', health: 'unknown', ready: false, exitCode: 1 } as const;

/**
 * Notes how long each batch keeps the process from everything else: until its last write is called.
 */
class TimedCore extends EngineCore {
  readonly batchMs: number[] = [];
  #startedMs = 0;
  #endedMs = 0;

  override handle(
    events: readonly EngineEvent[],
    nowMs: number,
    wallMs?: number,
    hasMore?: boolean,
  ): Handled {
    this.#note();
    this.#startedMs = performance.now();
    const handled = super.handle(events, nowMs, wallMs, hasMore);
    this.#endedMs = performance.now();
    return handled;
  }

  /** A write of the batch under way. */
  wrote(): void {
    this.#endedMs = performance.now();
  }

  #note(): void {
    if (this.#endedMs > 0) this.batchMs.push(this.#endedMs - this.#startedMs);
  }
}

export class SimulatedCluster {
  readonly folder = mkdtempSync(join(tmpdir(), 'meridian-bench-'));
  readonly #agents: number;
  #loop: EngineLoop | undefined;
  #core: TimedCore | undefined;
  #store: Store | undefined;
  #commits = 0;
  #launched = 0;
  /** What each agent runs, by its number: it says so when it registers again. */
  readonly #running = new Map<number, TaskReport[]>();
  readonly #keepsTasks: boolean;

  constructor(agents: number, keepsTasks = false) {
    this.#agents = agents;
    this.#keepsTasks = keepsTasks;
  }

  get loop(): EngineLoop {
    if (!this.#loop) throw new Error('the engine is not started');
    return this.#loop;
  }

  get core(): TimedCore {
    if (!this.#core) throw new Error('the engine is not started');
    return this.#core;
  }

  /** Ms of each batch so far. */
  get batchMs(): readonly number[] {
    return this.core.batchMs;
  }

  get launched(): number {
    return this.#launched;
  }

  /** From opening the store on; its agents aren't there yet. */
  async start(): Promise<void> {
    const store = await openLmdbStore(this.folder);
    this.#store = store;
    const { tables } = await bootEngine({
      store,
      clock: systemClock,
      settings,
      isAdopting: false,
      drawClusterId: () => 'bench',
    });
    const core = new TimedCore(tables);
    const loop = new EngineLoop({
      core,
      store: {
        ...store,
        load: () => store.load(),
        read: (from, to, limit) => store.read(from, to, limit),
        commit: (writes, epoch) => {
          core.wrote();
          return store.commit(writes, epoch);
        },
        close: () => store.close(),
      },
      clock: systemClock,
      wallMs: () => Date.now(),
      log: new KeptLog(),
      onFatal: (error) => {
        throw error;
      },
      speak: {
        order: (connection, order) => this.#obey(connection, order),
        close: () => {},
        deliver: ({ number }) => loop.post({ kind: 'delivered', outbox: [number] }),
      },
    });
    this.#core = core;
    this.#loop = loop;
    await loop.start();
  }

  /** All agents, with what they run. */
  register(): void {
    for (let agent = 1; agent <= this.#agents; agent += 1) {
      const message = this.#registration(agent);
      this.loop.post({ kind: 'registered', connection: agent, message });
    }
  }

  /** What each agent would say to register, as text. */
  registrations(): readonly string[] {
    return Array.from({ length: this.#agents }, (_, at) =>
      JSON.stringify(this.#registration(at + 1)),
    );
  }

  /** Says these, through the engine's own check of what comes over the wire. */
  hear(registrations: readonly string[]): void {
    for (const [at, text] of registrations.entries()) {
      const message = parseWireIn(text);
      if ('fault' in message) throw new Error(message.fault);
      if (message.kind === 'register')
        this.loop.post({ kind: 'registered', connection: at + 1, message });
    }
  }

  /** An agent says that a task of it has ended. */
  end(connection: number, taskId: string, taskDigest: string): void {
    this.#report(connection, { taskId, taskDigest, status: { ...running, seq: 2, ...failed } });
  }

  commit(specs: readonly AppSpec[]): Promise<void> {
    this.#commits += 1;
    const id = String(this.#commits).padStart(40, 'c');
    const commit = { id, subject: '', author: '', timeMs: 0 };
    const sorted = [...specs].sort((a, b) => (a.name < b.name ? -1 : 1));
    const wanted = { ...wantedOf(), apps: sorted.map(placed) };
    return this.loop.settle({ kind: 'revision', revision: { kind: 'wanted', commit, wanted } });
  }

  /** Until so many tasks are healthy and nothing is left to do. */
  async settled(healthy: number): Promise<void> {
    await waitUntil(
      `${healthy} healthy tasks`,
      () => this.#launched >= healthy && this.loop.core.unmet().length === 0,
      boundMs,
    );
    await this.idle();
  }

  /** What the HTTP room asks of it. */
  face(): EngineFace {
    const { loop } = this;
    return {
      read: (view) => loop.read(view),
      readLong: (view) => loop.readLong(view),
      operate: (operation, who) => loop.operate(operation, who),
      sync: () => Promise.resolve({}),
      notices: () => Promise.resolve([]),
      subscribe: (listener) => loop.subscribe(listener),
      openStream: () => Promise.reject(new Error('no streams')),
      history: new MemoryHistory(),
    };
  }

  /** Until the mailbox is empty and no batch is owed. */
  async idle(): Promise<void> {
    await this.loop.settle({ kind: 'timer', key: 'bench' });
  }

  /** What the agents run is on paper: memory is measured without it. */
  forgetTasks(): void {
    this.#running.clear();
  }

  /** Ends the engine, as a crash would at this point; the store stays. */
  async stop(): Promise<void> {
    await this.#loop?.stop();
    await this.#store?.close();
    this.#loop = undefined;
    this.#core = undefined;
    this.#store = undefined;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true });
  }

  #registration(agent: number): Register {
    const message = registerOf(`a${String(agent).padStart(5, '0')}`, {
      tasks: this.#running.get(agent) ?? [],
    });
    const facts = factsOnWire({
      hostname: `host${agent}`,
      version: '0',
      resources: unreserved({
        scalars: { cpus: 64_000, mem: 131_072_000, disk: 1_000_000_000 },
        ranges: { ports: [[31_000, 32_000]] },
        sets: {},
      }),
      attributes: { zone: `z${(agent * 7) % zones}`, rack: `r${agent % 100}` },
      capabilities: [],
    });
    return { ...message, facts };
  }

  #obey(connection: number, message: AgentOrder): void {
    if (message.kind !== 'launch') return;
    const { taskId, taskDigest, settings: wanted } = message.order;
    this.#launched += 1;
    const status = { ...running, settingsDigest: wanted.digest };
    const task = { taskId, taskDigest, status };
    if (this.#keepsTasks) {
      const tasks = this.#running.get(connection);
      if (tasks) tasks.push(task);
      else this.#running.set(connection, [task]);
    }
    this.#report(connection, task);
  }

  #report(connection: number, task: TaskReport): void {
    const { clusterId, epoch } = this.core.tables;
    const envelope = { clusterId, epoch, connection, sequence: 1 };
    this.loop.post({ kind: 'reported', connection, message: { kind: 'report', envelope, task } });
  }
}

const base = appSpec(({ task }) => ({ task: { ...task, cpusMilli: 500, memoryMib: 256 } }));

/** Apps of so many instances, each with a port, and each bound to one zone. */
export function zonedApps(count: number, instances: number): readonly AppSpec[] {
  return Array.from({ length: count }, (_, at) => ({
    ...base,
    name: `/bench/g${at % 100}/a${at}` as AppSpec['name'],
    instances,
    placement: [{ attribute: 'zone', operator: 'is', value: `z${at % zones}` }],
    // As `specs` makes them, apps have nothing in common.
    task: structuredClone(base.task),
    update: structuredClone(base.update),
  }));
}

export const quantile = (values: readonly number[], part: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * part)] ?? Number.NaN;

/** Heap and what lies outside of it, after a collection, in bytes. */
export function heapBytes(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
