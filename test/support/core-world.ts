// A deterministic little world around EngineCore: agents that obey, a store that is a map, a clock
// that moves when told.

import type { Allocator } from '../../engine/allocate/offer-allocator.ts';
import { Mailbox } from '../../engine/loop/queues/mailbox.ts';
import { factsOnWire } from '../../engine/model/agent-facts.ts';
import type { RunRow } from '../../engine/model/jobs.ts';
import { unreserved } from '../../engine/model/resources/amounts-of.ts';
import type { Bundle } from '../../engine/model/resources/bundle.ts';
import type { AppSpec, JobSpec, MaintenanceSpec } from '../../engine/model/wanted.ts';
import type { AgentOrder, Effects } from '../../engine/step/effects.ts';
import { EngineCore } from '../../engine/step/engine-core.ts';
import type { EngineEvent, Operation } from '../../engine/step/events.ts';
import { Loading } from '../../engine/step/memory/load.ts';
import { rowChanges } from '../../engine/step/memory/rows.ts';
import { type EngineSettings, Tables } from '../../engine/step/tables.ts';
import type { Order, Status } from '../../schemas/generated/wire.ts';
import { wantedOf } from './app-spec.ts';

export interface FakeTask {
  readonly order: Order;
  status: Status;
}

export interface FakeAgent {
  readonly id: string;
  attributes: Readonly<Record<string, string>>;
  connection: number | undefined;
  readonly tasks: Map<string, FakeTask>;
  /** What each volume holds: the ids of the tasks that had it. */
  readonly volumes: Map<string, string[]>;
  /** Decides how a launch fares; running and healthy unless told. */
  behave: (order: Order) => Partial<Status>;
}

const settings = { agentTimeoutMs: 75_000, agentReregistrationTimeoutMs: 600_000 };

const resourcesOf = (cpus: number): Bundle =>
  unreserved({
    scalars: { cpus: cpus * 1000, mem: 16_000_000, disk: 10_000_000 },
    ranges: { ports: [[31_000, 32_000]] },
    sets: {},
  });

/** The engine died between two writes: nothing of the rest was stored or spoken. */
class EngineKilled extends Error {}

export class CoreWorld {
  nowMs = 1_000_000;
  /** What the machine's clock is ahead of the engine's time. */
  wallAheadMs = 0;
  /** What was delivered to the run history, by run. */
  readonly history = new Map<string, RunRow>();
  /** To operations, in order. */
  readonly answers: unknown[] = [];
  core: EngineCore;
  readonly rows = new Map<string, string>();
  readonly agents = new Map<string, FakeAgent>();
  readonly sent: { readonly agent: string; readonly order: AgentOrder }[] = [];
  /** To frameworks of others, in order. */
  readonly said: Effects['said'] = [];
  readonly hangUps: Effects['hangUps'] = [];
  readonly notices: string[] = [];
  readonly timers = new Map<string, number>();
  #connections = 0;
  #commits = 0;
  #calls = 0;
  readonly #mail = new Mailbox();
  /** Writes done so far, and after which one the engine is killed. */
  writes = 0;
  /** Agents hear of kills and do nothing. */
  isDeaf = false;
  crashAfter = Infinity;

  readonly #settings: EngineSettings;

