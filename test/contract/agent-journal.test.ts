import {
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { JournalFiles } from '../../agentd/adapters/journal/journal-files.ts';
import { FakeDisk, FakeJournal } from '../support/agent/fakes/fake-disk.ts';
import { drivenJournal } from '../support/sim/driven-machine.ts';
import { HandMachine } from '../support/sim/hand-machine.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { journalContract } from './agent-journal.ts';

journalContract('the journal in memory', () => {
  const disk = new FakeDisk();
  return {
    open: () => new FakeJournal(disk),
    breakDisk: () => {
      disk.error = 'no space left';
    },
  };
});

journalContract('the journal of a simulated machine', () => {
  const world = new HandMachine();
  return {
    open: () => {
      world.restartAgent();
      return drivenJournal(world);
    },
    breakDisk: () => {
      world.fillDisk();
    },
  };
});

journalContract('the journal on files', () => {
  const work = join(tempFolder(), 'work');
  mkdirSync(join(work, 'tasks'), { recursive: true });
  return { open: () => new JournalFiles(work), breakDisk: () => fillUp(work) };
});

/** Every name that a write uses first leads to a full device. */
function fillUp(work: string): void {
  const full = (path: string) => symlinkSync('/dev/full', path);
  full(join(work, 'agent.json.tmp'));
  full(join(work, 'tasks', '~a#0.1', 'marks.json.tmp'));
  // The folder can't be renamed to where a file stands.
  writeFileSync(join(work, 'tasks', '~b#0.1'), '');
}

test('an order is readable by the agent alone, and half an order is no task', async () => {
  const work = join(tempFolder(), 'work');
  mkdirSync(join(work, 'tasks', '.new-7'), { recursive: true });
  writeFileSync(join(work, 'tasks', '.new-7', 'order.json'), '{"taskId"');
  const journal = new JournalFiles(work);
  expect(await journal.load()).toEqual([]);
  await journal.saveOrder('/a#0.1', { env: { SECRET: 'canary' } });
  const path = join(work, 'tasks', '~a#0.1', 'order.json');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readFileSync(path, 'utf8')).toContain('canary');
});

/** None when it isn't there. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

test('a task goes from the journal all at once: no half of it is ever seen', async () => {
  const work = join(tempFolder(), 'work');
  const folder = join(work, 'tasks', '~a#0.1');
  mkdirSync(join(work, 'tasks'), { recursive: true });
  const journal = new JournalFiles(work);
  await journal.saveOrder('/a#0.1', { taskId: '/a#0.1' });
  await journal.saveMarks('/a#0.1', { ackedSeq: 1 }, true);
  mkdirSync(join(folder, 'sandbox'));
  for (let file = 0; file < 300; file += 1) writeFileSync(join(folder, 'sandbox', `${file}`), '');
  let isRemoved = false;
  const removed = journal.remove('/a#0.1').finally(() => {
    isRemoved = true;
  });
  const halves: (readonly string[])[] = [];
  while (!isRemoved) {
    const names = namesIn(folder);
    if (names.length === 1 || names.length === 2) halves.push(names);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await removed;
  expect(halves).toEqual([]);
  expect(readdirSync(join(work, 'tasks'))).toEqual([]);
});

test('what is left of a removal that was cut short is no task, and goes', async () => {
  const work = join(tempFolder(), 'work');
  mkdirSync(join(work, 'tasks', '.gone-~a#0.1'), { recursive: true });
  writeFileSync(join(work, 'tasks', '.gone-~a#0.1', 'order.json'), '{"taskId":"/a#0.1"}');
  expect(await new JournalFiles(work).load()).toEqual([]);
  expect(readdirSync(join(work, 'tasks'))).toEqual([]);
});
