// Instants at which a timetable is due. Occurrence k of an interval is anchor + k periods, k from 0
// to n - 1, reckoned from the anchor each time, so that nothing drifts or sticks; occurrences that
// fall on one instant are one. Where the period is hours to seconds, or its days are UTC's, that is
// plain arithmetic; else k is worked out on the wall clock. Nothing walks from the anchor.
// Cron has no anchor: the one given is passed over.
import { type Cron, cronOf } from '../lib/cron.ts';
import { lastInstantMs } from '../lib/time.ts';
import type { Timetable } from '../model/timetable.ts';
import { type Interval, type Series, seriesOf } from './series.ts';

/** Of occurrence 0: the timetable's own start, or else when the job was first applied. */
export const anchorOf = (timetable: Timetable, anchorMs: number | undefined): number =>
  (timetable.kind === 'interval' ? timetable.startMs : null) ?? anchorMs ?? 0;

/** What an anchor and the due times decided so far are kept for: another text begins anew. */
export const anchorKey = (timetable: Timetable): string => `${timetable.text} ${timetable.zone}`;

/** The first one strictly after `afterMs`. */
export function nextOccurrence(
  timetable: Timetable,
  anchorMs: number,
  afterMs: number,
): number | undefined {
  if (timetable.kind === 'cron') return cronFor(timetable).next(afterMs);
  const series = seriesOf(timetable, anchorMs);
  const k = series.indexAfter(afterMs);
  if (k >= (timetable.repeat ?? Number.POSITIVE_INFINITY)) return undefined;
  const next = series.at(k);
  return next > lastInstantMs ? undefined : next;
}

/** The last one at or before `atMs`. */
export function previousOccurrence(
  timetable: Timetable,
  anchorMs: number,
  atMs: number,
): number | undefined {
  if (timetable.kind === 'cron') return cronFor(timetable).previous(atMs);
  const series = seriesOf(timetable, anchorMs);
  const k = endIndex(timetable, series, atMs) - 1;
  return k < 0 ? undefined : series.at(k);
}

/** How many lie in (afterMs, untilMs]. */
export function countBetween(
  timetable: Timetable,
  anchorMs: number,
  { afterMs, untilMs }: Pick<Stretch, 'afterMs' | 'untilMs'>,
): number {
  if (untilMs <= afterMs) return 0;
  if (timetable.kind === 'cron') return cronFor(timetable).count(afterMs, untilMs);
  const series = seriesOf(timetable, anchorMs);
  const indexAt = (ms: number): number => endIndex(timetable, series, ms);
  const count = indexAt(untilMs) - indexAt(afterMs);
  const leapMs = count > 1 ? series.leapWithin(afterMs, untilMs) : undefined;
  if (leapMs === undefined) return count;
  return count - Math.max(0, indexAt(leapMs) - indexAt(leapMs - 1) - 1);
}

export interface Stretch {
  readonly afterMs: number;
  readonly untilMs: number;
  /** Most instants listed. */
  readonly limit: number;
}

export interface Occurrences {
  /** The newest, ascending. */
  readonly instants: readonly number[];
  /** Of all of them, listed or not. */
  readonly count: number;
  readonly firstMs?: number;
}

/** Those in (afterMs, untilMs]. */
export function occurrencesBetween(
  timetable: Timetable,
  anchorMs: number,
  stretch: Stretch,
): Occurrences {
  const { afterMs, untilMs, limit } = stretch;
  const firstMs = untilMs > afterMs ? nextOccurrence(timetable, anchorMs, afterMs) : undefined;
  if (firstMs === undefined || firstMs > untilMs) return { instants: [], count: 0 };
  const instants: number[] = [];
  let ms = previousOccurrence(timetable, anchorMs, untilMs);
  while (ms !== undefined && ms > afterMs && instants.length < limit) {
    instants.push(ms);
    ms = previousOccurrence(timetable, anchorMs, ms - 1);
  }
  instants.reverse();
  const isAll = ms === undefined || ms <= afterMs;
  const count = isAll ? instants.length : countBetween(timetable, anchorMs, stretch);
  return { instants, count, firstMs };
}

/** Index after the last occurrence at or before `ms`. */
const endIndex = ({ repeat }: Interval, series: Series, ms: number): number =>
  Math.min(series.indexAfter(ms), repeat ?? Number.POSITIVE_INFINITY);

/** A cron timetable is read once. What is kept goes when the timetable does. */
const crons = new WeakMap<Timetable, Cron>();

function cronFor(timetable: Timetable): Cron {
  const known = crons.get(timetable);
  if (known !== undefined) return known;
  const cron = cronOf(timetable.text, timetable.zone);
  crons.set(timetable, cron);
  return cron;
}
