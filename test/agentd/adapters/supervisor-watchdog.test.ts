// The watchdog of a task with a timeout goes when its command has ended, however soon that is: a
// fresh watchdog may lose the signal that ends it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { taskFolder } from '../../../agentd/ports/task-folder.ts';
import { killTasksUnder } from '../../support/cluster/task-processes.ts';
import { installSupervisor, leftoversOf } from '../../support/supervisor/step-world.ts';
import { type SupervisorStep, steppedScript } from '../../support/supervisor/stepped-script.ts';
import { SteppedTask } from '../../support/supervisor/stepped-task.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { waitUntil } from '../../support/wait-until.ts';

interface Started {
  readonly task: SteppedTask;
  readonly supervisor: ChildProcess;
}

function newWork(script: string): string {
  const work = tempFolder();
  onTestFinished(() => killTasksUnder(work));
  installSupervisor(work, script);
  return work;
}

function supervise(work: string, taskId: string, step: SupervisorStep): Started {
  const folder = taskFolder(work, taskId);
  mkdirSync(`${folder}/sandbox`, { recursive: true });
  writeFileSync(`${folder}/limits`, '600000 1000 TERM\n');
  const env = { MESOS_SANDBOX: `${folder}/sandbox`, STOP_AT: step };
  const words = [`${work}/supervisor`, folder, '/bin/true'];
  const supervisor = spawn('/bin/sh', words, { env, detached: true, stdio: 'ignore', cwd: '/' });
  return { supervisor, task: new SteppedTask(taskId, step, work) };
}

const nothingLeft = (work: string) =>
  waitUntil('nothing is left alive', () => leftoversOf(work).length === 0);

/** Up to the moment when the supervisor has told its stopped watchdog to end. */
async function untilTold({ task }: Started): Promise<void> {
  await waitUntil('the watchdog has stopped', () => task.hasStopped);
  await waitUntil('the command has ended', () => existsSync(`${task.folder}/exit.tmp`));
}

test('that hears nothing before it has begun is told again', async () => {
  // As between its fork and its first line, where it has its parent's traps and no ear for them.
  const deaf = steppedScript().replace('watchdog() {\n', (line) => `${line}trap '' TERM\n`);
  const work = newWork(deaf);
  const started = supervise(work, '/a#0.1', 'watchdog-called');
  await untilTold(started);
  started.task.goOn();
  await once(started.supervisor, 'exit');
  expect(readFileSync(`${started.task.folder}/exit`, 'utf8')).toBe('0\n');
  await nothingLeft(work);
});

test('that is told as it falls asleep takes its sleep along', async () => {
  const work = newWork(steppedScript());
  const started = supervise(work, '/a#0.1', 'watchdog-napping');
  await untilTold(started);
  started.task.goOn();
  await once(started.supervisor, 'exit');
  await nothingLeft(work);
});

test('goes with each of many commands that end at once', async () => {
  const work = newWork(steppedScript());
  const all = Array.from({ length: 100 }, (_, index) =>
    supervise(work, `/a#${index}.1`, 'running'),
  );
  await Promise.all(all.map(({ supervisor }) => once(supervisor, 'exit')));
  await nothingLeft(work);
});
