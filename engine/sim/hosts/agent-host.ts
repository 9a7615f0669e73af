// An agent process on a machine that outlives it: the real loop and the real core.
import { AgentLoop } from '../../../agentd/loop/agent-loop.ts';
import type { AgentPorts } from '../../../agentd/loop/ports.ts';
import type { AgentFacts } from '../../model/actual.ts';
import { Host } from '../kernel/host.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { SimMachine } from '../machine/sim-machine.ts';
import type { SimNetwork } from '../network/sim-network.ts';
import { plannedBundle } from './planned-bundle.ts';

/** Few, so that folders are removed while the world is looked at. */
const keepSandboxes = 3;
const startTimeoutMs = 60_000;

export interface AgentWorld {
  readonly kernel: Kernel;
  readonly network: SimNetwork;
  /** Called once a life, when the process has ended; with the exit code when it left by itself. */
  readonly onEnd: (agent: AgentHost, exit?: number) => void;
}

export class AgentHost {
  readonly host: Host;
  readonly machine: SimMachine;
  readonly #world: AgentWorld;
  #exit: number | undefined;
  #loop: AgentLoop | undefined;

  constructor(world: AgentWorld, machine: SimMachine) {
    this.#world = world;
    this.machine = machine;
    this.host = new Host(world.kernel, machine.name, () => this.#died());
  }

  /** What it knows, for counting the states of its machines. */
  get loop(): AgentLoop | undefined {
    return this.#loop;
  }

  start(): void {
    if (this.host.isAlive || !this.machine.isUp) return;
    const { kernel } = this.#world;
    this.#exit = undefined;
    const life = this.host.begin();
    life.stillUntilMs = this.machine.stillUntilMs;
    this.#open().catch((error: unknown) => {
      if (!life.isAlive) return;
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      kernel.violate('no-bug', text.split('\n').slice(0, 6).join(' | '));
      this.host.die();
    });
  }

  async #open(): Promise<void> {
    const { kernel } = this.#world;
    const { host, machine } = this;
    const life = host.life;
    const identity = machine.openIdentity();
    kernel.trace(machine.name, `agent ${identity.agentId} starts, boot ${machine.bootId}`);
    kernel.tell({ kind: 'agent-began', machine: machine.name, agentId: identity.agentId });
    const seed = kernel.random.between(0, 2 ** 31);
    const setup = { identity, facts: this.#facts(), seed, keepSandboxes, startTimeoutMs };
    const loop = await AgentLoop.open(this.#ports(), setup);
    this.#loop = loop;
    machine.epochNow = () => {
      const { phase } = loop.core.session;
      return phase.kind === 'joined' ? phase.joined.epoch : 0;
    };
    void loop.exited.then(({ code, text }) => {
      if (!life.isAlive) return;
      this.#exit = code;
      kernel.trace(machine.name, `agent leaves with ${code}: ${text}`);
      host.die();
    });
    loop.start();
  }

  #ports(): AgentPorts {
    const { network } = this.#world;
    const { host, machine } = this;
    return {
      ...machine.ports(host),
      links: network.links(machine.name, host),
      log: { write: (level, text, fields) => this.#log(level, text, fields?.taskId) },
    };
  }

  #log(level: string, text: string, taskId = ''): void {
    const { kernel } = this.#world;
    if (kernel.isTracing) kernel.trace(this.machine.name, `${level}: ${taskId} ${text}`);
  }

  #facts(): AgentFacts {
    const { plan } = this.machine;
    return {
      hostname: `${plan.machine}.example`,
      version: '0.0.0',
      resources: plannedBundle(plan),
      attributes: { ...plan.attributes },
      capabilities: [],
    };
  }

  #died(): void {
    const { kernel, network } = this.#world;
    const exit = this.#exit;
    if (exit === undefined) kernel.trace(this.machine.name, 'agent killed');
    network.processDied(this.host);
    this.machine.agentDied();
    const { name } = this.machine;
    kernel.tell({ kind: 'agent-ended', machine: name, ...(exit === undefined ? {} : { exit }) });
    this.#world.onEnd(this, exit);
  }
}
