// Clocks the obvious way, for comparison: they are read from Intl, minute by minute.
const formats = new Map<string, Intl.DateTimeFormat>();

/** What clocks show, as if it were UTC. */
export function shown(ms: number, zone: string): number {
  const format = formats.get(zone) ?? new Intl.DateTimeFormat('sv', { ...style, timeZone: zone });
  formats.set(zone, format);
  const whole = Math.floor(ms / 1000) * 1000;
  return Date.parse(`${format.format(whole).replace(' ', 'T')}Z`) + (ms - whole);
}

const style = { dateStyle: 'short', timeStyle: 'medium' } as const;
const minuteMs = 60_000;
/** More than any offset, and than clocks were ever put at once. */
export const slackMs = 27 * 60 * minuteMs;

/**
 * From a wall time to the first instant, of those around [fromMs, toMs], at which clocks show it;
 * if none does, to the first that shows a later one.
 */
export function showingBetween(
  zone: string,
  fromMs: number,
  toMs: number,
): (wallMs: number) => number {
  if (zone === 'UTC') return (wallMs) => wallMs;
  const first = new Map<number, number>();
  const minuteOf = (ms: number): number => Math.floor(ms / minuteMs) * minuteMs;
  for (let ms = minuteOf(fromMs - slackMs); ms <= toMs + slackMs; ms += minuteMs) {
    const wall = shown(ms, zone);
    if (!first.has(wall)) first.set(wall, ms);
  }
  const walls = [...first.keys()].sort((a, b) => a - b);
  return (wallMs) => {
    const minute = first.get(minuteOf(wallMs));
    if (minute !== undefined) return minute + wallMs - minuteOf(wallMs);
    return first.get(walls.find((wall) => wall > wallMs) ?? Number.NaN) ?? Number.NaN;
  };
}

/** Changes of 2025 to 2027, the day that Apia left out, and one put by half an hour. */
export const changes: readonly (readonly [zone: string, aroundIso: string])[] = [
  ['Europe/Berlin', '2026-03-29T01:00:00Z'],
  ['Europe/Berlin', '2026-10-25T01:00:00Z'],
  ['America/New_York', '2026-03-08T07:00:00Z'],
  ['America/New_York', '2026-11-01T06:00:00Z'],
  ['Australia/Lord_Howe', '2026-04-04T15:00:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T15:30:00Z'],
  ['Pacific/Apia', '2011-12-30T10:00:00Z'],
  // At midnight, so that the day before comes twice.
  ['America/Havana', '2026-11-01T05:00:00Z'],
  ['UTC', '2026-03-29T01:00:00Z'],
];
