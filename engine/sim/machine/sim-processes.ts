// The processes port of one agent process on a simulated machine. What it starts outlives it; that
// a supervisor has ended it hears only of those it forked itself, as a parent does.
import type {
  CommandWish,
  Processes,
  ProcessesLeft,
  SignalWish,
  StartFailure,
  StartWish,
  TaskSight,
} from '../../../agentd/ports/processes.ts';
import type { KillPolicy, Order } from '../../../schemas/generated/wire.ts';
import type { Random } from '../../lib/random.ts';
import type { Life } from '../kernel/agenda.ts';
import type { Host } from '../kernel/host.ts';
import { type Ground, note } from './ground.ts';
import { checkMs } from './latency.ts';
import type { SimTask } from './task/sim-task.ts';
import { Supervisor } from './task/supervisor.ts';
import * as group from './task/task-group.ts';

export interface ProcessesSetup {
  readonly ground: Ground;
  readonly host: Host;
  readonly random: Random;
  task(taskId: string): SimTask;
}

const nothingLeft: ProcessesLeft = { count: 0, shown: [] };
/** Until the kernel has told a parent of its child's end. */
const childEndMs = 1;

export class SimProcesses implements Processes {
  readonly bootId: string;
  readonly #setup: ProcessesSetup;
  readonly #ground: Ground;
  readonly #life: Life;
  readonly #gone = new Map<string, boolean>();
  #onEnd: (taskId: string) => void = () => {};

  constructor(setup: ProcessesSetup) {
    this.#setup = setup;
    this.#ground = setup.ground;
    this.#life = setup.host.life;
    this.bootId = setup.ground.bootId;
  }

  onLauncherEnd(callback: (taskId: string) => void): void {
    this.#onEnd = callback;
  }

  start(wish: StartWish): Promise<StartFailure | undefined> {
    return this.#work(`process start ${wish.taskId}`, () => this.#start(wish));
  }

  #start({ taskId, order, policy }: StartWish): StartFailure | undefined {
    const busy = this.#busyPort(order);
    if (busy !== undefined) return { reason: 'port-busy', message: busy };
    const { disk } = this.#ground;
    try {
      disk.demandRoom('mkdir sandbox');
      if (order.timeoutMs !== undefined)
        disk.save(taskId, 'limits', { timeoutMs: order.timeoutMs, policy });
    } catch (error) {
      note(this.#ground, 'launch without room');
      return { reason: 'sandbox-failed', message: (error as Error).message };
    }
    this.#fork(taskId, order);
    return undefined;
  }

  #busyPort({ ports }: Order): string | undefined {
    const { takenPorts, boundPorts } = this.#ground;
    const busy = ports.find(({ port }) => takenPorts.has(port) || boundPorts.has(port));
    if (!busy) return undefined;
    note(this.#ground, 'port busy');
    return `port ${busy.port}/${busy.protocol} (${busy.name}) is taken (EADDRINUSE)`;
  }

  #fork(taskId: string, order: Order): void {
    const task = this.#setup.task(taskId);
    task.forks += 1;
    const random = this.#setup.random.fork(`${taskId} fork ${task.forks}`);
    this.#gone.set(taskId, false);
    new Supervisor(this.#ground, { task, order, random, onEnd: () => this.#childEnded(taskId) });
  }

  #childEnded(taskId: string): void {
    const tell = (): void => {
      if (!this.#gone.has(taskId)) return;
      this.#gone.set(taskId, true);
      this.#onEnd(taskId);
    };
    this.#ground.kernel.agenda.after(childEndMs, 'process', tell, this.#life);
  }