  constructor(allocator?: Allocator, change: Partial<EngineSettings> = {}) {
    this.#settings = { ...settings, ...change };
    const tables = new Tables(this.#settings);
    tables.clusterId = 'test';
    tables.epoch = 1;
    this.core = new EngineCore(tables, allocator);
    this.#take(this.core.start(this.nowMs, this.wallMs).effects);
  }

  get wallMs(): number {
    return this.nowMs + this.wallAheadMs;
  }

  addAgent(name: string, cpus = 8, attributes: Readonly<Record<string, string>> = {}): FakeAgent {
    const agent: FakeAgent = {
      id: `${name}-000000`,
      connection: undefined,
      tasks: new Map(),
      volumes: new Map(),
      behave: () => ({}),
      attributes,
    };
    this.agents.set(name, agent);
    this.connect(name, cpus);
    return agent;
  }

  agent(name: string): FakeAgent {
    const agent = this.agents.get(name);
    if (!agent) throw new Error(`no agent ${name}`);
    return agent;
  }

  connect(name: string, cpus = 8, resources = resourcesOf(cpus)): void {
    const agent = this.agent(name);
    this.#connections += 1;
    agent.connection = this.#connections;
    const tasks = [...agent.tasks.values()].map((task) => reportOf(task));
    this.post({
      kind: 'registered',
      connection: agent.connection,
      message: {
        kind: 'register',
        envelope: { clusterId: 'test', epoch: 0, connection: 0, sequence: 0 },
        agentId: agent.id,
        bootId: 'boot',
        facts: factsOnWire({
          hostname: name,
          version: '0',
          resources,
          attributes: agent.attributes,
          capabilities: [],
        }),
        tasks,
        volumes: [...agent.volumes.keys()],
      },
    });
  }

  disconnect(name: string): void {
    const agent = this.agent(name);
    if (agent.connection === undefined) return;
    const { connection } = agent;
    agent.connection = undefined;
    this.post({ kind: 'disconnected', connection });
  }

  post(...events: EngineEvent[]): void {
    for (const event of events) this.#mail.add(event);
    this.#run();
  }

  commit(...objects: readonly (AppSpec | JobSpec | MaintenanceSpec)[]): void {
    this.#commits += 1;
    const id = `c${this.#commits}`.padEnd(40, '0');
    const commit = { id, subject: `commit ${this.#commits}`, author: 'a', timeMs: this.nowMs };
    const wanted = wantedOf(...objects);
    const allowDelete = 1000;
    this.post({
      kind: 'revision',
      revision: { kind: 'wanted', commit: { ...commit, allowDelete }, wanted },
    });
  }

  operate(operation: Operation): void {
    this.#calls += 1;
    this.post({ kind: 'operation', operation, who: 'test', call: this.#calls });
  }

  /** Whether the engine lives through it; false: it was killed on the way (`crashAfter`). */
  survives(act: () => void): boolean {
    try {
      act();
      return true;
    } catch (error) {
      if (!(error instanceof EngineKilled)) throw error;
      return false;
    }
  }

  /** An agent says something new of a task. */
  report(name: string, taskId: string, change: Partial<Status>): void {
    const agent = this.agent(name);
    const task = agent.tasks.get(taskId);
    if (!task) throw new Error(`no task ${taskId} on ${name}`);
    task.status = { ...task.status, ...change, seq: task.status.seq + 1 };
    this.#tell(agent, task);
    this.#run();
  }

  /** Moves the clock, ringing timers in order on the way. */
  advance(ms: number): void {
    const untilMs = this.nowMs + ms;
    for (;;) {
      const due = [...this.timers].filter(([, at]) => at <= untilMs).sort((a, b) => a[1] - b[1])[0];
      if (!due) break;
      this.timers.delete(due[0]);
      this.nowMs = Math.max(this.nowMs, due[1]);
      this.post({ kind: 'timer', key: due[0] });
    }
    this.nowMs = untilMs;
  }

  /** kill -9 and a new start on what is stored; agents come back when connected. */
  restart(): void {
    const loading = new Loading(new Tables(this.#settings));
    for (const [key, value] of this.rows) loading.loadRow(key, value);
    loading.tables.clusterId = 'test';
    loading.tables.epoch = 1;
    loading.finishLoad(this.nowMs);
    // What the outbox holds is delivered by the next engine.
    for (const row of loading.outbox) if (row.kind === 'run') this.history.set(row.run.id, row.run);
    this.#mail.clear();
    this.timers.clear();
    for (const agent of this.agents.values()) agent.connection = undefined;
    this.core = new EngineCore(loading.tables);
    this.#take(this.core.start(this.nowMs, this.wallMs).effects);
    this.#run();
  }

  /** Ids of tasks that run, by agent, sorted. */
  running(): string[] {
    return [...this.agents.values()]
      .flatMap((agent) => [...agent.tasks.values()])
      .filter((task) => task.status.state === 'running')
      .map((task) => task.order.taskId)
      .sort();
  }

  #run(): void {
    for (let round = 0; this.#mail.length > 0; round += 1) {
      if (round > 10_000) throw new Error('the world does not come to rest');
      const batch = this.#mail.next(false);
      let handled = this.core.handle(batch, this.nowMs, this.wallMs);
      this.#take(handled.effects);
      while (handled.isUnfinished) {
        handled = this.core.handle([], this.nowMs, this.wallMs);
        this.#take(handled.effects);
      }
    }
  }

  #take(effects: Effects): void {
    for (const { key, value } of rowChanges(this.core.tables, effects)) {
      if (this.writes >= this.crashAfter) throw new EngineKilled();
      this.writes += 1;
      if (value === undefined) this.rows.delete(key);
      else this.rows.set(key, JSON.stringify(value));
    }
    this.answers.push(...effects.answers.map((answer) => answer.value));
    for (const row of effects.outbox) if (row.kind === 'run') this.history.set(row.run.id, row.run);
    for (const notice of effects.notices) this.notices.push(`${notice.kind} ${notice.message}`);
    for (const [key, atMs] of effects.timers) this.timers.set(key, atMs);
    this.said.push(...effects.said);
    this.hangUps.push(...effects.hangUps);
    this.core.spoke(effects.orders, this.nowMs);
    for (const { connection, order } of effects.orders) {
      const agent = [...this.agents.values()].find((one) => one.connection === connection);
      if (!agent) continue;
      this.sent.push({ agent: agent.id, order });
      this.#obey(agent, order);
    }
  }

  #obey(agent: FakeAgent, message: AgentOrder): void {
    if (message.kind === 'launch') this.#launch(agent, message.order);
    if (message.kind === 'kill' && !this.isDeaf)
      this.#kill(agent, message.taskId, message.taskDigest);
    if (message.kind === 'destroy-volume') this.#destroy(agent, message.volumeId);
    const task = 'taskId' in message ? agent.tasks.get(message.taskId) : undefined;
    if (!task) return;
    if (message.kind === 'configure') {
      const { trial: _, ...status } = task.status;
      const { digest } = message.settings;
      task.status = message.trial
        ? { ...status, trial: { settingsDigest: digest, failed: false } }
        : { ...status, settingsDigest: digest };
      task.status = { ...task.status, seq: task.status.seq + 1 };
      this.#tell(agent, task);
    }
    if (message.kind === 'ack' && isEnd(task.status) && message.seq === task.status.seq)
      agent.tasks.delete(message.taskId);
  }

  #launch(agent: FakeAgent, order: Order): void {
    if (agent.tasks.has(order.taskId)) return;
    const status: Status = {
      state: 'running',
      seq: 1,
      health: 'healthy',
      ready: true,
      settingsDigest: order.settings.digest,
      ...agent.behave(order),
    };
    const missing = (order.volumes ?? []).find((one) => !one.isNew && !agent.volumes.has(one.id));
    const trouble = { state: 'error', reason: 'volume-missing', health: 'unknown' } as const;
    const task = { order, status: missing ? { ...status, ...trouble } : status };
    for (const { id } of missing ? [] : (order.volumes ?? []))
      agent.volumes.set(id, [...(agent.volumes.get(id) ?? []), order.taskId]);
    agent.tasks.set(order.taskId, task);
    this.#tell(agent, task);
  }

  #destroy(agent: FakeAgent, volumeId: string): void {
    agent.volumes.delete(volumeId);
    if (agent.connection === undefined) return;
    const { connection } = agent;
    const envelope = { clusterId: 'test', epoch: 1, connection, sequence: 1 };
    const message = { kind: 'volume-destroyed' as const, envelope, volumeId };
    this.#mail.add({ kind: 'volume-destroyed', connection, message });
  }

  #kill(agent: FakeAgent, taskId: string, taskDigest: string): void {
    const known = agent.tasks.get(taskId);
    const order = { taskId, taskDigest, settings: { digest: '' } } as Order;
    const status: Status = {
      state: 'killed',
      seq: (known?.status.seq ?? 0) + 1,
      health: 'unknown',
      ready: false,
      settingsDigest: '',
    };
    const task = { order: known?.order ?? order, status };
    agent.tasks.set(taskId, task);
    this.#tell(agent, task);
  }

  #tell(agent: FakeAgent, task: FakeTask): void {
    if (agent.connection === undefined) return;
    const envelope = { clusterId: 'test', epoch: 1, connection: agent.connection, sequence: 1 };
    const message = { kind: 'report' as const, envelope, task: reportOf(task) };
    this.#mail.add({ kind: 'reported', connection: agent.connection, message });
  }
}

const isEnd = (status: Status): boolean =>
  ['finished', 'failed', 'killed', 'error', 'lost'].includes(status.state);

const reportOf = (task: FakeTask) => ({
  taskId: task.order.taskId,
  taskDigest: task.order.taskDigest,
  status: task.status,
});
