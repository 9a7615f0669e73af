// What starts a job's runs, as data and in words: `every 2 hours, from 2026-01-01 02:00 +01:00`.
import type { TriggerView } from '../../../../schemas/generated/api.ts';
import { counted } from '../../../lib/text/spoken-duration.ts';
import { localText } from '../../../lib/time.ts';
import type { Period, Timetable } from '../../../model/timetable.ts';
import type { Trigger } from '../../../model/wanted.ts';

export type TriggerKind = TriggerView['kind'];

export function triggerView(trigger: Trigger): TriggerView {
  const words = wordsOf(trigger);
  const kind = triggerKind(trigger);
  if (trigger.kind !== 'timetable')
    return { kind, words, parents: trigger.kind === 'after' ? [...trigger.parents] : [] };
  const { text, zone } = trigger.timetable;
  return { kind, words, text, timeZone: zone, parents: [] };
}

export function triggerKind(trigger: Trigger): TriggerKind {
  if (trigger.kind !== 'timetable') return trigger.kind;
  return trigger.timetable.kind === 'cron' ? 'cron' : 'schedule';
}

function wordsOf(trigger: Trigger): string {
  switch (trigger.kind) {
    case 'manual':
      return 'by hand';
    case 'after':
      return `after ${listed(trigger.parents)}`;
    case 'timetable':
      return timetableWords(trigger.timetable);
  }
}

function timetableWords(timetable: Timetable): string {
  const { zone } = timetable;
  if (timetable.kind === 'cron') return `cron ${timetable.text} in ${zone}`;
  const { repeat, startMs, period } = timetable;
  const every = `every ${periodWords(period)}`;
  const from = startMs === null ? 'from its first apply' : `from ${localText(startMs, zone)}`;
  const times = repeat === null ? '' : `, ${counted(repeat, 'time')} in all`;
  return `${every}, ${from} in ${zone}${times}`;
}

function periodWords(period: Period): string {
  const { milliseconds } = period;
  const parts: readonly (readonly [count: number, noun: string])[] = [
    [period.years, 'year'],
    [period.months, 'month'],
    [period.weeks, 'week'],
    [period.days, 'day'],
    [period.hours, 'hour'],
    [period.minutes, 'minute'],
    milliseconds % 1000 === 0 ? [milliseconds / 1000, 'second'] : [milliseconds, 'millisecond'],
  ];
  const said = parts.filter(([count]) => count > 0);
  const [first] = said;
  if (said.length === 1 && first?.[0] === 1) return first[1];
  return listed(said.map(([count, noun]) => counted(count, noun)));
}

/** `a, b and c` */
function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}
