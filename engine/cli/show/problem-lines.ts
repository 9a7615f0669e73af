// What waits, the worst first, as the engine gives it. Each is its name and one sentence. On a
// screen as many are shown as its rows take, and the others are counted by their kind; none is
// shown by half.
import type { StatusView } from '../../../schemas/generated/api.ts';
import { isUnderWay } from '../../model/severity.ts';
import { printable } from '../../plan/render/printable.ts';
import { type Page, wrapped } from './table.ts';
import { cutMiddle, cutRight } from './width.ts';
import { agedWaitText } from './words.ts';

export type StatusWait = StatusView['waits'][number];

/** Reasons that the engine tells at most. */
const toldAtMost = 100;
/** Shown where there is no screen. */
const shownInPipe = 20;
/** Shown on a screen however small. */
const leastShown = 3;
/** Lines of one sentence where it is wrapped; `meridian why` says all of it. */
const sentenceLines = 2;
const indent = '    ';

/** In so many lines at most, the blank one behind it included; '' when nothing waits. */
export function problemLines(waits: readonly StatusWait[], room: number, page: Page): string {
  if (waits.length === 0) return '';
  const shown = fitting(waits, room, page);
  const lines = shown.flatMap(({ title, lines: own }) => [
    ...(title === undefined ? [] : [page.paint('strong', title)]),
    ...own,
  ]);
  const left = waits.slice(shown.length);
  const more = left.length === 0 ? [] : [cutRight(moreText(left, waits.length), page.columns)];
  return [...lines, ...more, ''].map((line) => `${line}\n`).join('');
}

interface Shown {
  /** Of the part that begins with it. */
  readonly title: string | undefined;
  readonly lines: readonly string[];
}

function fitting(waits: readonly StatusWait[], room: number, page: Page): readonly Shown[] {
  const shown: Shown[] = [];
  // A blank line ends it, and the others are counted in one.
  let left = room - 2;
  for (const [at, wait] of waits.entries()) {
    const before = waits[at - 1];
    const isFirst = before === undefined || isUnderWay(before) !== isUnderWay(wait);
    const title = isFirst ? (isUnderWay(wait) ? 'Under way' : 'Problems') : undefined;
    const lines = waitLines(wait, page);
    left -= lines.length + (title === undefined ? 0 : 1);
    const isOver = page.rows === Number.POSITIVE_INFINITY ? at >= shownInPipe : left < 0;
    if (isOver && at >= leastShown) break;
    shown.push({ title, lines });
  }
  return shown;
}

function waitLines(wait: StatusWait, page: Page): readonly string[] {
  const name = cutMiddle(printable(wait.subject), Math.max(12, Math.floor(page.columns / 2)));
  // The name stands where the first line begins, so that the sentence goes on beside it.
  const [first = '', ...rest] = wrapped(
    `${name}  ${agedWaitText(wait, page)}`,
    indent,
    page.columns,
  );
  const begin = `  ${page.paint('warn', name)}${first.slice(indent.length + name.length)}`;
  if (rest.length < sentenceLines) return [begin, ...rest];
  const last = `${rest[sentenceLines - 2] ?? ''} ${rest[sentenceLines - 1]?.trimStart() ?? ''}`;
  return [begin, ...rest.slice(0, sentenceLines - 2), cutRight(last, page.columns)];
}

function moreText(left: readonly StatusWait[], told: number): string {
  const kinds = new Map<string, number>();
  for (const { kind } of left) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const counts = [...kinds].map(([kind, count]) => `${count} ${kind}`).join(', ');
  const many = told < toldAtMost ? String(left.length) : `over ${left.length - 1}`;
  return `  and ${many} more, see \`meridian apps\`: ${counts}`;
}