  takeClaim(taskId: string, words: string): Promise<'taken' | 'held'> {
    return this.#work(`process claim ${taskId}`, () => {
      const { disk, kernel } = this.#ground;
      const isHeld = disk.read(taskId, 'claim') !== undefined;
      try {
        if (isHeld) disk.demandRoom('write claim.agent');
        else disk.write(taskId, ['claim', { note: words }], kernel.agenda.nowMs);
      } catch (error) {
        note(this.#ground, 'claim without room');
        throw error;
      }
      note(this.#ground, isHeld ? 'claim held' : 'claim taken by the agent');
      return isHeld ? 'held' : 'taken';
    });
  }

  look(taskId: string): TaskSight {
    const { disk } = this.#ground;
    const supervisor = disk.read(taskId, 'pid');
    const child = disk.read(taskId, 'child');
    const exit = disk.read(taskId, 'exit');
    const claim = supervisor ? {} : disk.read(taskId, 'claim');
    const isAlive = supervisor?.process.isAlive && supervisor.bootId === this.bootId;
    return {
      claimed: claim !== undefined,
      ...(claim?.note === undefined ? {} : { claimNote: claim.note }),
      supervisor: supervisor ? (isAlive ? 'alive' : 'dead') : 'none',
      ...(child && { child: { pid: child.pid, startedMs: child.startedMs } }),
      ...(exit && { exit }),
      launcherGone: this.#gone.get(taskId) === true,
    };
  }

  search(taskId: string): Promise<boolean> {
    return this.#work(`process search ${taskId}`, () =>
      group.hasSupervisor(this.#ground, this.#setup.task(taskId)),
    );
  }

  signal(taskId: string, { signal, supervisor }: SignalWish): Promise<ProcessesLeft> {
    return this.#work(`process signal ${taskId}`, () => {
      const task = this.#setup.task(taskId);
      if (signal === 'SIGKILL') group.killGroup(this.#ground, task);
      else group.tellToEnd(this.#ground, task, signal);
      if (signal !== 'SIGKILL') return nothingLeft;
      if (supervisor) group.killSupervisor(this.#ground, task);
      return this.#leftOf(task);
    });
  }

  sweep(taskId: string, kill: boolean): Promise<ProcessesLeft> {
    return this.#work(`process sweep ${taskId}`, () => {
      const task = this.#setup.task(taskId);
      if (kill && group.killGroup(this.#ground, task) > 0)
        note(this.#ground, 'sweep killed what was left');
      return this.#leftOf(task);
    });
  }

  #leftOf(task: SimTask): ProcessesLeft {
    const { commands, supervisors } = group.groupOf(this.#ground, task);
    return { count: commands.length + supervisors.length, shown: [] };
  }

  saveLimits(taskId: string, policy: KillPolicy): Promise<void> {
    return this.#work(`process limits ${taskId}`, () => {
      const { disk } = this.#ground;
      const limits = disk.read(taskId, 'limits');
      if (limits) disk.save(taskId, 'limits', { ...limits, policy });
    });
  }

  runCommand({ taskId, command, timeoutMs }: CommandWish): Promise<string | undefined> {
    const ms = checkMs(this.#setup.random, timeoutMs);
    return this.#setup.host.work(`process check ${taskId}`, Math.min(ms, timeoutMs), () => {
      if (ms > timeoutMs) {
        note(this.#ground, 'check timed out');
        return `no end within ${timeoutMs} ms`;
      }
      const code = this.#checkCode(taskId, command);
      note(this.#ground, code === 0 ? 'check succeeded' : 'check failed');
      return code === 0 ? undefined : `exit code ${code}`;
    });
  }

  /** A check's command asks the task's program how it is, save `true` and `exit N`. */
  #checkCode(taskId: string, command: string): number {
    const code = /^exit (\d+)$/.exec(command)?.[1];
    if (code !== undefined) return Number(code);
    return command === 'true' || this.#setup.task(taskId).isGood ? 0 : 1;
  }

  forget(taskId: string): void {
    this.#gone.delete(taskId);
  }

  #work<T>(name: string, apply: () => T): Promise<T> {
    return this.#setup.host.work(name, this.#setup.random.between(1, 10), apply);
  }
}
