// Cron the obvious way: every minute of the clock is looked at.
import { showingBetween, shown, slackMs } from './slow-clock.ts';

const minuteMs = 60_000;

const valuesOf = (field: string, low: number, high: number): ReadonlySet<number> =>
  new Set(field.split(',').flatMap((item) => itemValues(item, low, high)));

function itemValues(item: string, low: number, high: number): readonly number[] {
  const [range = '', step = '1'] = item.split('/');
  const [from = low, to = from] = range === '*' ? [low, high] : range.split('-').map(Number);
  const values: number[] = [];
  for (let value = from; value <= to; value += Number(step)) values.push(value);
  return values;
}

/** Whether a wall time, as if it were UTC, is named. Numbers only. */
function namedBy(text: string): (wallMs: number) => boolean {
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = ''] = text.split(' ');
  const minutes = valuesOf(minute, 0, 59);
  const hours = valuesOf(hour, 0, 23);
  const days = valuesOf(dayOfMonth, 1, 31);
  const months = valuesOf(month, 1, 12);
  const week = valuesOf(dayOfWeek, 0, 7);
  const isEither = !dayOfMonth.startsWith('*') && !dayOfWeek.startsWith('*');
  return (wallMs) => {
    const date = new Date(wallMs);
    const isTime = minutes.has(date.getUTCMinutes()) && hours.has(date.getUTCHours());
    if (!isTime || !months.has(date.getUTCMonth() + 1)) return false;
    const ofMonth = days.has(date.getUTCDate());
    const ofWeek = week.has(date.getUTCDay()) || (date.getUTCDay() === 0 && week.has(7));
    return isEither ? ofMonth || ofWeek : ofMonth && ofWeek;
  };
}

/** All instants in [fromMs, toMs], both whole minutes, ascending. */
export function slowCron(text: string, zone: string, fromMs: number, toMs: number): number[] {
  const found = new Set<number>();
  const isNamed = namedBy(text);
  if (text.split(' ')[1]?.startsWith('*')) {
    for (let ms = fromMs; ms <= toMs; ms += minuteMs) if (isNamed(shown(ms, zone))) found.add(ms);
  } else {
    const showing = showingBetween(zone, fromMs, toMs);
    const [low, high] = [shown(fromMs, zone) - slackMs, shown(toMs, zone) + slackMs];
    for (let wall = low; wall <= high; wall += minuteMs)
      if (isNamed(wall)) found.add(showing(wall));
  }
  return [...found].filter((ms) => ms >= fromMs && ms <= toMs).sort((a, b) => a - b);
}
