// A supervisor with no agent there, on a work directory of the test's own.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { taskFolder } from '../../../agentd/ports/task-folder.ts';
import { killTasksUnder } from '../cluster/task-processes.ts';
import { tempFolder } from '../temp-folder.ts';
import { waitUntil } from '../wait-until.ts';
import { installSupervisor, leftoversOf } from './step-world.ts';
import type { SupervisorStep } from './stepped-script.ts';
import { SteppedTask } from './stepped-task.ts';

export interface Supervised {
  readonly task: SteppedTask;
  readonly supervisor: ChildProcess;
}

export interface SuperviseWish {
  readonly step?: SupervisorStep;
  /** TIMEOUT_MS GRACE_MS SIGNAL */
  readonly limits?: string;
  readonly command?: string;
}

export function newWork(script: string): string {
  const work = tempFolder();
  onTestFinished(() => killTasksUnder(work));
  installSupervisor(work, script);
  return work;
}

export function supervise(work: string, taskId: string, wish: SuperviseWish = {}): Supervised {
  const { step = 'running', limits = '600000 1000 TERM', command = 'exit 0' } = wish;
  const folder = taskFolder(work, taskId);
  mkdirSync(`${folder}/sandbox`, { recursive: true });
  writeFileSync(`${folder}/limits`, `${limits}\n`);
  const env = { MESOS_SANDBOX: `${folder}/sandbox`, STOP_AT: step };
  const words = [`${work}/supervisor`, folder, '/bin/sh', '-c', command];
  const supervisor = spawn('/bin/sh', words, { env, detached: true, stdio: 'ignore', cwd: '/' });
  return { supervisor, task: new SteppedTask(taskId, step, work) };
}

export const nothingLeft = (work: string): Promise<void> =>
  waitUntil('nothing is left alive', () => leftoversOf(work).length === 0);
