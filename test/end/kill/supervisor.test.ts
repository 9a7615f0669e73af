// kill -9 of supervisor, agent and command at each step of starting and ending a task. Whatever is
// killed where: no command runs twice, each task's end is reported with the right reason, and
// nothing of it is left in the process table.
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { supervisorScript } from '../../../agentd/adapters/processes/supervisor-script.ts';
import { StepWorld } from '../../support/supervisor/step-world.ts';
import {
  endSteps,
  isChildStep,
  type SupervisorStep,
  startSteps,
  steppedScript,
  supervisorSteps,
} from '../../support/supervisor/stepped-script.ts';
import type { SteppedTask } from '../../support/supervisor/stepped-task.ts';
import { waitUntil } from '../../support/wait-until.ts';

const isSoak = process.env.MERIDIAN_SOAK === '1';
/** Kills at each step: so many at once, so many times; 200 when soaking. */
const width = 10;
const waves = isSoak ? 20 : 1;
const agentKills = isSoak ? 200 : 10;
const boundMs = isSoak ? 1_800_000 : 180_000;
/** A supervisor that dies before it has recorded itself is looked for after 10 s. */
const endsMs = 60_000;
/** By then a supervisor has come to its end. */
const longestMs = 60;

interface End {
  readonly state: string;
  readonly reason: string;
  readonly runs: number;
}

const finished: End = { state: 'finished', reason: 'command-exit', runs: 1 };
const lost = (runs: number): End => ({ state: 'lost', reason: 'supervisor-lost', runs });

const hasRun = (step: SupervisorStep): boolean =>
  step === 'running' || endSteps.some((one) => one === step);

/** What becomes of a task whose supervisor is killed while its agent looks on. */
function endBySupervisor(step: SupervisorStep): End {
  if (step === 'called') return { state: 'failed', reason: 'launch-failed', runs: 0 };
  if (step === 'exit-renamed') return finished;
  return lost(hasRun(step) ? 1 : 0);
}

/** And when the agent is killed with it, so that what was to become the command becomes it. */
function endByBoth(step: SupervisorStep): End {
  if (step === 'called') return finished;
  return isChildStep(step) ? lost(1) : endBySupervisor(step);
}

const launchAll = (world: StepWorld, steps: readonly SupervisorStep[], wave: number) =>
  steps.flatMap((step) =>
    Array.from({ length: width }, (_, index) => world.launch(`/${step}#${index}.${wave}`, step)),
  );

const kill = (pid: number): void => void process.kill(pid, 'SIGKILL');

const idsOf = (tasks: readonly SteppedTask[]) => tasks.map((task) => task.taskId);

async function untilEnded({ engine }: StepWorld, taskIds: readonly string[]): Promise<void> {
  const live = () => taskIds.filter((taskId) => !engine.hasEnded(taskId));
  await engine.until('all ends', () => live().length === 0, endsMs).catch(() => {});
  expect(live().map((taskId) => [taskId, engine.status(taskId)])).toEqual([]);
}

async function expectEnds(
  world: StepWorld,
  tasks: readonly SteppedTask[],
  endOf: (step: SupervisorStep) => End,
): Promise<void> {
  const runs = world.runs();
  const ends = tasks.map(({ taskId, step }) => {
    const { state, reason } = world.engine.status(taskId) ?? {};
    return { step, taskId, state, reason, runs: runs.get(taskId) ?? 0 };
  });
  expect(ends).toEqual(tasks.map(({ taskId, step }) => ({ step, taskId, ...endOf(step) })));
  await expectNothingLeft(world);
}

async function expectNothingLeft(world: StepWorld): Promise<void> {
  await waitUntil('nothing is left alive', () => world.leftovers().length === 0);
  expect(world.engine.faults).toEqual([]);
}

function tell(victim: string, kills: number): void {
  if (isSoak) console.info(`${kills} kills of ${victim}: nothing lost, nothing doubled`);
}

test(
  'a supervisor killed at any step: its agent says what became of the task',
  async () => {
    const world = await StepWorld.start();
    await world.startAgent();
    for (let wave = 1; wave <= waves; wave += 1) {
      const tasks = launchAll(world, supervisorSteps, wave);
      await world.untilAtStep(tasks);
      for (const task of tasks) kill(task.supervisorPid);
      await untilEnded(world, idsOf(tasks));
      await expectEnds(world, tasks, endBySupervisor);
    }
    tell('the supervisor', waves * width * supervisorSteps.length);
  },
  boundMs,
);

test(
  'supervisor and agent killed at any step: the next agent says what became of the task',
  async () => {
    const world = await StepWorld.start();
    await world.startAgent();
    for (let wave = 1; wave <= waves; wave += 1) {
      const tasks = launchAll(world, supervisorSteps, wave);
      await world.untilAtStep(tasks);
      await world.killAgent();
      for (const task of tasks) kill(task.supervisorPid);
      const orphans = tasks.filter((task) => isChildStep(task.step));
      for (const task of orphans) task.goOn();
      const haveRun = () => orphans.every(({ taskId }) => world.runsOf(taskId) === 1);
      await waitUntil('commands without a supervisor', haveRun);
      await world.startAgent();
      await untilEnded(world, idsOf(tasks));
      await expectEnds(world, tasks, endByBoth);
    }
    tell('supervisor and agent', waves * width * supervisorSteps.length);
  },
  boundMs,
);

