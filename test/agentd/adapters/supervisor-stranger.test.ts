// Pids are used again: the numbers that a task's supervisor recorded may be those of a stranger by
// the time they are read. It is never signalled, and the task comes to its end all the same.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { NativeProcesses } from '../../../agentd/adapters/processes/native-processes.ts';
import { allPids, readBootId, statOf } from '../../../agentd/adapters/processes/proc-table.ts';
import { supervisorScript } from '../../../agentd/adapters/processes/supervisor-script.ts';
import { taskFolder } from '../../../agentd/ports/task-folder.ts';
import { agentWorld } from '../../support/agent/agent-world.ts';
import type { FakeEngine } from '../../support/agent/fakes/fake-engine.ts';
import { myselfRules } from '../../support/agent/myself.ts';
import { orderOf } from '../../support/agent/orders.ts';
import { killTasksUnder } from '../../support/cluster/task-processes.ts';
import { exitWords } from '../../support/supervisor/exit-words.ts';
import { leftoversOf } from '../../support/supervisor/step-world.ts';
import { SteppedTask } from '../../support/supervisor/stepped-task.ts';
import { Stranger } from '../../support/supervisor/stranger.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { waitUntil } from '../../support/wait-until.ts';

const taskId = '/shop/web#0.1';
const boot = readBootId();

const put = (path: string, text: string): void => {
  writeFileSync(`${path}.planted`, text);
  renameSync(`${path}.planted`, path);
};

/** The recorded supervisor is this stranger, and the command is that one. */
function plant(folder: string, supervisor: Stranger, command: Stranger): void {
  put(`${folder}/pid`, `${supervisor.pid} ${supervisor.otherStart} ${boot}\n`);
  put(`${folder}/child`, `${command.pid} ${command.otherStart}\n`);
}

describe('the agent’s signals', () => {
  /** All that an agent may do to a task, done to one that was recorded so. */
  async function doAll(pid: string, child: string): Promise<readonly unknown[]> {
    const work = tempFolder();
    const folder = taskFolder(work, taskId);
    mkdirSync(`${folder}/sandbox`, { recursive: true });
    put(`${folder}/pid`, `${pid}\n`);
    put(`${folder}/child`, `${child}\n`);
    const processes = new NativeProcesses(work, myselfRules);
    const { supervisor } = processes.look(taskId);
    const wish = { graceMs: 0, supervisor: true };
    await processes.signal(taskId, { ...wish, signal: 'SIGTERM' });
    const left = await processes.signal(taskId, { ...wish, signal: 'SIGKILL' });
    return [supervisor, left.count, (await processes.sweep(taskId, true)).count];
  }

  test('don’t reach one who has the numbers since another time', async () => {
    const [one, other] = [await Stranger.start(), await Stranger.start()];
    const pid = `${one.pid} ${one.otherStart} ${boot}`;
    expect(await doAll(pid, `${other.pid} ${other.otherStart}`)).toEqual(['dead', 0, 0]);
    expect([await one.signals(), await other.signals()]).toEqual([[], []]);
  });

  test('don’t reach one who has them, and the same start, under another boot', async () => {
    const [one, other] = [await Stranger.start(), await Stranger.start()];
    const pid = `${one.pid} ${one.start} 00000000-0000-4000-8000-000000000000`;
    expect(await doAll(pid, `${other.pid} ${other.start}`)).toEqual(['dead', 0, 0]);
    expect([await one.signals(), await other.signals()]).toEqual([[], []]);
  });

  test('don’t reach a group that has the number while its leader has gone', async () => {
    const [one, other] = [await Stranger.start(), await Stranger.start()];
    await other.leave();
    const pid = `${one.pid} ${one.otherStart} ${boot}`;
    expect(await doAll(pid, `${other.pid} ${other.otherStart}`)).toEqual(['dead', 0, 0]);
    expect(await one.signals()).toEqual([]);
    expect(statOf(other.member)?.isZombie).toBe(false);
  });
});

