// .ci/run runs the README's test command and ends with the closing line, whatever becomes of it.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fixtureFolder } from '../support/house/fixture.ts';
import { projectFolder } from '../support/tidy/committed-files.ts';

const command = 'npm ci && npm test';

test("is the README's test command", () => {
  expect(readFileSync(`${projectFolder}/README.md`, 'utf8')).toContain(`\n${command}\n`);
  expect(readFileSync(`${projectFolder}/.ci/run`, 'utf8')).toContain(command);
});

/** .ci/run in a checkout where `npm WORD` is this script: its last line and exit code. */
function ciRun(npm: string): readonly [line: string | undefined, code: number | null] {
  const folder = fixtureFolder({ 'bin/npm': `#!/bin/sh\n${npm}\n`, '.ci/empty': '' });
  cpSync(`${projectFolder}/.ci/run`, `${folder}/.ci/run`);
  chmodSync(`${folder}/bin/npm`, 0o755);
  const env = { ...process.env, PATH: `${folder}/bin:${process.env.PATH}` };
  const run = spawnSync('bash', [`${folder}/.ci/run`], { env, encoding: 'utf8', timeout: 20_000 });
  return [run.stdout.trimEnd().split('\n').at(-1), run.status];
}

test.each([
  ['green tests', '[ "$1" = ci ] || echo "3 passed, 0 failed"', '3 passed, 0 failed', 0],
  ['skipped ones', 'echo "3 passed, 0 failed, 1 skipped"', '3 passed, 0 failed, 1 skipped', 0],
  ['red tests', '[ "$1" = ci ] || { echo "2 passed, 1 failed"; exit 1; }', '2 passed, 1 failed', 1],
  ['an install that fails', 'echo no; exit 7', '0 passed, 1 failed', 7],
  ['tests that end without a word', 'echo hello', '0 passed, 1 failed', 1],
])('%s', (_, npm, line, code) => {
  expect(ciRun(npm)).toEqual([line, code]);
});
