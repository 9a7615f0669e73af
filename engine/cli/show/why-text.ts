// `why`: one sentence a person can act on, then the evidence it is read from, then what would help.
import type { PlacementView, WhyView } from '../../../schemas/generated/api.ts';
import { spokenDuration } from '../../lib/text/spoken-duration.ts';
import { type Page, table, wrapped } from './table.ts';
import { ageText, counted } from './words.ts';

/** Failures shown at most. */
const shownFailures = 3;

export function whyText(why: WhyView, page: Page): string {
  return [
    lines([headOf(why), ...timesOf(why, page)], '', page),
    part('Evidence', evidenceOf(why, page), page),
    why.placement === undefined ? '' : `\n${placementText(why.placement, page)}`,
    part('What would help', why.remedy === '' ? [] : [why.remedy], page),
  ].join('');
}

const lines = (texts: readonly string[], indent: string, { columns }: Page): string =>
  texts
    .flatMap((text) => wrapped(text, indent, columns))
    .map((line) => `${line}\n`)
    .join('');

/** The engine's sentence may begin with the name itself. */
const headOf = ({ name, sentence }: WhyView): string =>
  sentence.startsWith(`${name}:`) || sentence.startsWith(`${name} `)
    ? sentence
    : `${name}: ${sentence}`;

/** How long it has waited for that, and what comes next by itself. */
function timesOf({ waits: [first] }: WhyView, { nowMs }: Page): readonly string[] {
  if (first === undefined) return [];
  const { sinceMs, next } = first;
  const times = [
    ...(sinceMs === undefined ? [] : [`for ${ageText(sinceMs, nowMs)}`]),
    ...(next === undefined ? [] : [`next, in ${spokenDuration(next.atMs - nowMs)}: ${next.what}`]),
  ];
  return times.length === 0 ? [] : [`(${times.join('; ')})`];
}

const part = (title: string, texts: readonly string[], page: Page): string =>
  texts.length === 0 ? '' : `\n${page.paint('strong', title)}\n${lines(texts, '  ', page)}`;

function evidenceOf({ evidence, failures }: WhyView, { nowMs }: Page): readonly string[] {
  const failed = failures
    .slice(0, shownFailures)
    .flatMap(({ task, agentId, atMs, how, message }) => [
      `${task} on ${agentId} failed ${ageText(atMs, nowMs)} ago: ${how}`,
      ...message
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => `| ${line}`),
    ]);
  const isTold = (text: string): boolean =>
    failures
      .slice(0, shownFailures)
      .some(({ task, agentId }) => text.startsWith(`${task} on ${agentId}: `));
  return [...evidence.filter((text) => !isTold(text)), ...failed];
}

function placementText(placement: PlacementView, page: Page): string {
  const { instances, runs, sinceMs, agents, ruledOut, wouldFit } = placement;
  const what =
    runs === undefined ? counted(instances.length, 'instance') : counted(runs.length, 'run');
  const who = `${what} without a place`;
  const head = `${who} for ${ageText(sinceMs, page.nowMs)}; of ${counted(agents, 'agent')}:`;
  const columns = [
    { title: 'RULED OUT BY' },
    { title: 'AGENTS', isNumber: true },
    { title: 'THE FIRST OF THEM', least: 20 },
  ];
  const rows = ruledOut.map(({ by, agents: count, detail }) => ({
    cells: [by, String(count), detail],
  }));
  const fit = wouldFit === '' ? '' : lines([`to fit: ${wouldFit}`], '', page);
  return `${lines([head], '', page)}${rows.length === 0 ? '' : table(columns, rows, page)}${fit}`;
}
