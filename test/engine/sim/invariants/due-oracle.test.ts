// The simulator's own reckoning of due times, beside the product's, over the timetables that worlds
// are drawn with.
import { expect, test } from 'vitest';
import { Random } from '../../../../engine/lib/random.ts';
import { parseInterval } from '../../../../engine/lib/time.ts';
import type { Timetable } from '../../../../engine/model/timetable.ts';
import { anchorOf, occurrencesBetween } from '../../../../engine/schedule/occurrences.ts';
import { dueIn } from '../../../../engine/sim/invariants/jobs/due-oracle.ts';
import { drawStart } from '../../../../engine/sim/script/draw/jobs/draw-start.ts';
import { drawTimetable } from '../../../../engine/sim/script/draw/jobs/draw-timetable.ts';
import type { TriggerPlan } from '../../../../engine/sim/script/job-plan.ts';

const dayMs = 86_400_000;

function timetableOf(trigger: TriggerPlan): Timetable {
  if (trigger.kind !== 'schedule' && trigger.kind !== 'cron') throw new Error('no timetable');
  const { text, zone = 'UTC' } = trigger;
  if (trigger.kind === 'cron') return { kind: 'cron', text, zone };
  const parsed = parseInterval(text, zone);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.what}`);
  const { repeat, startMs, period } = parsed;
  return { kind: 'interval', text, zone, repeat, startMs, period };
}

test('agrees with the product about each due time, while clocks are put as well', () => {
  let compared = 0;
  for (let seed = 1; seed <= 150; seed += 1) {
    const random = new Random(seed);
    const wall = drawStart(random);
    const timetable = timetableOf(drawTimetable(random, wall));
    const afterMs = wall.startMs + random.between(-2 * dayMs, 1_000);
    const untilMs = wall.startMs + random.between(60_000, 2 * dayMs);
    const anchorMs = anchorOf(timetable, wall.startMs);
    const limit = 200_000;
    const { instants } = occurrencesBetween(timetable, anchorMs, { afterMs, untilMs, limit });
    const found = dueIn(timetable, wall.startMs, { fromMs: afterMs + 1, toMs: untilMs });
    expect([timetable.text, timetable.zone, ...found.slice(0, 50)]).toEqual([
      timetable.text,
      timetable.zone,
      ...instants.slice(0, 50),
    ]);
    expect(found).toHaveLength(instants.length);
    compared += instants.length;
  }
  expect(compared).toBeGreaterThan(10_000);
});
