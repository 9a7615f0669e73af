// An exit file that isn't whole, as a full disk or a power cut leaves it, is no exit: no code is
// read out of it, and what had that task as its end is lost and swept up.
import { mkdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readExit } from '../../../agentd/adapters/processes/task-files.ts';
import { agentWorld } from '../../support/agent/agent-world.ts';
import { orderOf } from '../../support/agent/orders.ts';
import { installSupervisor, leftoversOf } from '../../support/supervisor/step-world.ts';
import { type SupervisorStep, steppedScript } from '../../support/supervisor/stepped-script.ts';
import { SteppedTask } from '../../support/supervisor/stepped-task.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { waitUntil } from '../../support/wait-until.ts';

const torn = [
  ...['', '\n', ' \n', '\n\n', '0', '13', '137 timeout', '0\n\n', '0\n0\n', ' 0\n', '0 \n'],
  ...['\0\0', '\0\0\n', '0\0\n', 'garbage\n', '-1\n', '+0\n', '0x0\n', '0e0\n', '0.0\n', '00\n'],
  ...['256\n', '9999999\n', '0 time\n', '0 timeout timeout\n', 'timeout\n', '0\r\n'],
  ...[
    '0 cpu\n',
    '0 cpu \n',
    '0 cpu \0\0\n',
    '0 cpu 0m0.1s 0m0.1s',
    '0 cpu 0m0.1s timeout\n',
    '0 gpu 1\n',
  ],
];

describe('an exit file', () => {
  function read(text: string) {
    const folder = tempFolder();
    writeFileSync(join(folder, 'exit'), text);
    return { exit: readExit(folder), endedMs: Math.round(statSync(join(folder, 'exit')).mtimeMs) };
  }

  test.each([
    ['0\n', 0, false],
    ['7\n', 7, false],
    ['255\n', 255, false],
    ['137 timeout\n', 137, true],
  ])('that says %j is read', (text, code, timedOut) => {
    const { exit, endedMs } = read(text);
    expect(exit).toEqual({ code, timedOut, endedMs });
  });

  test.each([
    ['0 cpu 0m0.012000s 0m0.004000s\n', { code: 0, timedOut: false, cpuMs: 16 }],
    ['143 timeout cpu 61m2.500000s 0m0.000499s\n', { code: 143, timedOut: true, cpuMs: 3_662_500 }],
    ['7 cpu 0m0,276s 0m0,005s\n', { code: 7, timedOut: false, cpuMs: 281 }],
  ])('that says %j is read with its cpu time', (text, exit) => {
    expect(read(text).exit).toMatchObject(exit);
  });

  test.each([
    '0m1.0s',
    '0m1.0s 0m1.0',
    '0m1.0s 0m1.0s 0m1.0s',
    '1.0 2.0',
    '0m1s 0m1s',
    '0m.5s 0m.5s',
    's m',
  ])('whose cpu time is %j is read without it', (times) => {
    const { exit, endedMs } = read(`3 cpu ${times}\n`);
    expect(exit).toEqual({ code: 3, timedOut: false, endedMs });
  });

  test.each(torn)('that says %j is none', (text) => {
    expect(read(text).exit).toBeUndefined();
  });

  test('that is a folder is none, and neither is one that isn’t there', () => {
    const folder = tempFolder();
    expect(readExit(folder)).toBeUndefined();
    mkdirSync(join(folder, 'exit'));
    expect(readExit(folder)).toBeUndefined();
  });
});

const lost = { state: 'lost', reason: 'supervisor-lost' };

/** An agent with tasks that have come to a step of their supervisor. */
async function tasksAt(step: SupervisorStep, number: number) {
  const world = await agentWorld();
  const { engine, work, startAgent } = world;
  const agent = await startAgent();
  installSupervisor(work, steppedScript());
  const command = step === 'running' ? 'exec sleep 1000' : 'sleep 1000 & exit 0';
  const tasks = Array.from({ length: number }, (_, index) => {
    const taskId = `/torn#${index}.1`;
    engine.launch(orderOf(taskId, { command, env: { STOP_AT: step }, timeoutMs: 600_000 }));
    return new SteppedTask(taskId, step, work);
  });
  const isThere = (task: SteppedTask) =>
    step === 'running' ? engine.status(task.taskId)?.state === 'running' : task.hasStopped;
  for (const task of tasks) await waitUntil(`${task.taskId} at ${step}`, () => isThere(task));
  const untilLost = async () => {
    await engine.until('all ends', () => tasks.every((task) => engine.hasEnded(task.taskId)));
    for (const { taskId } of tasks) expect(engine.status(taskId)).toMatchObject(lost);
    for (const { taskId } of tasks) expect(engine.status(taskId)).not.toHaveProperty('exitCode');
    await waitUntil('nothing is left alive', () => leftoversOf(work).length === 0);
  };
  return { ...world, agent, tasks, untilLost };
}

const kill = (pid: number): void => void process.kill(pid, 'SIGKILL');

describe('a task whose supervisor has died', () => {
  test('under its agent’s eyes is lost, whatever its exit file says that isn’t whole', async () => {
    const { tasks, untilLost } = await tasksAt('running', torn.length);
    tasks.forEach((task, index) => {
      writeFileSync(`${task.folder}/exit`, torn[index] ?? '');
    });
    for (const task of tasks) kill(task.supervisorPid);
    await untilLost();
  });

  test('while its agent was down is lost, whatever its exit file says', async () => {
    const { agent, tasks, startAgent, untilLost } = await tasksAt('running', torn.length);
    await agent.stop(false);
    for (const task of tasks) kill(task.supervisorPid);
    tasks.forEach((task, index) => {
      writeFileSync(`${task.folder}/exit`, torn[index] ?? '');
    });
    await startAgent();
    await untilLost();
  });

  test('while it wrote its exit down is lost, and so is what was written', async () => {
    const { tasks, untilLost } = await tasksAt('exit-half', 2);
    tasks.forEach(({ folder }, index) => {
      truncateSync(`${folder}/exit.tmp`, index);
    });
    for (const task of tasks) kill(task.supervisorPid);
    await untilLost();
  });
});

test('a supervisor that could write its exit down only in part leaves none', async () => {
  const { tasks, untilLost } = await tasksAt('exit-half', 2);
  tasks.forEach(({ folder }, index) => {
    truncateSync(`${folder}/exit.tmp`, index);
  });
  for (const task of tasks) task.goOn();
  await untilLost();
});
