// The real loop and core of an agent in a world that a test moves step by step: a disk and a
// machine that outlive it, gates before everything it does to them, and an engine that remembers
// its orders. Each thing that is said is checked against what may be said.

import type { Identity } from '../../../agentd/core/session/session.ts';
import { AgentLoop } from '../../../agentd/loop/agent-loop.ts';
import type { Link, LinkCalls, Links } from '../../../agentd/ports/links.ts';
import type { AgentWire, KillPolicy, Order, Status } from '../../../schemas/generated/wire.ts';
import { noFacts } from './core-driver.ts';
import { FakeClock } from './fakes/fake-clock.ts';
import { FakeDisk, FakeJournal, FakeVolumes, type Gate } from './fakes/fake-disk.ts';
import { FakeMachine, FakeProcesses } from './fakes/fake-machine.ts';

type ToEngine = NonNullable<AgentWire['toEngine']>;
type ToAgent = NonNullable<AgentWire['toAgent']>;
type Unsealed = ToAgent extends infer M ? (M extends ToAgent ? Omit<M, 'envelope'> : never) : never;

interface Pending {
  readonly apply: () => void;
  readonly answer: () => void;
}

interface Line {
  readonly calls: LinkCalls;
  readonly connection: number;
  sent: number;
}

const terminal = ['finished', 'failed', 'killed', 'lost', 'error'];
const agentTimeoutMs = 1_000_000_000;
const killPolicy: KillPolicy = { delayMs: 0, graceMs: 1_000, signal: 'SIGTERM' };

const volumesOf = ({ volumes = [] }: Order): readonly string[] => volumes.map(({ id }) => id);

