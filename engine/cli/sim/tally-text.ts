// The end of a run: how often each thing occurred, in columns, and one closing line.
import { printable } from '../../plan/render/printable.ts';
import type { Page } from '../show/table.ts';
import { counted } from '../show/words.ts';
import type { Failure, Tally } from './tally.ts';

/** Lines of a bug's stack that are shown. */
const shownStack = 12;
const titles: Readonly<Record<string, string>> = {
  event: 'Events',
  fault: 'Faults',
  state: 'States',
  tense: 'Tense cases',
};
const gap = '   ';
const indent = '  ';
const mostBeside = 4;
/** Of the counts, where the page has no end. */
const plainColumns = 80;

export function countsText(tally: Tally, page: Page): string {
  const groups = new Map<string, Count[]>();
  for (const [name, times] of tally.counts) {
    const [group = '', ...rest] = name.split(' ');
    groups.set(group, [...(groups.get(group) ?? []), [rest.join(' '), times]]);
  }
  const blocks = [...groups].map(([group, rows]) => {
    const title = page.paint('strong', titles[group] ?? group);
    return [title, ...columnsOf(rows, Math.min(page.columns, plainColumns))].join('\n');
  });
  return blocks.map((block) => `${block}\n\n`).join('');
}

type Count = readonly [name: string, times: number];

/** In as many columns as fit, down the first, then down the next. */
function columnsOf(rows: readonly Count[], columns: number): readonly string[] {
  for (let beside = mostBeside; ; beside -= 1) {
    const high = Math.ceil(rows.length / beside);
    const blocks = Array.from({ length: Math.ceil(rows.length / high) }, (_, at) =>
      alignedCounts(rows.slice(at * high, (at + 1) * high)),
    );
    const lines = Array.from({ length: high }, (_, line) =>
      blocks.flatMap((block) => block[line] ?? []).join(gap),
    );
    const fits = lines.every((line) => indent.length + line.length <= columns);
    if (fits || beside === 1) return lines.map((line) => indent + line);
  }
}

/** Names on the left, numbers on the right. */
function alignedCounts(rows: readonly Count[]): readonly string[] {
  const width = Math.max(...rows.map(([name, times]) => `${name} ${times}`.length));
  return rows.map(([name, times]) => name.padEnd(width - String(times).length) + String(times));
}

/** `replay`: the command that runs this world alone. */
export function failureText(failure: Failure, replay: string): string {
  const { seed, rule, crash } = failure;
  const lines = [`seed ${seed} fails${rule === undefined ? '' : atText(rule)}`];
  if (rule !== undefined) lines.push(`  ${rule.invariant}: ${printable(rule.text)}`);
  if (crash !== undefined)
    lines.push(...crash.split('\n', shownStack).map((line) => `  ${line.trim()}`));
  return [...lines, `  ${replay}`, ''].join('\n');
}

const atText = ({ atMs, events }: NonNullable<Failure['rule']>): string =>
  ` after ${counted(events, 'event')}, ${(atMs / 1000).toFixed(3)} s`;

/** What never occurred, if there were worlds enough; then what was run. */
export function closingText(tally: Tally, cpuMs: number): string {
  const zeros = tally.zeros.map((name) => `never in ${counted(tally.worlds, 'world')}: ${name}\n`);
  const { worlds, events, violations } = tally;
  const parts = [
    counted(worlds, 'world'),
    counted(events, 'event'),
    `${perSecond(events, cpuMs)} events/s of CPU`,
    counted(violations, 'violation'),
  ];
  return `${zeros.join('')}${parts.join(', ')}\n`;
}

export const perSecond = (events: number, cpuMs: number): number =>
  cpuMs <= 0 ? 0 : Math.round((events * 1000) / cpuMs);
