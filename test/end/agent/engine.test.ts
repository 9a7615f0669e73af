// An agent and its engine, with real processes and a real connection: fencing, restarts, refusals,
// output, and what becomes of the tasks when either goes.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { statOf } from '../../../agentd/adapters/processes/proc-table.ts';
import { Redacted } from '../../../engine/lib/redacted.ts';
import { agentWorld } from '../../support/agent/agent-world.ts';
import { orderOf } from '../../support/agent/orders.ts';
import { waitUntil } from '../../support/wait-until.ts';

const task = '/shop/web#0.1';
const policy = { delayMs: 0, graceMs: 500, signal: 'SIGTERM' };
const kill = { kind: 'kill' as const, taskId: task, taskDigest: 'digest-1', policy, reason: 'x' };

async function running() {
  const world = await agentWorld();
  const agent = await world.startAgent();
  world.engine.launch(orderOf(task));
  await world.engine.until('it runs', () => world.engine.status(task)?.state === 'running');
  const child = join(world.work, 'tasks/~shop~web#0.1/child');
  const pid = Number(readFileSync(child, 'utf8').split(' ')[0]);
  return { ...world, agent, pid };
}

const isAlive = (pid: number): boolean => statOf(pid)?.isZombie === false;

describe('an agent', () => {
  test('joins with its facts, answers pings, and never sends its token', async () => {
    const { engine, startAgent } = await agentWorld();
    await startAgent({ name: 'node-1', attributes: { rack: '1-1' } });
    await engine.until('it joined', () => engine.connections.size === 1);
    engine.tell({ kind: 'ping' });
    await engine.until('a pong', () => engine.pongs.length === 1);
    const [register] = engine.registers;
    expect(register?.agentId).toMatch(/^node-1-[0-9a-f]{6}$/);
    expect(register?.facts).toMatchObject({ attributes: { rack: '1-1' } });
    const names = register?.facts.resources.map(({ name }) => name);
    expect(names).toEqual(['cpus', 'disk', 'mem', 'ports']);
    expect(register?.facts.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(JSON.stringify(register)).not.toContain('canary');
    expect(engine.faults).toEqual([]);
  });

  test('with a wrong token says so, and nothing of the token', async () => {
    const { startAgent, log } = await agentWorld();
    await startAgent({ token: new Redacted('wrong-canary') });
    await waitUntil('it says so', () => log.some((line) => line.includes('answered 401')));
    expect(log.join('')).not.toContain('canary');
  });

  test('comes back to a restarted engine with its tasks, and keeps the higher epoch', async () => {
    const { engine, work, pid } = await running();
    engine.restart();
    await engine.until('it is back', () => engine.registers.length === 2);
    expect(engine.registers[1]?.tasks[0]?.status.state).toBe('running');
    const identity = () => JSON.parse(readFileSync(join(work, 'agent.json'), 'utf8'));
    await waitUntil('the epoch is kept', () => identity().highestEpoch === 2);
    expect(isAlive(pid)).toBe(true);
    expect(engine.faults).toEqual([]);
  });

  test('does not obey an engine whose epoch is lower', async () => {
    const { engine, log, pid } = await running();
    engine.epoch = 9;
    engine.restart();
    await engine.until('it is back', () => engine.connections.size === 1);
    engine.epoch = 3;
    engine.tell(kill);
    await waitUntil('it says so', () => log.some((line) => line.includes('epoch 3 below 10')));
    expect(isAlive(pid)).toBe(true);
  });

  test('ends when the engine is of another cluster, and leaves its tasks alone', async () => {
    const { engine, agent, pid } = await running();
    engine.clusterId = 'cluster-2';
    engine.restart();
    const { code, text } = await agent.exited;
    expect(code).toBe(1);
    expect(text).toContain("it is of another cluster than this work directory's cluster-1");
    expect(isAlive(pid)).toBe(true);
  });

  test('declared gone kills its tasks and ends for good', async () => {
    const { engine, agent, pid } = await running();
    engine.rejectWith = 'gone';
    engine.restart();
    const { code, text } = await agent.exited;
    expect(code).toBe(4);
    expect(text).toContain('declared gone');
    await waitUntil('its task is dead', () => !isAlive(pid));
  });

  test('leaves a silent engine, and comes back', async () => {
    const { engine, startAgent } = await agentWorld();
    engine.agentTimeoutMs = 300;
    await startAgent();
    await engine.until('it came twice', () => engine.registers.length >= 2);
    engine.startPings(60);
    await engine.until('it stays', () => engine.pongs.length >= 10);
  });
});

describe('stopping the agent', () => {
  test('leaves tasks running, and the next start adopts them', async () => {
    const { engine, agent, pid, startAgent } = await running();
    await agent.stop(false);
    expect(isAlive(pid)).toBe(true);
    await startAgent();
    await engine.until('it is back', () => engine.registers.length === 2);
    expect(engine.registers[1]?.tasks[0]?.status).toMatchObject({ state: 'running' });
    engine.tell(kill);
    await engine.until('its end', () => engine.hasEnded(task));
    expect(engine.status(task)).toMatchObject({ state: 'killed', signal: 'SIGTERM' });
    await waitUntil('it is dead', () => !isAlive(pid));
  });

  test('with its tasks ends them first, and reports them', async () => {
    const { engine, agent, pid } = await running();
    expect(await agent.stop(true)).toMatchObject({ code: 0 });
    expect(isAlive(pid)).toBe(false);
    await engine.until('it was said', () => engine.status(task)?.state === 'killed');
  });
});

describe('orders', () => {
  test('of a known id with another digest are refused', async () => {
    const { engine } = await running();
    engine.launch(orderOf(task, { taskDigest: 'digest-2' }));
    await engine.until('the refusal', () => engine.refusals.length === 1);
    expect(engine.refusals[0]?.message).toContain('has digest digest-1 here, not digest-2');
  });

  test('to kill what was never here are reported killed, and bar a later launch', async () => {
    const { engine, startAgent, work } = await agentWorld();
    await startAgent();
    await engine.until('it joined', () => engine.connections.size === 1);
    engine.tell(kill);
    await engine.until('its end', () => engine.status(task)?.state === 'killed');
    engine.launch(orderOf(task));
    engine.tell({ kind: 'ping' });
    await engine.until('a pong after it', () => engine.pongs.length === 1);
    expect(existsSync(join(work, 'tasks/~shop~web#0.1/sandbox'))).toBe(false);
    expect(engine.faults).toEqual([]);
  });

  test('that have ended and are acknowledged go, but for the newest sandboxes', async () => {
    const { engine, startAgent, work } = await agentWorld();
    await startAgent({ keepSandboxes: 2 });
    for (let n = 1; n <= 5; n += 1) {
      engine.launch(orderOf(`/a#0.${n}`, { command: 'exit 0' }));
      await engine.until('its end', () => engine.hasEnded(`/a#0.${n}`));
    }
    const left = () => readdirSync(join(work, 'tasks')).sort();
    await waitUntil('old ones are removed', () => left().length === 2);
    expect(left()).toEqual(['~a#0.4', '~a#0.5']);
  });
});

describe('a killed supervisor', () => {
  test('is noticed: its command is killed, and the task is lost', async () => {
    const { engine, work, pid } = await running();
    const text = readFileSync(join(work, 'tasks/~shop~web#0.1/pid'), 'utf8');
    process.kill(Number(text.split(' ')[0]), 'SIGKILL');
    await engine.until('its end', () => engine.hasEnded(task));
    expect(engine.status(task)).toMatchObject({ state: 'lost', reason: 'supervisor-lost' });
    expect(isAlive(pid)).toBe(false);
  });
});

describe('output', () => {
  const open = (wish: object) => ({
    kind: 'open-stream' as const,
    streamId: 's-1',
    taskId: task,
    file: 'stdout' as const,
    follow: false,
    ...wish,
  });

  test('is sent whole, and followed to the end of the task', async () => {
    const { engine, startAgent, work } = await agentWorld();
    await startAgent();
    const command = 'echo one; echo two; while [ ! -e go ]; do sleep 0.02; done; echo three';
    engine.launch(orderOf(task, { command }));
    await engine.until('it runs', () => engine.status(task)?.state === 'running');
    // It runs from its record on, shortly before its shell has opened its output.
    const stdout = `${work}/tasks/~shop~web#0.1/sandbox/stdout`;
    await waitUntil('its output is there', () => existsSync(stdout));
    const text = (id: string) => engine.streams.get(id)?.bytes.toString('utf8') ?? '';
    const code = (id: string) => engine.streams.get(id)?.code;
    // It may run, and not have said its second line yet.
    engine.tell(open({ streamId: 's-follow', tailLines: 1, follow: true }));
    await engine.until('the last line', () => text('s-follow').endsWith('two\n'));
    engine.tell(open({ streamId: 's-all' }));
    await engine.until('its close', () => code('s-all') === 1000);
    expect(text('s-all')).toBe('one\ntwo\n');
    const settings = { ...orderOf(task).settings, digest: 'go' };
    const go = { ...settings, readiness: [goCheck] };
    engine.tell({ kind: 'configure', taskId: task, settings: go, trial: false });
    await engine.until('the follower’s end', () => code('s-follow') === 1000);
    expect(text('s-follow')).toMatch(/two\nthree\n$/);
  });

  test('of a task that isn’t here is refused on the stream', async () => {
    const { engine, startAgent } = await agentWorld();
    await startAgent();
    await engine.until('it joined', () => engine.connections.size === 1);
    engine.tell(open({}));
    await engine.until('its close', () => engine.streams.get('s-1')?.code === 4404);
  });
});

const goCheck = {
  delayMs: 0,
  graceMs: 0,
  intervalMs: 50,
  timeoutMs: 2_000,
  maxConsecutiveFailures: 1,
  probe: { kind: 'command' as const, command: ': > go' },
};
