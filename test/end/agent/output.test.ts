// What an attempt of a run says at its end, with real processes: its cpu time and its newest
// output, also when nobody looked on; and that its id is as good as any other.
import { existsSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { agentWorld } from '../../support/agent/agent-world.ts';
import { orderOf } from '../../support/agent/orders.ts';
import { StepWorld } from '../../support/supervisor/step-world.ts';
import { waitUntil } from '../../support/wait-until.ts';

const taskId = '/etl/load@t20260101T020000Z.1';
const folderName = '~etl~load@t20260101T020000Z.1';
/** Burns some cpu, in a child that is waited for, too. */
const busy = 'i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done';
const printing = `sh -c '${busy}'; ${busy}; printf 'first\\nsecond\\nthird\\n'; echo äöü >&2`;

test('an attempt runs in a folder of its name, says its cpu time and newest output', async () => {
  const { engine, startAgent, work } = await agentWorld();
  await startAgent();
  engine.launch(orderOf(taskId, { command: printing, logTailBytes: 14 }));
  await engine.until('its end', () => engine.hasEnded(taskId));
  const status = engine.status(taskId);
  expect(status).toMatchObject({
    state: 'finished',
    logTail: { stdout: 'second\nthird\n', stderr: 'äöü\n' },
  });
  expect(status?.cpuMs).toBeGreaterThanOrEqual(40);
  expect(status?.cpuMs).toBeLessThan(60_000);
  expect(existsSync(`${work}/tasks/${folderName}/sandbox/stdout`)).toBe(true);
  const request = { streamId: 's1', taskId, file: 'stdout' as const, follow: false };
  engine.tell({ kind: 'open-stream', ...request });
  await engine.until('its output', () => engine.streams.get('s1')?.code === 1000);
  expect(engine.streams.get('s1')?.bytes.toString()).toBe('first\nsecond\nthird\n');
  expect(engine.refusals).toEqual([]);
});

test('an attempt is killed by its id', async () => {
  const { engine, startAgent } = await agentWorld();
  await startAgent();
  const command = `trap 'echo last words; exit 3' TERM; echo up; while :; do sleep 0.05; done`;
  engine.launch(orderOf(taskId, { command, logTailBytes: 4_096 }));
  await engine.until('it runs', () => engine.status(taskId)?.state === 'running');
  const policy = { delayMs: 0, graceMs: 5_000, signal: 'SIGTERM' };
  engine.tell({ kind: 'kill', taskId, taskDigest: 'digest-1', policy, reason: 'replaced' });
  await engine.until('its end', () => engine.hasEnded(taskId));
  expect(engine.status(taskId)).toMatchObject({ state: 'killed', reason: 'killed' });
  expect(engine.status(taskId)?.logTail?.stdout).toContain('last words\n');
  expect(engine.status(taskId)?.cpuMs).toBeGreaterThanOrEqual(0);
});

test('an agent that was killed says cpu time and output of what ended meanwhile', async () => {
  const world = await StepWorld.start();
  await world.startAgent();
  const { engine } = world;
  const command = `${printing}; while [ ! -e ../go ]; do sleep 0.05; done; ${busy}; exit 7`;
  engine.launch(orderOf(taskId, { command, logTailBytes: 6 }));
  await engine.until('it runs', () => engine.status(taskId)?.state === 'running');
  await world.killAgent();
  const folder = `${world.work}/tasks/${folderName}`;
  writeFileSync(`${folder}/go`, '');
  await waitUntil('its exit', () => existsSync(`${folder}/exit`));
  engine.acknowledges = false;
  await world.startAgent();
  await engine.until('its end', () => engine.hasEnded(taskId));
  const end = engine.status(taskId);
  expect(end).toMatchObject({
    ...{ state: 'failed', exitCode: 7, message: 'exit code 7\nstderr: äöü' },
    logTail: { stdout: 'third\n', stderr: 'öü\n' },
  });
  expect(end?.cpuMs).toBeGreaterThanOrEqual(40);
  await world.killAgent();
  await world.startAgent();
  expect(engine.registers.at(-1)?.tasks.map(({ status }) => status)).toEqual([end]);
  expect(engine.faults).toEqual([]);
});
