// Timetables of tests, written as in a spec.
import { parseInterval } from '../../../engine/lib/time.ts';
import type { Timetable } from '../../../engine/model/timetable.ts';

type Interval = Extract<Timetable, { readonly kind: 'interval' }>;

export function intervalIn(zone: string, text: string): Interval {
  const parsed = parseInterval(text, zone);
  if (!parsed.ok) throw new Error(parsed.what);
  const { repeat, startMs, period } = parsed;
  return { kind: 'interval', text, zone, repeat, startMs, period };
}

export const cronIn = (zone: string, text: string): Timetable => ({ kind: 'cron', text, zone });

/** Cron texts have blanks, intervals have none. */
export const timetableIn = (zone: string, text: string): Timetable =>
  text.includes(' ') ? cronIn(zone, text) : intervalIn(zone, text);
