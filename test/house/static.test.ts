// The tools that read the code without running it. Each is a test, so that a run of all tests says
// in one line whether the house is in order; its output is the failure.
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { projectFolder } from '../support/tidy/committed-files.ts';

const timeoutMs = 110_000;

const tools: readonly (readonly [promise: string, tool: string, args: readonly string[]])[] = [
  ['pure rooms compile without a host', 'tsc', ['-b', 'tsconfig.core.json']],
  ['tests compile', 'tsc', ['-b', 'test']],
  [
    'the linter and formatter are content',
    'biome',
    ['check', '--error-on-warnings', '--max-diagnostics=200'],
  ],
  ['no file, export or dependency is unused', 'knip', ['--no-progress', '--no-config-hints']],
];

test.each(tools)('%s', (_, tool, args) => {
  const program = `${projectFolder}/node_modules/.bin/${tool}`;
  const options = { cwd: projectFolder, encoding: 'utf8', timeout: timeoutMs } as const;
  const { status, stdout, stderr, error } = spawnSync(program, args, options);
  if (status !== 0) throw new Error(`${tool} ${args.join(' ')}\n${stdout}${stderr}${error ?? ''}`);
  expect(status).toBe(0);
});
