import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tempFolder } from '../temp-folder.ts';

export type FixtureFiles = Readonly<Record<string, string>>;

const outside = [
  'ajv',
  '@noble/hashes',
  'luxon',
  'cron-parser',
  're2js',
  'yaml',
  'fastify',
  'commander',
];
const tools = ['vitest', 'json-schema-to-typescript'];

const fakePackages: FixtureFiles = Object.fromEntries(
  [...outside, ...tools, 'undeclared'].flatMap((name) => [
    [`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0' })],
    [`node_modules/${name}/index.js`, ''],
  ]),
);

const listed = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, '1']));

const manifest = JSON.stringify({
  type: 'module',
  dependencies: listed(outside),
  devDependencies: listed(tools),
});

/** A folder with these files, by path; it goes when the test is over. */
export function fixtureFolder(files: FixtureFiles): string {
  const folder = tempFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** The same with a package.json and the packages that the project's rules know by name. */
export const projectFixture = (files: FixtureFiles): string =>
  fixtureFolder({ 'package.json': manifest, ...fakePackages, ...files });
