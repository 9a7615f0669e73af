// A reboot, simulated by another boot id in what was recorded. What had not ended is lost to it
// and isn't started again; what had ended keeps its end; and whoever has the recorded pids by now,
// be it with the very same start times, isn't touched.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Agent } from '../../../agentd/assemble.ts';
import { type AgentWorld, agentWorld } from '../../support/agent/agent-world.ts';
import { orderOf } from '../../support/agent/orders.ts';
import { installSupervisor } from '../../support/supervisor/step-world.ts';
import { type SupervisorStep, steppedScript } from '../../support/supervisor/stepped-script.ts';
import { isLiving, SteppedTask } from '../../support/supervisor/stepped-task.ts';
import { Stranger } from '../../support/supervisor/stranger.ts';
import { waitUntil } from '../../support/wait-until.ts';

const taskId = '/shop/web#0.1';
const otherBoot = '00000000-0000-4000-8000-000000000000';
const rebooted = { state: 'lost', reason: 'agent-rebooted' };

const replace = (path: string, pattern: RegExp, by: string): void => {
  const text = readFileSync(path, 'utf8').replace(pattern, by);
  expect(text).toContain(by);
  writeFileSync(`${path}.planted`, text);
  renameSync(`${path}.planted`, path);
};

/** All that names a boot names another one than the kernel's. */
function reboot({ folder }: SteppedTask): void {
  replace(`${folder}/order.json`, /"bootId":"[^"]*"/, `"bootId":"${otherBoot}"`);
  if (existsSync(`${folder}/pid`)) replace(`${folder}/pid`, /\S+\n$/, `${otherBoot}\n`);
}

interface Before extends AgentWorld {
  readonly agent: Agent;
  readonly task: SteppedTask;
  readonly runs: () => number;
}

/** A task that has come to a step of its supervisor. */
async function taskAt(step: SupervisorStep, command: string): Promise<Before> {
  const world = await agentWorld();
  const agent = await world.startAgent();
  installSupervisor(world.work, steppedScript());
  const marks = `${world.folder}/marks`;
  const env = { STOP_AT: step, MARKS: marks };
  world.engine.launch(orderOf(taskId, { command: `echo run >> "$MARKS"; ${command}`, env }));
  const runs = () => (existsSync(marks) ? readFileSync(marks, 'utf8').split('\n').length - 1 : 0);
  const task = new SteppedTask(taskId, step, world.work);
  const isThere = () => (step === 'running' ? runs() === 1 : task.hasStopped);
  await waitUntil(`it is at ${step}`, isThere);
  return { ...world, agent, task, runs };
}

const hasEnded = ({ engine }: AgentWorld) => engine.until('its end', () => engine.hasEnded(taskId));

async function rebootNow(before: Before): Promise<void> {
  reboot(before.task);
  await before.startAgent();
  await hasEnded(before);
}

test('a task that ran is lost, and who has its pids and starts by now lives on', async () => {
  const before = await taskAt('running', 'exec sleep 1000');
  const { agent, engine, task } = before;
  await agent.stop(false);
  // The same processes: under another boot they are no more of the task than anyone else.
  const pids = [task.supervisorPid, task.commandPid];
  await rebootNow(before);
  expect(engine.status(taskId)).toMatchObject(rebooted);
  expect(pids.map(isLiving)).toEqual([true, true]);
});

test('a task that ran is lost, and strangers with its pids get no signal', async () => {
  const before = await taskAt('running', 'exec sleep 1000');
  const { agent, engine, task } = before;
  const policy = { delayMs: 0, graceMs: 600_000, signal: 'SIGWINCH' };
  engine.tell({ kind: 'kill', taskId, taskDigest: 'digest-1', policy, reason: 'enough' });
  await waitUntil('its signal', () => existsSync(`${task.folder}/killing`));
  await agent.stop(false);
  for (const pid of [task.supervisorPid, task.commandPid]) process.kill(pid, 'SIGKILL');
  const [one, other] = [await Stranger.start(), await Stranger.start()];
  replace(`${task.folder}/pid`, /^\d+ \d+/, `${one.pid} ${one.start}`);
  replace(`${task.folder}/child`, /^\d+ \d+/, `${other.pid} ${other.start}`);
  await rebootNow(before);
  expect(engine.status(taskId)).toMatchObject(rebooted);
  expect([await one.signals(), await other.signals()]).toEqual([[], []]);
});

test.each(['called', 'claimed', 'recorded', 'child-recorded', 'exit-half'] as const)(
  'a task that had come to `%s` is lost and never started',
  async (step) => {
    const before = await taskAt(step, 'exit 0');
    const { agent, engine, task, runs } = before;
    const runsBefore = runs();
    await agent.stop(false);
    if (step !== 'called') process.kill(task.supervisorPid, 'SIGKILL');
    await rebootNow(before);
    expect(engine.status(taskId)).toMatchObject(rebooted);
    // A supervisor that was called and had not claimed finds the claim taken.
    if (step === 'called') task.goOn();
    if (step === 'called') await waitUntil('it ends', () => !isLiving(task.supervisorPid));
    expect(runs()).toBe(runsBefore);
  },
);

test.each([
  ['exit 0', { state: 'finished', reason: 'command-exit', exitCode: 0 }],
  ['exit 7', { state: 'failed', reason: 'command-exit', exitCode: 7 }],
])('a task that had ended by `%s` while its agent was down keeps its end', async (command, end) => {
  const before = await taskAt('command-ended', command);
  const { agent, engine, task, runs } = before;
  await agent.stop(false);
  task.goOn();
  await waitUntil('its exit', () => existsSync(`${task.folder}/exit`));
  await rebootNow(before);
  expect(engine.status(taskId)).toMatchObject(end);
  expect(runs()).toBe(1);
});

test('a task whose end had been reported, but not acknowledged, keeps that end', async () => {
  const before = await taskAt('command-ended', 'exit 7');
  const { agent, engine, task, startAgent } = before;
  engine.acknowledges = false;
  task.goOn();
  await hasEnded(before);
  const end = engine.status(taskId);
  await agent.stop(false);
  reboot(task);
  await startAgent();
  await engine.until('it registers', () => engine.registers.length === 2);
  const told = engine.registers.at(-1)?.tasks.map(({ status }) => status);
  expect(told).toEqual([end]);
  expect(engine.faults).toEqual([]);
});
