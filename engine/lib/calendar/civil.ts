// Dates of the Gregorian calendar in whole numbers. Day 0 is 1 January 1970. A wall clock is given
// as milliseconds, as if it stood in UTC, so that it can be reckoned with apart from any zone.
// The two conversions are Howard Hinnant's ("chrono-compatible low-level date algorithms"): years
// begin in March, so that the leap day comes last.

export const dayMs = 86_400_000;

export interface CivilDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

const daysOf400Years = 146_097;

export function dayNumber({ year, month, day }: CivilDate): number {
  const marchYear = month > 2 ? year : year - 1;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  return era * daysOf400Years + yearOfEra * 365 + leapDays + dayOfYear - 719_468;
}

export function civilDate(number: number): CivilDate {
  const shifted = number + 719_468;
  const era = Math.floor(shifted / daysOf400Years);
  const dayOfEra = shifted - era * daysOf400Years;
  const leapDays =
    Math.floor(dayOfEra / 1_460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear =
    dayOfEra - 365 * yearOfEra - Math.floor(yearOfEra / 4) + Math.floor(yearOfEra / 100);
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = ((marchMonth + 2) % 12) + 1;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1,
  };
}

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** 0 is Sunday. */
export const weekday = (number: number): number => (((number + 4) % 7) + 7) % 7;

/** The same time of day so many months on; the month's last day where it has no such day. */
export function plusMonths(wallMs: number, months: number): number {
  const number = Math.floor(wallMs / dayMs);
  const { year, month, day } = civilDate(number);
  const count = year * 12 + month - 1 + months;
  const to = { year: Math.floor(count / 12), month: (((count % 12) + 12) % 12) + 1 };
  const last = daysInMonth(to.year, to.month);
  return dayNumber({ ...to, day: Math.min(day, last) }) * dayMs + (wallMs - number * dayMs);
}

export interface Written {
  readonly wallMs: number;
  /** East of UTC; `null` where none is written. */
  readonly offsetMs: number | null;
}

const datePart = '(\\d{4})-(\\d{2})-(\\d{2})';
const timePart = '(\\d{2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,3})0{0,6})?)?';
const written = new RegExp(`^${datePart}(?:T${timePart}(Z|[+-]\\d{2}(?::?\\d{2})?)?)?$`);

/** ISO 8601: a date, which is its midnight, or a date and a time with or without an offset. */
export function parseWritten(text: string): Written | undefined {
  const match = written.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const isDate = month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  if (!isDate || hour > 23 || minute > 59 || second > 59) return undefined;
  const offsetMs = offsetOf(match[8]);
  if (offsetMs === undefined) return undefined;
  const thousandths = Number((match[7] ?? '').padEnd(3, '0'));
  const timeMs = ((hour * 60 + minute) * 60 + second) * 1000 + thousandths;
  return { wallMs: dayNumber({ year, month, day }) * dayMs + timeMs, offsetMs };
}

function offsetOf(text: string | undefined): number | null | undefined {
  if (text === undefined) return null;
  if (text === 'Z') return 0;
  const digits = text.slice(1).replace(':', '');
  const hours = Number(digits.slice(0, 2));
  const minutes = Number(digits.slice(2) || '0');
  if (hours > 23 || minutes > 59) return undefined;
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

const padded = (value: number, length = 2): string => String(value).padStart(length, '0');

/** `2026-01-01`. */
export function dateText(wallMs: number): string {
  const { year, month, day } = civilDate(Math.floor(wallMs / dayMs));
  return `${padded(year, 4)}-${padded(month)}-${padded(day)}`;
}

/** `02:00:00`, with `.500` only where there are thousandths. */
export function timeText(wallMs: number): string {
  const ofDay = wallMs - Math.floor(wallMs / dayMs) * dayMs;
  const [hour, minute] = [Math.floor(ofDay / 3_600_000), Math.floor(ofDay / 60_000) % 60];
  const [second, thousandths] = [Math.floor(ofDay / 1000) % 60, ofDay % 1000];
  const rest = thousandths === 0 ? '' : `.${padded(thousandths, 3)}`;
  return `${padded(hour)}:${padded(minute)}:${padded(second)}${rest}`;
}
