// The timeout that a supervisor's watchdog sees to, with no agent there: from when it counts, what
// doesn't bring it forward, and how it races with an end of the command's own.
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { allPids, commandLine, statOf } from '../../../agentd/adapters/processes/proc-table.ts';
import { supervisorScript } from '../../../agentd/adapters/processes/supervisor-script.ts';
import { exitWords } from '../../support/supervisor/exit-words.ts';
import {
  newWork,
  nothingLeft,
  type Supervised,
  supervise,
} from '../../support/supervisor/lone-supervisor.ts';
import { steppedScript } from '../../support/supervisor/stepped-script.ts';
import { waitUntil } from '../../support/wait-until.ts';

const ended = ({ supervisor }: Supervised) => once(supervisor, 'exit');

/** Ends when it is let go. */
const command = 'while [ ! -e go ]; do sleep 0.01; done';

test('it counts from when the command has recorded itself', async () => {
  const work = newWork(steppedScript());
  const wish = { limits: '300 100 TERM', command: 'echo ran > ran; exec sleep 1000' };
  const late = supervise(work, '/late#0.1', { ...wish, step: 'child-called' });
  await waitUntil('it has stopped', () => late.task.hasStopped);
  const other = supervise(work, '/other#0.1', wish);
  await ended(other);
  expect(exitWords(other.task.folder)).toBe('143 timeout');
  expect(existsSync(`${late.task.folder}/timeout`)).toBe(false);
  late.task.goOn();
  await ended(late);
  expect(exitWords(late.task.folder)).toBe('143 timeout');
  expect(existsSync(`${late.task.folder}/sandbox/ran`)).toBe(true);
  await nothingLeft(work);
});

test('no command outlives one of a millisecond', async () => {
  const work = newWork(supervisorScript);
  const wish = { limits: '1 0 TERM', command: 'exec sleep 1000' };
  const all = Array.from({ length: 30 }, (_, index) => supervise(work, `/s#${index}.1`, wish));
  await Promise.all(all.map(ended));
  const ends = new Set(all.map(({ task }) => exitWords(task.folder)));
  expect(['143 timeout', '137 timeout']).toEqual(expect.arrayContaining([...ends]));
  await nothingLeft(work);
});

async function sleepsOf(group: number): Promise<readonly number[]> {
  const pids = allPids().filter((pid) => statOf(pid)?.group === group);
  const words = await Promise.all(pids.map(commandLine));
  return pids.filter((_, index) => words[index]?.[0] === 'sleep');
}

test('a sleep of the watchdog’s that somebody kills doesn’t bring it forward', async () => {
  const work = newWork(supervisorScript);
  const started = supervise(work, '/a#0.1', { command });
  const group = started.supervisor.pid ?? 0;
  const { folder } = started.task;
  await waitUntil('it runs', () => existsSync(`${folder}/child`));
  const killed = new Set<number>();
  const killNext = async () => {
    const next = (await sleepsOf(group)).find((pid) => !killed.has(pid));
    if (next === undefined) return false;
    killed.add(next);
    return process.kill(next, 'SIGKILL');
  };
  for (let round = 0; round < 3; round += 1) await waitUntil('a sleep', killNext);
  expect(existsSync(`${folder}/timeout`)).toBe(false);
  writeFileSync(`${folder}/sandbox/go`, '');
  await ended(started);
  expect(exitWords(folder)).toBe('0');
  await nothingLeft(work);
});

test.each([
  ['before the watchdog has spoken is its own', 'watchdog-speaking', '0'],
  ['after it has spoken is a timeout', 'watchdog-spoken', '0 timeout'],
] as const)('an end by itself %s', async (_, step, words) => {
  const work = newWork(steppedScript());
  const started = supervise(work, '/a#0.1', { step, limits: '100 1000 TERM', command });
  const { task } = started;
  await waitUntil('the watchdog has stopped', () => task.hasStopped);
  writeFileSync(`${task.folder}/sandbox/go`, '');
  await waitUntil('the command has ended', () => existsSync(`${task.folder}/exit.tmp`));
  task.goOn();
  await ended(started);
  expect(exitWords(task.folder)).toBe(words);
  await nothingLeft(work);
});

test('a timeout and an end at the same time make one of the two', async () => {
  const work = newWork(supervisorScript);
  const all = Array.from({ length: 40 }, (_, index) => {
    const limits = `${90 + index} 50 TERM`;
    return supervise(work, `/race#${index}.1`, { limits, command: 'sleep 0.1; exit 0' });
  });
  await Promise.all(all.map(ended));
  for (const { task } of all) expect(exitWords(task.folder)).toMatch(/^(0|(0|143) timeout)$/);
  await nothingLeft(work);
});
