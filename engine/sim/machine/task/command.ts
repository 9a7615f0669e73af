// A task's command, from the fork of the shell that becomes it to its end. It records itself, then
// begins; it outlives its supervisor, as a process does, and dies with its machine.
//
//  forked ──► recorded ──► running ──► over
//     └───────────┴──(signal, no room)──┘
import type { Order } from '../../../../schemas/generated/wire.ts';
import type { Random } from '../../../lib/random.ts';
import type { Program } from '../../script/program-plan.ts';
import { type Ground, note } from '../ground.ts';
import { hangMs, stepMs } from '../latency.ts';
import { fateOf, programOfOrder } from '../program.ts';

export type EndedBy = 'itself' | 'signal' | 'machine';

export interface CommandCalls {
  /** It begins to run what it was ordered to. */
  began(): void;
  /** Once. `hasRun`: it had begun. */
  over(code: number, by: EndedBy, hasRun: boolean): void;
}

/** Of the time it runs. */
const cpuShare = 0.25;
const cannotRecord = 126;
const cannotBind = 98;
const signalNumbers: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGUSR2: 12,
  SIGTERM: 15,
};

export class Command {
  readonly order: Order;
  readonly program: Program;
  readonly pid: number;
  readonly #ground: Ground;
  readonly #random: Random;
  readonly #calls: CommandCalls;
  readonly #cancels: (() => void)[] = [];
  #state: 'forked' | 'recorded' | 'running' | 'over' = 'forked';
  #isEnding = false;
  #isHanging = false;
  #isBound = false;
  /** On the machine's own time. */
  #beganMs = 0;
  #cpuMs = 0;

  constructor(ground: Ground, order: Order, random: Random, calls: CommandCalls) {
    this.#ground = ground;
    this.order = order;
    this.program = programOfOrder(order);
    this.pid = ground.newPid();
    this.#random = random;
    this.#calls = calls;
    this.#after(stepMs(ground, random), () => this.#record());
  }

  get isAlive(): boolean {
    return this.#state !== 'over';
  }

  get isRunning(): boolean {
    return this.#state === 'running';
  }

  /** It was killed, and isn't over. */
  get isHanging(): boolean {
    return this.isAlive && this.#isHanging;
  }

  /** It was killed, and went on. */
  get hasHung(): boolean {
    return this.#isHanging;
  }

  /** Once it is over. */
  get cpuMs(): number {
    return this.#cpuMs;
  }

  /** Whether a check of it would succeed now. */
  get isGood(): boolean {
    if (!this.isRunning || !this.#isBound) return false;
    const { readyMs, sickMs } = this.program;
    const ageMs = this.#ground.time.nowMs - this.#beganMs;
    return readyMs >= 0 && ageMs >= readyMs && (sickMs < 0 || ageMs < sickMs);
  }

  /** Before it leads its group a signal finds a shell, which heeds each. */
  signal(name: string): void {
    if (!this.isAlive) return;
    const { endsMs } = this.program;
    const code = 128 + (signalNumbers[name] ?? 15);
    if (name === 'SIGKILL') this.#kill(code);
    else if (!this.isRunning) this.#end(code, 'signal');
    else if (endsMs < 0) note(this.#ground, 'command ignored SIGTERM');
    else if (!this.#isEnding) {
      this.#isEnding = true;
      this.#after(endsMs, () => this.#end(code, 'signal'));
    }
  }

  #kill(code: number): void {
    if (this.#isHanging) return;
    const ms = hangMs(this.#ground, this.#random.fork('hang'));
    if (ms === 0) {
      this.#end(code, 'signal');
      return;
    }
    this.#isHanging = true;
    note(this.#ground, 'command outlived SIGKILL');
    this.#after(ms, () => this.#end(code, 'signal'));
  }

  /** With its machine. */
  goDown(): void {
    if (this.isAlive) this.#end(137, 'machine');
  }

  #record(): void {
    const { disk, wallMs, kernel } = this.#ground;
    const file = { process: this, pid: this.pid, startedMs: Math.round(wallMs) };
    try {
      disk.write(this.order.taskId, ['child', file], kernel.agenda.nowMs);
    } catch {
      note(this.#ground, 'a pid could not be recorded');
      this.#end(cannotRecord, 'itself');
      return;
    }
    this.#state = 'recorded';
    this.#after(stepMs(this.#ground, this.#random), () => this.#begin());
  }

  #begin(): void {
    const { kernel, time, name } = this.#ground;
    const { taskId } = this.order;
    this.#state = 'running';
    this.#beganMs = time.nowMs;
    this.#isBound = this.#bind();
    note(this.#ground, 'command began');
    if (kernel.isTracing) kernel.trace(name, `${taskId} begins, pid ${this.pid}`);
    this.#calls.began();
    const { livesMs, code } = fateOf(this.program, this.#random);
    if (!this.#isBound) this.#after(2, () => this.#end(cannotBind, 'itself'));
    else if (livesMs >= 0) this.#after(livesMs, () => this.#end(code, 'itself'));
  }

  #bind(): boolean {
    const { takenPorts, boundPorts } = this.#ground;
    const ports = this.order.ports.map(({ port }) => port);
    // Taken since the agent looked, which seldom happens.
    if (ports.some((port) => takenPorts.has(port) || boundPorts.has(port))) return false;
    for (const port of ports) boundPorts.set(port, this);
    return true;
  }

  #end(code: number, by: EndedBy): void {
    const hasRun = this.isRunning;
    if (hasRun) this.#cpuMs = Math.round((this.#ground.time.nowMs - this.#beganMs) * cpuShare);
    this.#state = 'over';
    for (const cancel of this.#cancels.splice(0)) cancel();
    const { boundPorts, kernel, name } = this.#ground;
    if (this.#isBound) for (const { port } of this.order.ports) boundPorts.delete(port);
    note(this.#ground, endState(code, by, hasRun));
    if (kernel.isTracing) kernel.trace(name, `${this.order.taskId} ends, ${code} by ${by}`);
    this.#calls.over(code, by, hasRun);
  }

  #after(ms: number, act: () => void): void {
    this.#cancels.push(this.#ground.time.after(ms, act));
  }
}

function endState(code: number, by: EndedBy, hasRun: boolean) {
  if (by === 'machine') return 'command killed by its machine';
  if (!hasRun) return 'command ended before it began';
  if (by === 'itself') return 'command ended by itself';
  return code === 137 ? 'command killed by SIGKILL' : 'command ended by SIGTERM';
}