/** Between steps, where nothing says in which: any end is right that fits what was run. */
test(
  'a supervisor killed at any moment: its end fits what was run',
  async () => {
    const world = await StepWorld.start();
    await world.startAgent();
    const number = 10 * width;
    for (let wave = 1; wave <= waves; wave += 1) {
      const ids = Array.from({ length: number }, (_, index) => `/doomed#${index}.${wave}`);
      ids.forEach((taskId, index) => {
        world.launchDoomed(taskId, (index * longestMs) / number);
      });
      await untilEnded(world, ids);
      expect(ids.flatMap((taskId) => misfit(world, taskId))).toEqual([]);
      await expectNothingLeft(world);
    }
    tell('the supervisor, at any moment', waves * number);
  },
  boundMs,
);

function misfit(world: StepWorld, taskId: string): readonly unknown[] {
  const { state, reason } = world.engine.status(taskId) ?? {};
  const end = { state, reason, runs: world.runsOf(taskId) };
  const right = [endBySupervisor('called'), lost(0), lost(1), finished];
  const fits = right.some((one) => JSON.stringify(one) === JSON.stringify(end));
  return fits ? [] : [{ taskId, ...end }];
}

const commandSteps = ['child-called', 'child-half', 'child-recorded', 'running'] as const;

test(
  'a command killed at any step: its supervisor says by which signal',
  async () => {
    const world = await StepWorld.start();
    await world.startAgent();
    for (let wave = 1; wave <= waves; wave += 1) {
      const tasks = launchAll(world, commandSteps, wave);
      await world.untilAtStep(tasks);
      for (const task of tasks) kill(task.commandPid);
      await untilEnded(world, idsOf(tasks));
      await expectEnds(world, tasks, (step) => ({
        state: 'failed',
        reason: 'command-signal',
        runs: hasRun(step) ? 1 : 0,
      }));
    }
    tell('the command', waves * width * commandSteps.length);
  },
  boundMs,
);

/** One agent's death with a task at each step; `isAlone`: they go on before the next one comes. */
async function killAgentOnce(world: StepWorld, round: number, isAlone: boolean) {
  const tasks = supervisorSteps.map((step) => world.launch(`/${step}#0.${round}`, step));
  await world.untilAtStep(tasks);
  await world.killAgent();
  if (isAlone) for (const task of tasks) task.goOn();
  await world.startAgent();
  const startedAgain = tasks.filter((task) => task.step === 'called');
  if (!isAlone) {
    await untilEnded(world, idsOf(startedAgain));
    for (const task of tasks) task.goOn();
  }
  const long = tasks.filter((task) => task.step === 'running');
  const short = tasks.filter((task) => task.step !== 'running');
  await untilEnded(world, idsOf(short));
  for (const { taskId } of long) expect(world.engine.status(taskId)?.state).toBe('running');
  for (const task of long) kill(task.commandPid);
  await untilEnded(world, idsOf(long));
  const byUs: End = { state: 'failed', reason: 'command-signal', runs: 1 };
  await expectEnds(world, tasks, (step) => (step === 'running' ? byUs : finished));
}

test(
  'an agent killed at any step: every task runs once and is followed to its end',
  async () => {
    const world = await StepWorld.start();
    await world.startAgent();
    for (let round = 1; round <= agentKills; round += 1)
      await killAgentOnce(world, round, round % 2 === 0);
    tell('the agent', agentKills);
  },
  boundMs,
);

test('a task killed by request stays killed when its supervisor dies of it too', async () => {
  const world = await StepWorld.start();
  await world.startAgent();
  const steps = endSteps.filter((step) => step !== 'exit-renamed');
  const tasks = steps.map((step) => world.launch(`/${step}#0.1`, step));
  await world.untilAtStep(tasks);
  const policy = { delayMs: 0, graceMs: 60_000, signal: 'SIGTERM' };
  for (const { taskId } of tasks)
    world.engine.tell({ kind: 'kill', taskId, taskDigest: 'digest-1', policy, reason: 'enough' });
  const areSignalled = () => tasks.every(({ folder }) => existsSync(`${folder}/killing`));
  await waitUntil('they are being killed', areSignalled);
  for (const task of tasks) kill(task.supervisorPid);
  await untilEnded(world, idsOf(tasks));
  await expectEnds(world, tasks, () => ({ state: 'killed', reason: 'killed', runs: 1 }));
});

test('a step that is no longer in the supervisor is an error', () => {
  for (const step of [...startSteps, ...endSteps])
    expect(steppedScript()).toContain(`\nstop_at ${step}\n`);
  const other = supervisorScript.replace('mv pid.tmp pid', 'mv pid.tmp ./pid');
  expect(() => steppedScript(other)).toThrow('the supervisor has 0 lines');
});
