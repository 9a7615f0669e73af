// One agent and its tasks, with real processes, against a fake engine.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { agentWorld } from '../../support/agent/agent-world.ts';
import { checkOf, orderOf, settingsOf } from '../../support/agent/orders.ts';

const task = '/shop/web#0.1';

describe('a task', () => {
  test('runs in its sandbox with its environment and ends finished', async () => {
    const { engine, startAgent, work } = await agentWorld();
    await startAgent();
    const command = 'echo "$GREETING $PWD $SANDBOX $MESOS_SANDBOX"; [ -n "$HOST" ]';
    engine.launch(orderOf(task, { command, env: { GREETING: 'hello', A_B: '1' } }));
    await engine.until('its end', () => engine.hasEnded(task));
    const sandbox = `${work}/tasks/~shop~web#0.1/sandbox`;
    expect(engine.status(task)).toMatchObject({ state: 'finished', exitCode: 0 });
    expect(readFileSync(`${sandbox}/stdout`, 'utf8')).toBe(
      `hello ${sandbox} ${sandbox} ${sandbox}\n`,
    );
    expect(engine.faults).toEqual([]);
  });

  test('that fails says its exit code and its last words', async () => {
    const { engine, startAgent } = await agentWorld();
    await startAgent();
    engine.launch(orderOf(task, { command: 'echo no database >&2; exit 7' }));
    await engine.until('its end', () => engine.hasEnded(task));
    expect(engine.status(task)).toMatchObject({
      state: 'failed',
      reason: 'command-exit',
      exitCode: 7,
      message: 'exit code 7\nstderr: no database',
    });
  });

  test('is killed by its signal, and the whole group after its grace', async () => {
    const { engine, startAgent } = await agentWorld();
    await startAgent();
    const deaf = `trap '' TERM; (trap '' TERM; sleep 1000) & echo up; wait`;
    engine.launch(orderOf('/deaf#0.1', { command: deaf }));
    engine.launch(orderOf('/good#0.1', { command: `trap 'exit 0' TERM; sleep 1000 & wait` }));
    const states = () => ['/deaf#0.1', '/good#0.1'].map((id) => engine.status(id)?.state);
    await engine.until('both run', () => states().every((state) => state === 'running'));
    const policy = { delayMs: 0, graceMs: 300, signal: 'SIGTERM' };
    for (const taskId of ['/deaf#0.1', '/good#0.1'])
      engine.tell({ kind: 'kill', taskId, taskDigest: 'digest-1', policy, reason: 'enough' });
    await engine.until('both ended', () => states().every((state) => state === 'killed'));
    expect(engine.status('/deaf#0.1')).toMatchObject({ reason: 'killed', signal: 'SIGKILL' });
    expect(engine.status('/good#0.1')).toMatchObject({ reason: 'killed', exitCode: 0 });
  });

  test('whose port is taken fails as port-busy and says by whom', async () => {
    const { engine, startAgent } = await agentWorld();
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await startAgent();
    engine.launch(orderOf(task, { ports: [{ name: 'http', port, protocol: 'tcp' }] }));
    await engine.until('its end', () => engine.hasEnded(task));
    server.close();
    const { message } = engine.status(task) ?? {};
    expect(engine.status(task)).toMatchObject({ state: 'failed', reason: 'port-busy' });
    expect(message).toContain(`port ${port}/tcp (http) is taken by`);
    expect(message).toContain(`pid ${process.pid}`);
  });

  test('that outlives its timeout is ended by its supervisor', async () => {
    const { engine, startAgent } = await agentWorld();
    await startAgent();
    engine.launch(orderOf(task, { timeoutMs: 200 }));
    await engine.until('its end', () => engine.hasEnded(task));
    expect(engine.status(task)).toMatchObject({ state: 'failed', reason: 'timeout' });
  });

  test('becomes healthy, and is killed as unhealthy at the n-th failure', async () => {
    const { engine, startAgent } = await agentWorld();
    await startAgent();
    const health = [checkOf({ kind: 'command', command: '[ ! -e broken ]' })];
    const command = 'while [ ! -e go ]; do sleep 0.05; done; : > broken; exec sleep 1000';
    engine.launch(orderOf(task, { command, settings: { health } }));
    await engine.until('healthy', () => engine.status(task)?.health === 'healthy');
    expect(engine.status(task)?.healthySinceMs).toBeGreaterThan(0);
    const go = checkOf({ kind: 'command', command: ': > go' });
    const settings = settingsOf({ digest: 'settings-2', health, readiness: [go] });
    engine.tell({ kind: 'configure', taskId: task, settings, trial: false });
    await engine.until('its end', () => engine.hasEnded(task));
    expect(engine.status(task)).toMatchObject({ state: 'failed', reason: 'unhealthy' });
    expect(engine.status(task)?.message).toContain('failed 3 times in a row: exit code 1');
  });
});
