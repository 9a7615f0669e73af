// What the clocks of a world show at its begin: often shortly before some zone's clocks are put.

import type { Random } from '../../../../lib/random.ts';
import { instantOf, isoInstant, wallAt } from '../../../../lib/time.ts';

const usualStartMs = 1_767_225_600_000;

type Shift = readonly [zone: string, instant: string];

/** When clocks are put in 2026, and where. */
const shifts: readonly [Shift, ...Shift[]] = [
  ['Europe/Berlin', '2026-03-29T01:00:00Z'],
  ['Europe/Berlin', '2026-10-25T01:00:00Z'],
  ['America/New_York', '2026-03-08T07:00:00Z'],
  ['America/New_York', '2026-11-01T06:00:00Z'],
  // By half an hour.
  ['Australia/Lord_Howe', '2026-04-04T15:00:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T15:30:00Z'],
];

export interface WallSetting {
  readonly startMs: number;
  /** Of jobs that go by local time. */
  readonly zone: string;
  /** Where clocks are put soon after the begin. */
  readonly shiftMs?: number;
}

export function drawStart(random: Random): WallSetting {
  if (random.chance(0.5)) return { startMs: usualStartMs, zone: 'Asia/Kolkata' };
  const [zone, text] = random.pick(shifts);
  const shiftMs = instantOfText(text);
  return { startMs: shiftMs - random.between(5, 50) * 1_000, zone, shiftMs };
}

function instantOfText(text: string): number {
  const [date = '', time = ''] = text.slice(0, -1).split('T');
  const [, month = 1, day = 1] = date.split('-').map(Number);
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334][month - 1] ?? 0;
  return usualStartMs + ((before + day - 1) * 24 * 60 + hour * 60 + minute) * 60_000;
}

/** `2026-03-29T02:30:00`, as the zone's clocks show an instant. */
export const localIso = (ms: number, zone: string): string =>
  isoInstant(wallAt(ms, zone)).slice(0, -1);

/** A wall time for an instant close to `ms`; while clocks are put forward, one of the gap. */
export function wallNear(ms: number, { zone, shiftMs }: WallSetting): number {
  const wall = wallAt(ms, zone);
  if (shiftMs === undefined) return wall;
  const before = wallAt(shiftMs - 1, zone) + 1;
  const gapMs = wallAt(shiftMs, zone) - before;
  if (gapMs <= 0 || ms < shiftMs) return wall;
  return instantOf(before + gapMs / 2, zone) === shiftMs ? before + gapMs / 2 : wall;
}
