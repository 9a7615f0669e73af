// Biome with the project's own settings finds what the style forbids, where it forbids it.
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fixtureFolder } from '../support/house/fixture.ts';
import { projectFolder } from '../support/tidy/committed-files.ts';

interface Diagnostic {
  readonly category: string;
  readonly location: { readonly path: string };
}

/** Lints the files with the project's biome.json: `path: rule`, sorted. */
function lint(files: Readonly<Record<string, string>>): readonly string[] {
  const folder = fixtureFolder({ ...files, '.gitignore': '' });
  copyFileSync(`${projectFolder}/biome.json`, `${folder}/biome.json`);
  execFileSync('git', ['init', '--quiet'], { cwd: folder });
  const biome = `${projectFolder}/node_modules/.bin/biome`;
  const options = ['lint', '--reporter=json', '--max-diagnostics=none'];
  const run = spawnSync(biome, options, { cwd: folder, encoding: 'utf8', timeout: 60_000 });
  const { diagnostics } = JSON.parse(run.stdout) as { diagnostics: readonly Diagnostic[] };
  return diagnostics.map((one) => `${one.location.path}: ${one.category}`).sort();
}

const clock = 'export const now = (): number => Date.now();\n';
const dated = 'export const now = (): object => new Date();\n';
const pureRooms = [
  ...['lib', 'model', 'plan', 'allocate', 'place', 'roll', 'schedule', 'step'],
  ...['ports', 'loop', 'sim'],
].map((room) => `engine/${room}`);
const deterministic = [...pureRooms, 'specs', 'agentd/core', 'agentd/ports', 'agentd/loop'];

const globals = [
  ...['Date', 'performance', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'],
  ...['process', 'console', 'fetch', 'crypto', 'globalThis', 'Intl'],
];

const style: readonly (readonly [rule: string, text: string])[] = [
  ['suspicious/noExplicitAny', 'export const f = (x: any): void => void x;\n'],
  ['style/noNonNullAssertion', 'export const f = (x?: string): string => x!;\n'],
  ['style/noEnum', 'export enum Colour {\n  Red = 0,\n}\n'],
  ['style/noDefaultExport', 'export default 1;\n'],
  ['style/noNamespace', 'export namespace Room {\n  export const x = 1;\n}\n'],
  ['style/noParameterProperties', 'export class A {\n  constructor(readonly x: number) {}\n}\n'],
  ['performance/noBarrelFile', "export { x } from './x.ts';\n"],
  ['performance/noReExportAll', "export * from './x.ts';\n"],
  ['style/useImportType', "import { X } from './x.ts';\nexport const f = (x: X): X => x;\n"],
  ['correctness/noUnusedImports', "import { x } from './x.ts';\n"],
  [
    'nursery/noFloatingPromises',
    'const f = async (): Promise<void> => {};\nexport const g = (): void => {\n  f();\n};\n',
  ],
];

describe('biome', () => {
  test.each(style)('finds %s', (rule, text) => {
    expect(lint({ 'engine/http/bad.ts': text })).toContain(`engine/http/bad.ts: lint/${rule}`);
  });

  test.each(globals)('denies %s in a deciding room', (name) => {
    const found = lint({ 'engine/plan/bad.ts': `export const held = (): unknown => ${name};\n` });
    expect(found).toEqual(['engine/plan/bad.ts: lint/style/noRestrictedGlobals']);
  });

  test('denies a clock in every room that is pure or simulated', () => {
    const files = deterministic.flatMap((room) => [
      [`${room}/clock.ts`, clock],
      [`${room}/dated.ts`, dated],
    ]);
    const wanted = files.map(([path]) => `${path}: lint/style/noRestrictedGlobals`).sort();
    expect(lint(Object.fromEntries(files))).toEqual(wanted);
  });

  test('allows a clock in an adapter, and a field that is named like a global', () => {
    const field = 'export const f = (task: { process: number }): number => task.process;\n';
    expect(lint({ 'engine/adapters/a.ts': clock, 'engine/plan/a.ts': field })).toEqual([]);
  });
});
