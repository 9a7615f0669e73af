// Real processes that don't do as they are told: a command that SIGKILL doesn't end, and
// supervisors that hang on their way to it. Each is told of, and each comes to an end.
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { allPids, statOf } from '../../../agentd/adapters/processes/proc-table.ts';
import { supervisorScript } from '../../../agentd/adapters/processes/supervisor-script.ts';
import { agentWorld } from '../../support/agent/agent-world.ts';
import { orderOf } from '../../support/agent/orders.ts';
import { processesUnder } from '../../support/cluster/task-processes.ts';
import { canFreeze, FrozenGroup } from '../../support/supervisor/frozen-group.ts';

const task = '/shop/web#0.1';
const policy = { delayMs: 0, graceMs: 300, signal: 'SIGTERM' };

function frozen(): void {
  test('what SIGKILL doesn’t end is told of with where it hangs, and ends at last', async () => {
    const { engine, startAgent, work } = await agentWorld();
    await startAgent();
    engine.launch(orderOf(task, { command: 'exec sleep 1000' }));
    await engine.until('it runs', () => engine.status(task)?.state === 'running');
    const pid = Number.parseInt(readFileSync(`${work}/tasks/~shop~web#0.1/child`, 'latin1'), 10);
    const group = new FrozenGroup('stuck');
    onTestFinished(() => group.remove());
    await group.freeze(pid);
    engine.tell({ kind: 'kill', taskId: task, taskDigest: 'digest-1', policy, reason: 'scaled' });
    await engine.until('it is killing', () => engine.status(task)?.state === 'killing');
    expect(engine.status(task)).toMatchObject({ message: 'scaled' });
    const isStuck = () => engine.status(task)?.reason === 'unkillable';
    await engine.until('it says that it is stuck', isStuck, 30_000);
    expect(engine.status(task)?.message).toMatch(
      new RegExp(
        `^a process of it outlives SIGKILL: pid ${pid} \\(sleep\\) is in state D, in \\w+$`,
      ),
    );
    expect(statOf(pid)?.isZombie).toBe(false);
    group.thaw();
    await engine.until('its end', () => engine.hasEnded(task), 30_000);
    expect(engine.status(task)).toMatchObject({ state: 'killed', reason: 'killed' });
    expect(engine.faults).toEqual([]);
  });
}

if (canFreeze()) describe('on a frozen cgroup', frozen);
else describe.skip('NOT RUN, needs root and cgroup v1 freezer: what SIGKILL doesn’t end', frozen);

const head = '#!/bin/sh\n';
const hang = 'sleep 1000';
/** Before it claims, after that, and after it has recorded itself; and one that is only slow. */
const hangs: readonly (readonly [where: string, script: string, says: RegExp])[] = [
  ['before its claim', `${head}${hang}\n`, /its supervisor had not begun either$/],
  [
    'behind its claim',
    supervisorScript.replace('look_at "/proc/$$/stat" || exit 4', hang),
    /its supervisor hung before it$/,
  ],
  [
    'before its command',
    supervisorScript.replace('( run "$@" )', `( ${hang} )`),
    /its supervisor hung before it$/,
  ],
  [
    'and then goes on',
    supervisorScript.replace('set -C', 'sleep 3\nset -C'),
    /its supervisor had not begun either$/,
  ],
];

/** Processes that were called with a path below it, or work there. */
const processesOf = (folder: string): readonly (number | string)[] => [
  ...processesUnder(folder),
  ...allPids().flatMap((pid) => {
    const words = wordsOf(pid);
    return words.includes(folder) ? [words] : [];
  }),
];

function wordsOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

test.each(hangs)('a supervisor that hangs %s is given up in time', async (_, script, says) => {
  const { engine, folder, startAgent, work } = await agentWorld();
  await startAgent({ startTimeoutMs: 1_000 });
  expect(script).not.toBe(supervisorScript);
  writeFileSync(`${work}/supervisor`, script);
  engine.launch(orderOf(task, { command: `touch ${folder}/ran` }));
  await engine.until('it is starting', () => engine.status(task)?.phase?.name === 'starting');
  await engine.until('its end', () => engine.hasEnded(task));
  expect(engine.status(task)).toMatchObject({ state: 'failed', reason: 'start-timeout' });
  expect(engine.status(task)?.message).toMatch(says);
  expect(processesOf(folder)).toEqual([]);
  expect(engine.history.get(task)?.map(({ state }) => state)).not.toContain('running');
  expect(engine.faults).toEqual([]);
});
