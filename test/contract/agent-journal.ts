// What every Journal of an agent keeps: on files, and in memory.
import { describe, expect, test } from 'vitest';
import type { Journal } from '../../agentd/ports/journal.ts';

export interface JournalWorld {
  /** A journal on the same disk as the ones before it. */
  open(): Journal;
  /** From now on nothing can be written. */
  breakDisk(): void;
}

const file = (taskId: string) => ({ taskId, order: { words: ['ä', '\n', '"'] } });

export function journalContract(name: string, make: () => JournalWorld): void {
  describe(`${name} keeps the Journal contract`, () => {
    test('what was saved is there for the next journal, sorted', async () => {
      const world = make();
      const journal = world.open();
      await journal.saveOrder('/b#0.1', file('/b#0.1'));
      await journal.saveOrder('/a/c#0.1', file('/a/c#0.1'));
      await journal.saveOrder('/a/c@t2026.1', file('/a/c@t2026.1'));
      await journal.saveMarks('/b#0.1', { ackedSeq: 1 }, true);
      await journal.saveMarks('/b#0.1', { ackedSeq: 2 }, false);
      await journal.saveHealth('/b#0.1', { checks: [] });
      const loaded = await world.open().load();
      expect(loaded.map(({ order, marks, health }) => ({ order, marks, health }))).toEqual([
        { order: file('/a/c#0.1'), marks: undefined, health: undefined },
        { order: file('/a/c@t2026.1'), marks: undefined, health: undefined },
        { order: file('/b#0.1'), marks: { ackedSeq: 2 }, health: { checks: [] } },
      ]);
    });

    test('what was removed is gone, and removing it again is no error', async () => {
      const world = make();
      const journal = world.open();
      await journal.saveOrder('/a#0.1', file('/a#0.1'));
      await journal.remove('/a#0.1');
      await journal.remove('/a#0.1');
      expect(await world.open().load()).toEqual([]);
    });

    test('a write that fails rejects, and leaves what was there before', async () => {
      const world = make();
      const journal = world.open();
      await journal.saveOrder('/a#0.1', file('/a#0.1'));
      await journal.saveMarks('/a#0.1', { ackedSeq: 1 }, true);
      world.breakDisk();
      await expect(journal.saveOrder('/b#0.1', file('/b#0.1'))).rejects.toThrow();
      await expect(journal.saveMarks('/a#0.1', { ackedSeq: 2 }, true)).rejects.toThrow();
      await expect(journal.saveIdentity({ agentId: 'x' })).rejects.toThrow();
      const loaded = await world.open().load();
      expect(loaded.map(({ marks }) => marks)).toEqual([{ ackedSeq: 1 }]);
    });

    test('many tasks are saved at once', async () => {
      const world = make();
      const journal = world.open();
      const ids = Array.from({ length: 40 }, (_, index) => `/many#${index}.1`);
      await Promise.all(ids.map((id) => journal.saveOrder(id, file(id))));
      expect(await world.open().load()).toHaveLength(40);
    });
  });
}
