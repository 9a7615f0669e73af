// What is shown of clusters of 0, 3 and 200 apps, at 80 and at 200 columns, with and without
// colour: recorded in test/scenarios/tables, and what holds of every line of it.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { widthOf } from '../../../engine/cli/show/width.ts';
import { crowd } from '../../support/cli/crowd.ts';
import { run } from '../../support/cli/fake-tools.ts';
import { replay } from '../../support/cli/script.ts';

const folder = fileURLToPath(new URL('../../scenarios/tables/', import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith('.txt'));
const sizes = [0, 3, 200];
const commands = [
  ...[
    'status',
    'apps',
    'app /shop/web',
    'agents',
    'tasks',
    'rollouts',
    'revisions',
    'roles',
    'offers',
  ],
  ...['volumes', 'events'],
];

test('every size has its scripts', () => {
  const expected = sizes.flatMap((size) => [80, 200].map((width) => `${size}-${width}.txt`));
  expect(files).toEqual(expect.arrayContaining(expected));
});

test.each(files)('%s is shown as recorded', async (name) => {
  const client = crowd(Number.parseInt(name, 10));
  const { recorded, now } = await replay(`${folder}${name}`, { client });
  expect(now).toBe(recorded);
});

const shown = sizes.flatMap((size) =>
  commands.flatMap((line) => [60, 80, 200].map((columns) => [size, line, columns] as const)),
);

describe('whatever is shown', () => {
  test.each(shown)('%i apps, %s: no line is wider than %i columns', async (size, line, columns) => {
    const world = { client: crowd(size), columns, rows: 24 };
    const argv = line.split(' ');
    const plain = await run(argv, world);
    expect(plain).toMatchObject({ code: 0, stderr: '' });
    const wide = plain.stdout.split('\n').filter((text) => widthOf(text) > columns);
    expect(wide).toEqual([]);
    expect(plain.stdout).not.toMatch(/[^\P{Cc}\n]/u);
    const coloured = await run(argv, { ...world, isTerminal: true });
    expect(stripVTControlCharacters(coloured.stdout)).toBe(plain.stdout);
    const env = { MERIDIAN_URL: 'http://e', NO_COLOR: '1' };
    expect((await run(argv, { ...world, isTerminal: true, env })).stdout).toBe(plain.stdout);
  });

  test.each([
    [24, 80],
    [50, 120],
    [24, 200],
  ])('200 apps fit on a screen of %i rows and %i columns', async (rows, columns) => {
    const ran = await run(['status'], { client: crowd(200), rows, columns, isTerminal: true });
    expect(ran.stdout.split('\n').length).toBeLessThanOrEqual(rows);
    expect(ran.stdout).toMatch(/and (over )?\d+ more, see `meridian apps`: \d+ [a-z]+, /);
  });

  test('a pipe gets all of each row, and COLUMNS is honoured there too', async () => {
    const client = crowd(200);
    const piped = await run(['apps'], { client });
    expect(piped.stdout).not.toContain('…');
    const env = { MERIDIAN_URL: 'http://e', COLUMNS: '60' };
    const cut = await run(['apps'], { client, env });
    expect(Math.max(...cut.stdout.split('\n').map(widthOf))).toBeLessThanOrEqual(60);
  });
});
