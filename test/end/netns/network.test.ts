// The networks that tests make for themselves: nothing of one is left, however its test ended.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { statOf } from '../../../agentd/adapters/processes/proc-table.ts';
import { folderOf, leftBy, pidsIn, sweepLeftovers } from '../../support/netns/namespaces.ts';
import { describeOnNetwork } from '../../support/netns/net-cluster.ts';
import { TestNetwork } from '../../support/netns/test-network.ts';
import { waitUntil } from '../../support/wait-until.ts';

const main = fileURLToPath(new URL('../../support/netns/doomed-main.ts', import.meta.url));

/** A test's process with a network that a process runs in. */
async function doomed() {
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', main], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer];
  const pid = child.pid ?? 0;
  const names = leftBy(pid);
  const machine = names.find((name) => name.endsWith('-a1')) ?? '';
  await waitUntil('a process is in it', () => pidsIn(machine).length > 0);
  const [inside = 0] = pidsIn(machine);
  return { child, pid, names, inside, keeperPid: Number(String(line)) };
}

const foldersOf = (pid: number): readonly string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith(basename(folderOf(pid))));

const isAlive = (pid: number): boolean => statOf(pid)?.isZombie === false;

function suite(): void {
  test('one goes with a test that is killed, and what runs in it', async () => {
    const { child, pid, names, inside } = await doomed();
    expect(names.length).toBe(5);
    child.kill('SIGKILL');
    const isLeft = (): boolean => leftBy(pid).length + foldersOf(pid).length > 0;
    await waitUntil('nothing is left', () => !isLeft());
    expect(isAlive(inside)).toBe(false);
  });

  test('one whose keeper is killed, too, goes at the next start of a test', async () => {
    const { child, pid, inside, keeperPid } = await doomed();
    process.kill(keeperPid, 'SIGKILL');
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    expect(leftBy(pid).length).toBe(5);
    expect(foldersOf(pid).length).toBe(1);
    sweepLeftovers();
    expect(leftBy(pid)).toEqual([]);
    expect(foldersOf(pid)).toEqual([]);
    expect(isAlive(inside)).toBe(false);
  });

  test('one of a test that lives is left alone', async () => {
    const { pid, inside } = await doomed();
    const network = new TestNetwork(['a1']);
    expect(leftBy(pid).length).toBe(5);
    expect(isAlive(inside)).toBe(true);
    await network.close();
    expect(leftBy(process.pid)).toEqual([]);
    expect(leftBy(pid).length).toBe(5);
  });
}

describeOnNetwork('the network of a test', suite);
