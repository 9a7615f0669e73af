// A task under a stepped supervisor: where it has stopped, whom to kill there, how to let it go on.
import { existsSync, readFileSync } from 'node:fs';
import { parseStat, statOf } from '../../../agentd/adapters/processes/proc-table.ts';
import { taskFolder } from '../../../agentd/ports/task-folder.ts';
import { isChildStep, type SupervisorStep } from './stepped-script.ts';

const firstNumber = (path: string): number => Number(readFileSync(path, 'latin1').split(' ')[0]);

const isStopped = (pid: number): boolean => {
  const line = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return parseStat(line) !== undefined && line.slice(line.lastIndexOf(')')).startsWith(') T');
};

export const isLiving = (pid: number): boolean => statOf(pid)?.isZombie === false;

export class SteppedTask {
  readonly taskId: string;
  readonly step: SupervisorStep;
  readonly folder: string;

  constructor(taskId: string, step: SupervisorStep, work: string) {
    this.taskId = taskId;
    this.step = step;
    this.folder = taskFolder(work, taskId);
  }

  /** Its supervisor or child has stopped where it was told to. */
  get hasStopped(): boolean {
    return existsSync(`${this.folder}/stopped/pid`) && isStopped(this.#stoppedPid);
  }

  get supervisorPid(): number {
    const path = `${this.folder}/pid`;
    return existsSync(path) ? firstNumber(path) : this.#stoppedPid;
  }

  /** Of its command, or of what is about to become it. */
  get commandPid(): number {
    return isChildStep(this.step) ? this.#stoppedPid : firstNumber(`${this.folder}/child`);
  }

  get #stoppedPid(): number {
    return firstNumber(`${this.folder}/stopped/pid`);
  }

  goOn(): void {
    if (this.step !== 'running') process.kill(this.#stoppedPid, 'SIGCONT');
  }
}
