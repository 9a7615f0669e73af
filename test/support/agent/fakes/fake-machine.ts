// A machine in memory: supervisors that go step by step (claim, record, command, exit) whenever a
// test lets them, and that outlive the agent. `runs` counts how often a task's command was
// started.
import type {
  CommandWish,
  Processes,
  ProcessesLeft,
  SignalWish,
  StartFailure,
  StartWish,
  TaskSight,
} from '../../../../agentd/ports/processes.ts';
import { type Gate, openGate } from './fake-disk.ts';

type Step = 'forked' | 'claimed' | 'recorded' | 'running' | 'over';

interface Supervisor {
  step: Step;
  /** Killed, without having come to its end. */
  isDead: boolean;
  /** Forked by the agent process that lives now. */
  isOwn: boolean;
}

interface MachineTask {
  claimed: boolean;
  claimNote?: string;
  runs: number;
  readonly supervisors: Supervisor[];
  /** The one that claimed, once it has recorded itself. */
  recorded?: Supervisor;
  bootId?: string;
  child?: { pid: number; startedMs: number; isAlive: boolean; code: number };
  exit?: { code: number; timedOut: boolean; endedMs: number };
  launcherGone: boolean;
}

export class FakeMachine {
  bootId = 'boot-1';
  nowMs = 1_000_000;
  /** Commands that ignore SIGTERM. */
  readonly deaf = new Set<string>();
  readonly tasks = new Map<string, MachineTask>();
  readonly #ends = new Set<(taskId: string) => void>();
  #pids = 100;

  task(taskId: string): MachineTask {
    const known = this.tasks.get(taskId);
    if (known !== undefined) return known;
    const task = { claimed: false, runs: 0, supervisors: [], launcherGone: false };
    this.tasks.set(taskId, task);
    return task;
  }

  /** Moves one supervisor of the task that can move; false when none can. */
  step(taskId: string, pick = 0): boolean {
    const task = this.task(taskId);
    const movable = task.supervisors.filter((one) => this.#canMove(task, one));
    const supervisor = movable[pick % Math.max(1, movable.length)];
    if (supervisor === undefined) return false;
    this.#move(taskId, task, supervisor);
    return true;
  }

  /** All supervisors go as far as they can. */
  settle(): void {
    for (const taskId of this.tasks.keys()) while (this.step(taskId));
  }

  endCommand(taskId: string, code: number): void {
    const { child } = this.task(taskId);
    if (child?.isAlive !== true) return;
    child.isAlive = false;
    child.code = code;
  }

  killSupervisor(taskId: string): void {
    for (const one of this.task(taskId).supervisors) if (one.step !== 'over') one.isDead = true;
  }

  /** The agent's process has gone: it no longer hears of its forks. */
  agentDied(): void {
    this.#ends.clear();
    for (const task of this.tasks.values()) {
      task.launcherGone = false;
      for (const one of task.supervisors) one.isOwn = false;
    }
  }

  reboot(): void {
    this.bootId = `${this.bootId}+`;
    for (const task of this.tasks.values()) {
      for (const one of task.supervisors) one.isDead = true;
      if (task.child !== undefined) task.child.isAlive = false;
    }
  }

  onEnd(callback: (taskId: string) => void): void {
    this.#ends.add(callback);
  }

  #canMove(task: MachineTask, { step, isDead }: Supervisor): boolean {
    if (isDead || step === 'over') return false;
    return step !== 'running' || task.child?.isAlive === false;
  }

  #move(taskId: string, task: MachineTask, supervisor: Supervisor): void {
    if (supervisor.step === 'forked') {
      supervisor.step = task.claimed ? 'over' : 'claimed';
      task.claimed = true;
    } else if (supervisor.step === 'claimed') {
      supervisor.step = 'recorded';
      task.recorded = supervisor;
      task.bootId = this.bootId;
    } else if (supervisor.step === 'recorded') {
      supervisor.step = 'running';
      task.runs += 1;
      this.#pids += 1;
      task.child = { pid: this.#pids, startedMs: this.nowMs, isAlive: true, code: 0 };
    } else {
      supervisor.step = 'over';
      task.exit = { code: task.child?.code ?? 0, timedOut: false, endedMs: this.nowMs };
    }
    if (supervisor.step === 'over' && supervisor.isOwn) this.#ended(taskId, task);
  }

  #ended(taskId: string, task: MachineTask): void {
    task.launcherGone = true;
    for (const tell of this.#ends) tell(taskId);
  }
}

export class FakeProcesses implements Processes {
  readonly #machine: FakeMachine;
  readonly #gate: Gate;
  /** The next starts fail so. */
  failure: StartFailure | undefined;

  constructor(machine: FakeMachine, gate: Gate = openGate) {
    this.#machine = machine;
    this.#gate = gate;
  }

  get bootId(): string {
    return this.#machine.bootId;
  }

  start({ taskId }: StartWish): Promise<StartFailure | undefined> {
    return this.#gate(() => {
      if (this.failure !== undefined) return this.failure;
      const task = this.#machine.task(taskId);
      task.supervisors.push({ step: 'forked', isDead: false, isOwn: true });
      return undefined;
    });
  }

  takeClaim(taskId: string, note: string): Promise<'taken' | 'held'> {
    return this.#gate(() => {
      const task = this.#machine.task(taskId);
      if (task.claimed) return 'held';
      task.claimed = true;
      task.claimNote = note;
      return 'taken';
    });
  }

  look(taskId: string): TaskSight {
    const task = this.#machine.task(taskId);
    const { claimed, claimNote, child, exit, launcherGone } = task;
    return {
      claimed,
      ...(claimNote === undefined ? {} : { claimNote }),
      supervisor: this.#presence(task),
      ...(child === undefined ? {} : { child: { pid: child.pid, startedMs: child.startedMs } }),
      ...(exit === undefined ? {} : { exit }),
      launcherGone,
    };
  }

  #presence({ recorded, bootId }: MachineTask): TaskSight['supervisor'] {
    if (recorded === undefined) return 'none';
    const isAlive = !recorded.isDead && recorded.step !== 'over' && bootId === this.bootId;
    return isAlive ? 'alive' : 'dead';
  }

  search(taskId: string): Promise<boolean> {
    return this.#gate(() =>
      this.#machine.task(taskId).supervisors.some((one) => !one.isDead && one.step !== 'over'),
    );
  }

  signal(taskId: string, { signal, supervisor }: SignalWish): Promise<ProcessesLeft> {
    return this.#gate(() => {
      const isDeaf = this.#machine.deaf.has(taskId);
      if (signal === 'SIGKILL') this.#machine.endCommand(taskId, 137);
      else if (!isDeaf) this.#machine.endCommand(taskId, 143);
      if (supervisor) this.#machine.killSupervisor(taskId);
      return { count: 0, shown: [] };
    });
  }

  sweep(taskId: string, kill: boolean): Promise<ProcessesLeft> {
    return this.#gate(() => {
      if (kill) this.#machine.endCommand(taskId, 137);
      return { count: this.#machine.task(taskId).child?.isAlive === true ? 1 : 0, shown: [] };
    });
  }

  async saveLimits(): Promise<void> {}

  async runCommand({ command }: CommandWish): Promise<string | undefined> {
    return command === 'true' ? undefined : 'exit code 1';
  }

  onLauncherEnd(callback: (taskId: string) => void): void {
    this.#machine.onEnd(callback);
  }

  forget(taskId: string): void {
    this.#machine.task(taskId).launcherGone = false;
  }
}
