// `meridian sync`: what it says of what a fetch brought, and when waiting ends.
import { expect, test } from 'vitest';
import type { EngineClient } from '../../../engine/client.ts';
import type { AppView, RevisionView } from '../../../schemas/generated/api.ts';
import { apps, commitOf, revisions, rollout, status } from '../../support/cli/canned-engine.ts';
import { type Run, run } from '../../support/cli/fake-tools.ts';

const revision = { ...(revisions[1] as RevisionView), commit: commitOf('b') };
const [waiting, healthy, rolling] = apps as readonly [AppView, AppView, AppView];
const back: AppView = { ...rolling, rollout: { ...rollout, kind: 'rollback' } };

interface Scene {
  readonly revision?: RevisionView;
  /** Apps at each look; the last stays. */
  readonly looks?: readonly (readonly AppView[])[];
  /** The newest revision once it is waited for. */
  readonly latest?: RevisionView;
}

function engineOf({ revision: seen = revision, looks = [[healthy]], latest = seen }: Scene) {
  let at = 0;
  const next = (): AppView[] => {
    at = Math.min(at + 1, looks.length);
    return [...(looks[at - 1] ?? [])];
  };
  const client: Partial<EngineClient> = {
    sync: async () => ({ formatVersion: 1, commit: seen.commit, revision: seen.number }),
    revisions: async () => ({ formatVersion: 1, items: [seen] }),
    status: async () => ({ ...status, latest }),
    apps: async () => ({ formatVersion: 1, items: next() }),
  };
  return client;
}

const sync = (scene: Scene, ...argv: readonly string[]): Promise<Run> =>
  run(['sync', ...argv], { client: engineOf(scene), isTerminal: argv.includes('--wait') });

test('says which revision the head is', async () => {
  const ran = await sync({});
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(ran.stdout).toBe(
    'bbbbbbbb is revision 8, applied (apps and jobs +0 ~1 -0): Greet in the morning\n',
  );
});

test('waits until every app is healthy, and says what happens meanwhile', async () => {
  const ran = await sync({ looks: [[rolling, waiting], [rolling], [healthy]] }, '--wait');
  expect(ran.code).toBe(0);
  expect(ran.stdout).toBe('bbbbbbbb is healthy: 1 app\n');
  expect(ran.stderr.split('\n')).toEqual([
    'fetching the repository',
    'waiting until bbbbbbbb is healthy or has failed',
    '  /shop/web rolling, 3 of 3 healthy',
    '  /batch/big waiting, 0 of 1 healthy',
    '  /shop/api healthy, 2 of 2 healthy',
    '',
  ]);
});

test('a revision that wants no app is healthy at once', async () => {
  expect((await sync({ looks: [[]] }, '--wait')).code).toBe(0);
});

test.each<[string, AppView]>([
  ['gave its version up', { ...rolling, state: 'failed' }],
  ['is held by an operator', { ...rolling, state: 'paused' }],
  ['takes its version back', back],
])('exits 1 when an app %s', async (_, app) => {
  const ran = await sync({ looks: [[rolling], [healthy, app]] }, '--wait');
  expect(ran.code).toBe(1);
  expect(ran.stdout).toContain('bbbbbbbb has failed: /shop/web\n  /shop/web ');
});

test('exits 1 after the timeout, and says what is still waited for', async () => {
  const ran = await sync({ looks: [[waiting, healthy]] }, '--wait', '--timeout', '2m');
  expect(ran.code).toBe(1);
  expect(ran.stdout).toContain('not settled after 2m, it still waits for:\n  /batch/big waiting');
  expect(ran.stdout).toContain('cpus rule out 3');
  expect(ran.stdout).not.toContain('/shop/api');
});

test('a faulty commit is told with its faults, waiting or not', async () => {
  for (const argv of [[], ['--wait']]) {
    const ran = await sync({ revision: revisions[0] as RevisionView }, ...argv);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain('dddddddd is faulty: nothing changes until another commit mends');
    expect(ran.stdout).toContain('apps/web.yaml:7:3: unknown field instnaces');
  }
});

test('a blocked commit is told with the reason', async () => {
  const ran = await sync({ revision: revisions[3] as RevisionView });
  expect(ran.code).toBe(1);
  expect(ran.stdout).toContain('it would remove all 3 applied apps');
});

test('a newer commit ends the wait', async () => {
  const latest = { ...revision, commit: commitOf('9'), number: 9 };
  const ran = await sync({ latest, looks: [[rolling]] }, '--wait');
  expect(ran.code).toBe(1);
  expect(ran.stdout).toContain('bbbbbbbb was superseded by 99999999');
});

test('a repository that cannot be read is an error that says why', async () => {
  const client: Partial<EngineClient> = {
    sync: async () => ({ formatVersion: 1, failure: { code: 'denied', message: 'no key' } }),
  };
  const ran = await run(['sync'], { client });
  expect(ran).toMatchObject({ code: 1, stderr: "repository: can't be read (denied): no key\n" });
});

test('answers in JSON with a format version', async () => {
  const ran = await sync({ looks: [[healthy]] }, '--wait', '--output', 'json');
  expect(JSON.parse(ran.stdout)).toEqual({
    ...{ formatVersion: 1, commit: commitOf('b'), revision: 8, state: 'applied' },
    ...{ outcome: 'healthy', sentence: 'bbbbbbbb is healthy: 1 app', reasons: [] },
  });
});

test('tells of many apps their count, then what changes, then what it waits for', async () => {
  const many = (state: AppView['state']): AppView[] =>
    Array.from({ length: 200 }, (_, at) => ({
      ...(healthy as AppView),
      name: `/app-${at}`,
      state: at < 5 ? state : 'healthy',
    }));
  const one = many('rolling').map((app) =>
    app.name === '/app-2' ? { ...healthy, name: '/app-2' } : app,
  );
  const ran = await sync(
    { looks: [many('rolling'), one as AppView[]] },
    '--wait',
    '--timeout',
    '40s',
  );
  expect(ran.stderr.split('\n').slice(2)).toEqual([
    '  200 apps: 5 rolling, 195 healthy',
    '  /app-2 healthy, 2 of 2 healthy',
    expect.stringMatching(
      /^ {2}after 3\ds still waiting for \/app-0, \/app-1, \/app-3 and 1 more$/,
    ),
    '',
  ]);
});
