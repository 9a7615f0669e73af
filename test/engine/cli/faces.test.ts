// What holds for every command: help with an example, JSON with a format version, errors in three
// parts, tables within the page, scripts that shells accept.
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commands } from '../../../engine/cli/catalog.ts';
import { optionsOf } from '../../../engine/cli/command.ts';
import { table } from '../../../engine/cli/show/table.ts';
import { widthOf } from '../../../engine/cli/show/width.ts';
import { ageText } from '../../../engine/cli/show/words.ts';
import { Problem } from '../../../engine/model/problem.ts';
import { cannedEngine } from '../../support/cli/canned-engine.ts';
import { nowMs, run } from '../../support/cli/fake-tools.ts';
import { appYaml } from '../../support/cli/shop-repo.ts';
import { GitFixture } from '../../support/git/fixture.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const own = commands.filter(({ isPassedOn }) => isPassedOn !== true);

test('the commands are those that are promised', () => {
  const promised =
    'up engine agentd validate plan status apps app tasks agents why logs sync rollback pause ' +
    'resume abort rollouts revisions events gone explain schema sim completion roles ' +
    'jobs job runs run cancel retry next graph offers volumes release drain undrain maintenance';
  const shown = commands.filter(({ isHidden }) => isHidden !== true);
  expect(shown.map(({ name }) => name).sort()).toEqual(promised.split(' ').sort());
});

test.each(own.map((command) => [command.name, command] as const))(
  '%s --help has an example and all of its options',
  async (name, command) => {
    const { code, stdout } = await run([name, '--help'], { columns: 80 });
    expect(code).toBe(0);
    expect(stdout).toMatch(/\nExamples?:\n {2}.*meridian /);
    for (const option of optionsOf(command)) expect(stdout).toContain(option.flags.split(' ')[0]);
    expect(stdout.split('\n').filter((line) => line.length > 100)).toEqual([]);
  },
);

const asked = [
  ...[
    'status',
    'apps',
    'tasks',
    'agents',
    'roles',
    'offers',
    'volumes',
    'rollouts',
    'revisions',
    'events',
  ],
  ...[
    'app /shop/web',
    'status /shop/web',
    'why /x',
    'pause /x',
    'resume /x',
    'abort /x!1',
    'gone x',
    'release x',
  ],
  ...['jobs', 'job /etl/clean', 'runs /etl/clean', 'runs /etl/clean@m42', 'graph'],
  ...['run /x', 'cancel /x@m1', 'retry /x@m1'],
  ...['explain App', 'completion bash'],
];

test.each(asked)('%s --output json has a format version', async (line) => {
  const argv = [...line.split(' '), '--output', 'json'];
  const { code, stdout } = await run(argv, { client: cannedEngine, isTerminal: true });
  expect(code).toBe(0);
  expect(JSON.parse(stdout).formatVersion).toBe(1);
});

describe('errors', () => {
  const failing = (error: unknown) =>
    run(['apps'], { client: { apps: () => Promise.reject(error) } });

  test('a Problem is told in its three parts', async () => {
    const text = { where: 'http://e', what: 'no answer', hint: 'start it' };
    const ran = await failing(new Problem('unreachable', text));
    expect(ran).toMatchObject({ code: 1, stdout: '', stderr: 'http://e: no answer: start it\n' });
  });

  test('control characters of strangers never reach the terminal', async () => {
    const text = { where: 'e', what: '\u001b[2J', hint: 'x' };
    expect((await failing(new Problem('internal', text))).stderr).toBe('e: \\u001b[2J: x\n');
  });

  test('anything else is told too', async () => {
    const ran = await failing(new Error('odd'));
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain('meridian: odd: a bug, or the machine');
  });
});

describe('plan', () => {
  const planOf = async (root: string, ...argv: string[]) =>
    (await run(['plan', '.', ...argv, '--output', 'json'], { root, env: {} })).stdout;

  test('the same inputs give the same bytes, wherever the checkout is', async () => {
    const made = ['one', 'two'].map(() => {
      const git = new GitFixture(tempFolder());
      git.commit({ files: { 'a.yaml': appYaml('/a') } });
      return git.path;
    });
    const [one, two] = await Promise.all(made.map((root) => planOf(root, '--against', 'empty')));
    expect(one).toBe(two);
  });

  test('a changed spec is not the commit, another file beside it is no matter', async () => {
    const git = new GitFixture(tempFolder());
    const id = git.commit({ files: { 'a.yaml': appYaml('/a') } });
    const headOf = async () => JSON.parse(await planOf(git.path, '--against', 'empty')).header.head;
    git.blob('x');
    spawnSync('touch', ['built.js'], { cwd: git.path });
    expect(await headOf()).toBe(id);
    spawnSync('touch', ['b.yaml'], { cwd: git.path });
    expect(await headOf()).toBeUndefined();
  });

  test('--as-of is told in UTC', async () => {
    const git = new GitFixture(tempFolder());
    git.commit({ files: { 'a.yaml': appYaml('/a') } });
    const argv = ['--against', 'empty', '--as-of', '2026-02-01T01:00:00+02:00'];
    expect(JSON.parse(await planOf(git.path, ...argv)).header.asOf).toBe(
      '2026-01-31T23:00:00.000Z',
    );
  });
});

test('a table is never wider than the page, whatever is in it', () => {
  const word = fc.string({ maxLength: 60, unit: 'grapheme' });
  const rows = fc.array(fc.tuple(word, word), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(rows, fc.integer({ min: 20, max: 120 }), (cells, columns) => {
      const page = { columns, rows: 24, paint: (_: unknown, text: string) => text, nowMs };
      const spec = [{ title: 'A' }, { title: 'B', least: 5 }];
      const text = table(
        spec,
        cells.map((row) => ({ cells: row })),
        page,
      );
      const lines = text.split('\n').slice(0, -1);
      expect(lines).toHaveLength(cells.length + 1);
      for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns);
    }),
  );
});

test.each([
  [0, '0s'],
  [119_999, '119s'],
  [120_000, '2m'],
  [7_200_000, '2h'],
  [172_800_000, '2d'],
  [-5_000, '0s'],
])('%i ms ago is %s', (ms, text) => {
  expect(ageText(nowMs - ms, nowMs)).toBe(text);
});
