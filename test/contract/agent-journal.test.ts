import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { JournalFiles } from '../../agentd/adapters/journal/journal-files.ts';
import { FakeDisk, FakeJournal } from '../support/agent/fake-disk.ts';
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
