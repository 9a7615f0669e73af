// A period of ISO 8601, `P1Y2M3W4DT5H6M7.5S`: its part of years to days is counted by wall clock,
// its part of hours to seconds in real time.
import { dayMs, plusMonths } from './civil.ts';

/** What a text should have been. */
export interface TextFault {
  readonly ok: false;
  readonly what: string;
  readonly hint: string;
}

export const textFault = (what: string, hint: string): TextFault => ({ ok: false, what, hint });

/** The parts as written, not all 0. */
export interface PeriodParts {
  readonly years: number;
  readonly months: number;
  readonly weeks: number;
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
  readonly milliseconds: number;
}

const dateParts = '(?:(\\d{1,9})Y)?(?:(\\d{1,9})M)?(?:(\\d{1,9})W)?(?:(\\d{1,9})D)?';
const timeParts = '(?:(\\d{1,9})H)?(?:(\\d{1,9})M)?(?:(\\d{1,9})(?:[.,](\\d{1,3}))?S)?';
const pattern = new RegExp(`^P${dateParts}(?:T(?=\\d)${timeParts})?$`);

/** More often than this nobody starts processes by a timetable. */
const leastMs = 1000;

const example = 'write a period such as PT24H, P1D or PT90M';

export function parsePeriod(
  text: string,
): { readonly ok: true; readonly period: PeriodParts } | TextFault {
  const match = pattern.exec(text);
  if (match === null) return textFault(`${text} is not an ISO 8601 period`, hintFor(text));
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1, 8)
    .map((part) => Number(part ?? 0));
  const thousandths = Number((match[8] ?? '').padEnd(3, '0'));
  const milliseconds = seconds * 1000 + thousandths;
  const period = { years, months, weeks, days, hours, minutes, milliseconds };
  if (Object.values(period).every((part) => part === 0))
    return textFault(`the period ${text} is zero`, `${example}; R1 runs once, whatever the period`);
  if (monthsOf(period) + daysOf(period) === 0 && exactMsOf(period) < leastMs)
    return textFault(`the period ${text} is shorter than a second`, example);
  return { ok: true, period };
}

function hintFor(text: string): string {
  if (!text.startsWith('P')) return `it begins with P: ${example}`;
  if (/[.,]\d/.test(text)) return `whole numbers, seconds apart, those with 3 places: ${example}`;
  if (/\d[HS]/.test(text) && !text.includes('T')) return `hours to seconds follow a T: ${example}`;
  return example;
}

export const monthsOf = (period: PeriodParts): number => period.years * 12 + period.months;
export const daysOf = (period: PeriodParts): number => period.weeks * 7 + period.days;

/** Its part in real time. */
export const exactMsOf = ({ hours, minutes, milliseconds }: PeriodParts): number =>
  hours * 3_600_000 + minutes * 60_000 + milliseconds;

/** The wall clock k periods on, hours to seconds left out: months first, then days. */
export const wallAfter = (wallMs: number, period: PeriodParts, k: number): number =>
  plusMonths(wallMs, k * monthsOf(period)) + k * daysOf(period) * dayMs;
