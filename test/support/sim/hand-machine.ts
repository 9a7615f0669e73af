// One simulated machine, moved by hand: its world is stepped until what is waited for has come.
import { Host } from '../../../engine/sim/kernel/host.ts';
import { Kernel } from '../../../engine/sim/kernel/kernel.ts';
import type { Moment } from '../../../engine/sim/kernel/moment.ts';
import { commandOf } from '../../../engine/sim/machine/program.ts';
import { SimMachine } from '../../../engine/sim/machine/sim-machine.ts';
import type { Program } from '../../../engine/sim/script/program-plan.ts';
import type { Order } from '../../../schemas/generated/wire.ts';
import { type OrderWish, orderOf } from '../agent/orders.ts';

const plan = {
  machine: 'a1',
  cpusMilli: 4_000,
  memoryMib: 4_096,
  ports: [31_000, 31_010],
  attributes: {},
  atMs: 0,
} as const;

const stepsMax = 10_000;

export const killPolicy = { delayMs: 0, graceMs: 1_000, signal: 'SIGTERM' };

/** Ready at once, and goes on until it is told to end. */
export const programText = (wish: Partial<Program> = {}): string =>
  commandOf({ readyMs: 0, livesMs: -1, code: 0, sickMs: -1, endsMs: 100, ...wish });

type Ports = ReturnType<SimMachine['ports']>;

export class HandMachine {
  readonly kernel: Kernel;
  readonly machine: SimMachine;
  readonly host: Host;
  readonly moments: Moment[] = [];
  #ports: Ports | undefined;

  constructor(seed = 1) {
    this.kernel = new Kernel({ seed });
    this.kernel.listen((moment) => void this.moments.push(moment));
    this.machine = new SimMachine(this.kernel, plan);
    this.host = new Host(this.kernel, 'a1', () => this.machine.agentDied());
    this.startAgent();
  }

  get ports(): Ports {
    if (!this.#ports) throw new Error('no agent has been started');
    return this.#ports;
  }

  /** Another life of the agent's process; the one before has died. */
  startAgent(): void {
    this.host.begin();
    this.machine.openIdentity();
    this.#ports = this.machine.ports(this.host);
  }

  restartAgent(): void {
    this.host.die();
    this.startAgent();
  }

  /** Lets the world go on until the work is done. */
  async done<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const end = (): void => {
      isDone = true;
    };
    work.then(end, end);
    await this.until('it is done', () => isDone);
    return work;
  }

  /** Lets the world go on until it is true. */
  async until(what: string, isTrue: () => boolean): Promise<void> {
    for (let steps = 0; !isTrue(); steps += 1) {
      if (steps > stepsMax) throw new Error(`waited ${stepsMax} steps in vain: ${what}`);
      const hasMore = await this.kernel.step();
      if (!hasMore && !isTrue()) throw new Error(`nothing happens any more: ${what}`);
    }
  }

  async pass(ms: number): Promise<void> {
    let isOver = false;
    this.kernel.agenda.after(ms, 'fault', () => {
      isOver = true;
    });
    await this.until('time passes', () => isOver);
  }

  /** All that is under way comes to its end. */
  async settle(): Promise<void> {
    while (await this.kernel.step());
  }

  /** Nothing finds room any more. */
  fillDisk(): void {
    this.machine.isFull = true;
    this.machine.disk.freedChance = 0;
  }

  order(taskId: string, wish: OrderWish = {}): Order {
    return orderOf(taskId, { command: programText(), ...wish });
  }

  /** As the agent does: journal, then fork. */
  async launch(order: Order): Promise<void> {
    const { journal, processes } = this.ports;
    const { taskId } = order;
    const file = { taskId, taskDigest: 'd', bootId: this.machine.bootId, receivedMs: 0, order };
    await this.done(journal.saveOrder(taskId, file));
    await this.done(processes.start({ taskId, order, policy: killPolicy }));
  }

  /** Launches it, and waits until its command runs. */
  async run(order: Order): Promise<void> {
    await this.launch(order);
    await this.until('it runs', () => this.task(order.taskId)?.command === 'running');
  }

  task(taskId: string): ReturnType<SimMachine['tasks']['get']> {
    return this.machine.tasks.get(taskId);
  }

  count(state: string): number {
    return this.kernel.counters.all().get(`state ${state}`) ?? 0;
  }
}
