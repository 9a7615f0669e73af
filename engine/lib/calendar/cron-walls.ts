// Wall times that five cron fields name, all on whole minutes, and how many there are. As in Vixie
// cron a day fits when day of month OR day of week fits, if neither field begins with `*`; if one
// does, both must fit (so `*/2` and `mon` is a Monday with an odd date).
import { civilDate, dayMs, dayNumber, daysInMonth, weekday } from './civil.ts';

/** Values are sorted, each once; days of the week are 0 (Sunday) to 6. */
export interface CronFields {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly daysOfMonth: readonly number[];
  readonly months: readonly number[];
  readonly daysOfWeek: readonly number[];
  /** Whether the field begins with `*`. */
  readonly isAnyDayOfMonth: boolean;
  readonly isAnyDayOfWeek: boolean;
}

const minuteMs = 60_000;
/** 29 February may wait 8 years, on a given weekday 40. */
const furthestDays = 41 * 366;

export class CronWalls {
  readonly #fields: CronFields;
  /** Minutes of a day that fits, ascending. */
  readonly #ofDay: readonly number[];
  readonly #months: ReadonlySet<number>;
  readonly #daysOfMonth: ReadonlySet<number>;
  readonly #daysOfWeek: ReadonlySet<number>;

  constructor(fields: CronFields) {
    this.#fields = fields;
    this.#ofDay = fields.hours.flatMap((hour) =>
      fields.minutes.map((minute) => hour * 60 + minute),
    );
    this.#months = new Set(fields.months);
    this.#daysOfMonth = new Set(fields.daysOfMonth);
    this.#daysOfWeek = new Set(fields.daysOfWeek);
  }

  /** Whether any day ever fits: 31 February doesn't. */
  get canFire(): boolean {
    const { months, daysOfMonth, isAnyDayOfMonth, isAnyDayOfWeek } = this.#fields;
    if (!isAnyDayOfMonth && !isAnyDayOfWeek) return true;
    return months.some((month) => daysOfMonth.some((day) => day <= daysInMonth(2000, month)));
  }

  /** The first wall time at or after this one. */
  from(wallMs: number): number | undefined {
    const day = Math.floor(wallMs / dayMs);
    if (this.#fits(day)) {
      const minute = this.#ofDay[this.#below(Math.ceil((wallMs - day * dayMs) / minuteMs))];
      if (minute !== undefined) return day * dayMs + minute * minuteMs;
    }
    const next = this.#nearestDay(day + 1, 1);
    return next === undefined ? undefined : next * dayMs + (this.#ofDay[0] ?? 0) * minuteMs;
  }

  /** The last wall time at or before this one. */
  upTo(wallMs: number): number | undefined {
    const day = Math.floor(wallMs / dayMs);
    if (this.#fits(day)) {
      const below = this.#below(Math.floor((wallMs - day * dayMs) / minuteMs) + 1);
      const minute = this.#ofDay[below - 1];
      if (minute !== undefined) return day * dayMs + minute * minuteMs;
    }
    const last = this.#nearestDay(day - 1, -1);
    return last === undefined ? undefined : last * dayMs + (this.#ofDay.at(-1) ?? 0) * minuteMs;
  }

  /** How many lie in [fromMs, toMs). In proportion to its days. */
  countBetween(fromMs: number, toMs: number): number {
    if (toMs <= fromMs) return 0;
    const [first, last] = [Math.floor(fromMs / dayMs), Math.floor(toMs / dayMs)];
    let days = 0;
    for (let day = first; day < last; day += 1) if (this.#fits(day)) days += 1;
    return (
      days * this.#ofDay.length + this.#countOfDayBefore(toMs) - this.#countOfDayBefore(fromMs)
    );
  }

  #countOfDayBefore(wallMs: number): number {
    const day = Math.floor(wallMs / dayMs);
    return this.#fits(day) ? this.#below(Math.ceil((wallMs - day * dayMs) / minuteMs)) : 0;
  }

  /** How many of a day's minutes are before this one. */
  #below(minute: number): number {
    let low = 0;
    let high = this.#ofDay.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ofDay[middle] ?? 0) < minute) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #fits(day: number): boolean {
    const date = civilDate(day);
    return this.#months.has(date.month) && this.#fitsDay(date.day, weekday(day));
  }

  #fitsDay(dayOfMonth: number, dayOfWeek: number): boolean {
    const { isAnyDayOfMonth, isAnyDayOfWeek } = this.#fields;
    const ofMonth = this.#daysOfMonth.has(dayOfMonth);
    const ofWeek = this.#daysOfWeek.has(dayOfWeek);
    return isAnyDayOfMonth || isAnyDayOfWeek ? ofMonth && ofWeek : ofMonth || ofWeek;
  }

  #nearestDay(from: number, step: 1 | -1): number | undefined {
    for (let day = from; Math.abs(day - from) <= furthestDays; ) {
      const { year, month } = civilDate(day);
      if (this.#fits(day)) return day;
      if (this.#months.has(month)) day += step;
      else if (step === -1) day = dayNumber({ year, month, day: 1 }) - 1;
      else day = dayNumber({ year, month, day: daysInMonth(year, month) }) + 1;
    }
    return undefined;
  }
}
