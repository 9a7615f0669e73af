// Instants, and the wall clocks of zones. A wall time that the zone's clocks skip stands for the
// first valid instant after the gap; one that they show twice for the earlier instant. So later
// wall times never stand for earlier instants.
// All instants are of the years 0 to 9999. Offsets come from Node's own time zone data.
import { IANAZone } from 'luxon';
import { dateText, parseWritten, timeText } from './calendar/civil.ts';
import { OffsetMemo } from './calendar/offset-memo.ts';
import {
  exactMsOf,
  type PeriodParts,
  parsePeriod,
  type TextFault,
  textFault,
  wallAfter,
} from './calendar/period.ts';

const firstInstantMs = -62_167_219_200_000;
/** The last millisecond of the year 9999: nothing is due after it. */
export const lastInstantMs = 253_402_300_799_999;

/** Never shifts against UTC, so that a day is always 24 hours. */
export const isUtc = (zone: string): boolean => zone === 'UTC' || zone === 'Etc/UTC';

/** Of zones that were asked for; never more than there are names. */
const memos = new Map<string, OffsetMemo>();
const mostMemos = 1_000;

/** A name of the IANA database. Offsets such as `+02:00` are none. */
export const isZone = (name: string): boolean =>
  isUtc(name) || memos.has(name) || (/^[A-Za-z]/.test(name) && IANAZone.isValidZone(name));

function offsetAt(zone: string, ms: number): number {
  if (isUtc(zone)) return 0;
  return (memos.get(zone) ?? memoOf(zone)).at(
    Math.min(Math.max(ms, firstInstantMs), lastInstantMs),
  );
}

function memoOf(name: string): OffsetMemo {
  if (!isZone(name)) throw new Error(`${name} is no time zone`);
  const zone = IANAZone.create(name);
  // Minutes, and before 1900 parts of them.
  const memo = new OffsetMemo((ms) => Math.round(zone.offset(ms) * 60_000));
  if (memos.size >= mostMemos) memos.clear();
  memos.set(name, memo);
  return memo;
}

/** What the zone's clocks show, as if it were UTC. */
export const wallAt = (ms: number, zone: string): number => ms + offsetAt(zone, ms);

/** More than any offset from UTC, Manila's before 1844 included. */
const widestOffsetMs = 16 * 3_600_000;
/** More than clocks were ever put forward or back at once, which is a day. */
const widestShiftMs = 26 * 3_600_000;

/** The instant that a wall time stands for, by the rule above. */
export function instantOf(wallMs: number, zone: string): number {
  const before = offsetAt(zone, wallMs - widestOffsetMs);
  const after = offsetAt(zone, wallMs + widestOffsetMs);
  if (before === after) return wallMs - before;
  const earlier = wallMs - Math.max(before, after);
  if (wallAt(earlier, zone) === wallMs) return earlier;
  const later = wallMs - Math.min(before, after);
  if (wallAt(later, zone) === wallMs) return later;
  return shiftWithin(zone, earlier, later) ?? later;
}

/** The first instant in (fromMs, toMs] at another offset than at fromMs, if clocks are put once. */
export function shiftWithin(zone: string, fromMs: number, toMs: number): number | undefined {
  const offset = offsetAt(zone, fromMs);
  if (offsetAt(zone, toMs) === offset) return undefined;
  return firstOf(fromMs, toMs, (ms) => offsetAt(zone, ms) !== offset);
}

/**
 * The instant in (fromMs, toMs] at which clocks left out a whole day, as Apia's did 30 December
 * 2011; years may lie between the two.
 */
export function dayLeapWithin(zone: string, fromMs: number, toMs: number): number | undefined {
  const offset = offsetAt(zone, fromMs);
  const isFar = (ms: number, hours: number) => offsetAt(zone, ms) - offset > hours * 3_600_000;
  // Summer time may take an hour or two off the 24.
  return isFar(toMs, 20) ? firstOf(fromMs, toMs, (ms) => isFar(ms, 12)) : undefined;
}

/** The first whole second in (fromMs, toMs] of which it is true, and stays so. */
function firstOf(fromMs: number, toMs: number, isTrue: (ms: number) => boolean): number {
  // Clocks are put at whole seconds.
  let before = Math.floor(fromMs / 1000);
  let first = Math.ceil(toMs / 1000);
  while (first - before > 1) {
    const middle = Math.floor((before + first) / 2);
    if (isTrue(middle * 1000)) first = middle;
    else before = middle;
  }
  return first * 1000;
}

/**
 * The latest wall time that clocks have shown: at the second 02:10 of an overlap that ended the
 * first time at 03:00 it is 02:59:59.999. Wall times up to it stand for instants up to `ms`, later
 * ones for later instants.
 */
export function latestWall(ms: number, zone: string): number {
  const wall = wallAt(ms, zone);
  const before = offsetAt(zone, ms - widestShiftMs);
  if (before <= wall - ms) return wall;
  const shiftMs = shiftWithin(zone, ms - widestShiftMs, ms) ?? ms;
  return Math.max(wall, shiftMs + before - 1);
}

/** Where periods are counted from, and on whose clock. */
export interface Course {
  readonly zone: string;
  readonly period: PeriodParts;
  readonly anchorMs: number;
  /** That of `anchorMs`; of a start in a gap the one that was written, so it returns to it. */
  readonly anchorWallMs: number;
}