export const flush = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export class LoopWorld {
  readonly clock = new FakeClock();
  readonly disk = new FakeDisk();
  readonly machine = new FakeMachine();
  readonly orders = new Map<string, Order>();
  readonly kills = new Set<string>();
  /** Volumes given up whose end hasn't been heard of, and those whose has. */
  readonly leaving = new Set<string>();
  readonly destroyed = new Set<string>();
  readonly said = new Map<string, Status>();
  readonly faults: string[] = [];
  readonly pending: Pending[] = [];
  readonly #unacked: { readonly taskId: string; readonly seq: number }[] = [];
  readonly #runsAtEnd = new Map<string, number>();
  /** Ends that had reached the disk when they were said: no later life of the agent may differ. */
  readonly #sureEnds = new Map<string, Status>();
  #line: Line | undefined;
  #connections = 0;
  #starts = 0;
  #isUp = true;

  async startAgent(): Promise<void> {
    this.#starts += 1;
    const onDisk = this.disk.identity as Partial<Identity> | undefined;
    const { clusterId = '', highestEpoch = 0, stored = 0 } = onDisk ?? {};
    const identity = { agentId: 'a-000000', clusterId, highestEpoch, stored, starts: this.#starts };
    const gate: Gate = (apply) => this.#gate(apply);
    const ports = {
      clock: this.clock,
      journal: new FakeJournal(this.disk, gate),
      processes: new FakeProcesses(this.machine, gate),
      volumes: new FakeVolumes(this.disk, gate),
      probes: { probe: async () => undefined },
      links: this.#links(),
      logs: { trim: async () => {}, tail: async () => '', open: async () => undefined },
      log: { write: () => {} },
    };
    const sizes = { keepSandboxes: 1_000, startTimeoutMs: 60_000 };
    const setup = { identity, facts: noFacts, seed: this.#starts, ...sizes };
    const loop = await AgentLoop.open(ports, setup);
    loop.start();
    this.clock.advance(0);
    await flush();
  }

  /** kill -9: of what was under way each piece has happened or not, as `happened` says. */
  crash(happened: (index: number) => boolean): void {
    this.pending.splice(0).forEach((one, index) => {
      if (happened(index)) one.apply();
    });
    this.clock.clear();
    this.machine.agentDied();
    this.#line = undefined;
  }

  /** Lets one piece of work under way happen. */
  async complete(pick: number): Promise<void> {
    const [one] = this.pending.splice(pick % Math.max(1, this.pending.length), 1);
    if (one === undefined) return;
    one.apply();
    one.answer();
    await flush();
  }

  /** As an engine does: never again once the end is known. */
  launch(order: Order): void {
    if (this.hasEnded(order.taskId)) return;
    const isGivenUp = (id: string) => this.leaving.has(id) || this.destroyed.has(id);
    if (volumesOf(order).some(isGivenUp)) return;
    this.orders.set(order.taskId, order);
    this.#send({ kind: 'launch', order });
  }

  kill(taskId: string): void {
    this.kills.add(taskId);
    this.#sendKill(taskId);
  }

  /** As an engine does: after it has told those that may have it to end. */
  destroyVolume(id: string): void {
    for (const [taskId, order] of this.orders) if (volumesOf(order).includes(id)) this.kill(taskId);
    this.leaving.add(id);
    this.#send({ kind: 'destroy-volume', volumeId: id });
  }

  send(message: Unsealed): void {
    this.#send(message);
  }

  acknowledge(pick: number): void {
    const [one] = this.#unacked.splice(pick % Math.max(1, this.#unacked.length), 1);
    if (one !== undefined) this.#send({ kind: 'ack', ...one });
  }

  dropLink(): void {
    const line = this.#line;
    this.#line = undefined;
    this.#unacked.length = 0;
    line?.calls.closed('lost');
  }

  setUp(isUp: boolean): void {
    this.#isUp = isUp;
    if (!isUp) this.dropLink();
  }

  /** Faults end, everything happens, time passes: nothing is left to do. */
  async quiesce(): Promise<void> {
    this.disk.error = undefined;
    this.#isUp = true;
    for (let round = 0; round < 400; round += 1) {
      this.machine.settle();
      this.clock.advance(round < 200 ? 50 : 1_000);
      await flush();
      while (this.pending.length > 0) await this.complete(0);
      this.acknowledge(0);
    }
    this.check();
  }

  check(): void {
    for (const [taskId, task] of this.machine.tasks) {
      if (task.runs > 1) this.faults.push(`${taskId} ran ${task.runs} times`);
      const runs = this.#runsAtEnd.get(taskId);
      if (runs !== undefined && task.runs > runs) this.faults.push(`${taskId} ran after its end`);
    }
    this.#checkVolumes();
  }

  #checkVolumes(): void {
    const users = new Map<string, string>();
    for (const [taskId, order] of this.orders) {
      if (this.machine.task(taskId).child?.isAlive !== true) continue;
      for (const id of volumesOf(order)) {
        if (users.has(id)) this.faults.push(`${id} is used by ${users.get(id)} and ${taskId}`);
        if (!this.disk.volumes.has(id)) this.faults.push(`${id} isn't there for ${taskId}`);
        users.set(id, taskId);
      }
    }
  }

  #noteDestroyed(id: string): void {
    if (!this.leaving.delete(id) && !this.destroyed.has(id))
      this.faults.push(`${id} was destroyed, and nobody had asked for it`);
    if (this.disk.volumes.has(id)) this.faults.push(`${id} is said to be gone, and is there`);
    this.destroyed.add(id);
  }

  #gate<T>(apply: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      let outcome: () => void = () => {};
      const run = () => {
        try {
          const value = apply();
          outcome = () => resolve(value);
        } catch (error) {
          outcome = () => reject(error);
        }
      };
      this.pending.push({ apply: run, answer: () => outcome() });
    });
  }

  #links(): Links {
    return {
      openStream: () => Promise.reject(new Error('no streams here')),
      dial: (calls) => this.#dial(calls),
    };
  }

  #dial(calls: LinkCalls): Link {
    if (!this.#isUp) {
      queueMicrotask(() => calls.closed('refused'));
      return { send: () => true, close: () => {} };
    }
    this.#connections += 1;
    const line = { calls, connection: this.#connections, sent: 0 };
    this.#line = line;
    queueMicrotask(() => this.#line === line && calls.open());
    const hangUp = () => {
      if (this.#line === line) this.#line = undefined;
    };
    return { send: (message) => this.#hear(line, message), close: hangUp };
  }

  #hear(line: Line, message: ToEngine): boolean {
    if (this.#line !== line) return true;
    if (message.kind === 'register') this.#register(message.tasks);
    if (message.kind === 'volume-destroyed') this.#noteDestroyed(message.volumeId);
    if (message.kind === 'report') this.#note(message.task.taskId, message.task.status);
    return true;
  }

  #register(tasks: readonly { readonly taskId: string; readonly status: Status }[]): void {
    this.#send({ kind: 'registered', agentTimeoutMs });
    const known = new Set(tasks.map((task) => task.taskId));
    for (const { taskId, status } of tasks) this.#note(taskId, status);
    for (const [taskId, order] of this.orders)
      if (!known.has(taskId) && !this.hasEnded(taskId)) this.#send({ kind: 'launch', order });
    for (const taskId of this.kills) if (!this.hasEnded(taskId)) this.#sendKill(taskId);
    for (const volumeId of this.leaving) this.#send({ kind: 'destroy-volume', volumeId });
  }

  hasEnded(taskId: string): boolean {
    return terminal.includes(this.said.get(taskId)?.state ?? '');
  }

  #note(taskId: string, status: Status): void {
    const before = this.said.get(taskId);
    if (before !== undefined && status.seq < before.seq)
      this.faults.push(`${taskId}: status ${status.seq} after ${before.seq}`);
    const end = this.#sureEnds.get(taskId);
    if (end !== undefined && status.state !== end.state)
      this.faults.push(`${taskId}: ${status.state} after ${end.state}`);
    this.said.set(taskId, status);
    this.#unacked.push({ taskId, seq: status.seq });
    if (terminal.includes(status.state)) this.#noteEnd(taskId, status);
  }

  #noteEnd(taskId: string, status: Status): void {
    const task = this.machine.task(taskId);
    if (task.child?.isAlive === true)
      this.faults.push(`${taskId}: ${status.state} while its command runs`);
    this.#runsAtEnd.set(taskId, task.runs);
    const marks = this.disk.folders.get(taskId)?.marks as { end?: Status } | undefined;
    if (marks?.end !== undefined) this.#sureEnds.set(taskId, status);
  }

  #sendKill(taskId: string): void {
    const policy = killPolicy;
    this.#send({ kind: 'kill', taskId, taskDigest: 'digest-1', policy, reason: 'as told' });
  }

  #send(message: Unsealed): void {
    const line = this.#line;
    if (line === undefined) return;
    const { connection, sent } = line;
    line.sent += 1;
    const envelope = { clusterId: 'c', epoch: 1, connection, sequence: sent };
    queueMicrotask(() => {
      if (this.#line === line) line.calls.message({ ...message, envelope } as ToAgent);
    });
  }
}
