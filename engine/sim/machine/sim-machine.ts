// A machine of the world: a disk, processes under supervisors of their own, and the ports of the
// agent process that lives on it now. Agents die and come back; what they started goes on. When the
// machine goes down everything on it dies, and with its disk it forgets whose agent it was.

import type { Identity } from '../../../agentd/core/session/session.ts';
import type { AgentPorts } from '../../../agentd/loop/ports.ts';
import type { LogName } from '../../../agentd/ports/logs.ts';
import type { Random } from '../../lib/random.ts';
import { newestText } from '../../lib/text/utf8.ts';
import type { Host } from '../kernel/host.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { AgentPlan } from '../script/script.ts';
import { type Ground, machineStates, note } from './ground.ts';
import { type DiskVolume, type Killable, MachineDisk } from './machine-disk.ts';
import { OwnTime } from './own-time.ts';
import type { SeenMachine } from './seen-machine.ts';
import { SimJournal } from './sim-journal.ts';
import { SimProbes } from './sim-probes.ts';
import { SimProcesses } from './sim-processes.ts';
import { SimVolumes } from './sim-volumes.ts';
import type { Command } from './task/command.ts';
import { SimTask } from './task/sim-task.ts';

type MachinePorts = Pick<
  AgentPorts,
  'clock' | 'journal' | 'processes' | 'volumes' | 'probes' | 'logs'
>;

export class SimMachine implements SeenMachine, Ground {
  readonly name: string;
  /** With the flags that its agent was last told to start with. */
  plan: AgentPlan;
  readonly kernel: Kernel;
  readonly time: OwnTime;
  readonly tasks = new Map<string, SimTask>();
  readonly takenPorts = new Set<number>();
  readonly boundPorts = new Map<number, { readonly isGood: boolean }>();
  /** Epoch of the connection that its agent has now. */
  epochNow: () => number = () => 0;
  isUp = true;
  readonly #random: Random;
  #disk: MachineDisk;
  #disks = 1;
  #boots = 1;
  #pids = 100;
  #host: Host | undefined;

  constructor(kernel: Kernel, plan: AgentPlan) {
    this.kernel = kernel;
    this.plan = plan;
    this.name = plan.machine;
    this.time = new OwnTime(kernel.agenda);
    this.#random = kernel.random.fork(`machine ${plan.machine}`);
    this.#disk = this.#newDisk();
    kernel.counters.declare('state', machineStates);
  }

  get disk(): MachineDisk {
    return this.#disk;
  }

  get identity(): Identity {
    return this.#disk.identity;
  }

  get agentId(): string {
    return this.#disk.identity.agentId;
  }

  get bootId(): string {
    return `${this.name}-boot-${this.#boots}`;
  }

  get ownMs(): number {
    return this.time.nowMs;
  }

  get stillUntilMs(): number {
    return this.time.stillUntilMs;
  }

  get wallMs(): number {
    return this.#host?.wallMs ?? this.kernel.startMs + this.kernel.agenda.nowMs;
  }

  get volumes(): ReadonlyMap<string, DiskVolume> {
    return this.#disk.volumes;
  }

  get isFull(): boolean {
    return this.#disk.isFull;
  }

  set isFull(isFull: boolean) {
    this.#disk.isFull = isFull;
  }

  newPid(): number {
    this.#pids += 1;
    return this.#pids;
  }

  /** As an agent process opens its work directory: one more start, durably. */
  openIdentity(): Identity {
    const { identity } = this.#disk;
    this.#disk.saveIdentity({ ...identity, starts: identity.starts + 1 });
    return this.#disk.identity;
  }

