// A task's supervisor, step by step as agentd/adapters/processes/supervisor-script.ts has it: claim
// the start by an exclusive create, record its pid, fork the command, wait for it, leave its exit.
// Each step takes a drawn time and may find the disk full; it may be killed between any two. The
// agent that forked it may be long dead.
//
//  forked ──► claimed ──► waiting ──► leaving ──► over
import type { Order } from '../../../../schemas/generated/wire.ts';
import type { Random } from '../../../lib/random.ts';
import { type Ground, note } from '../ground.ts';
import { forkMs, stepMs } from '../latency.ts';
import type { Killable, TaskFiles } from '../machine-disk.ts';
import type { SeenVolume } from '../seen-machine.ts';
import { Command, type EndedBy } from './command.ts';
import type { SimTask } from './sim-task.ts';

export interface Fork {
  readonly task: SimTask;
  readonly order: Order;
  readonly random: Random;
  /** Called when its process ends, however that comes; not when the machine goes down. */
  readonly onEnd: () => void;
}

export class Supervisor implements Killable {
  readonly #ground: Ground;
  readonly #task: SimTask;
  readonly #order: Order;
  readonly #random: Random;
  readonly #onEnd: () => void;
  #isAlive = true;
  #cancelStep: () => void = () => {};

  constructor(ground: Ground, { task, order, random, onEnd }: Fork) {
    this.#ground = ground;
    this.#task = task;
    this.#order = order;
    this.#random = random;
    this.#onEnd = onEnd;
    task.supervisors.add(this);
    this.#next(() => this.#claim(), forkMs(ground, random));
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  kill(): void {
    if (!this.#isAlive) return;
    note(this.#ground, 'supervisor killed');
    if (this.#task.commands.size > 0) note(this.#ground, 'command outlived its supervisor');
    this.#end('is killed');
  }

  goDown(): void {
    this.#isAlive = false;
    this.#task.supervisors.delete(this);
  }

  #claim(): void {
    const { disk } = this.#ground;
    const { taskId } = this.#task;
    if (!disk.has(taskId)) {
      note(this.#ground, 'supervisor found its folder gone');
      this.#end('finds its folder gone');
    } else if (disk.read(taskId, 'claim')) {
      note(this.#ground, 'supervisor lost its claim race');
      this.#end('finds the claim taken');
    } else if (this.#write('claim', {})) {
      note(this.#ground, 'supervisor claimed');
      this.#next(() => this.#record());
    } else {
      // The folder's entry may have found room where the word in it finds none.
      if (this.#random.chance(0.5)) disk.createEmpty(taskId, 'claim');
      note(this.#ground, 'supervisor could not claim');
      this.#end('cannot claim');
    }
  }

  #record(): void {
    if (this.#write('pid', { process: this, bootId: this.#ground.bootId })) {
      this.#next(() => this.#fork());
      return;
    }
    note(this.#ground, 'a pid could not be recorded');
    this.#end('cannot record its pid');
  }

  #fork(): void {
    const { disk } = this.#ground;
    const limits = disk.read(this.#task.taskId, 'limits');
    let cancelWatch = () => {};
    const command = new Command(this.#ground, this.#order, this.#random, {
      began: () => {
        this.#began();
        if (limits) cancelWatch = this.#watch(command, limits.timeoutMs);
      },
      over: (code, by, hasRun) => {
        cancelWatch();
        this.#task.commands.delete(command);
        this.#task.lastCode = code;
        if (command.hasHung) this.#task.hungUntilMs = this.#ground.kernel.agenda.nowMs;
        if (hasRun) this.#tellOver(code, by);
        const { cpuMs } = command;
        if (this.#isAlive && by !== 'machine') this.#next(() => this.#leave(code, cpuMs));
      },
    });
    this.#task.commands.add(command);
  }

  /** The watchdog ends the command in time from its start, also while the agent is down. */
  #watch(command: Command, timeoutMs: number): () => void {
    const { time, disk } = this.#ground;
    const { taskId } = this.#task;
    let cancel = time.after(timeoutMs, () => {
      const policy = disk.read(taskId, 'limits')?.policy;
      if (!policy) return;
      this.#write('timeout', true);
      cancel = time.after(policy.graceMs, () => command.signal('SIGKILL'));
      command.signal(policy.signal);
    });
    return () => cancel();
  }

  #began(): void {
    const { kernel, name } = this.#ground;
    this.#task.runs += 1;
    this.#task.startedMs = kernel.agenda.nowMs;
    if (this.#order.volumes)
      this.#task.volumes = this.#order.volumes.map(({ id }) => this.#use(id));
    kernel.tell({ kind: 'command-began', machine: name, taskId: this.#task.taskId });
  }

  #use(id: string): SeenVolume {
    const content = this.#ground.disk.useVolume(id);
    return content === undefined ? { id } : { id, content };
  }

  #tellOver(code: number, by: EndedBy): void {
    const { kernel, name } = this.#ground;
    kernel.tell({ kind: 'command-over', machine: name, taskId: this.#task.taskId, code, by });
  }

  #leave(code: number, cpuMs: number): void {
    const { disk, wallMs } = this.#ground;
    const timedOut = disk.read(this.#task.taskId, 'timeout') === true;
    const endedMs = Math.round(wallMs);
    const isWritten = this.#write('exit', { code, timedOut, endedMs, cpuMs });
    note(this.#ground, isWritten ? 'exit file written' : 'exit file missing');
    if (isWritten) this.#next(() => this.#end('is done'));
    else this.#end('cannot write its exit file');
  }

  #end(how: string): void {
    const { kernel, name } = this.#ground;
    this.#isAlive = false;
    this.#cancelStep();
    this.#task.supervisors.delete(this);
    if (kernel.isTracing) kernel.trace(name, `${this.#task.taskId} its supervisor ${how}`);
    this.#onEnd();
  }

  #next(step: () => void, ms = stepMs(this.#ground, this.#random)): void {
    this.#cancelStep = this.#ground.time.after(ms, step);
  }

  /** False when the disk doesn't take it. */
  #write<N extends keyof TaskFiles>(name: N, value: TaskFiles[N]): boolean {
    const { disk, kernel } = this.#ground;
    try {
      disk.write(this.#task.taskId, [name, value], kernel.agenda.nowMs);
      return true;
    } catch {
      return false;
    }
  }
}
