// The supervisor script by itself: who runs, what is recorded, and what happens at a timeout or a
// signal, with no agent there.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseStat, readBootId, statOf } from '../../../agentd/adapters/processes/proc-table.ts';
import { supervisorScript } from '../../../agentd/adapters/processes/supervisor-script.ts';
import { killTasksUnder } from '../../support/cluster/task-processes.ts';
import { exitWords } from '../../support/supervisor/exit-words.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { waitUntil } from '../../support/wait-until.ts';

interface Task {
  readonly folder: string;
  /** Starts a supervisor; with `isHeld` stopped before it does anything. */
  supervise(command: string, isHeld?: boolean): ChildProcess;
  file(name: string): string;
}

const env = { PATH: process.env.PATH, CDPATH: '/', IFS: 'x', MESSAGE: 'kept' };

function newTask(): Task {
  const root = tempFolder();
  onTestFinished(() => killTasksUnder(root));
  const script = join(root, 'supervisor');
  const folder = join(root, 'task');
  mkdirSync(join(folder, 'sandbox'), { recursive: true });
  writeFileSync(script, supervisorScript, { mode: 0o500 });
  const supervise: Task['supervise'] = (command, isHeld = false) => {
    const run = ['/bin/sh', script, folder, '/bin/sh', '-c', command];
    const hold = ['-c', 'kill -STOP $$; exec "$@"', 'sh', ...run];
    const words = isHeld ? hold : run.slice(1);
    return spawn('/bin/sh', words, { env, detached: true, stdio: 'ignore', cwd: folder });
  };
  return { folder, supervise, file: (name) => readFileSync(join(folder, name), 'utf8') };
}

describe('the claim', () => {
  test('of many supervisors at once exactly one runs the command', async () => {
    const task = newTask();
    const all = Array.from({ length: 8 }, () => task.supervise('echo ran >> ran'));
    const codes = await Promise.all(all.map(async (one) => (await once(one, 'exit'))[0]));
    expect(codes.filter((code) => code === 0)).toHaveLength(1);
    expect(codes.filter((code) => code === 3)).toHaveLength(7);
    expect(task.file('sandbox/ran')).toBe('ran\n');
  });

  test('of a supervisor that comes late is in vain', async () => {
    const task = newTask();
    const late = task.supervise('echo late >> ran', true);
    await waitUntil('it is stopped', () => isStopped(late.pid ?? 0));
    await once(task.supervise('echo first >> ran'), 'exit');
    late.kill('SIGCONT');
    expect((await once(late, 'exit'))[0]).toBe(3);
    expect(task.file('sandbox/ran')).toBe('first\n');
  });

  test('that the agent has taken starts nothing', async () => {
    const task = newTask();
    writeFileSync(join(task.folder, 'claim'), 'agent {}\n', { flag: 'wx' });
    await once(task.supervise('echo ran >> ran'), 'exit');
    expect(existsSync(join(task.folder, 'sandbox/ran'))).toBe(false);
    expect(existsSync(join(task.folder, 'pid'))).toBe(false);
  });
});

const isStopped = (pid: number): boolean =>
  readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.startsWith('T') === true;

const numbers = (text: string): readonly string[] => text.trim().split(' ');

