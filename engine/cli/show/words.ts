// Small texts that every view uses: ages, instants, commits, counts.
import { spokenAge } from '../../lib/text/spoken-duration.ts';
import { styleOfState } from './paint.ts';

/** `5s`, `3m`, `2h`, `4d` ago. */
export const ageText = (sinceMs: number, nowMs: number): string => spokenAge(nowMs - sinceMs);

/** In UTC, to the second: `2026-01-31T08:00:00Z`. */
export const instantText = (ms: number): string =>
  new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');

export const shortCommit = (commit: string): string => commit.slice(0, 8);

export const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;

/** `1 failed, 2 rolling, 7 healthy`: what is well last; none left out but zeros. */
export const tally = (counts: Readonly<Record<string, number>> = {}): string =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .sort(([a], [b]) => urgencyOf(a) - urgencyOf(b) || (a < b ? -1 : 1))
    .map(([word, count]) => `${count} ${word}`)
    .join(', ');

function urgencyOf(word: string): number {
  const style = styleOfState(word);
  if (style === 'delete') return 0;
  if (style === 'change') return 1;
  return style === 'create' ? 3 : 2;
}

/** Of an older engine a field may be absent. */
export const sumOf = (counts: Readonly<Record<string, number>> = {}): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

/** `4`, `0.5`, `1536`: at most one place. */
export const amountText = (amount: number): string => String(Math.round(amount * 10) / 10);

/** Of an empty list, chosen by these options. */
export const noneText = (what: string, given: readonly string[]): string =>
  given.length === 0
    ? `no ${what}: commit one, and \`meridian sync\`\n`
    : `no such ${what}: leave ${given.map((word) => `--${word}`).join(', ')} out to see all\n`;

interface Told {
  readonly kind: string;
  readonly text: string;
  readonly sinceMs?: number;
}

export const waitText = ({ kind, text }: Told): string => `${kind}: ${text}`;

/** With how long that has been so: `unplaceable for 3m: ...`. */
export const agedWaitText = (wait: Told, { nowMs }: { readonly nowMs: number }): string => {
  const { kind, text, sinceMs } = wait;
  if (sinceMs === undefined || isTimed.test(text)) return waitText(wait);
  return `${kind} for ${ageText(sinceMs, nowMs)}: ${text}`;
};

/** It says itself for how long. */
const isTimed = /\d[smhd] ago\b|\bfor \d+[smhd]\b/;
