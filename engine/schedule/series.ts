// The occurrences of an interval by their number. Hours to seconds, and days of UTC, are plain
// arithmetic. Other days, months and years are counted on the zone's wall clock from the anchor's;
// where no time of day is added, numbers are found on the wall clock, too, without the zone.
import { dayMs } from '../lib/calendar/civil.ts';
import { daysOf, exactMsOf, monthsOf, wallAfter } from '../lib/calendar/period.ts';
import {
  type Course,
  dayLeapWithin,
  instantOn,
  isUtc,
  latestWall,
  parseInterval,
  wallAt,
} from '../lib/time.ts';
import type { Timetable } from '../model/timetable.ts';

export type Interval = Extract<Timetable, { readonly kind: 'interval' }>;

/** Instants by their index, without an end. */
export interface Series {
  at(k: number): number;
  /** The least k, from 0, that is due after this instant. */
  indexAfter(ms: number): number;
  /** The end of a day that clocks left out: more than one index may fall on it. */
  leapWithin(afterMs: number, untilMs: number): number | undefined;
}

class ExactSeries implements Series {
  readonly #anchorMs: number;
  readonly #periodMs: number;

  constructor(anchorMs: number, periodMs: number) {
    this.#anchorMs = anchorMs;
    this.#periodMs = periodMs;
  }

  at(k: number): number {
    return this.#anchorMs + k * this.#periodMs;
  }

  indexAfter(ms: number): number {
    const sinceMs = ms - this.#anchorMs;
    if (sinceMs < 0) return 0;
    return (sinceMs - (sinceMs % this.#periodMs)) / this.#periodMs + 1;
  }

  leapWithin(): undefined {
    return undefined;
  }
}

/** A month of the Gregorian calendar, over 400 years. */
const meanMonthMs = 2_629_746_000;

class CalendarSeries implements Series {
  readonly #course: Course;

  constructor(course: Course) {
    this.#course = course;
  }

  at(k: number): number {
    return k === 0 ? this.#course.anchorMs : instantOn(this.#course, k);
  }

  indexAfter(ms: number): number {
    const { anchorMs, anchorWallMs, period, zone } = this.#course;
    if (ms < anchorMs) return 0;
    const hasTime = exactMsOf(period) > 0;
    const reached = hasTime ? ms : latestWall(ms, zone);
    const isAfter = (k: number): boolean =>
      hasTime ? this.at(k) > ms : wallAfter(anchorWallMs, period, k) > reached;
    const meanMs = monthsOf(period) * meanMonthMs + daysOf(period) * dayMs + exactMsOf(period);
    const sinceMs = reached - (hasTime ? anchorMs : anchorWallMs);
    // Means are wrong by less than two days or a month: by less than two periods. So it begins low.
    let k = Math.max(1, Math.floor(sinceMs / meanMs) - 1);
    while (!isAfter(k)) k += 1;
    return k;
  }

  leapWithin(afterMs: number, untilMs: number): number | undefined {
    const { period, zone } = this.#course;
    return exactMsOf(period) > 0 ? undefined : dayLeapWithin(zone, afterMs, untilMs);
  }
}

export function seriesOf(timetable: Interval, anchorMs: number): Series {
  const { zone, period } = timetable;
  const [months, days] = [monthsOf(period), daysOf(period)];
  if (months === 0 && (days === 0 || isUtc(zone)))
    return new ExactSeries(anchorMs, days * dayMs + exactMsOf(period));
  const isStart = timetable.startMs === anchorMs;
  const anchorWallMs = isStart ? startWall(timetable) : wallAt(anchorMs, zone);
  return new CalendarSeries({ zone, period, anchorMs, anchorWallMs });
}

/** A start is read once for its wall clock. What is kept goes when the timetable does. */
const startWalls = new WeakMap<Interval, number>();

function startWall(timetable: Interval): number {
  const known = startWalls.get(timetable);
  if (known !== undefined) return known;
  const { text, zone, startMs } = timetable;
  const parsed = parseInterval(text, zone);
  const wall = (parsed.ok ? parsed.startWallMs : null) ?? wallAt(startMs ?? 0, zone);
  startWalls.set(timetable, wall);
  return wall;
}
