// Due times: on the timetable's own clock, in UTC, and how long it is until then.
import { isoInstant } from '../../../lib/time.ts';
import { type Page, table } from '../table.ts';
import { clockText, whenText } from './run-words.ts';

export interface Dues {
  readonly instants: readonly number[];
  /** Undefined: it has no timetable. */
  readonly zone: string | undefined;
  /** There are no more than these. */
  readonly isAll: boolean;
  /** Its job is suspended. */
  readonly isHeld?: boolean;
}

export function dueText({ instants, zone, isAll, isHeld }: Dues, page: Page): string {
  if (zone === undefined) return 'never by itself: it has no timetable\n';
  const isUtc = zone === 'UTC';
  const columns = [
    { title: `IN ${zone}` },
    ...(isUtc ? [] : [{ title: 'UTC', isSpare: true }]),
    { title: 'WHEN' },
  ];
  const clocks = aligned(instants.map((ms) => clockText(ms, zone)));
  const rows = instants.map((ms, at) => ({
    cells: [clocks[at] ?? '', ...(isUtc ? [] : [isoInstant(ms)]), whenText(ms, page.nowMs)],
  }));
  const end = isAll ? 'no more: the timetable is at its end\n' : '';
  const held = isHeld === true ? 'it is suspended: none of these starts it\n' : '';
  return `${instants.length === 0 ? '' : table(columns, rows, page)}${end}${held}`;
}

/** Seconds stand in all or in none, so that the eye finds them below one another. */
function aligned(clocks: readonly string[]): readonly string[] {
  const isFine = clocks.some((text) => /:\d\d:\d\d/.test(text));
  return isFine ? clocks.map((text) => text.replace(/^(\S+ \d\d:\d\d) /, '$1:00 ')) : clocks;
}
