// What only root can do: run tasks as other users, and fill a disk of its own.
import { execFileSync } from 'node:child_process';
import { chmodSync, lstatSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { agentWorld } from '../../support/agent/agent-world.ts';
import { checkOf, orderOf, settingsOf } from '../../support/agent/orders.ts';
import { mountSmallDisk } from '../../support/small-disk.ts';

const task = '/shop/web#0.1';
const isRoot = process.getuid?.() === 0;
const id = (...words: string[]) => execFileSync('id', words, { encoding: 'utf8' }).trim();

async function asNobody() {
  const world = await agentWorld();
  chmodSync(dirname(world.work), 0o711);
  await world.startAgent({ defaultUser: 'nobody', allowRoot: false });
  return { ...world, sandbox: join(world.work, 'tasks/~shop~web#0.1/sandbox') };
}

function asRoot(): void {
  test('a task runs as its user with all its groups, and owns its sandbox', async () => {
    const { engine, sandbox } = await asNobody();
    const command = 'id -u; id -G; echo $HOME $USER; : > mine; cat "$SANDBOX/stdout" > /dev/null';
    engine.launch(orderOf(task, { command, user: 'www-data' }));
    await engine.until('its end', () => engine.hasEnded(task));
    expect(engine.status(task)?.state).toBe('finished');
    const out = readFileSync(join(sandbox, 'stdout'), 'utf8');
    expect(out).toBe(`${id('-u', 'www-data')}\n${id('-G', 'www-data')}\n/var/www www-data\n`);
    for (const name of ['', 'stdout', 'mine'])
      expect(statSync(join(sandbox, name)).uid).toBe(Number(id('-u', 'www-data')));
  });

  test('a task without a user runs as the default one, its checks too, and is killed', async () => {
    const { engine } = await asNobody();
    const uid = id('-u', 'nobody');
    const health = [checkOf({ kind: 'command', command: `[ "$(id -u)" = ${uid} ]` })];
    engine.launch(orderOf(task, { settings: settingsOf({ health }) }));
    await engine.until('healthy', () => engine.status(task)?.health === 'healthy');
    const policy = { delayMs: 0, graceMs: 500, signal: 'SIGTERM' };
    engine.tell({ kind: 'kill', taskId: task, taskDigest: 'digest-1', policy, reason: 'x' });
    await engine.until('its end', () => engine.status(task)?.state === 'killed');
  });

  test.each([
    ['root', 'user-not-allowed'],
    ['no-such-user', 'user-unknown'],
  ])('a task that wants to be %s fails as %s', async (user, reason) => {
    const { engine } = await asNobody();
    engine.launch(orderOf(task, { user }));
    await engine.until('its end', () => engine.hasEnded(task));
    expect(engine.status(task)).toMatchObject({ state: 'failed', reason });
  });

  test('a link where its output should be gives no right that its user hasn’t', async () => {
    const { engine, folder, sandbox } = await asNobody();
    const secret = join(folder, 'secret');
    writeFileSync(secret, 'canary\n', { mode: 0o600 });
    const command = `rm stderr; ln -s ${secret} stderr; exit 1`;
    engine.launch(orderOf(task, { command }));
    await engine.until('its end', () => engine.hasEnded(task));
    expect(lstatSync(join(sandbox, 'stderr')).isSymbolicLink()).toBe(true);
    expect(engine.status(task)?.message).toBe('exit code 1');
  });

  test('on a full disk a launch fails as sandbox-failed, and tasks that run go on', async () => {
    const disk = mountSmallDisk(1024 * 1024);
    if (disk === undefined)
      throw new Error('mount: a tmpfs is needed: run as a root that may mount');
    const { engine, startAgent } = await agentWorld();
    const agent = await startAgent({ work: join(disk.folder, 'work') });
    onTestFinished(async () => {
      await agent.stop(true);
      disk.remove();
    });
    engine.launch(orderOf('/a#0.1'));
    await engine.until('one runs', () => engine.status('/a#0.1')?.state === 'running');
    const fill = join(disk.folder, 'fill');
    expect(() => writeFileSync(fill, Buffer.alloc(2 * 1024 * 1024))).toThrow('ENOSPC');
    engine.launch(orderOf('/b#0.1', { env: { BIG: 'x'.repeat(10_000) } }));
    await engine.until('the other failed', () => engine.hasEnded('/b#0.1'));
    expect(engine.status('/b#0.1')).toMatchObject({ state: 'failed', reason: 'sandbox-failed' });
    expect(engine.status('/a#0.1')?.state).toBe('running');
  });
}

if (isRoot) describe('as root', asRoot);
else describe.skip('NOT RUN, needs root: tasks as other users, a full disk', asRoot);
