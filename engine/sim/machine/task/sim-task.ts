// One task on its machine: what is true of it, whatever its files say.
import type { Order } from '../../../../schemas/generated/wire.ts';
import type { Killable } from '../machine-disk.ts';
import type { SeenTask, SeenVolume } from '../seen-machine.ts';
import type { Command } from './command.ts';

export class SimTask implements SeenTask {
  readonly taskId: string;
  order?: Order;
  runs = 0;
  startedMs?: number;
  volumes?: readonly SeenVolume[];
  /** Of supervisors, ever. */
  forks = 0;
  /** Exit code of its last command. */
  lastCode = 0;
  /** When one ended that SIGKILL had not reached for a while. */
  hungUntilMs = -Infinity;
  /** Commands that live; one, unless something is wrong. */
  readonly commands = new Set<Command>();
  readonly supervisors = new Set<Killable>();

  constructor(taskId: string) {
    this.taskId = taskId;
  }

  get command(): SeenTask['command'] {
    for (const command of this.commands) if (command.isRunning) return 'running';
    return this.runs === 0 ? 'none' : 'over';
  }

  get isHanging(): boolean {
    for (const command of this.commands) if (command.isHanging) return true;
    return false;
  }

  get isGood(): boolean {
    for (const command of this.commands) if (command.isGood) return true;
    return false;
  }
}
