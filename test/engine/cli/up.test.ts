// `up`, `engine`, `agentd`: what they hand on, what they leave behind, and how they end.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RunningCluster, UpOptions } from '../../../engine/cli/tools.ts';
import type { EngineClient } from '../../../engine/client.ts';
import type { RevisionView } from '../../../schemas/generated/api.ts';
import { apps, cannedEngine, revisions, status } from '../../support/cli/canned-engine.ts';
import { run, type World } from '../../support/cli/fake-tools.ts';
import { shopRepo } from '../../support/cli/shop-repo.ts';
import { tempFolder } from '../../support/temp-folder.ts';

interface Stage {
  readonly world: World;
  readonly seen: { options?: UpOptions; stops: number };
  readonly files: Map<string, string>;
  readonly interrupt: () => void;
  readonly fail: (error: Error) => void;
}

function stage(repo: string, first: Partial<RevisionView> = {}): Stage {
  const files = new Map<string, string>();
  const seen: Stage['seen'] = { stops: 0 };
  let interrupt = (): void => undefined;
  let fail = (_: Error): void => undefined;
  const interrupted = new Promise<void>((resolve) => {
    interrupt = resolve;
  });
  const failed = new Promise<Error>((resolve) => {
    fail = resolve;
  });
  const cluster: RunningCluster = {
    ...{ url: 'http://127.0.0.1:5050', repo, isExample: true, dataFolder: '/data', failed },
    ...{ agents: ['agent-1', 'agent-2'], warnings: ['tasks run as root'] },
    stop: async () => {
      seen.stops += 1;
    },
  };
  const startCluster = async (options: UpOptions): Promise<RunningCluster> => {
    seen.options = options;
    return cluster;
  };
  const latest = { ...(revisions[1] as RevisionView), number: 1, ...first };
  const healthy = apps.filter(({ state }) => state === 'healthy');
  const client = {
    ...cannedEngine,
    status: async () => ({ ...status, latest }),
    apps: async () => ({ formatVersion: 1 as const, items: healthy }),
  };
  const env = { HOME: '/home/me' };
  const world = { root: repo, files, client, env, startCluster, interrupted: () => interrupted };
  return { world, seen, files, interrupt: () => interrupt(), fail: (error) => fail(error) };
}

test('shows the plan, deploys, says what to try, and leaves nothing behind at Ctrl-C', async () => {
  const repo = join(tempFolder(), 'repo');
  const { commits } = shopRepo(repo);
  const { world, seen, files, interrupt } = stage(repo, { commit: commits[1] ?? '' });
  const pointers: unknown[] = [];
  const tasks = { ...world.client, apps: world.client?.apps };
  const client = {
    ...tasks,
    apps: async () => {
      pointers.push(...files.keys());
      queueMicrotask(() => setImmediate(interrupt));
      return { formatVersion: 1 as const, items: [] };
    },
  };
  const ran = await run(['up', '--agents', '2', '--port', '0'], { ...world, client });
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(seen.options).toEqual({ agents: 2, port: 0, data: '.meridian', keepTasks: false });
  expect(ran.stdout).toContain('Engine      http://127.0.0.1:5050\nAgents      agent-1, agent-2\n');
  expect(ran.stdout).toContain('Mind        tasks run as root\n');
  expect(ran.stdout).toContain('+ app     /shop/api');
  expect(ran.stdout).toContain('Deploying\n');
  expect(ran.stdout).toContain('is healthy: 0 apps');
  expect(ran.stdout).toContain(`  cd ${repo}\n  meridian status\n`);
  expect(ran.stdout).toMatch(/\n7 jobs\n {2}\/\S+ is due in \d+\w, 2026-/);
  expect(ran.stdout).toContain("sed -i 's/GREETING: Hello/GREETING: Hi/' apps/web.yaml\n");
  expect(new Set(pointers)).toEqual(new Set(['/data/up.json', '/home/me/.meridian/up.json']));
  expect([...files]).toEqual([]);
  expect(seen.stops).toBe(1);
});

test('a cluster that fails ends with its reason, and is stopped', async () => {
  const { world, seen, fail } = stage(tempFolder(), { state: 'blocked', reason: 'too much goes' });
  fail(new Error('store: the disk is full: free some of it'));
  const ran = await run(['up'], world);
  expect(ran).toMatchObject({ code: 1, stderr: 'store: the disk is full: free some of it\n' });
  expect(seen.stops).toBe(1);
});

test('another up that took the pointer over keeps it', async () => {
  const { world, files, interrupt } = stage(tempFolder());
  const start = world.startCluster;
  const other = JSON.stringify({ formatVersion: 1, url: 'http://127.0.0.1:9' });
  const client = {
    ...world.client,
    status: async () => {
      files.set('/home/me/.meridian/up.json', other);
      interrupt();
      return status;
    },
  };
  await run(['up'], { ...world, client, ...(start === undefined ? {} : { startCluster: start }) });
  expect([...files.values()]).toEqual([other]);
});

const pointer = '/home/me/.meridian/up.json';

/** Runs `up` on top of a pointer to another one, and gives what the pointer is afterwards. */
async function pointerAfter(before: string, isThere: boolean): Promise<string | undefined> {
  const { world, files, interrupt } = stage(tempFolder());
  files.set(pointer, before);
  const openClient: NonNullable<World['openClient']> = ({ url }) => ({
    ...(cannedEngine as EngineClient),
    url,
    status: async () => {
      interrupt();
      if (url === 'http://127.0.0.1:5050' || isThere) return status;
      throw new Error('nobody there');
    },
  });
  await run(['up'], { ...world, openClient });
  return files.get(pointer);
}

