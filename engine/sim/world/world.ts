// One world: engines, agents on their machines, a repository, and the network between them, as a
// script has them. It only makes and breaks; run-world.ts says for how long, and watches.

import { stuckEveryMs } from '../../../agentd/core/task/kill-plan.ts';
import { StoreError } from '../../ports/store.ts';
import type { Operation } from '../../step/events.ts';
import { HistoryDisk } from '../history-disk.ts';
import { AgentHost } from '../hosts/agent-host.ts';
import { EngineHost } from '../hosts/engine-host.ts';
import type { Host } from '../kernel/host.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { SimMachine } from '../machine/sim-machine.ts';
import { SimNetwork } from '../network/sim-network.ts';
import { SimRepository } from '../repo-sim.ts';
import type { FlagsPlan } from '../script/quota/quota-plan.ts';
import type { AgentPlan, Script } from '../script/script.ts';
import { StoreDisk } from '../store-disk.ts';

/** How long a process is away that nobody said anything else of. */
const usualBackMs = [200, 3_000] as const;

export class World {
  readonly kernel: Kernel;
  readonly script: Script;
  readonly network: SimNetwork;
  readonly repository: SimRepository;
  readonly disk = new StoreDisk();
  /** Of the runs of jobs. */
  readonly history = new HistoryDisk();
  readonly machines = new Map<string, SimMachine>();
  readonly agents = new Map<string, AgentHost>();
  /** That live, oldest first. */
  readonly engines: EngineHost[] = [];
  /** Agents that will never come back: their disks are lost, or they were told to go. */
  readonly pastAgents = new Set<string>();
  /** The last thing of the script that isn't done yet. */
  #engineStarts = 0;
  #storeFullUntilMs = 0;
  readonly #wallAheadMs = new Map<string, number>();
  readonly #backMs = new Map<string, number>();
  #isOver = false;

  constructor(kernel: Kernel, script: Script) {
    this.kernel = kernel;
    this.script = script;
    this.network = new SimNetwork(kernel);
    this.repository = new SimRepository(kernel);
    for (const plan of script.agents) this.#addMachine(plan);
  }

  start(): void {
    this.startEngine();
    for (const plan of this.script.agents)
      this.later(plan.atMs, () => this.agents.get(plan.machine)?.start());
  }

  startEngine(): void {
    this.#engineStarts += 1;
    const engine = new EngineHost(
      {
        kernel: this.kernel,
        network: this.network,
        repository: this.repository,
        disk: this.disk,
        historyDisk: this.history,
        settings: this.script.settings,
        checkDisk: () => this.#checkStoreDisk(),
        onEnd: (ended) => this.#engineEnded(ended),
      },
      this.#engineStarts,
    );
    engine.host.wallAheadMs = this.#wallAheadMs.get('engine') ?? 0;
    this.engines.push(engine);
    engine.start();
  }

  /** The newest living engine. */
  get engine(): EngineHost | undefined {
    return this.engines.at(-1);
  }

  /** `engine` or a machine's name. */
  hostOf(target: string): Host | undefined {
    return target === 'engine' ? this.engine?.host : this.agents.get(target)?.host;
  }

  later(delayMs: number, act: () => void): void {
    this.kernel.agenda.after(delayMs, 'fault', act);
  }

  comesBackAfter(target: string, backMs: number): void {
    this.#backMs.set(target, backMs);
  }

