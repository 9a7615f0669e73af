// Each check of test/tidy.test.ts is shown to fail on what it is there for, and to pass beside it.
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { fixtureFolder } from '../support/house/fixture.ts';
import { committedFiles } from '../support/tidy/committed-files.ts';
import { functionLimitFaults } from '../support/tidy/function-limits.ts';
import { doorPlateFaults, folderFaults, topLevelFaults } from '../support/tidy/layout.ts';
import { linkFaults } from '../support/tidy/links.ts';
import { lockFaults } from '../support/tidy/lock-file.ts';
import { nameFaults } from '../support/tidy/names.ts';
import { purityFaults } from '../support/tidy/purity.ts';
import { isHandWritten, textFaults } from '../support/tidy/text-limits.ts';
import { type TidyFault, tidyLine } from '../support/tidy/tidy-fault.ts';
import { traceFaults } from '../support/tidy/traces.ts';

const lines = (faults: readonly TidyFault[]): readonly string[] => faults.map(tidyLine);
const times = (count: number, line: string): string => `${line}\n`.repeat(count);

describe('text', () => {
  test('of 401 lines is a fault, of 400 is none', () => {
    expect(lines(textFaults({ path: 'a.ts', text: times(401, 'f();') }))).toEqual([
      'a.ts:401: 401 lines: 400',
    ]);
    expect(textFaults({ path: 'a.ts', text: times(400, 'f();') })).toEqual([]);
  });

  test('of 101 columns is a fault, of 100 is none', () => {
    const text = `${'a'.repeat(100)}\n${'b'.repeat(101)}\n`;
    expect(lines(textFaults({ path: 'a.ts', text }))).toEqual(['a.ts:2: 101 columns: 100']);
  });

  test.each([
    ['engine/plan/plan.ts', true],
    ['examples/shop/web.mjs', true],
    ['schemas/generated/wire.ts', false],
    ['README.md', false],
  ])('%s is code by hand: %s', (path, expected) => {
    expect(isHandWritten(path)).toBe(expected);
  });
});

describe('functions', () => {
  const faults = (text: string, path = 'engine/plan/a.ts') =>
    lines(functionLimitFaults({ path, text }));

  test.each([
    ['a function', `function long() {\n${times(59, '  f();')}}`],
    ['an arrow', `const long = () => {\n${times(59, '  f();')}};`],
    ['a method', `class A {\n  long() {\n${times(59, '  f();')}  }\n}`],
    ['a getter', `class A {\n  get long() {\n${times(59, '  f();')}  }\n}`],
  ])('%s of 61 lines is a fault', (_, text) => {
    expect(faults(text)).toEqual([expect.stringMatching(/:[12]: long has 61 lines: 60$/)]);
  });

  test('one of 60 lines is none', () => {
    expect(faults(`function long() {\n${times(58, '  f();')}}`)).toEqual([]);
  });

  test('with five parameters is a fault, with four and a `this` is none', () => {
    expect(faults('const f = (a, b, c, d, e) => a;')).toEqual([
      'engine/plan/a.ts:1: f has 5 parameters: 4, then one named record',
    ]);
    expect(faults('function f(this: A, a, b, c, d) {}')).toEqual([]);
  });

  test.each([
    ['ifs', 'if (a) { if (b) { if (c) {\nif (d) { f(); } } } }'],
    ['loops', 'for (;;) { while (a) { do {\nfor (const x of y) f(); } while (b) } }'],
    ['switch and try', 'switch (a) { case 1: try { if (b) {\nswitch (c) {} } } catch {} }'],
  ])('%s four deep are a fault', (_, body) => {
    const found = faults(`function deep() {\n${body}\n}`);
    expect(found).toEqual(['engine/plan/a.ts:3: blocks nest 4 deep: 3']);
  });

  test('else-if chains and inner functions do not nest', () => {
    const chain = 'if (a) f(); else if (b) f(); else if (c) f(); else if (d) f(); else f();';
    const inner = 'if (a) { if (b) { if (c) { list.map(() => { if (d) f(); }); } } }';
    expect(faults(`function flat() { ${chain} ${inner} }`)).toEqual([]);
  });

  test('a describe is a heading in tests alone, and what stands in it is counted', () => {
    const body = `describe('x', () => {\n${times(70, "  test('y', () => {});")}});`;
    expect(faults(body, 'test/a.test.ts')).toEqual([]);
    expect(faults(body)).toHaveLength(1);
    const long = `describe('x', () => {\n  test('y', () => {\n${times(59, 'f();')}  });\n});`;
    expect(faults(long, 'test/a.test.ts')).toHaveLength(1);
  });
});

describe('purity', () => {
  const faults = (text: string, path = 'engine/plan/a.ts') => lines(purityFaults({ path, text }));

  test.each([
    ['Math.random()', 'Math.random: chance is handed in'],
    ['DateTime.now()', 'DateTime.now: time is an argument called nowMs'],
    ['a.localeCompare(b)', 'a.localeCompare: order and case without a locale'],
    ['a.toLocaleUpperCase()', 'a.toLocaleUpperCase: order and case without a locale'],
    ['async () => 1', 'async in a deciding room: no waiting'],
    ['f as Promise<void>', 'Promise in a deciding room: no waiting'],
  ])('%s in a deciding room is a fault', (expression, fault) => {
    expect(faults(`const x = ${expression};\n`)).toEqual([`engine/plan/a.ts:1: ${fault}`]);
  });

  test('a variable of the module is a fault, a constant is none', () => {
    expect(faults('let count = 0;\n', 'engine/adapters/a.ts')).toEqual([
      'engine/adapters/a.ts:1: a variable of the module: state belongs to a value or a class',
    ]);
    expect(faults('const bound = 3;\nexport const f = () => { let x = 1; };\n')).toEqual([]);
  });

  test('adapters wait, and tests draw', () => {
    expect(faults('const x = async () => Math.random();', 'engine/adapters/a.ts')).toEqual([]);
    expect(faults('let x = Math.random();', 'test/a.test.ts')).toEqual([]);
  });
});