test('when it ends, the up before it is found again, if it still runs', async () => {
  const other = JSON.stringify({ formatVersion: 1, url: 'http://127.0.0.1:5051' });
  expect(await pointerAfter(other, true)).toBe(other);
  expect(await pointerAfter(other, false)).toBeUndefined();
  const own = JSON.stringify({ formatVersion: 1, url: 'http://127.0.0.1:5050' });
  expect(await pointerAfter(own, true)).toBeUndefined();
  expect(await pointerAfter('{"url": "http://evil.example.com"}', true)).toBeUndefined();
});

test('without a home it says that other commands have to be told the address', async () => {
  const { world, interrupt } = stage(tempFolder());
  const shown = async () => {
    interrupt();
    return status;
  };
  const client = { ...world.client, status: shown };
  const ran = await run(['up'], { ...world, client, env: {} });
  expect(ran.stdout).toMatch(/Mind +other commands need MERIDIAN_URL=http:\/\/127.0.0.1:5050/);
});

test('what goes wrong while it shows the deployment is said, and the cluster runs on', async () => {
  const { world, seen, interrupt } = stage(tempFolder());
  const apps = async () => {
    setImmediate(interrupt);
    throw new Error('the engine said nothing');
  };
  const ran = await run(['up'], { ...world, client: { ...world.client, apps } });
  expect(ran.stderr).toBe('the engine said nothing\nThe cluster runs on; Ctrl-C ends it.\n');
  expect([ran.code, seen.stops]).toEqual([0, 1]);
});

test('a repository that can’t be read is named, and nothing of it is given to try', async () => {
  const { world, interrupt } = stage('/my repo');
  const failure = { code: 'unreachable', message: '/my repo: no such folder', sinceMs: 0 };
  const { latest: _, ...unread } = status;
  const client = {
    ...world.client,
    status: async () => {
      setTimeout(interrupt, 50);
      return { ...unread, repository: { ...status.repository, failure } };
    },
  };
  const ran = await run(['up', '--repo', '/my repo'], { ...world, client });
  expect(ran.stdout).toContain("The repository isn't read yet: /my repo: no such folder\n");
  expect(ran.stdout).not.toMatch(/meridian app |meridian job |cd \//);
});

test('a port that HTTP clients refuse is refused before anything is started', async () => {
  const { world, seen } = stage(tempFolder());
  const ran = await run(['up', '--port', '5061'], world);
  expect(ran.stderr).toContain('meridian up --port: 5061 is a port that HTTP clients refuse');
  expect([ran.code, seen.options]).toEqual([1, undefined]);
});

test('other commands find the cluster that up started, and send it no token', async () => {
  const files = new Map([
    ['/run/user/7/meridian/up.json', '{"url": "http://127.0.0.1:5051"}'],
    ['token', 'from-file\n'],
  ]);
  const env = { XDG_RUNTIME_DIR: '/run/user/7', MERIDIAN_TOKEN: 'canary' };
  const asked = async (argv: readonly string[], more: Readonly<Record<string, string>> = {}) => {
    const ran = await run(argv, { files, client: cannedEngine, env: { ...env, ...more } });
    expect(ran.stdout + ran.stderr).not.toContain('canary');
    return ran.opened;
  };
  expect(await asked(['apps'])).toEqual(['http://127.0.0.1:5051']);
  expect(await asked(['apps', '--engine', 'http://e'])).toEqual(['http://e canary']);
  expect(await asked(['apps'], { MERIDIAN_URL: 'http://u' })).toEqual(['http://u canary']);
  const both = ['apps', '--engine', 'http://e', '--token-file', 'token'];
  expect(await asked(both)).toEqual(['http://e from-file']);
});

test.each(['http://evil.example.com:5050', 'http://127.0.0.1.evil.example.com', '', 'x'])(
  'a pointer to %j is refused',
  async (url) => {
    const files = new Map([['/home/me/.meridian/up.json', JSON.stringify({ url })]]);
    const ran = await run(['apps'], { files, client: cannedEngine, env: { HOME: '/home/me' } });
    expect(ran.opened).toEqual([]);
    expect(ran.stderr).toContain('/home/me/.meridian/up.json: names no local engine: remove it');
  },
);

test('engine runs until it is told to end, or ends with the reason', async () => {
  const asked: unknown[] = [];
  let stops = 0;
  const engine = (failed: Promise<Error>) => async (options: unknown) => {
    asked.push(options);
    return {
      ...{ url: 'http://127.0.0.1:1', failed },
      stop: async () => {
        stops += 1;
      },
    };
  };
  const argv = ['engine', '--config', 'e.yaml', '--agent-timeout', '5s', '--adopt-epoch'];
  const never = new Promise<Error>(() => undefined);
  const ended = await run(argv, { runEngine: engine(never), interrupted: async () => undefined });
  expect(ended.code).toBe(0);
  expect(asked).toEqual([{ config: 'e.yaml', adoptEpoch: true, agentTimeoutMs: 5000 }]);
  const reason = Promise.resolve(new Error('store: epoch is newer: stop the other engine'));
  const failed = await run(['engine', '--config', 'e'], { runEngine: engine(reason) });
  expect(failed).toMatchObject({ code: 1 });
  expect(failed.stderr).toBe('store: epoch is newer: stop the other engine\n');
  expect(stops).toBe(2);
});

test('agentd hands all of its arguments on, --help too', async () => {
  const argv = ['agentd', '--engine', 'http://e', '--help', '--', '-x'];
  const ran = await run(argv);
  expect(ran.code).toBe(7);
  expect(ran.agentArgs).toEqual(argv.slice(1));
});
