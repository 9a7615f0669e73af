// When a zone's clocks show a wall time, found by asking instant by instant what they show: slow
// and obvious. Dates are reckoned by counting.
import { wallAt } from '../../../lib/time.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** Days from 1970-01-01, month 1 to 12; by counting. */
export function daysTo(year: number, month: number, day: number): number {
  let days = 0;
  for (let one = 1970; one < year; one += 1) days += isLeap(one) ? 366 : 365;
  for (let one = 1; one < month; one += 1) days += lengthOf(year, one);
  return days + day - 1;
}

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

export const lengthOf = (year: number, month: number): number =>
  month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;

/** The earliest instant at which they show it; in a gap the first one after it. */
export function instantShowing(wallMs: number, zone: string): number {
  for (let offset = 14 * 60; offset >= -12 * 60; offset -= 15) {
    const ms = wallMs - offset * minuteMs;
    if (wallAt(ms, zone) === wallMs) return ms;
  }
  // Skipped: the first quarter of an hour that shows a later time.
  let ms = Math.floor((wallMs - dayMs) / (15 * minuteMs)) * 15 * minuteMs;
  while (wallAt(ms, zone) < wallMs) ms += 15 * minuteMs;
  return ms;
}
