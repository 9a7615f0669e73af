// Cron in five fields. Fields are read by cron-parser; what it adds to cron (`H`, `?`, `L`, `#`,
// seconds, `@daily`) and what crons differ about (`5/15`) is refused.
// An hour field that begins with `*` means every instant whose wall clock fits: an hour that clocks
// repeat counts twice and one that they skip not at all, so what runs hourly stays hourly. Any
// other hour field means wall times: each once, in a gap at its end, in an overlap the earlier one.
import { CronExpressionParser } from 'cron-parser';
import { CronWalls } from './calendar/cron-walls.ts';
import { type TextFault, textFault } from './calendar/period.ts';
import { instantOf, lastInstantMs, latestWall, shiftWithin, wallAt } from './time.ts';

interface FieldRule {
  readonly name: string;
  readonly range: string;
  readonly grammar: RegExp;
}

const rule = (name: string, range: string, names = ''): FieldRule => {
  const value = `(?:\\d{1,2}${names})`;
  const grammar = new RegExp(`^(?:(?:\\*|${value}-${value})(?:/\\d{1,2})?|${value})$`, 'i');
  return { name, range, grammar };
};

const rules: readonly FieldRule[] = [
  rule('a minute', '0 to 59'),
  rule('an hour', '0 to 23'),
  rule('a day of the month', '1 to 31'),
  rule('a month', '1 to 12 or jan to dec', '|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec'),
  rule('a day of the week', '0 to 6 or sun to sat', '|sun|mon|tue|wed|thu|fri|sat'),
];
const shape = 'write minute, hour, day of month, month and day of week, such as 30 2 * * mon-fri';

/** Whether the text is a timetable that ever fires. */
export function parseCron(text: string): { readonly ok: true } | TextFault {
  const read = readCron(text);
  return read.ok ? { ok: true } : read;
}

/** The first instant after this one. Throws for a text that `parseCron` finds fault with. */
export const nextCron = (text: string, zone: string, afterMs: number): number | undefined =>
  cronOf(text, zone).next(afterMs);

/** The last instant at or before this one; throws as `nextCron` does. */
export const previousCron = (text: string, zone: string, atMs: number): number | undefined =>
  cronOf(text, zone).previous(atMs);

/** For who asks more than once; throws as `nextCron` does. */
export function cronOf(text: string, zone: string): Cron {
  const read = readCron(text);
  if (!read.ok) throw new Error(read.what);
  const { walls, isAnyHour } = read;
  return isAnyHour ? new InstantCron(walls, zone) : new WallCron(walls, zone);
}

export interface Cron {
  /** The first instant after this one. */
  next(afterMs: number): number | undefined;
  /** The last instant at or before this one. */
  previous(atMs: number): number | undefined;
  /** How many instants lie in (afterMs, untilMs]. */
  count(afterMs: number, untilMs: number): number;
}

type Read = { readonly ok: true; readonly walls: CronWalls; readonly isAnyHour: boolean };

function readCron(text: string): Read | TextFault {
  const raw = text.trim().split(/\s+/);
  if (raw.length !== 5 || raw[0] === '')
    return textFault(`${text.trim() || 'nothing'} has not five fields`, shape);
  const read = raw.map(readField);
  for (const field of read) if (!Array.isArray(field)) return field as TextFault;
  const [minutes = [], hours = [], daysOfMonth = [], months = [], daysOfWeek = []] =
    read as readonly (readonly number[])[];
  const [, isAnyHour = false, isAnyDayOfMonth = false, , isAnyDayOfWeek = false] = raw.map(
    (field) => field.startsWith('*'),
  );
  const days = { daysOfMonth, months, daysOfWeek, isAnyDayOfMonth, isAnyDayOfWeek };
  const walls = new CronWalls({ minutes, hours, ...days });
  if (!walls.canFire)
    return textFault(`${text.trim()} never fires`, 'no month that it names has such a day');
  return { ok: true, walls, isAnyHour };
}

