// An interval the obvious way: one period after the other, from the first.
import type { Period, Timetable } from '../../../engine/model/timetable.ts';
import { showingBetween, shown } from './slow-clock.ts';

const dayMs = 86_400_000;

function monthsOn(wallMs: number, months: number): number {
  const from = new Date(wallMs);
  const first = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months, 1));
  const next = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 1);
  const last = (next - first.getTime()) / dayMs;
  const day = Math.min(from.getUTCDate(), last);
  return first.getTime() + (day - 1) * dayMs + (wallMs % dayMs);
}

function periodsOn(wallMs: number, period: Period, k: number): number {
  const months = period.years * 12 + period.months;
  return monthsOn(wallMs, k * months) + k * (period.weeks * 7 + period.days) * dayMs;
}

/** All in (anchorMs - 1, untilMs], ascending, each once. From a start after 1970. */
export function slowInterval(
  { zone, repeat, period }: Extract<Timetable, { readonly kind: 'interval' }>,
  anchorMs: number,
  untilMs: number,
): readonly number[] {
  const showing = showingBetween(zone, anchorMs, untilMs);
  const anchorWall = shown(anchorMs, zone);
  const exactMs = period.hours * 3_600_000 + period.minutes * 60_000 + period.milliseconds;
  const found = new Set<number>();
  for (let k = 0; k < (repeat ?? Number.POSITIVE_INFINITY); k += 1) {
    const wall = periodsOn(anchorWall, period, k);
    const ms = (wall === anchorWall ? anchorMs : showing(wall)) + k * exactMs;
    if (!(ms <= untilMs)) break;
    found.add(ms);
  }
  return [...found];
}
