// meridian-agentd as a program: what it says of a wrong call, how it ends, and that its token is
// nowhere to be seen.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { statOf } from '../../../agentd/adapters/processes/proc-table.ts';
import { type AgentWorld, agentWorld } from '../../support/agent/agent-world.ts';
import { joinToken } from '../../support/agent/join-token.ts';
import { orderOf } from '../../support/agent/orders.ts';
import { waitUntil } from '../../support/wait-until.ts';

const main = fileURLToPath(new URL('../../../agentd/main.ts', import.meta.url));
const task = '/shop/web#0.1';

interface Program {
  readonly child: ChildProcess;
  /** All it has said so far. */
  said(): string;
  ended(): Promise<number | null>;
}

function run(args: readonly string[], env: object = {}): Program {
  const child = spawn(process.execPath, ['--import', 'tsx', main, ...args], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let text = '';
  const exited = once(child, 'close').then(([code]) => code as number | null);
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
    });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  return { child, said: () => text, ended: () => exited };
}

function agentArgs({ engine, folder, work }: AgentWorld): readonly string[] {
  const token = join(folder, 'token');
  writeFileSync(token, `${joinToken}\n`);
  const asRoot = process.getuid?.() === 0 ? ['--allow-root', '--default-user', 'root'] : [];
  return ['--engine', engine.url, '--work', work, '--token-file', token, ...asRoot];
}

async function runningTask(...more: readonly string[]) {
  const world = await agentWorld();
  const program = run([...agentArgs(world), ...more]);
  world.engine.launch(orderOf(task));
  await world.engine.until('it runs', () => world.engine.status(task)?.state === 'running');
  const child = readFileSync(join(world.work, 'tasks/~shop~web#0.1/child'), 'utf8');
  const isAlive = () => statOf(Number(child.split(' ')[0]))?.isZombie === false;
  return { world, program, isAlive };
}

describe('a wrong call', () => {
  test.each([
    [['--resources', 'cpu:4'], {}, '--engine: missing'],
    [['--engine', 'http://127.0.0.1:1', '--work', '/nowhere'], {}, 'MERIDIAN_JOIN_TOKEN: no join'],
    [
      ['--engine', 'nonsense', '--work', '/nowhere'],
      { MERIDIAN_JOIN_TOKEN: 'canary' },
      '--engine "nonsense": no address of an engine',
    ],
  ])('%j says what would be right', async (args, env, message) => {
    const program = run(args, { MERIDIAN_JOIN_TOKEN: '', ...env });
    expect(await program.ended()).toBe(1);
    expect(program.said()).toContain(message);
    expect(program.said()).not.toContain('canary');
    expect(program.said()).not.toContain('    at ');
  });

  test('on a work directory that is taken is refused', async () => {
    const { world } = await runningTask();
    const second = run(agentArgs(world));
    expect(await second.ended()).toBe(1);
    expect(second.said()).toContain('runs with this work directory: stop it, or give another');
  });
});

describe('its end', () => {
  test('by SIGTERM leaves the tasks running', async () => {
    const { program, isAlive } = await runningTask();
    program.child.kill('SIGTERM');
    expect(await program.ended()).toBe(0);
    expect(program.said()).toContain('stopped; its tasks run on');
    expect(isAlive()).toBe(true);
    expect(program.said()).not.toContain('canary');
  });

  test('by SIGTERM with --kill-tasks-on-exit ends the tasks first', async () => {
    const { program, isAlive } = await runningTask('--kill-tasks-on-exit');
    program.child.kill('SIGTERM');
    expect(await program.ended()).toBe(0);
    expect(isAlive()).toBe(false);
  });

  test('comes with the end of stdin under --exit-with-stdin', async () => {
    const flags = ['--exit-with-stdin', '--kill-tasks-on-exit'];
    const { program, isAlive } = await runningTask(...flags);
    program.child.stdin?.end();
    expect(await program.ended()).toBe(0);
    expect(isAlive()).toBe(false);
  });
});

test('its token is not in its command line, its log, or its tasks’ environment', async () => {
  const world = await agentWorld();
  const args = agentArgs(world).filter((_, index, all) => !/token/.test(all[index] ?? ''));
  const program = run(args, { MERIDIAN_JOIN_TOKEN: joinToken });
  world.engine.launch(orderOf(task, { command: 'env; tr "\\0" "\\n" < /proc/$PPID/environ' }));
  await world.engine.until('its end', () => world.engine.hasEnded(task));
  const sandbox = join(world.work, 'tasks/~shop~web#0.1/sandbox');
  expect(readFileSync(join(sandbox, 'stdout'), 'utf8')).toContain('SANDBOX=');
  expect(readFileSync(join(sandbox, 'stdout'), 'utf8')).not.toContain('canary');
  const pid = program.child.pid;
  await waitUntil('it is up', () => world.engine.connections.size === 1);
  expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).not.toContain('canary');
  expect(program.said()).not.toContain('canary');
});
