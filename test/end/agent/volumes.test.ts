// Persistent volumes with a real agent and real processes: what one task wrote the next one reads,
// whatever happened to the agent in between, until the engine gives the volume up.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { AgentPorts } from '../../../agentd/loop/ports.ts';
import type { Volumes } from '../../../agentd/ports/volumes.ts';
import { AgentProcess } from '../../support/agent/agent-process.ts';
import { agentWorld } from '../../support/agent/agent-world.ts';
import { FakeEngine } from '../../support/agent/fakes/fake-engine.ts';
import type { KillStep } from '../../support/agent/kill-steps.ts';
import { orderOf } from '../../support/agent/orders.ts';
import { killTasksUnder } from '../../support/cluster/task-processes.ts';
import { mountSmallDisk, type SmallDisk } from '../../support/small-disk.ts';
import { waitUntil } from '../../support/wait-until.ts';

const id = '/db#0.1:data';
const policy = { delayMs: 0, graceMs: 500, signal: 'SIGTERM' };
const volume = (isNew = false) => ({ id, path: 'lib/data', sizeMib: 1, isNew });
const folderOf = (work: string) => join(work, 'volumes', '~db#0.1:data');
const withVolume = (taskId: string, command: string, isNew = false) =>
  orderOf(taskId, { command, volumes: [volume(isNew)] });

async function started() {
  const world = await agentWorld();
  const agent = await world.startAgent({ keepSandboxes: 0 });
  const { engine, work } = world;
  const run = async (taskId: string, command: string, isNew = false) => {
    engine.launch(withVolume(taskId, command, isNew));
    await engine.until(`the end of ${taskId}`, () => engine.hasEnded(taskId));
    return engine.status(taskId);
  };
  return { ...world, agent, run, data: join(folderOf(work), 'data') };
}

describe('a volume', () => {
  test('keeps what its task wrote for the next, also when its sandbox is swept', async () => {
    const { engine, run, data, work } = await started();
    const write = 'umask 077; echo canary > lib/data/file; test -d "$SANDBOX/lib/data/."';
    expect(await run('/db#0.1', write, true)).toMatchObject({ state: 'finished' });
    await waitUntil('its sandbox is swept', () => readdirSync(join(work, 'tasks')).length === 0);
    expect(readFileSync(join(data, 'file'), 'utf8')).toBe('canary\n');
    const read = 'test "$(cat lib/data/file)" = canary';
    expect(await run('/db#0.2', read)).toMatchObject({ state: 'finished' });
    expect(engine.faults).toEqual([]);
  });

  test('that isn’t there is missing: its task says what to do, and isn’t started', async () => {
    const { agent, run, data } = await started();
    const status = await run('/db#0.1', ': > lib/data/started');
    expect(status).toMatchObject({ state: 'error', reason: 'volume-missing' });
    expect(status?.message).toContain(`${id} isn't on agent ${agent.agentId}`);
    expect(existsSync(data)).toBe(false);
  });

  test('is one task’s at a time: the second is told so, and the first goes on', async () => {
    const { engine, run } = await started();
    engine.launch(withVolume('/db#0.1', 'exec sleep 1000', true));
    await engine.until('it runs', () => engine.status('/db#0.1')?.state === 'running');
    const status = await run('/db#0.2', ': > lib/data/started');
    expect(status).toMatchObject({ state: 'error', reason: 'volume-busy' });
    expect(engine.status('/db#0.1')?.state).toBe('running');
  });

  test('given up while a task has it is destroyed, and answered, after its end', async () => {
    const { engine, data, work } = await started();
    engine.launch(withVolume('/db#0.1', ': > lib/data/file; exec sleep 1000', true));
    await engine.until('it runs', () => engine.status('/db#0.1')?.state === 'running');
    engine.tell({ kind: 'destroy-volume', volumeId: id });
    engine.tell({ kind: 'destroy-volume', volumeId: '/no#0.1:such' });
    await engine.until('an answer', () => engine.destroyedVolumes.length === 1);
    expect(engine.destroyedVolumes).toEqual(['/no#0.1:such']);
    expect(existsSync(data)).toBe(true);
    const kill = { taskId: '/db#0.1', taskDigest: 'digest-1', policy, reason: 'enough' };
    engine.tell({ kind: 'kill', ...kill });
    await engine.until('the other answer', () => engine.destroyedVolumes.length === 2);
    expect(engine.hasEnded('/db#0.1')).toBe(true);
    expect(existsSync(data)).toBe(false);
    await waitUntil('all is removed', () => readdirSync(join(work, 'volumes')).length === 0);
  });

  test('is named by each registration until it is destroyed', async () => {
    const { engine, agent, run, startAgent } = await started();
    await run('/db#0.1', 'exit 0', true);
    await agent.stop(false);
    await engine.until('it left', () => engine.connections.size === 0);
    await startAgent();
    await engine.until('it is back', () => engine.connections.size === 1);
    expect(engine.registers.map(({ volumes }) => volumes)).toEqual([[], [id]]);
  });
});

