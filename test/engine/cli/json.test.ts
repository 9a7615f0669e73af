// What --output json prints is what the schema says that the command names: every command, and
// what it prints when things aren't well.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commands } from '../../../engine/cli/catalog.ts';
import { cannedEngine } from '../../support/cli/canned-engine.ts';
import { cannedRun } from '../../support/cli/canned-jobs.ts';
import { cannedWorlds } from '../../support/cli/canned-worlds.ts';
import { crowd } from '../../support/cli/crowd.ts';
import { run, type World } from '../../support/cli/fake-tools.ts';
import { reportFaults } from '../../support/cli/report-faults.ts';
import { appYaml, shopRepo } from '../../support/cli/shop-repo.ts';
import { GitFixture } from '../../support/git/fixture.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const printing = commands.filter(({ outputs }) => outputs?.includes('json') ?? true);

test('each command that prints JSON names its schema, and no other does', () => {
  expect(printing.filter(({ json }) => json === undefined)).toEqual([]);
  const others = commands.filter((command) => !printing.includes(command));
  expect(others.filter(({ json }) => json !== undefined)).toEqual([]);
});

/** A Git repository with a commit of specs, and its first commit. */
function shop(): { readonly root: string; readonly first: string } {
  const root = join(tempFolder(), 'shop');
  return { root, first: shopRepo(root).commits[0] ?? '' };
}

function faulty(): string {
  const git = new GitFixture(join(tempFolder(), 'faulty'));
  git.commit({ files: { 'a.yaml': appYaml('/a', '  instnaces: 2\n') } });
  return git.path;
}

interface Row {
  readonly line: string;
  readonly world?: () => World;
  readonly code?: number;
}

const interrupted = (): World => ({
  client: cannedEngine,
  interrupted: async () => undefined,
});

const rows: readonly Row[] = [
  ...[
    'status',
    'status /shop/web',
    'apps',
    'app /shop/web',
    'agents',
    'tasks --all',
    'roles',
    'offers',
    'volumes',
    'maintenance',
  ],
  ...['tasks /shop/web#0.8', 'tasks /shop/web#1.7', 'tasks /shop/web#2.11'],
  ...['why /x', 'rollouts', 'revisions', 'events', 'events --after 40', 'events --follow'],
  ...['logs /shop/web#0.9', 'pause /x', 'resume /x', 'abort /x!1', 'gone x', 'release x'],
  ...['drain a1 rack=r2 --batch 2', 'undrain a1'],
  ...['jobs', 'job /etl/clean', 'job /tools/reindex', 'runs /etl/clean', 'runs /etl/clean@m42'],
  ...['runs /etl/clean@a0f3c1d2e4b5a6978', 'graph', 'next /etl/extract', 'next /etl/clean'],
  ...['run /x', 'cancel /x@m1', 'retry /x@m1', 'logs /etl/clean@m42'],
  ...['explain App', 'explain Job.schedule', 'schema App', 'completion zsh'],
].map((line) => ({ line }));

const more: readonly Row[] = [
  { line: 'status --watch', world: interrupted },
  { line: 'status /shop/web --watch', world: interrupted },
  ...[
    'status',
    'apps',
    'app /x',
    'agents',
    'tasks',
    'roles',
    'volumes',
    'rollouts',
    'revisions',
  ].map((line) => ({ line, world: () => ({ client: crowd(200) }) })),
  { line: 'validate .', world: () => ({ root: shop().root }) },
  { line: 'validate .', world: () => ({ root: faulty() }), code: 1 },
  { line: 'plan . --against empty', world: () => ({ root: shop().root }) },
  { line: 'plan . --against empty', world: () => ({ root: faulty() }), code: 1 },
  { line: 'sync', world: () => ({ client: syncing }) },
  { line: 'sync --wait --timeout 1s', world: () => ({ client: syncing }), code: 1 },
  { line: 'sim --seed 3', world: () => ({ simulate: cannedWorlds() }) },
  { line: 'sim --seeds 5..7', world: () => ({ simulate: cannedWorlds() }), code: 1 },
  { line: 'run /etl/clean --wait', world: () => ({ client: succeeding }) },
  { line: 'up', world: upWorld },
];

const syncing = {
  ...cannedEngine,
  sync: async () => ({ formatVersion: 1 as const, commit: 'b'.repeat(40), revision: 8 }),
};

const succeeding = {
  ...cannedEngine,
  run: async () => ({ formatVersion: 1 as const, ...cannedRun('succeeded') }),
};

function upWorld(): World {
  const cluster = {
    ...{ url: 'http://127.0.0.1:5050', repo: '/r', isExample: true, dataFolder: '/data' },
    ...{ agents: ['agent-1'], warnings: ['tasks run as root'] },
    failed: new Promise<Error>(() => undefined),
    stop: async () => undefined,
  };
  return { ...interrupted(), startCluster: async () => cluster };
}

function documentsOf(stdout: string, isLines: boolean): readonly unknown[] {
  const texts = isLines ? stdout.trimEnd().split('\n') : [stdout];
  return texts.map((text) => JSON.parse(text));
}

async function expectJson({ line, world, code = 0 }: Row): Promise<void> {
  const [name = '', ...rest] = line.split(' ');
  const command = printing.find((each) => each.name === name);
  const isLines = /--follow|--watch|^logs/.test(line);
  const made = world?.() ?? { client: cannedEngine };
  const ran = await run([name, ...rest, '--output', 'json'], made);
  expect([ran.code, ran.stderr]).toEqual([code, '']);
  const documents = documentsOf(ran.stdout, isLines);
  expect(documents.length).toBeGreaterThan(0);
  for (const document of documents)
    expect(faultsOf([command?.json ?? []].flat(), document)).toEqual([]);
}

/** Of the schema that it is nearest to. */
function faultsOf(schemas: readonly string[], document: unknown): readonly string[] {
  if (schemas.includes('json-schema'))
    return Object.hasOwn(document as object, '$schema') ? [] : ['no schema'];
  const all = schemas.map((schema) => reportFaults(schema, document));
  return all.sort((one, other) => one.length - other.length)[0] ?? ['no schema is named'];
}

describe('as its schema says', () => {
  test.each([...rows, ...more].map((row) => [row.line, row] as const))('%s', async (_, row) => {
    await expectJson(row);
  });

  test.each(['rollback --dry-run', 'rollback'])('%s', async (line) => {
    const { root, first } = shop();
    await expectJson({ line: `${line} --to ${first}`, world: () => ({ root, env: {} }) });
  });
});

test('every command that prints JSON is tried here', () => {
  const tried = new Set(
    [...rows, ...more, { line: 'rollback' }].map(({ line }) => line.split(' ')[0]),
  );
  expect(printing.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
});
