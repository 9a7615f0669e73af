// kill -9 of the agent at each step of starting a task. Every task appends its id to one file: in
// the end each id is in it exactly once and none is missing, and what ended while the agent was
// down was reported. Tasks that go on running keep their pids.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { AgentProcess } from '../../support/agent/agent-process.ts';
import { FakeEngine } from '../../support/agent/fakes/fake-engine.ts';
import { type KillStep, killSteps } from '../../support/agent/kill-steps.ts';
import { orderOf } from '../../support/agent/orders.ts';
import { killTasksUnder } from '../../support/cluster/task-processes.ts';

const isSoak = process.env.MERIDIAN_SOAK === '1';
/** Kills at each step; 100 in all over the six steps when soaking. */
const kills = isSoak ? 17 : 10;
/** Of each round: some end at once, some go on. */
const shortTasks = 2;
const longTasks = 1;

interface World {
  readonly engine: FakeEngine;
  readonly folder: string;
  readonly marks: string;
  spawn(kill?: { readonly step: KillStep; readonly nth: number }): AgentProcess;
}

async function world(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'meridian-kill-'));
  const engine = await FakeEngine.start();
  const agents: AgentProcess[] = [];
  onTestFinished(async () => {
    for (const agent of agents) await agent.kill();
    await engine.stop();
    await killTasksUnder(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const spawn: World['spawn'] = (kill) => {
    const wish = { engine: engine.url, work: join(folder, 'work'), logFile: join(folder, 'log') };
    const agent = new AgentProcess(kill === undefined ? wish : { ...wish, kill });
    agents.push(agent);
    return agent;
  };
  return { engine, folder, marks: join(folder, 'marks'), spawn };
}

const marked = (path: string): readonly string[] => {
  try {
    return readFileSync(path, 'utf8').split('\n').slice(0, -1);
  } catch {
    return [];
  }
};

/** Orders of one round; ids tell short ones from long ones. */
function launchRound({ engine, marks }: World, step: string, round: number): readonly string[] {
  const launch = (id: string, rest: string) => {
    const command = `echo "$MERIDIAN_TASK $$" >> "$MARKS"; ${rest}`;
    engine.launch(orderOf(id, { command, env: { MERIDIAN_TASK: id, MARKS: marks } }));
    return id;
  };
  const ids = (kind: string, count: number) =>
    Array.from({ length: count }, (_, index) => `/${step}/${kind}#${index}.${round}`);
  const short = ids('short', shortTasks).map((id) => launch(id, 'exit 0'));
  const long = ids('long', longTasks).map((id) => launch(id, 'exec sleep 1000'));
  return [...short, ...long];
}

const isLong = (id: string): boolean => id.includes('/long');

function hasArrived(engine: FakeEngine, id: string): boolean {
  const state = engine.status(id)?.state;
  return isLong(id) ? state === 'running' : state === 'finished';
}

function expectEachOnce(
  world: World,
  ids: readonly string[],
  alive: readonly string[] = ids.filter(isLong),
): void {
  const lines = marked(world.marks);
  const ran = lines.map((line) => line.split(' ')[0]);
  expect([...ran].sort()).toEqual([...ids].sort());
  const pids = new Map(lines.map((line) => line.split(' ') as [string, string]));
  for (const id of alive) {
    const command = readFileSync(`/proc/${pids.get(id)}/cmdline`, 'utf8');
    expect(command, `${id} keeps its pid`).toContain('sleep');
  }
  expect(world.engine.faults).toEqual([]);
}

test.each(killSteps)('killed right after `%s`, every task runs exactly once', async (step) => {
  const world_ = await world();
  const { engine } = world_;
  const ids: string[] = [];
  for (let round = 1; round <= kills; round += 1) {
    const nth = 1 + (round % (shortTasks + longTasks));
    const agent = world_.spawn({ step, nth });
    await engine.until('the agent joined', () => engine.connections.size === 1);
    ids.push(...launchRound(world_, step, round));
    expect(await agent.ended(), `round ${round}: the agent kills itself`).toBe('SIGKILL');
    await engine.until('the connection ended', () => engine.connections.size === 0);
  }
  world_.spawn();
  await engine.until('all arrived', () => ids.every((id) => hasArrived(engine, id)));
  expectEachOnce(world_, ids);
});

test('killed under load of 50 running tasks, it adopts all of them with their pids', async () => {
  const world_ = await world();
  const { engine, folder } = world_;
  const first = world_.spawn();
  await engine.until('the agent joined', () => engine.connections.size === 1);
  const ids = Array.from({ length: 50 }, (_, index) => `/load/long#${index}.1`);
  const env = { MARKS: world_.marks };
  for (const id of ids) {
    const command = `echo "${id} $$" >> "$MARKS"; exec sleep 1000`;
    engine.launch(orderOf(id, { command, env }));
  }
  await engine.until('all run', () => ids.every((id) => hasArrived(engine, id)), 30_000);
  const ending = ids.slice(0, 5);
  await first.kill();
  for (const id of ending) process.kill(pidOf(world_.marks, id), 'SIGKILL');
  world_.spawn();
  await engine.until('exits of meanwhile', () => ending.every((id) => engine.hasEnded(id)));
  for (const id of ending)
    expect(engine.status(id)).toMatchObject({ state: 'failed', signal: 'SIGKILL' });
  const last = engine.registers.at(-1);
  const alive = ids.slice(5);
  for (const id of alive)
    expect(last?.tasks.find((task) => task.taskId === id)?.status.state).toBe('running');
  expectEachOnce(world_, ids, alive);
  expect(readdirSync(join(folder, 'work', 'tasks'))).toHaveLength(50);
});

function pidOf(marks: string, id: string): number {
  const line = marked(marks).find((one) => one.startsWith(`${id} `));
  return Number(line?.split(' ')[1]);
}