describe('a task that died while its agent was down, and whose numbers were given away', () => {
  async function dieAndPlant(isKilled: boolean) {
    const world = await agentWorld();
    const { engine, work, startAgent } = world;
    const first = await startAgent();
    engine.launch(orderOf(taskId));
    await engine.until('it runs', () => engine.status(taskId)?.state === 'running');
    const task = new SteppedTask(taskId, 'running', work);
    if (isKilled) await beginKill(engine, task);
    await first.stop(false);
    for (const pid of [task.supervisorPid, task.commandPid]) process.kill(pid, 'SIGKILL');
    const strangers = [await Stranger.start(), await Stranger.start()] as const;
    plant(task.folder, ...strangers);
    await startAgent();
    await engine.until('its end', () => engine.hasEnded(taskId));
    return { ...world, strangers };
  }

  /** By a signal that `sleep` doesn't mind, and with a long grace: so it is still under way. */
  async function beginKill(engine: FakeEngine, { folder }: SteppedTask): Promise<void> {
    const policy = { delayMs: 0, graceMs: 600_000, signal: 'SIGWINCH' };
    engine.tell({ kind: 'kill', taskId, taskDigest: 'digest-1', policy, reason: 'enough' });
    const path = `${folder}/marks.json`;
    const text = () => (existsSync(path) ? readFileSync(path, 'utf8') : '');
    await waitUntil('its signal', () => text().includes('"signalled":true'));
  }

  test.each([
    [false, { state: 'lost', reason: 'supervisor-lost' }],
    [true, { state: 'killed', reason: 'killed' }],
  ])('ends right and spares who has them (killed by request: %s)', async (isKilled, end) => {
    const { engine, strangers, work } = await dieAndPlant(isKilled);
    expect(engine.status(taskId)).toMatchObject(end);
    for (const one of strangers) expect(await one.signals()).toEqual([]);
    expect(leftoversOf(work)).toEqual([]);
  });
});

describe('the supervisor’s own signals', () => {
  function supervise(limits: string, script: string): { folder: string; process: ChildProcess } {
    const root = tempFolder();
    onTestFinished(() => killTasksUnder(root));
    const folder = join(root, 'task');
    mkdirSync(`${folder}/sandbox`, { recursive: true });
    writeFileSync(`${root}/supervisor`, script);
    writeFileSync(`${folder}/limits`, limits);
    const command = 'while [ ! -e go ]; do sleep 0.02; done';
    const words = [`${root}/supervisor`, folder, '/bin/sh', '-c', command];
    const wish = { env: {}, detached: true, stdio: 'ignore', cwd: folder } as const;
    return { folder, process: spawn('/bin/sh', words, wish) };
  }

  const inGroup = (group: number) =>
    allPids().filter((pid) => {
      const stat = statOf(pid);
      return stat?.group === group && !stat.isZombie;
    });

  test('at the timeout and at the end spare who has its command’s number', async () => {
    const stranger = await Stranger.start();
    const { folder, process } = supervise('300 50 TERM\n', supervisorScript);
    await waitUntil('it runs', () => existsSync(`${folder}/child`));
    put(`${folder}/child`, `${stranger.pid} ${stranger.otherStart}\n`);
    await waitUntil('the timeout', () => existsSync(`${folder}/timeout`));
    await waitUntil('the watchdog is done', () => inGroup(process.pid ?? 0).length === 1);
    writeFileSync(`${folder}/sandbox/go`, '');
    await once(process, 'exit');
    expect(exitWords(folder)).toBe('0 timeout');
    expect(await stranger.signals()).toEqual([]);
  });

  test('at the end spare who has its watchdog’s number', async () => {
    const line = 'MERIDIAN_SV_CODE=$?\n';
    expect(supervisorScript.split(line)).toHaveLength(2);
    const planted = `${line}read -r MERIDIAN_SV_WATCHDOG < given-away\n`;
    const stranger = await Stranger.start();
    const script = supervisorScript.replace(line, () => planted);
    const { folder, process } = supervise('600000 50 TERM\n', script);
    writeFileSync(`${folder}/given-away`, `${stranger.pid}\n`);
    writeFileSync(`${folder}/sandbox/go`, '');
    await once(process, 'exit');
    expect(exitWords(folder)).toBe('0');
    expect(await stranger.signals()).toEqual([]);
  });
});