/** Its values, ascending. Items of a list may name the same. */
function readField(field: string, at: number): readonly number[] | TextFault {
  const values = new Set<number>();
  for (const item of field.split(',')) {
    const named = rules[at]?.grammar.test(item) ? valuesOf(item, at) : undefined;
    if (named === undefined) return fieldFault(item, at);
    for (const value of named) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}

function fieldFault(item: string, at: number): TextFault {
  const { name = '', range = '' } = rules[at] ?? {};
  const stepped = /^(\d{1,2})\/(\d{1,2})$/.exec(item);
  const hint = stepped
    ? `write a range with its step, such as ${stepped[1]}-${range.split(' ')[2]}/${stepped[2]}`
    : `${range}, *, upward ranges 1-5, lists 1,3 and steps */2`;
  return textFault(`${item || 'nothing'} is not ${name}`, hint);
}

const fieldNames = ['minute', 'hour', 'dayOfMonth', 'month', 'dayOfWeek'] as const;

/** Of one item, or undefined where cron-parser finds fault with it. */
function valuesOf(item: string, at: number): readonly number[] | undefined {
  const alone = fieldNames.map((_, place) => (place === at ? item : '*')).join(' ');
  // Given a date and a seed, it asks neither the clock nor chance.
  const options = { currentDate: 0, tz: 'UTC', hashSeed: '-' };
  try {
    const { fields } = CronExpressionParser.parse(alone, options);
    const values = fields[fieldNames[at] ?? 'minute'].values.map(Number);
    return at === 4 ? values.map((day) => day % 7) : values;
  } catch {
    return undefined;
  }
}

const withinTime = (ms: number | undefined): number | undefined =>
  ms === undefined || ms > lastInstantMs ? undefined : ms;

/** Longer than a day, shorter than two: clocks are put once in it at most. */
const lookMs = 26 * 3_600_000;

/** Wall times, each once. */
class WallCron implements Cron {
  readonly #walls: CronWalls;
  readonly #zone: string;

  constructor(walls: CronWalls, zone: string) {
    this.#walls = walls;
    this.#zone = zone;
  }

  next(afterMs: number): number | undefined {
    const wall = this.#walls.from(latestWall(afterMs, this.#zone) + 1);
    return wall === undefined ? undefined : withinTime(instantOf(wall, this.#zone));
  }

  previous(atMs: number): number | undefined {
    const wall = this.#walls.upTo(latestWall(atMs, this.#zone));
    return wall === undefined ? undefined : instantOf(wall, this.#zone);
  }

  count(afterMs: number, untilMs: number): number {
    let count = 0;
    let shownWall = latestWall(afterMs, this.#zone);
    for (const { fromWall, toWall } of stretches(this.#zone, afterMs + 1, untilMs)) {
      // All that lies in a gap falls on its end, together with what is due there anyhow.
      const inGap = this.#walls.countBetween(shownWall + 1, fromWall);
      if (inGap > 0 && this.#walls.from(fromWall) !== fromWall) count += 1;
      count += this.#walls.countBetween(Math.max(shownWall + 1, fromWall), toWall);
      shownWall = Math.max(shownWall, toWall - 1);
    }
    return count;
  }
}

/** Instants whose wall clock fits: stretch by stretch of one offset. */
class InstantCron implements Cron {
  readonly #walls: CronWalls;
  readonly #zone: string;

  constructor(walls: CronWalls, zone: string) {
    this.#walls = walls;
    this.#zone = zone;
  }

  next(afterMs: number): number | undefined {
    for (let from = afterMs + 1; from <= lastInstantMs; ) {
      const fromWall = wallAt(from, this.#zone);
      const wall = this.#walls.from(fromWall);
      if (wall === undefined) return undefined;
      const at = from + wall - fromWall;
      const end = Math.min(at, from + lookMs);
      const shiftMs = shiftWithin(this.#zone, from, end);
      if (shiftMs === undefined && at === end) return withinTime(at);
      // Beyond a shift or a day it is looked at again from where clocks may show that wall time.
      from = shiftMs ?? Math.max(end, instantOf(wall, this.#zone));
    }
    return undefined;
  }

  previous(atMs: number): number | undefined {
    let to = atMs;
    for (;;) {
      const toWall = wallAt(to, this.#zone);
      const wall = this.#walls.upTo(toWall);
      if (wall === undefined) return undefined;
      const at = to + wall - toWall;
      const end = Math.max(at, to - lookMs);
      const shiftMs = shiftWithin(this.#zone, end, to);
      if (shiftMs === undefined && at === end) return at;
      to = shiftMs === undefined ? this.#lastWith(wall, end) : shiftMs - 1;
    }
  }

  /** The last instant before `beforeMs` at which clocks show no more than this wall time. */
  #lastWith(wall: number, beforeMs: number): number {
    const first = instantOf(wall, this.#zone);
    return Math.min(beforeMs, first + lookMs);
  }

  count(afterMs: number, untilMs: number): number {
    let count = 0;
    for (const { fromWall, toWall } of stretches(this.#zone, afterMs + 1, untilMs))
      count += this.#walls.countBetween(fromWall, toWall);
    return count;
  }
}

/** The wall times [fromWall, toWall) that clocks show in [fromMs, toMs], cut where they are put. */
function* stretches(zone: string, fromMs: number, toMs: number) {
  for (let from = fromMs; from <= toMs; ) {
    const end = shiftWithin(zone, from, Math.min(toMs, from + lookMs));
    const next = end ?? Math.min(toMs, from + lookMs) + 1;
    const fromWall = wallAt(from, zone);
    yield { fromWall, toWall: fromWall + next - from };
    from = next;
  }
}
