import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ToldHistory } from '../../../../engine/loop/outbox/told-history.ts';
import { objectName } from '../../../../engine/model/ids.ts';
import type { RunRow } from '../../../../engine/model/jobs.ts';
import { MemoryHistory } from '../../../../engine/sim/history-memory.ts';
import { runRow } from '../../../support/history/run-row.ts';

const load = objectName('/etl/load');

it('tells of what is on its way as if it were there, page by page', async () => {
  const ended = fc.record({ at: fc.nat({ max: 12 }), endedMs: fc.nat({ max: 12 }) });
  const runs = fc.array(ended, { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(runs, runs, fc.integer({ min: 1, max: 4 }), async (there, coming, limit) => {
      const row = ({ at, endedMs }: { at: number; endedMs: number }): RunRow =>
        runRow(at, { endedMs });
      const [some, all] = [new MemoryHistory(), new MemoryHistory()];
      const entries = (rows: typeof there) => rows.map((one) => ({ run: row(one), keep: 1_000 }));
      await some.put(entries(there));
      await all.put(entries(there));
      await all.put(entries(coming));
      const told = new ToldHistory(some, (isMeant) => coming.map(row).filter(isMeant));
      for (let at = 0; at <= 12; at += 1)
        expect(await told.get(runRow(at).id)).toEqual(await all.get(runRow(at).id));
      let before: string | undefined;
      for (;;) {
        const page = await told.list(load, limit, before);
        expect(page).toEqual(await all.list(load, limit, before));
        before = page.at(-1)?.cursor;
        if (before === undefined) break;
      }
    }),
  );
});
