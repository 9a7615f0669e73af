import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { closingLine } from '../support/house/closing-line.ts';
import { fixtureFolder } from '../support/house/fixture.ts';
import { projectFolder } from '../support/tidy/committed-files.ts';

test.each([
  [{ passed: 3, failed: 0, skipped: 0 }, '3 passed, 0 failed'],
  [{ passed: 3, failed: 1, skipped: 2 }, '3 passed, 1 failed, 2 skipped'],
  [{ passed: 0, failed: 0, skipped: 0 }, '0 passed, 1 failed'],
])('%j reads %s', (tally, line) => {
  expect(closingLine(tally)).toBe(line);
});

/** Runs vitest with the reporter over one test file: its last line and its exit code. */
function closing(text: string): readonly [line: string | undefined, code: number | null] {
  const config = `
    import { ClosingLine } from '${projectFolder}/test/support/house/closing-line.ts';
    export default { test: { globals: true, reporters: ['default', new ClosingLine()] } };
  `;
  const folder = fixtureFolder({ 'vitest.config.ts': config, 'a.test.ts': text });
  const vitest = `${projectFolder}/node_modules/.bin/vitest`;
  const options = { cwd: folder, encoding: 'utf8', timeout: 60_000 } as const;
  const run = spawnSync(vitest, ['run'], options);
  return [run.stdout.trimEnd().split('\n').at(-1), run.status];
}

test.each([
  ['passing tests', "test('a', () => {}); test('b', () => {});", '2 passed, 0 failed', 0],
  ['a failing one', "test('a', () => {}); test('b', () => { throw 1; });", '1 passed, 1 failed', 1],
  ['a skipped one', "test('a', () => {}); test.skip('b');", '1 passed, 0 failed, 1 skipped', 0],
  ['a file that does not load', 'throw new Error("early");', '0 passed, 1 failed', 1],
  [
    'an error outside any test',
    "test('a', () => { queueMicrotask(() => { throw new Error('late'); }); });",
    '1 passed, 1 failed',
    1,
  ],
  [
    'a hook that fails',
    "describe('d', () => { beforeAll(() => { throw 1; }); test('a', () => {}); });",
    '0 passed, 1 failed, 1 skipped',
    1,
  ],
])('%s', (_, text, line, code) => {
  expect(closing(text)).toEqual([line, code]);
});
