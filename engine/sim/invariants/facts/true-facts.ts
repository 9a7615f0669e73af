// What is true of commands: which run now and where, which ever began, and how they ended.
import type { Moment } from '../../kernel/moment.ts';
import { keep } from './stored-facts.ts';

export interface Over {
  readonly code: number;
  readonly by: 'itself' | 'signal' | 'machine';
}

export class TrueFacts {
  /** Task id to the machine that its command runs on. */
  readonly living = new Map<string, string>();
  /** By machine. */
  readonly livingOn = new Map<string, Set<string>>();
  /** Task id to how often its command has begun, ever. */
  readonly began = new Map<string, number>();
  readonly over = new Map<string, Over>();

  hear(moment: Moment): void {
    if (moment.kind === 'command-began') this.#begin(moment.taskId, moment.machine);
    if (moment.kind === 'command-over') this.#end(moment.taskId, moment);
    if (moment.kind === 'machine-down')
      for (const taskId of [...keep(this.livingOn, moment.machine)])
        this.#end(taskId, { code: 137, by: 'machine' });
  }

  #begin(taskId: string, machine: string): void {
    this.living.set(taskId, machine);
    keep(this.livingOn, machine).add(taskId);
    this.began.set(taskId, (this.began.get(taskId) ?? 0) + 1);
  }

  #end(taskId: string, { code, by }: Over): void {
    const machine = this.living.get(taskId);
    if (machine !== undefined) keep(this.livingOn, machine).delete(taskId);
    this.living.delete(taskId);
    this.over.set(taskId, { code, by });
  }
}
