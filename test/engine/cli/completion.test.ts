// What may stand where the cursor is: the same for all shells, quickly, and never an error.
import { describe, expect, test } from 'vitest';
import { commands } from '../../../engine/cli/catalog.ts';
import { namesTimeoutMs } from '../../../engine/cli/completion/engine-names.ts';
import { shells } from '../../../engine/cli/completion/scripts.ts';
import { openClient } from '../../../engine/client.ts';
import { cannedEngine } from '../../support/cli/canned-engine.ts';
import { run, type World } from '../../support/cli/fake-tools.ts';
import { stranger } from '../../support/http/stranger.ts';

const never = (): Promise<void> => new Promise(() => undefined);

/** The answer's lines, the directive first, without what the candidates are. */
async function complete(words: readonly string[], world: World = {}): Promise<readonly string[]> {
  const engine = { client: cannedEngine, sleep: never };
  const ran = await run(['complete', '--', ...words], { ...engine, ...world });
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  return ran.stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/\t.*/, ''));
}

const cleanRuns = [
  ...['m42', 'a0f3c1d2e4b5a6978', 't20260130T010000Z', 't20260129T010000Z', 't20260126T010000Z'],
  ...['t20260125T010000Z', 't20260124T010000Z', 't20260123T010000Z'],
].map((key) => `/etl/clean@${key}`);

const rows: readonly (readonly [string, readonly string[]])[] = [
  ['roll', [':words', 'rollback', 'rollouts']],
  ['comp', [':words', 'completion']],
  ['--v', [':words', '--version']],
  ['help ap', [':words', 'apps', 'app']],
  ['sync --w', [':words', '--wait']],
  ['plan --output j', [':words', 'json', 'junit']],
  ['plan --output=j', [':words', '--output=json', '--output=junit']],
  ['status --output json --wa', [':words', '--watch']],
  ['status --watch --wa', [':words']],
  ['apps --state ro', [':words', 'rolling']],
  ['app /shop', [':words', '/shop/api', '/shop/web']],
  ['app /shop/web ', [':words', '--engine', '--token-file', '--output', '--help']],
  ['tasks --app /b', [':words', '/batch/big']],
  ['tasks --app=/b', [':words', '--app=/batch/big']],
  ['logs /shop/api#', [':words', '/shop/api#0.1', '/shop/api#1.1']],
  ['gone rack1', [':words', 'rack1-3f9a2c']],
  ['release /shop/db#', [':words', '/shop/db#0', '/shop/db#1', '/shop/db#2']],
  ['release /etl', [':words']],
  ['release /old', [':words', '/old/db#0.3:data']],
  ['volumes --name /', [':words', '/shop/db', '/shop/photos', '/etl/scratch']],
  ['why rack2', [':words', 'rack2-00b1e7']],
  ['abort /shop/web!4', [':words', '/shop/web!4']],
  ['rollback --to 8', [':words', '8']],
  ['apps --role s', [':words', 'shop']],
  ['explain Q', [':words', 'Quota']],
  ['job /etl/r', [':words', '/etl/report']],
  ['jobs --state su', [':words', 'suspended']],
  ['next /b', [':words', '/backup']],
  ['runs /etl/clean', [':words', '/etl/clean', ...cleanRuns]],
  ['cancel /etl/clean@m', [':words', '/etl/clean@m42']],
  ['retry /etl/clean@', [':words', ...cleanRuns]],
  ['logs /etl/clean@m', [':words', '/etl/clean@m42']],
  ['why /etl/clean@m', [':words', '/etl/clean@m42']],
  ['why /etl/l', [':words', '/etl/load']],
  ['run /etl/load --env A=1 --e', [':words', '--env', '--engine']],
  ['graph --output d', [':words', 'dot']],
  ['completion f', [':words', 'fish']],
  ['validate ', [':folders']],
  ['apps --token-file ', [':files']],
  ['agentd --anything ', [':files']],
  ['nonsense ', [':words']],
  ['events --limit ', [':words']],
];

test.each(rows)('%j', async (line, expected) => {
  expect(await complete(line.split(' '))).toEqual(expected);
});

test('every command and every option of it is offered, and no hidden command', async () => {
  const shown = commands.filter(({ isHidden }) => isHidden !== true);
  expect(await complete([''])).toEqual([':words', ...shown.map(({ name }) => name), 'help']);
  for (const { name, options = [] } of shown.filter(({ isPassedOn }) => isPassedOn !== true))
    expect(await complete([name, '--'])).toEqual(
      expect.arrayContaining(options.map(({ flags }) => flags.split(' ')[0])),
    );
});

test('names are said with what they are', async () => {
  const { stdout } = await run(['complete', '--', 'app', '/shop/w'], {
    ...{ client: cannedEngine, sleep: never },
  });
  expect(stdout).toBe(':words\n/shop/web\trolling\n');
});

describe('of an engine', () => {
  test('named on the line, that one is asked', async () => {
    const argv = ['complete', '--', 'app', '--engine', 'http://other', '/'];
    const { opened } = await run(argv, { client: cannedEngine, sleep: never });
    expect(opened).toEqual(['http://other']);
  });

  test('that isn’t there or that refuses, there are no names and no error', async () => {
    const client = { apps: () => Promise.reject(new Error('away')) };
    expect(await complete(['app', '/'], { client })).toEqual([':words']);
    expect(await complete(['app', '/'], { env: {} })).toEqual([':words']);
  });

  test('that takes the call and never answers, the wait is over within its bound', async () => {
    const MERIDIAN_URL = await stranger(() => undefined);
    const world = { openClient, env: { MERIDIAN_URL } };
    const beganMs = performance.now();
    expect(await complete(['app', '/'], world)).toEqual([':words']);
    expect(performance.now() - beganMs).toBeLessThan(3 * namesTimeoutMs);
    expect(await complete(['app', '/'], { ...world, sleep: async () => undefined })).toEqual([
      ':words',
    ]);
  });
});

test.each(shells)('%s has a script that calls this very program', async (shell) => {
  const { stdout } = await run(['completion', shell]);
  expect(stdout).toContain('meridian complete -- ');
});