  putClock(target: string, byMs: number): void {
    const aheadMs = (this.#wallAheadMs.get(target) ?? 0) + byMs;
    this.#wallAheadMs.set(target, aheadMs);
    const host = this.hostOf(target);
    if (host) host.wallAheadMs = aheadMs;
  }

  fillDisk(target: string, forMs: number): void {
    const machine = this.machines.get(target);
    if (target === 'engine') this.#storeFullUntilMs = this.kernel.agenda.nowMs + forMs;
    if (!machine) return;
    machine.isFull = true;
    this.later(forMs, () => {
      machine.isFull = false;
    });
  }

  machineCrash(name: string, disk: 'kept' | 'lost', backMs: number): void {
    const machine = this.machines.get(name);
    const agent = this.agents.get(name);
    if (!machine || !agent) return;
    if (disk === 'lost') this.pastAgents.add(machine.agentId);
    this.network.machineDied(name);
    this.#backMs.set(name, Infinity);
    agent.host.die();
    this.#backMs.delete(name);
    machine.crash(disk);
    this.later(backMs, () => this.#machineBack(name));
  }

  /** Its agent ends, and starts again with other flags. */
  refit(name: string, flags: FlagsPlan): void {
    const machine = this.machines.get(name);
    const agent = this.agents.get(name);
    if (!machine || !agent) return;
    const { reserved: _, ...plan } = machine.plan;
    machine.plan = { ...plan, ...flags };
    this.kernel.noteAct();
    this.kernel.counters.count('state', 'agent refitted');
    if (agent.host.isAlive) agent.host.die();
  }

  /** Undefined while no engine can answer. */
  operate(operation: Operation): boolean {
    const { engine, kernel } = this;
    const answer = engine?.operate(operation);
    if (!engine || !answer) return false;
    const call = `${operation.kind} ${subjectOf(operation)}`;
    kernel.noteAct();
    answer.then(
      ({ ok }) => {
        kernel.trace('operator', `${call}: ${ok ? 'done' : 'refused'}`);
        kernel.tell({ kind: 'answered', engine: engine.number, call, ok });
      },
      () => undefined,
    );
    return true;
  }

  /** All faults end; everything that is down comes back. */
  heal(): void {
    this.#storeFullUntilMs = 0;
    this.repository.heal();
    for (const machine of this.machines.values()) this.#healMachine(machine);
    for (const { host } of this.engines) {
      host.disarm();
      host.life.stillUntilMs = 0;
    }
    if (this.engines.length === 0) this.startEngine();
    this.kernel.agenda.wake();
  }

  /** Nothing is started again any more. */
  end(): void {
    this.#isOver = true;
  }

  #healMachine(machine: SimMachine): void {
    this.network.line(machine.name).heal();
    machine.isFull = false;
    machine.takenPorts.clear();
    machine.standStill(0);
    const agent = this.agents.get(machine.name);
    if (!agent) return;
    agent.host.disarm();
    agent.host.life.stillUntilMs = 0;
    this.#machineBack(machine.name);
  }

  #machineBack(name: string): void {
    const machine = this.machines.get(name);
    if (this.#isOver || !machine) return;
    if (!machine.isUp) machine.boot();
    this.agents.get(name)?.start();
  }

  #addMachine(plan: AgentPlan): void {
    const machine = new SimMachine(this.kernel, plan);
    const { kernel, network } = this;
    const agent = new AgentHost(
      { kernel, network, onEnd: (ended, exit) => this.#agentEnded(ended, exit) },
      machine,
    );
    this.machines.set(plan.machine, machine);
    this.agents.set(plan.machine, agent);
  }

  #takeBackMs(target: string): number {
    const backMs = this.#backMs.get(target) ?? this.kernel.random.between(...usualBackMs);
    this.#backMs.delete(target);
    return backMs;
  }

  #engineEnded(engine: EngineHost): void {
    const at = this.engines.indexOf(engine);
    if (at >= 0) this.engines.splice(at, 1);
    const backMs = this.#takeBackMs('engine');
    if (this.engines.length > 0 || this.#isOver) return;
    this.later(backMs, () => {
      if (this.engines.length === 0 && !this.#isOver) this.startEngine();
    });
  }

  /** One that was told that it is gone gets another work directory from its operator. */
  #agentEnded(agent: AgentHost, exit: number | undefined): void {
    const { machine } = agent;
    const backMs = this.#takeBackMs(machine.name);
    if (exit !== undefined) this.pastAgents.add(machine.agentId);
    // Whoever can't kill all of its tasks says so, and leaves with 1: as far as it has looked.
    const lookedMs = this.kernel.agenda.nowMs - stuckEveryMs;
    const hasHung = exit === 1 && machine.hasHungSince(lookedMs);
    if (exit !== undefined && exit !== 4 && !hasHung)
      this.kernel.violate('no-bug', `the agent on ${machine.name} left with ${exit}`);
    if (backMs === Infinity || this.#isOver) return;
    this.later(backMs, () => {
      if (exit !== undefined && machine.isUp && !agent.host.isAlive) machine.crash('lost');
      this.#machineBack(machine.name);
    });
  }

  #checkStoreDisk(): void {
    if (this.kernel.agenda.nowMs < this.#storeFullUntilMs)
      throw new StoreError('full', 'memory store: no space left: make room');
  }
}

function subjectOf(operation: Operation): string {
  if ('agent' in operation) return operation.agent;
  if ('agents' in operation) return operation.agents.join(' ');
  if ('rollout' in operation) return operation.rollout;
  return 'run' in operation ? operation.run : operation.name;
}
