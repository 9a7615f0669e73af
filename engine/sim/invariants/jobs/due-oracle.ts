// When a timetable is due, reckoned the slow and obvious way from its text: one occurrence after
// the other from the anchor, or one minute after the other.
import { wallAt } from '../../../lib/time.ts';
import { daysTo, instantShowing, lengthOf } from './zone-clock.ts';

export interface TimetableText {
  readonly kind: 'interval' | 'cron';
  readonly text: string;
  readonly zone: string;
}

/** Both ends included. */
interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** `anchorMs`: of an empty start. Ascending, each once. */
export function dueIn(timetable: TimetableText, anchorMs: number, span: Span): readonly number[] {
  return timetable.kind === 'cron'
    ? cronDue(timetable, span)
    : intervalDue(timetable, anchorMs, span);
}

const startForm = String.raw`(?:(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{3}))?(Z?))?`;
const daysForm = String.raw`(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?`;
const timeForm = String.raw`(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?`;
const pattern = new RegExp(`^R(\\d*)/${startForm}/P${daysForm}${timeForm}$`);

function intervalDue(
  { text, zone }: TimetableText,
  anchorMs: number,
  { fromMs, toMs }: Span,
): readonly number[] {
  const match = pattern.exec(text);
  if (!match) throw new Error(`${text}: the simulator can’t reckon with it`);
  const number = (at: number): number => Number(match[at] ?? 0);
  const most = match[1] === '' ? Infinity : number(1);
  const written = daysTo(number(2), number(3), number(4)) * dayMs + timeOf(number);
  const isUtc = match[9] === 'Z';
  const isEmpty = match[2] === undefined;
  const startMs = isEmpty ? anchorMs : isUtc ? written : instantShowing(written, zone);
  const startWall = isEmpty || isUtc ? wallAt(startMs, zone) : written;
  const months = number(10);
  const days = number(11) * 7 + number(12);
  const exactMs = (number(13) * 60 + number(14)) * minuteMs + number(15) * 1000;
  const at = (k: number): number => {
    if (months + days === 0 || k === 0) return startMs + k * exactMs;
    const wall = monthsLater(startWall, months * k) + days * k * dayMs;
    return instantShowing(wall, zone) + k * exactMs;
  };
  const due = new Set<number>();
  // What is plainly before the span needn't be walked through.
  let k = months + days === 0 ? Math.max(0, Math.floor((fromMs - startMs) / exactMs) - 1) : 0;
  for (; k < most && at(k) <= toMs; k += 1) if (at(k) >= fromMs) due.add(at(k));
  return [...due];
}

const timeOf = (number: (at: number) => number): number =>
  (number(5) * 60 + number(6)) * minuteMs + number(7) * 1000 + number(8);

function monthsLater(wallMs: number, months: number): number {
  if (months === 0) return wallMs;
  let [year, month, day] = [1970, 1, Math.floor(wallMs / dayMs) + 1];
  while (day > lengthOf(year, month)) {
    day -= lengthOf(year, month);
    [year, month] = month === 12 ? [year + 1, 1] : [year, month + 1];
  }
  const at = year * 12 + month - 1 + months;
  [year, month] = [Math.floor(at / 12), (at % 12) + 1];
  const time = wallMs - Math.floor(wallMs / dayMs) * dayMs;
  return daysTo(year, month, Math.min(day, lengthOf(year, month))) * dayMs + time;
}

function cronDue({ text, zone }: TimetableText, { fromMs, toMs }: Span): readonly number[] {
  const [minutes = '', hours = ''] = text.split(' ');
  const fits = (wall: number): boolean =>
    holds(minutes, Math.floor(wall / minuteMs) % 60) &&
    holds(hours, Math.floor(wall / (60 * minuteMs)) % 24);
  const isAnyHour = hours.startsWith('*');
  const due: number[] = [];
  for (let ms = Math.ceil(fromMs / minuteMs) * minuteMs; ms <= toMs; ms += minuteMs) {
    const wall = wallAt(ms, zone);
    const before = wallAt(ms - minuteMs, zone) + minuteMs;
    const isFirst = isAnyHour || instantShowing(wall, zone) === ms;
    const isDue = (isFirst && fits(wall)) || (!isAnyHour && anyMinute(before, wall, fits));
    if (isDue) due.push(ms);
  }
  return due;
}

/** Of the walls that a clock put forward has left out before `toWall`. */
function anyMinute(fromWall: number, toWall: number, fits: (wall: number) => boolean): boolean {
  for (let wall = fromWall; wall < toWall; wall += minuteMs) if (fits(wall)) return true;
  return false;
}

/** Numbers, lists of them, and `*` with a step or without: what scripts have. */
function holds(field: string, value: number): boolean {
  const [base = '', step = '1'] = field.split('/');
  if (base === '*') return value % Number(step) === 0;
  return base.split(',').map(Number).includes(value);
}