/**
 * Anchor + k periods. Years to days are counted on the zone's wall clock and from the anchor, so 31
 * January + 2 months is 31 March; hours to seconds then in real time.
 */
export function instantOn({ zone, period, anchorMs, anchorWallMs }: Course, k: number): number {
  const wallMs = wallAfter(anchorWallMs, period, k);
  // An anchor in the later half of an overlap stays there as long as no day is added.
  const dayMs = wallMs === anchorWallMs ? anchorMs : instantOf(wallMs, zone);
  return dayMs + k * exactMsOf(period);
}

/** `instantOn` of a course that begins at an instant. */
export const instantAfter = (
  anchorMs: number,
  zone: string,
  period: PeriodParts,
  k: number,
): number => instantOn({ zone, period, anchorMs, anchorWallMs: wallAt(anchorMs, zone) }, k);

/** `2026-01-01T02:00:00Z`, milliseconds only when not 0. */
export const isoInstant = (ms: number): string => `${dateText(ms)}T${timeText(ms)}Z`;

/** ISO 8601 with an offset or Z, and nothing else. */
export function parseInstant(text: string): number | undefined {
  const parsed = parseWritten(text);
  if (parsed === undefined || parsed.offsetMs === null) return undefined;
  return parsed.wallMs - parsed.offsetMs;
}

/** `t20260101T020000Z`, or with milliseconds `t20260101T020000500Z`: the key of a run. */
export const dueKey = (ms: number): string => `t${isoInstant(ms).replace(/[-:.]/g, '')}`;

const keyPattern = /^t(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(\d{3})?Z$/;

export function parseDueKey(key: string): number | undefined {
  const match = keyPattern.exec(key);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second, thousandths = '000'] = match.slice(1);
  const ms = parseInstant(`${year}-${month}-${day}T${hour}:${minute}:${second}.${thousandths}Z`);
  return ms !== undefined && dueKey(ms) === key ? ms : undefined;
}

/** `2026-01-01 03:00 +01:00`, for people; seconds only when not 0. */
export function localText(ms: number, zone: string): string {
  const wallMs = wallAt(ms, zone);
  return `${dateText(wallMs)} ${timeText(wallMs).replace(/:00$/, '')} ${offsetText(wallMs - ms)}`;
}

function offsetText(offsetMs: number): string {
  const minutes = Math.trunc(Math.abs(offsetMs) / 60_000);
  const parts = [Math.floor(minutes / 60), minutes % 60].map((part) => `${part}`.padStart(2, '0'));
  return `${offsetMs < 0 ? '-' : '+'}${parts.join(':')}`;
}

export interface Interval {
  readonly ok: true;
  /** Occurrences in all; `null`: for ever. */
  readonly repeat: number | null;
  /** `null` where the start is empty. */
  readonly startMs: number | null;
  /** The zone's wall clock at the start as it is written: in a gap not the one of `startMs`. */
  readonly startWallMs: number | null;
  readonly period: PeriodParts;
}

const shape = 'write R[n]/[start]/period, such as R/2026-01-01T02:00:00Z/PT24H';
const most = 999_999_999;

/** `R[n]/[start]/period`. A start is on the wall clock of `zone`, unless it has an offset. */
export function parseInterval(text: string, zone: string): Interval | TextFault {
  if (!isZone(zone))
    return textFault(`unknown time zone ${zone}`, 'a name such as Europe/Berlin or UTC');
  const parts = text.split('/');
  const [count = '', start = '', end = ''] = parts;
  if (parts.length !== 3) return textFault(`${text} has not three parts`, shape);
  if (!/^R\d*$/.test(count)) return textFault(`${count || 'nothing'} is not a count`, shape);
  const repeat = count === 'R' ? null : Number(count.slice(1));
  if (repeat !== null && repeat > most)
    return textFault(`${count} is too many`, `R${most} at most; R is for ever`);
  if (parseWritten(end) !== undefined) return textFault(`${end} is an end and not a period`, shape);
  const parsed = parsePeriod(end);
  if (!parsed.ok) return parsed;
  const { period } = parsed;
  if (start === '') return { ok: true, repeat, startMs: null, startWallMs: null, period };
  const begun = parseStart(start, zone);
  return begun.ok ? { ...begun, repeat, period } : begun;
}

type Start = Pick<Interval, 'ok'> & { readonly startMs: number; readonly startWallMs: number };

function parseStart(text: string, zone: string): Start | TextFault {
  const example = 'write a date and a time such as 2026-01-01T02:00:00Z';
  const parsed = parseWritten(text);
  if (parsed === undefined)
    return /^T?\d{2}:?\d{2}/.test(text) && !/^\d{4}-?\d{2}/.test(text)
      ? textFault(`the start ${text} has no date`, `${example}: it would be in 1970`)
      : textFault(`${text} is not a start`, example);
  const { wallMs, offsetMs } = parsed;
  const startMs = offsetMs === null ? instantOf(wallMs, zone) : wallMs - offsetMs;
  if (startMs < 0 || startMs > lastInstantMs)
    return textFault(`the start ${text} is not from 1970 to 9999`, example);
  return { ok: true, startMs, startWallMs: offsetMs === null ? wallMs : wallAt(startMs, zone) };
}
