// One agent a work directory, for good, whatever becomes of the process.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { fitName, openWorkFolder } from '../../../agentd/adapters/journal/work-folder.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const holder = fileURLToPath(new URL('../../support/agent/hold-work-folder.ts', import.meta.url));

describe('the identity', () => {
  test('is drawn once, and counts its starts', async () => {
    const work = join(tempFolder(), 'work');
    const first = await openWorkFolder(work, 'node-1');
    expect(first.identity.agentId).toMatch(/^node-1-[0-9a-f]{6}$/);
    expect(first.identity).toMatchObject({ clusterId: '', highestEpoch: 0, starts: 1 });
    first.release();
    const second = await openWorkFolder(work);
    expect(second.identity).toEqual({ ...first.identity, starts: 2 });
    second.release();
    expect(statSync(join(work, 'agent.json')).mode & 0o777).toBe(0o600);
  });

  test.each([
    ['another name', 'node-2', /--name node-2: .* belongs to agent node-1-[0-9a-f]{6}: leave/],
    ['a name that is none', 'Node 1', /--name "Node 1": not a name for an agent: a-z/],
  ])('%s is refused', async (_, name, message) => {
    const work = join(tempFolder(), 'work');
    if (name === 'node-2') (await openWorkFolder(work, 'node-1')).release();
    await expect(openWorkFolder(work, name)).rejects.toThrow(message);
  });

  test('that can’t be read is not drawn anew', async () => {
    const work = join(tempFolder(), 'work');
    (await openWorkFolder(work)).release();
    writeFileSync(join(work, 'agent.json'), '{"agentId": "x"}');
    await expect(openWorkFolder(work)).rejects.toThrow('not the identity of an agent');
    expect(readFileSync(join(work, 'agent.json'), 'utf8')).toBe('{"agentId": "x"}');
  });

  test.each([
    ['Host.Example', 'host.example'],
    ['_under_score', 'under-score'],
    ['ä', 'agent'],
    ['x'.repeat(80), 'x'.repeat(63)],
  ])('a machine called %s gives an agent called %s', (name, fit) => {
    expect(fitName(name)).toBe(fit);
  });
});

describe('a second agentd on the same directory', () => {
  test('is refused while the first one lives', async () => {
    const work = join(tempFolder(), 'work');
    const first = await openWorkFolder(work);
    await expect(openWorkFolder(work)).rejects.toThrow(`agentd ${process.pid} runs with this`);
    first.release();
    (await openWorkFolder(work)).release();
  });

  test('is let in after kill -9 of the first', async () => {
    const work = join(tempFolder(), 'work');
    const args = ['--import', 'tsx', holder, work];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    await expect(openWorkFolder(work)).rejects.toThrow(`agentd ${child.pid} runs with this`);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const next = await openWorkFolder(work);
    expect(next.identity.starts).toBe(2);
    next.release();
  });
});