describe('what it records', () => {
  test('pid, start and boot id of itself and its command, before the command runs', async () => {
    const task = newTask();
    const command = 'cp ../pid ../child . ; : > copied; exec sleep 1000';
    const supervisor = task.supervise(command);
    await waitUntil('the copies', () => existsSync(join(task.folder, 'sandbox/copied')));
    const [pid, start, boot] = numbers(task.file('sandbox/pid'));
    expect([Number(pid), start, boot]).toEqual([
      supervisor.pid,
      statOf(supervisor.pid ?? 0)?.start,
      readBootId(),
    ]);
    const [child = '', born] = numbers(task.file('sandbox/child'));
    const stat = statOf(Number(child));
    expect(stat).toMatchObject({ start: born, group: Number(child), session: Number(child) });
  });

  test.each([
    ['exit 0', '0'],
    ['exit 7', '7'],
    ['kill -TERM $$', '143'],
    ['kill -KILL $$', '137'],
    ['no-such-program', '127'],
  ])('the end of `%s` as %s', async (command, code) => {
    const task = newTask();
    await once(task.supervise(command), 'exit');
    expect(exitWords(task.folder)).toBe(code);
  });

  test('an end whose cpu time can’t be written down', async () => {
    const task = newTask();
    mkdirSync(join(task.folder, 'times'));
    await once(task.supervise('exit 7'), 'exit');
    expect(task.file('exit')).toBe('7\n');
  });

  test('nothing of itself in the command’s environment, signals or files', async () => {
    const task = newTask();
    const look = 'env | sort; grep Sig /proc/self/status; ls -l /proc/self/fd; pwd';
    await once(task.supervise(`(${look}) > out`), 'exit');
    const out = task.file('sandbox/out');
    expect(out).not.toContain('MERIDIAN_SV');
    expect(out).not.toContain('OLDPWD');
    expect(out).toContain('MESSAGE=kept');
    expect(out).toContain(`PATH=${env.PATH}`);
    expect(out).toContain(`${task.folder}/sandbox\n`);
    expect(out).toMatch(/SigIgn:\s+0+\n/);
    expect(out).toMatch(/0 -> \/dev\/null/);
  });
});

describe('the end', () => {
  test('what a command leaves in its group is killed', async () => {
    const task = newTask();
    await once(task.supervise('sleep 1000 & echo $! > left; exit 0'), 'exit');
    const left = Number(task.file('sandbox/left'));
    await waitUntil('it is gone', () => statOf(left)?.isZombie !== false);
  });

  test('of a leader that was told to end leaves its group the grace', async () => {
    const task = newTask();
    const drain = `trap 'sleep 0.2; echo drained > out; exit' TERM`;
    const supervisor = task.supervise(`(${drain}; echo up > up; sleep 1000 & wait) & wait`);
    await waitUntil('it is up', () => existsSync(join(task.folder, 'sandbox/up')));
    writeFileSync(join(task.folder, 'killing'), '5000\n');
    const [child] = numbers(task.file('child'));
    process.kill(-Number(child), 'SIGTERM');
    await once(supervisor, 'exit');
    expect(exitWords(task.folder)).toBe('143');
    expect(task.file('sandbox/out')).toBe('drained\n');
  });

  test('comes at the timeout, by its signal and then SIGKILL, without any agent', async () => {
    const task = newTask();
    writeFileSync(join(task.folder, 'limits'), '100 200 USR1\n');
    const command = `trap 'echo usr1 >> out' USR1; while :; do sleep 0.05; done`;
    await once(task.supervise(command), 'exit');
    expect(exitWords(task.folder)).toBe('137 timeout');
    expect(task.file('sandbox/out')).toBe('usr1\n');
  });

  test('by itself before the timeout leaves no watchdog behind', async () => {
    const task = newTask();
    writeFileSync(join(task.folder, 'limits'), '600000 1000 TERM\n');
    const supervisor = task.supervise('exit 0');
    await once(supervisor, 'exit');
    expect(exitWords(task.folder)).toBe('0');
    await waitUntil('its group is empty', () => !groupLives(supervisor.pid ?? 0));
  });

  test.each(['SIGHUP', 'SIGTERM', 'SIGINT'] as const)(
    'is not caused by %s to it',
    async (signal) => {
      const task = newTask();
      const supervisor = task.supervise('while [ ! -e go ]; do sleep 0.02; done; exit 5');
      await waitUntil('it runs', () => existsSync(join(task.folder, 'child')));
      supervisor.kill(signal);
      writeFileSync(join(task.folder, 'sandbox/go'), '');
      await once(supervisor, 'exit');
      expect(exitWords(task.folder)).toBe('5');
    },
  );
});

function groupLives(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}

test.each([
  ['a plain name', '12 (sh) S 1 12 12 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 777 9 9', '777'],
  ['a name with brackets', '12 (a) S 1) R 1 12 12 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 42 9', '42'],
])('the start time of %s is found', (_, line, start) => {
  expect(parseStat(line)).toMatchObject({ pid: 12, group: 12, session: 12, start });
});
