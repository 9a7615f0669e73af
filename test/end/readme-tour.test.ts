// The first ten minutes of README.md, every line, as somebody new types them: a fresh clone, `npm
// ci && npm start` in one terminal, and in a second one what that prints to type there, then the
// tour.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FirstTerminal } from '../support/cluster/first-terminal.ts';
import { freePort } from '../support/cluster/free-port.ts';
import { readmeBlocks } from '../support/cluster/readme-lines.ts';

const run = promisify(execFile);
const blocks = readmeBlocks('README.md', 'The first ten minutes');
/** Installing takes longest. */
const startBoundMs = 300_000;
const typeBoundMs = 120_000;

let terminal: FirstTerminal;
let port: number;
/** What the second terminal is told to type first: the alias, and the way to the repository. */
let firstLines: string;

beforeAll(async () => {
  terminal = new FirstTerminal();
  port = await freePort();
});

afterAll(() => terminal.close());

const isStart = (block: string): boolean => /^npm .*start$/m.test(block);

/** The port alone is not as written: another engine may run on this machine. */
async function start(block: string): Promise<string> {
  await terminal.start(`${block.trim()} -- --port ${port}`, 'Ctrl-C here', startBoundMs);
  const [, lines = ''] = /In a second terminal:\n((?: {2}.*\n){2})/.exec(terminal.said) ?? [];
  firstLines = lines;
  return terminal.said;
}

/** An alias is for people's shells: a script has to ask for them. */
async function type(block: string): Promise<string> {
  const lines = block
    .split('\n')
    .map((line) => (line.startsWith('! ') ? `if ${line.slice(2)}; then exit 9; fi` : line));
  const script = `shopt -s expand_aliases\n${firstLines}\n${lines.join('\n')}`;
  const options = { cwd: terminal.folder, env: terminal.env, timeout: typeBoundMs };
  const { stdout } = await run('bash', ['-e', '-c', script], options);
  return stdout;
}

/** What a block that has a line says, besides going well. */
const said: readonly (readonly [string, RegExp])[] = [
  ['npm ci', /3 apps[\s\S]*4 jobs\n {2}\/etl\/extract is due in /],
  ['meridian jobs', /\/etl\/report/],
  ['"Say hi"', /REPLACE 3[\s\S]*is healthy: 3 apps/],
  ['why /shop/web', /not in prod mode|health|failed/],
  ['git revert', /is healthy: 3 apps/],
  ['hello.yaml', /\+ job {5}\/hello [\s\S]*hello from \/hello@m\d+/],
  ['drain agent-2', /agent-2-\w{6} is drained|agent-2-\w{6} +drained[\s\S]*placed on again/],
  ['runs /hello', /3 apps: 3 healthy[\s\S]*\/hello@m\d+ +succeeded/],
];

describe('the first ten minutes', () => {
  it('begin with a start, and have a second one on the same data', () => {
    expect(blocks.findIndex(isStart)).toBe(0);
    expect(blocks.filter(isStart)).toHaveLength(2);
    expect(blocks.length).toBeGreaterThanOrEqual(8);
    for (const [line] of said) expect(blocks.some((block) => block.includes(line))).toBe(true);
  });

  it.each(blocks.map((block, index) => [index + 1, block] as const))(
    'go as written: block %i',
    async (_, block) => {
      const output = isStart(block) ? await start(block) : await type(block);
      for (const [line, text] of said) if (block.includes(line)) expect(output).toMatch(text);
      expect(output).not.toMatch(/undefined|NaN|\[object/);
    },
    startBoundMs,
  );

  it('end with Ctrl-C, which leaves nothing running and no error behind', async () => {
    await terminal.interrupt();
    expect(terminal.said).not.toMatch(/npm error|can't be reached|bug/);
  });
});
