// Durations: `250ms 30s 5m 2h 1d` (1d is 24 h), or ISO 8601 without years and months (`PT30S`).

const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
type Unit = keyof typeof unitMs;

const plain = /^(\d{1,12})(ms|s|m|h|d)$/;
const isoDays = '(?:(\\d{1,9})W)?(?:(\\d{1,9})D)?';
const isoTime = '(?:(\\d{1,9})H)?(?:(\\d{1,9})M)?(?:(\\d{1,9})(?:[.,](\\d{1,3}))?S)?';
const iso = new RegExp(`^P${isoDays}(?:T${isoTime})?$`);

/** Whole milliseconds, or undefined when the text is no duration. */
export function parseDuration(text: string): number | undefined {
  const match = plain.exec(text);
  if (match !== null) return Number(match[1]) * unitMs[match[2] as Unit];
  return parseIso(text);
}

function parseIso(text: string): number | undefined {
  const match = iso.exec(text);
  if (match === null || text.endsWith('P') || text.endsWith('T')) return undefined;
  const [weeks, days, hours, minutes, seconds] = match.slice(1, 6).map((part) => Number(part ?? 0));
  const thousandths = Number((match[6] ?? '').padEnd(3, '0'));
  return (
    ((weeks ?? 0) * 7 + (days ?? 0)) * unitMs.d +
    (hours ?? 0) * unitMs.h +
    (minutes ?? 0) * unitMs.m +
    (seconds ?? 0) * unitMs.s +
    thousandths
  );
}

const downwards = ['d', 'h', 'm', 's'] as const satisfies readonly Unit[];

/** The shortest writing in one unit: 90000 is `90s`, 300000 is `5m`, 0 is `0s`. */
export function formatDuration(ms: number): string {
  if (ms === 0) return '0s';
  const unit = downwards.find((candidate) => ms % unitMs[candidate] === 0);
  return unit === undefined ? `${ms}ms` : `${ms / unitMs[unit]}${unit}`;
}
