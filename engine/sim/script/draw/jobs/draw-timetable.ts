// When a drawn job runs: mostly often, so that a short world sees many runs; some by the clocks of
// a zone that are just being put.

import type { Random } from '../../../../lib/random.ts';
import { isoInstant } from '../../../../lib/time.ts';
import type { TriggerPlan } from '../../job-plan.ts';
import { pickWeighted, type Weighted } from '../weighted.ts';
import { localIso, type WallSetting, wallNear } from './draw-start.ts';

type Draw = (random: Random, wall: WallSetting) => TriggerPlan;

const second = 1_000;
const periods = [5, 6, 7, 8, 10, 10, 12, 15, 20, 30] as const;

const repeats = (random: Random): string => (random.chance(0.8) ? 'R' : `R${random.between(1, 8)}`);
const period = (random: Random): string => `PT${random.pick(periods)}S`;

/** From shortly before the world's begin, or later in it. */
const often: Draw = (random, { startMs }) => {
  const atMs = startMs + random.between(-20, 40) * second + random.pick([0, 0, 0, 250]);
  return { kind: 'schedule', text: `${repeats(random)}/${isoInstant(atMs)}/${period(random)}` };
};

const forEver: Draw = (random) => ({
  kind: 'schedule',
  text: `R/1970-01-01T00:00:0${random.between(0, 9)}Z/${period(random)}`,
});

const emptyStart: Draw = (random) => ({
  kind: 'schedule',
  text: `${repeats(random)}//${period(random)}`,
});

/** By days or months, on the zone's clocks. */
const calendar: Draw = (random, wall) => {
  const atMs = wall.startMs + random.between(2, 90) * second;
  const backDays = random.pick([1, 1, 2, 31]);
  const near = isoInstant(wallNear(atMs, wall)).slice(0, -1);
  const start =
    backDays === 31 ? localIso(atMs - 31 * 86_400_000, wall.zone) : shiftedDay(near, backDays);
  const text = `${repeats(random)}/${start}/${random.pick(['P1D', 'P1D', 'PT24H', 'P1M', 'P1W'])}`;
  return { kind: 'schedule', text, zone: wall.zone };
};

/** The same wall time some days earlier. */
function shiftedDay(wallText: string, days: number): string {
  const [date = '', time = ''] = wallText.split('T');
  const [year, month, day = 1] = date.split('-').map(Number);
  const earlier = Math.max(1, day - days);
  const two = (value: number | undefined): string => String(value ?? 1).padStart(2, '0');
  return `${year}-${two(month)}-${two(earlier)}T${time}`;
}

const eachMinute: Draw = (random, { zone }) => {
  const text = random.pick(['* * * * *', '* * * * *', '*/2 * * * *', '*/1 */1 * * *']);
  return random.chance(0.5) ? { kind: 'cron', text } : { kind: 'cron', text, zone };
};

const daily: Draw = (random, wall) => {
  const near = isoInstant(wallNear(wall.startMs + random.between(10, 90) * second, wall));
  const [hour, minute] = near.slice(11, 16).split(':').map(Number);
  const more = random.chance(0.5) ? `,${((minute ?? 0) + 1) % 60}` : '';
  return { kind: 'cron', text: `${minute}${more} ${hour} * * *`, zone: wall.zone };
};

const timetables: readonly [Weighted<Draw>, ...Weighted<Draw>[]] = [
  [45, often],
  [10, forEver],
  [18, emptyStart],
  [10, calendar],
  [10, eachMinute],
  [7, daily],
];

export const drawTimetable: Draw = (random, wall) => pickWeighted(random, timetables)(random, wall);