  /** The ports of one agent process, alive as long as the host's present life. */
  ports(host: Host): MachinePorts {
    this.#host = host;
    const random = this.#random.fork(`agent ${this.identity.starts} of ${this.agentId}`);
    const task = (taskId: string) => this.#task(taskId);
    const epochNow = () => this.epochNow();
    return {
      clock: clockOf(host),
      journal: new SimJournal({ ground: this, host, random, task, epochNow }),
      processes: new SimProcesses({ ground: this, host, random, task }),
      volumes: new SimVolumes({ ground: this, host, random: random.fork('volumes') }),
      probes: new SimProbes(this, host, random),
      logs: {
        trim: async () => {},
        tail: async (taskId, name, maxBytes) => newestText(this.#printed(taskId, name), maxBytes),
        open: async () => undefined,
      },
    };
  }

  /** What it has started goes on. */
  agentDied(): void {
    if (this.#living().commands.length > 0) note(this, 'command outlived its agent');
  }

  crash(disk: 'kept' | 'lost'): void {
    if (!this.isUp) return;
    this.#host?.die();
    this.isUp = false;
    this.time.goDown();
    const { commands, supervisors } = this.#living();
    for (const supervisor of supervisors) supervisor.goDown();
    for (const command of commands) command.goDown();
    if (disk === 'lost') {
      this.#disks += 1;
      this.#disk = this.#newDisk();
    } else this.#disk.crash(this.kernel.agenda.nowMs);
    note(this, `machine crashed, disk ${disk}`);
    this.kernel.tell({ kind: 'machine-down', machine: this.name, disk });
  }

  /** They were on a disk of their own, which is another, empty one now. */
  loseVolumes(): void {
    this.#disk.volumes.clear();
    note(this, 'volumes lost');
    this.kernel.tell({ kind: 'volumes-lost', machine: this.name });
  }

  boot(): void {
    if (this.isUp) return;
    this.#boots += 1;
    this.time.comeUp();
    this.isUp = true;
    note(this, 'machine booted');
  }

  /** The agent process stands still with it. 0 ends it. */
  standStill(ms: number): void {
    this.time.standStill(ms);
    if (ms === 0) return;
    note(this, 'machine stood still');
    const untilMs = this.time.stillUntilMs;
    if (this.#host && this.#host.life.stillUntilMs < untilMs)
      this.#host.standStill(untilMs - this.kernel.agenda.nowMs);
  }

  /** Something there was killed and has slept since then where SIGKILL doesn't reach it. */
  hasHungSince(sinceMs: number): boolean {
    for (const { isHanging, hungUntilMs } of this.tasks.values())
      if (isHanging || hungUntilMs >= sinceMs) return true;
    return false;
  }

  /** SIGKILL to one that lives; false when none does. */
  strangerKills(what: 'command' | 'supervisor'): boolean {
    const { commands, supervisors } = this.#living();
    const command = what === 'command' ? this.#random.pickAny(commands) : undefined;
    const supervisor = what === 'supervisor' ? this.#random.pickAny(supervisors) : undefined;
    command?.signal('SIGKILL');
    supervisor?.kill();
    return command !== undefined || supervisor !== undefined;
  }

  #living(): { readonly commands: Command[]; readonly supervisors: Killable[] } {
    const tasks = [...this.tasks.values()];
    const commands = tasks.flatMap((task) => [...task.commands]);
    return { commands, supervisors: tasks.flatMap((task) => [...task.supervisors]) };
  }

  #task(taskId: string): SimTask {
    const known = this.tasks.get(taskId);
    if (known) return known;
    const task = new SimTask(taskId);
    this.tasks.set(taskId, task);
    return task;
  }

  #newDisk(): MachineDisk {
    const random = this.#random.fork(`disk ${this.#disks}`);
    const drawn = random.between(0, 0xffffff).toString(16).padStart(6, '0');
    return new MachineDisk(`${this.name}-${drawn}`, random);
  }

  #printed(taskId: string, name: LogName): string {
    const { runs = 0, lastCode = 0 } = this.tasks.get(taskId) ?? {};
    if (name === 'stdout') return `sim: ${taskId} begins\n`.repeat(runs);
    return lastCode === 0 ? '' : `sim: ends with ${lastCode}\n`;
  }
}

const clockOf = (host: Host): AgentPorts['clock'] => ({
  now: () => ({ nowMs: host.wallMs, steadyMs: host.steadyMs }),
  // Whole ms, as the machine's own timers: never too early, whatever a sum of fractions comes to.
  setTimer: (atMs, callback) => host.after(Math.max(0, Math.ceil(atMs - host.steadyMs)), callback),
});
