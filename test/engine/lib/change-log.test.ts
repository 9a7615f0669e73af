// Whoever reads the log on from where it stopped hears of all that changed since, however much.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ChangeLog } from '../../../engine/lib/collections/change-log.ts';

it('tells each reader of what changed since it read last', () => {
  const log = new ChangeLog<string>();
  log.note('a');
  const read = log.last;
  expect(log.since(0)).toEqual(['a']);
  expect(log.since(read)).toEqual([]);
  log.note('b');
  log.note('b');
  log.note('a');
  expect(log.since(read)).toEqual(['b', 'a']);
});

it('forgets nothing, and stays as small as what it names', () => {
  const steps = fc.array(fc.nat(40), { minLength: 3_000, maxLength: 6_000 });
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 900 }), (items, every) => {
      const log = new ChangeLog<number>();
      let [read, missed] = [0, new Set<number>()];
      for (const [at, item] of items.entries()) {
        log.note(item);
        missed.add(item);
        if (at % every !== 0) continue;
        expect(new Set(log.since(read))).toEqual(missed);
        [read, missed] = [log.last, new Set()];
      }
      expect(log.since(0).length).toBeLessThanOrEqual(1_024);
    }),
    { numRuns: 30 },
  );
});