describe('names', () => {
  test.each([
    ['engine/plan/utils.ts', 'the name utils: the question it answers'],
    ['engine/plan/task-types.ts', 'the name task-types: the question it answers'],
    ['engine/helpers/a.ts', 'the name helpers: the question it answers'],
    ['test/support/common.test.ts', 'the name common: the question it answers'],
    ['engine/plan/planDiff.ts', 'the name planDiff: kebab-case'],
    ['engine/plan/Plan.ts', 'the name Plan: kebab-case'],
    ['engine/plan/plan_diff.ts', 'the name plan_diff: kebab-case'],
  ])('%s is a fault', (path, fault) => {
    expect(lines(nameFaults(path))).toEqual([`${path}:1: ${fault}`]);
  });

  test.each([
    'engine/plan/plan-diff.ts',
    'engine/place/service-port.ts',
    'test/engine/plan/plan-diff.test.ts',
    'engine/adapters/store-lmdb.ts',
  ])('%s is none', (path) => {
    expect(nameFaults(path)).toEqual([]);
  });
});

describe('layout', () => {
  test('a new entry at the top is a fault, dot files are none', () => {
    expect(lines(topLevelFaults(['src/a.ts', 'engine/main.ts', '.ci/run', 'LICENSE']))).toEqual([
      'src:1: an entry at the top level: the top level is fixed',
    ]);
  });

  test('a fifteenth file is a fault, door plates, data and generated ones are none', () => {
    const files = Array.from({ length: 14 }, (_, at) => `engine/plan/f${at}.ts`);
    const others = ['engine/plan/README.md', 'engine/plan/a.yaml', 'schemas/generated/wire.ts'];
    expect(folderFaults([...files, ...others])).toEqual([]);
    expect(lines(folderFaults([...files, 'engine/plan/more.ts']))).toEqual([
      'engine/plan:1: 15 files: 14, then split the room',
    ]);
  });

  test('a room without a door plate is a fault, folders below rooms need none', () => {
    const paths = ['engine/README.md', 'engine/main.ts', 'engine/plan/diff/a.ts', 'specs/a.ts'];
    expect(lines(doorPlateFaults(paths)).map((line) => line.split(':')[0])).toEqual([
      'engine/plan/README.md',
      'specs/README.md',
    ]);
  });
});

describe('traces', () => {
  const faults = (text: string) => lines(traceFaults({ path: 'a.md', text }));
  const folder = ['', 'work', 'main'].join('/');
  const host = ['registry', 'npmjs', 'org'].join('.');

  test.each([
    [`cd ${folder}`, `a.md:1: ${folder.slice(0, -4)}: no path of a machine`],
    [`see "https://${host}/x"`, `a.md:1: ${host.slice(9)}: no host of a registry`],
    [`// ${'TO'}${'DO'}: later`, `a.md:1: ${'TO'}${'DO'}: done, or an issue`],
  ])('%s is a fault', (text, fault) => {
    expect(faults(text)).toEqual([fault]);
  });

  test('paths of a URL or below a folder are none, and binary files are passed over', () => {
    expect(faults(`http://example.org${folder}/x`)).toEqual([]);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of a template
    expect(faults('`${folder}/tmp/x`')).toEqual([]);
    expect(faults(`\0${folder}/x`)).toEqual([]);
  });
});

test('a link to nowhere is a fault, one outside or to a place in a file is none', () => {
  const text = '[a](gone.md) [b](../specs/README.md#x)\n[c](https://example.org) [d](#here)\n';
  const faults = linkFaults({ path: 'engine/README.md', text }, new Set(['specs/README.md']));
  expect(lines(faults)).toEqual(['engine/README.md:1: a link to gone.md: a file that is there']);
});

describe('the lock file', () => {
  const lock = (packages: object) => lines(lockFaults(JSON.stringify({ packages })));
  const needs = { optionalDependencies: { 'fast-linux': '1.0.0' } };

  test('with an address is a fault', () => {
    expect(lock({ 'node_modules/a': { resolved: 'https://example.org/a.tgz' } })).toHaveLength(1);
  });

  test('without an optional dependency is a fault, wherever it may stand it is none', () => {
    expect(lock({ 'node_modules/a': needs })).toEqual([
      'package-lock.json:1: fast-linux of node_modules/a is missing: ' +
        'an entry with version 1.0.0, os and cpu',
    ]);
    const inner = 'node_modules/@s/b/node_modules/a';
    expect(lock({ [inner]: needs, 'node_modules/fast-linux': {} })).toEqual([]);
    expect(lock({ [inner]: needs, [`${inner}/node_modules/fast-linux`]: {} })).toEqual([]);
  });
});

test('files are those that Git tracks or would track', () => {
  const folder = fixtureFolder({
    '.gitignore': 'out/\n',
    'b.ts': '',
    'out/c.ts': '',
    'a b.ts': '',
  });
  execFileSync('git', ['init', '--quiet'], { cwd: folder });
  execFileSync('git', ['add', 'b.ts'], { cwd: folder });
  expect(committedFiles(folder)).toEqual(['.gitignore', 'a b.ts', 'b.ts']);
});
