// A task with a timeout ends in time, and as timed out, whoever of those that see to it is killed:
// its agent, its supervisor, the supervisor's watchdog.
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { orderOf, settingsOf } from '../../support/agent/orders.ts';
import { StepWorld } from '../../support/supervisor/step-world.ts';
import { isLiving, SteppedTask } from '../../support/supervisor/stepped-task.ts';
import { waitUntil } from '../../support/wait-until.ts';

const settings = settingsOf({ kill: { delayMs: 0, graceMs: 300, signal: 'SIGTERM' } });
const deafCommand = `trap '' TERM; while :; do sleep 0.1; done`;
const kill = (pid: number): void => void process.kill(pid, 'SIGKILL');

/** Attempts of runs that run, under an agent that has joined. */
async function running(timeoutMs: number) {
  const world = await StepWorld.start();
  await world.startAgent();
  const launch = (name: string, command: string): SteppedTask => {
    const taskId = `/etl/${name}@t20260101T020000Z.1`;
    world.engine.launch(orderOf(taskId, { command, settings, timeoutMs }));
    return new SteppedTask(taskId, 'running', world.work);
  };
  const tasks = [launch('plain', 'exec sleep 1000'), launch('deaf', deafCommand)];
  const states = () => tasks.map(({ taskId }) => world.engine.status(taskId)?.state);
  await world.engine.until('both run', () => states().every((state) => state === 'running'));
  return { world, tasks };
}

const hasExit = ({ folder }: SteppedTask): boolean => existsSync(`${folder}/exit`);

async function expectTimedOut(world: StepWorld, tasks: readonly SteppedTask[], timeout: string) {
  const { engine } = world;
  const all = () => tasks.every(({ taskId }) => engine.hasEnded(taskId));
  await engine.until('both ended', all, 30_000);
  const ends = tasks.map(({ taskId }) => {
    const { state, reason, message } = engine.status(taskId) ?? {};
    return { state, reason, message };
  });
  const end = (signal: string) => ({
    state: 'failed',
    reason: 'timeout',
    message: `ran longer than its timeout of ${timeout}, ended by ${signal}`,
  });
  expect(ends).toEqual([end('SIGTERM'), end('SIGKILL')]);
  await waitUntil('nothing is left alive', () => world.leftovers().length === 0);
  expect(engine.faults).toEqual([]);
}

function lifeMs({ engine }: StepWorld, taskId: string): number {
  const { startedMs = 0, endedMs = 0 } = engine.status(taskId) ?? {};
  return endedMs - startedMs;
}

test('an agent that is dead when its tasks time out says so when it is back', async () => {
  const { world, tasks } = await running(3_000);
  await world.killAgent();
  expect(tasks.map(hasExit)).toEqual([false, false]);
  await waitUntil('both have ended', () => tasks.every(hasExit));
  await world.startAgent();
  await expectTimedOut(world, tasks, '3s');
  for (const { taskId } of tasks) expect(lifeMs(world, taskId)).toBeGreaterThanOrEqual(2_980);
});

test('a timeout goes on counting over a restart of the agent', async () => {
  const { world, tasks } = await running(4_000);
  await world.killAgent();
  await world.startAgent();
  const last = () => world.engine.registers.at(-1)?.tasks.map(({ status }) => status.state);
  expect(last()).toEqual(['running', 'running']);
  await expectTimedOut(world, tasks, '4s');
  for (const { taskId } of tasks) expect(lifeMs(world, taskId)).toBeLessThan(8_000);
});

test('without agent and supervisor the watchdog ends them; the next agent says lost', async () => {
  const { world, tasks } = await running(2_000);
  await world.killAgent();
  const commands = tasks.map(({ commandPid }) => commandPid);
  for (const { supervisorPid } of tasks) kill(supervisorPid);
  await waitUntil('both commands ended', () => !commands.some(isLiving));
  expect(tasks.map(({ folder }) => existsSync(`${folder}/timeout`))).toEqual([true, true]);
  await world.startAgent();
  const { engine } = world;
  await engine.until('both ended', () => tasks.every(({ taskId }) => engine.hasEnded(taskId)));
  for (const { taskId } of tasks)
    expect(engine.status(taskId)).toMatchObject({ state: 'lost', reason: 'supervisor-lost' });
  await waitUntil('nothing is left alive', () => world.leftovers().length === 0);
});

const watchdogOf = ({ folder }: SteppedTask): number =>
  Number(readFileSync(`${folder}/watchdog`, 'latin1').split(' ')[0]);

test.each([
  ['under its agent’s eyes', false],
  ['while its agent was down', true],
])('a watchdog that was killed %s has the agent in its place', async (_, isDown) => {
  const { world, tasks } = await running(3_000);
  if (isDown) await world.killAgent();
  for (const task of tasks) kill(watchdogOf(task));
  if (isDown) await world.startAgent();
  await expectTimedOut(world, tasks, '3s');
});
