// examples/shop/README.md, line by line, on the cluster that `npm start` starts.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openClient } from '../../engine/client.ts';
import { freePort } from '../support/cluster/free-port.ts';
import { shellBlocks } from '../support/cluster/readme-lines.ts';
import { processesUnder } from '../support/cluster/task-processes.ts';
import { waitUntil } from '../support/wait-until.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const main = join(root, '.build/engine/main.js');
const readme = readFileSync(join(root, 'examples/shop/README.md'), 'utf8');
const blocks = shellBlocks(readme);
const run = promisify(execFile);

let folder: string;
let up: ChildProcess;
let said = '';
let port: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'meridian-shop-'));
  port = await freePort();
  writeFileSync(
    join(folder, 'meridian'),
    `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`,
    {
      mode: 0o755,
    },
  );
  up = spawn(process.execPath, [main, 'up', '--data', join(folder, 'data'), '--port', `${port}`]);
  up.stdout?.on('data', (text) => {
    said += text;
  });
  up.stderr?.on('data', (text) => {
    said += text;
  });
  await waitUntil('the shop is healthy', async () => allHealthy(), 60_000);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const client = () => openClient({ url: `http://127.0.0.1:${port}` });

async function allHealthy(): Promise<boolean> {
  const { items } = await client()
    .apps()
    .catch(() => ({ items: [] }));
  return items.length === 3 && items.every((app) => app.state === 'healthy');
}

/** A block in bash, each line of it: the first that fails is told with what it said. */
async function type(block: string): Promise<string> {
  const env = {
    ...process.env,
    PATH: `${folder}:${process.env.PATH}`,
    MERIDIAN_URL: `http://127.0.0.1:${port}`,
    GIT_EDITOR: 'true',
  };
  const script = block
    .split('\n')
    .map((line) => (line.startsWith('! ') ? `if ${line.slice(2)}; then exit 9; fi` : line))
    .join('\n');
  const { stdout } = await run('bash', ['-e', '-c', script], {
    cwd: join(folder, 'data/repo'),
    env,
    timeout: 90_000,
  });
  return stdout;
}

describe('the walk through examples/shop', () => {
  it('has commands to follow', () => {
    expect(blocks.length).toBeGreaterThanOrEqual(6);
  });

  it.each(blocks.map((block, index) => [index + 1, block] as const))(
    'goes as written: block %i',
    async (_, block) => {
      const output = await type(block);
      if (block.includes('meridian plan')) expect(output).toMatch(/REPLACE 3/);
      if (block.includes('meridian why')) expect(output).toMatch(/not in prod mode|health|failed/);
      expect(output).not.toMatch(/undefined|NaN|\[object/);
    },
  );

  it('ends with the shop as it was after the good commit', async () => {
    expect(await allHealthy()).toBe(true);
    const { items } = await client().tasks({ name: '/shop/web' });
    const running = items.filter((task) => task.state === 'running');
    expect(running.map((task) => task.id)).toEqual([
      '/shop/web#0.2',
      '/shop/web#1.2',
      '/shop/web#2.2',
    ]);
  });

  it('leaves nothing behind after Ctrl-C', async () => {
    const ended = once(up, 'exit');
    up.kill('SIGINT');
    await ended;
    await waitUntil('no process is left', () => processesUnder(folder).length === 0, 20_000);
    expect(said).toContain('meridian status');
  });
});
