// What holds of every job command's text, and of waiting for a run.
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { widthOf } from '../../../../engine/cli/show/width.ts';
import type { EngineClient } from '../../../../engine/client.ts';
import { Problem } from '../../../../engine/model/problem.ts';
import type { RunDetail, RunView } from '../../../../schemas/generated/api.ts';
import { cannedEngine } from '../../../support/cli/canned-engine.ts';
import { cannedRun } from '../../../support/cli/canned-jobs.ts';
import { run, type World } from '../../../support/cli/fake-tools.ts';

const lines = [
  ...['jobs', 'job /etl/clean', 'job /etl/extract', 'runs /etl/clean', 'graph'],
  ...['runs /etl/clean@a0f3c1d2e4b5a6978', 'next /etl/extract', 'next /old/audit'],
];
const shown = lines.flatMap((line) => [60, 80, 200].map((columns) => [line, columns] as const));

test.each(shown)(
  '%s: no line is wider than %i columns, and no colour off a terminal',
  async (line, columns) => {
    const world = { client: cannedEngine, columns };
    const plain = await run(line.split(' '), world);
    expect(plain).toMatchObject({ code: 0, stderr: '' });
    expect(plain.stdout.split('\n').filter((text) => widthOf(text) > columns)).toEqual([]);
    expect(plain.stdout).not.toMatch(/[^\P{Cc}\n]/u);
    const coloured = await run(line.split(' '), { ...world, isTerminal: true });
    expect(stripVTControlCharacters(coloured.stdout)).toBe(plain.stdout);
  },
);

test('a pipe gets whole ids of runs', async () => {
  const { stdout } = await run(['runs', '/etl/clean'], { client: cannedEngine });
  expect(stdout).toContain('/etl/clean@a0f3c1d2e4b5a6978');
  expect(stdout).not.toContain('…');
});

test('a run that is forgotten while its list is shown is shown without its output', async () => {
  const gone = new Problem('not-found', { where: 'x', what: 'no such run', hint: 'look' });
  const client = { ...cannedEngine, run: () => Promise.reject(gone) };
  const ran = await run(['runs', '/etl/clean'], { client });
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(ran.stdout).toContain('failed for good: exit code 3');
});

test.each([['next --cron "30 2 * * *"'], ['next --schedule R//P1D']])(
  '%s asks no engine',
  async (line) => {
    const argv = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(
      ([, quoted, word]) => quoted ?? word ?? '',
    );
    const ran = await run(argv, { env: {} });
    expect(ran).toMatchObject({ code: 0, opened: [] });
  },
);

test('filters of jobs go to the engine', async () => {
  const asked: unknown[] = [];
  const jobs: EngineClient['jobs'] = async (query) => {
    asked.push(query);
    return { formatVersion: 1, items: [] };
  };
  const argv = 'jobs --role etl --group /etl --label a=b --state idle'.split(' ');
  expect((await run(argv, { client: { jobs } })).stdout).toMatch(/^no such jobs: leave --role/);
  expect(asked).toEqual([{ role: 'etl', group: '/etl', label: 'a=b', state: 'idle' }]);
});

describe('run --wait', () => {
  const wait = ['run', '/etl/clean', '--wait'];
  const away = new Problem('unreachable', { where: 'e', what: 'gone', hint: 'start it' });
  const as = (state: RunView['state']): RunDetail => ({ formatVersion: 1, ...cannedRun(state) });

  /** Answers one after the other, the last one for ever. */
  function engineOf(answers: readonly (RunDetail | Problem)[]): World & { asked: () => number } {
    let at = 0;
    const answer: EngineClient['run'] = async () => {
      const next = answers[Math.min(at, answers.length - 1)] ?? as('running');
      at += 1;
      if (next instanceof Problem) throw next;
      return next;
    };
    return { client: { ...cannedEngine, run: answer }, asked: () => at };
  }

  test('ends well when the run did, and says what happens on a terminal alone', async () => {
    const answers = [as('running'), as('running'), as('succeeded')];
    const quiet = engineOf(answers);
    const ran = await run(wait, quiet);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(/^\/etl\/clean@t20260130T010000Z {2}succeeded\n/);
    expect(quiet.asked()).toBe(3);
    const loud = await run(wait, { ...engineOf(answers), isTerminal: true });
    expect(loud.stderr).toBe(
      'waiting for /etl/clean@m42\n  running on rack1-3f9a2c\n  succeeded\n',
    );
  });

  test.each(['failed', 'cancelled', 'expired', 'skipped'] as const)(
    'exits 1 when the run %s',
    async (state) => {
      expect(await run(wait, engineOf([as(state)]))).toMatchObject({ code: 1, stderr: '' });
    },
  );

  test('retry --wait waits for the run that is tried again', async () => {
    const world = engineOf([as('running'), as('running'), as('succeeded')]);
    const ran = await run(['retry', '/etl/clean@m42', '--wait'], world);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(world.asked()).toBe(3);
    expect((await run(['retry', '/etl/clean@m42', '--timeout', '1s'], world)).stderr).toBe(
      'meridian retry --timeout: nothing is waited for: give --wait too, or leave it out\n',
    );
  });

  test('gives up after its time, and says that the run goes on', async () => {
    const world = engineOf([as('running')]);
    const ran = await run([...wait, '--timeout', '10s'], world);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toBe(
      "/etl/clean@m42: isn't over, it is running: it goes on: `meridian why /etl/clean@m42`, " +
        '`meridian cancel /etl/clean@m42` ends it\n',
    );
    expect(world.asked()).toBe(11);
  });

  test('waits for an engine that is away, and not for one that stays away', async () => {
    const back = engineOf([as('running'), away, away, as('succeeded')]);
    expect(await run(wait, back)).toMatchObject({ code: 0, stderr: '' });
    const stays = engineOf([as('running'), away]);
    expect(await run(wait, stays)).toMatchObject({ code: 1, stderr: 'e: gone: start it\n' });
    expect(stays.asked()).toBeLessThan(400);
  });

  test('ends at once when the run is not known', async () => {
    const unknown = new Problem('not-found', { where: 'x', what: 'no such run', hint: 'look' });
    const world = engineOf([unknown]);
    expect((await run(wait, world)).code).toBe(1);
    expect(world.asked()).toBe(1);
  });
});