/** Every task writes its id into the volume, once it has found those before it there. */
const note = (taskId: string) => `echo ${taskId} >> lib/data/marks`;

interface KillWorld {
  readonly engine: FakeEngine;
  readonly work: string;
  spawn(kill?: KillStep): Promise<AgentProcess>;
  marks(): readonly string[];
}

async function killWorld(): Promise<KillWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'meridian-volumes-'));
  const work = join(folder, 'work');
  const engine = await FakeEngine.start();
  const agents: AgentProcess[] = [];
  onTestFinished(async () => {
    for (const agent of agents) await agent.kill();
    await engine.stop();
    await killTasksUnder(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const spawn: KillWorld['spawn'] = async (step) => {
    const wish = { engine: engine.url, work, logFile: join(folder, 'log') };
    const agent = new AgentProcess(step === undefined ? wish : { ...wish, kill: { step, nth: 1 } });
    agents.push(agent);
    await engine.until('the agent joined', () => engine.connections.size === 1);
    return agent;
  };
  const file = join(folderOf(work), 'data', 'marks');
  return { engine, work, spawn, marks: () => readFileSync(file, 'utf8').split('\n').slice(0, -1) };
}

const steps: readonly KillStep[] = [
  'volume',
  'journal',
  'volume',
  'fork',
  'claim',
  'pid',
  'start',
  'report',
];

test('kill -9 of the agent at any step starts nothing twice and loses no volume', async () => {
  const { engine, spawn, marks } = await killWorld();
  const ids = steps.map((_, index) => `/db#0.${index + 1}`);
  const hasFinished = (taskId = '') => engine.status(taskId)?.state === 'finished';
  for (const [index, step] of steps.entries()) {
    const agent = await spawn(step);
    const before = ids.slice(0, index).at(-1);
    await engine.until('the one before', () => before === undefined || hasFinished(before));
    engine.launch(withVolume(ids[index] ?? '', note(ids[index] ?? ''), index === 0));
    expect(await agent.ended(), `the agent kills itself after ${step}`).toBe('SIGKILL');
    await engine.until('the connection ended', () => engine.connections.size === 0);
  }
  await spawn();
  await engine.until('the last one', () => hasFinished(ids.at(-1)));
  expect(marks()).toEqual(ids);
  expect(engine.faults).toEqual([]);
});

test('kill -9 right after a volume went, before it was said: it stays gone', async () => {
  const { engine, spawn, work } = await killWorld();
  const agent = await spawn('destroy');
  engine.launch(withVolume('/db#0.1', note('/db#0.1'), true));
  await engine.until('its end', () => engine.hasEnded('/db#0.1'));
  engine.tell({ kind: 'destroy-volume', volumeId: id });
  expect(await agent.ended()).toBe('SIGKILL');
  expect(engine.destroyedVolumes).toEqual([]);
  await engine.until('the connection ended', () => engine.connections.size === 0);
  await spawn();
  expect(engine.registers.at(-1)?.volumes).toEqual([]);
  engine.tell({ kind: 'destroy-volume', volumeId: id });
  await engine.until('the answer', () => engine.destroyedVolumes.length === 1);
  await waitUntil('all is removed', () => readdirSync(join(work, 'volumes')).length === 0);
});

const uidOf = (user: string): number =>
  Number(execFileSync('id', ['-u', user], { encoding: 'utf8' }));

/** The disk is full while the volume of that id is made. */
function fullFor(id: string, ports: AgentPorts, disk: SmallDisk): AgentPorts {
  const { volumes } = ports;
  const fill = join(disk.folder, 'fill');
  const open: Volumes['open'] = async (wish) => {
    if (wish.id !== id) return volumes.open(wish);
    expect(() => writeFileSync(fill, Buffer.alloc(2 * 1024 * 1024))).toThrow('ENOSPC');
    return volumes.open(wish).finally(() => rmSync(fill));
  };
  const others: Omit<Volumes, 'open'> = {
    list: () => volumes.list(),
    destroy: (one) => volumes.destroy(one),
    measure: (one) => volumes.measure(one),
    stop: () => volumes.stop(),
  };
  return { ...ports, volumes: { ...others, open } };
}

function asRoot(): void {
  test('a volume is its present task’s user’s, what is in it stays whose it was', async () => {
    const { engine, startAgent, work } = await agentWorld();
    chmodSync(dirname(work), 0o711);
    await startAgent({ defaultUser: 'nobody', allowRoot: false });
    const run = async (taskId: string, user: string, command: string) => {
      engine.launch({ ...withVolume(taskId, command, true), user });
      await engine.until('its end', () => engine.hasEnded(taskId));
      expect(engine.status(taskId), engine.status(taskId)?.message).toMatchObject({
        state: 'finished',
      });
    };
    const data = join(folderOf(work), 'data');
    await run('/db#0.1', 'nobody', ': > lib/data/first; : > lib/mine');
    expect(statSync(data).uid).toBe(uidOf('nobody'));
    await run('/db#0.2', 'www-data', ': > lib/data/second');
    expect(statSync(data).uid).toBe(uidOf('www-data'));
    expect(statSync(join(data, 'first')).uid).toBe(uidOf('nobody'));
    expect(statSync(folderOf(work)).uid).toBe(0);
    const link = join(work, 'tasks', '~db#0.2', 'sandbox', 'lib', 'data');
    expect(lstatSync(link).uid).toBe(uidOf('www-data'));
  });

  test('on a full disk none is made: its task and the log say so, and others stay', async () => {
    const disk = mountSmallDisk(1024 * 1024);
    if (disk === undefined)
      throw new Error('mount: a tmpfs is needed: run as a root that may mount');
    const { engine, startAgent, log } = await agentWorld();
    const work = join(disk.folder, 'work');
    const agent = await startAgent({ work }, (ports) => fullFor('/db#0.2:other', ports, disk));
    onTestFinished(async () => {
      await agent.stop(true);
      disk.remove();
    });
    engine.launch(withVolume('/db#0.1', ': > lib/data/file', true));
    await engine.until('its end', () => engine.hasEnded('/db#0.1'));
    const other = { ...volume(true), id: '/db#0.2:other' };
    engine.launch(orderOf('/db#0.2', { volumes: [other] }));
    await engine.until('the other failed', () => engine.hasEnded('/db#0.2'));
    expect(engine.status('/db#0.2')).toMatchObject({ state: 'failed', reason: 'sandbox-failed' });
    expect(log.join('')).toMatch(/volume \/db#0\.2:other can't be had: ENOSPC/);
    expect(readdirSync(join(work, 'volumes'))).toEqual(['~db#0.1:data']);
    expect(existsSync(join(folderOf(work), 'data', 'file'))).toBe(true);
  });
}

if (process.getuid?.() === 0) describe('as root', asRoot);
else describe.skip('NOT RUN, needs root: volumes of tasks as other users', asRoot);
