// For a pull request's one comment: a hidden marker to find it again by, the verdict, deletions
// (never folded), a table of all objects, folded details, would-it-fit, waits. At most 60,000
// characters (GitHub's bound is 65,536): what doesn't fit is counted.
import type { PlanDocument, PlanObject } from '../../../schemas/generated/api.ts';
import { BoundedPage } from './bounded-page.ts';
import { type JobLine, jobLinesOf } from './job-lines.ts';
import { codeText, fenced, markerText, plainText } from './markdown-text.ts';
import {
  amountsText,
  asOfText,
  at,
  consequenceText,
  edgeMark,
  edgeWord,
  fitText,
  instanceCounts,
  jobFitText,
  mark,
  movedText,
  objectCounts,
  shareText,
  shownRoles,
  spanText,
  surroundings,
  timesText,
} from './phrases.ts';
import { printable, shortened } from './printable.ts';
import { windowLinesOf } from './window-lines.ts';

export const mostCharacters = 60_000;
/** Of one value in the details. */
const mostOfValue = 2000;

/** The comment's first line: whoever posts it looks for this to edit the one that is there. */
export const markerOf = ({ header }: PlanDocument): string =>
  `<!-- meridian:plan:${markerText(header.cluster ?? header.repo)} -->`;

export function renderMarkdown(document: PlanDocument): string {
  const page = new BoundedPage(mostCharacters);
  addHead(page, document);
  addDiagnostics(page, document);
  addDeletions(page, document);
  addTable(page, document);
  addJobs(page, document);
  addWindows(page, document);
  addEdges(page, document);
  addDetails(page, document);
  addFit(page, document);
  addRoles(page, document);
  addNotes(page, document);
  addWaits(page, document);
  page.add(`\nPlan <code>${document.digest.slice(0, 12)}</code>. `);
  page.add('Merging applies it; a revert of the merge undoes it.\n');
  return page.text;
}

const more =
  (noun: string) =>
  (left: number): string =>
    `\n${left} more ${noun}; the whole plan: <code>meridian plan</code>\n`;

/** Short enough to be in the page whatever it quotes. */
const brief = (text: string): string => shortened(printable(text), 400);

function addHead(page: BoundedPage, document: PlanDocument): void {
  const { verdict, reason, summary } = document;
  const { repo } = document.header;
  const parts = [spanText(document), ...surroundings(document.header), repo];
  const around = parts.map((part) => codeText(brief(part)));
  const counts = `${objectCounts(summary)}; ${instanceCounts(summary)}`;
  page.add(`${markerOf(document).slice(0, 300)}\n`);
  page.add(`### Meridian plan: ${verdict}\n\n${around.join(' ')}\n\n${plainText(counts)}\n`);
  if (reason !== undefined) page.add(`\n**${plainText(brief(reason))}**\n`);
  const moved = movedText(document);
  if (moved !== undefined) page.add(`\n**${plainText(moved)}**\n`);
}

function addDiagnostics(page: BoundedPage, { diagnostics }: PlanDocument): void {
  if (diagnostics.length === 0) return;
  page.add('\n#### Faults\n\n');
  const lines = diagnostics.map(({ file, line, column, message, hint }) => {
    const text = hint === '' ? message : `${message}: ${hint}`;
    return `- ${codeText(brief(`${file}:${line}:${column}`))} ${plainText(brief(text))}\n`;
  });
  page.list(lines, more('faults'));
}

function addDeletions(page: BoundedPage, { objects }: PlanDocument): void {
  const deletions = objects.filter(({ action }) => action === 'delete');
  if (deletions.length === 0) return;
  page.add('\n#### Deletions\n\n');
  const lines = deletions.map(
    ({ kind, name, impact }) => `- ${kind} ${codeText(brief(name))}: **${plainText(impact)}**\n`,
  );
  page.list(lines, more('deletions'));
}

function addTable(page: BoundedPage, { objects }: PlanDocument): void {
  if (objects.length === 0) return;
  page.add('\n| | object | impact | fields | where |\n|---|---|---|---|---|\n');
  page.list(objects.map(rowOf), more('objects'));
}

function rowOf(object: PlanObject): string {
  const { kind, name, action, impact, changes } = object;
  const paths = changes.slice(0, 5).map(({ path }) => codeText(brief(path)));
  const left = changes.length - paths.length;
  const fields = [...paths, ...(left > 0 ? [`${left} more`] : [])].join(', ');
  const where = at(object) === '' ? '' : codeText(brief(at(object)));
  const cells = [plainText(mark[action]), `${kind} ${codeText(brief(name))}`, plainText(impact)];
  return `| ${[...cells, fields, where].join(' | ')} |\n`;
}

function addJobs(page: BoundedPage, document: PlanDocument): void {
  const times = timesText(document);
  if (times === undefined) return;
  page.add('\n#### Jobs\n\n');
  page.list(
    document.objects.flatMap(({ name, job }) =>
      job === undefined ? [] : [besideItem(name, jobLinesOf(job))],
    ),
    more('jobs'),
  );
  page.add(`\nTimes ${plainText(brief(times))}\n`);
}

function addWindows(page: BoundedPage, document: PlanDocument): void {
  const times = asOfText(document);
  if (times === undefined) return;
  const items = document.objects.flatMap(({ name, maintenance }) =>
    maintenance === undefined ? [] : [besideItem(name, windowLinesOf(maintenance))],
  );
  page.add('\n#### Maintenance\n\n');
  page.list(items, more('windows'));
  page.add(`\nTimes ${plainText(brief(times))}\n`);
}

function besideItem(name: string, beside: readonly JobLine[]): string {
  const lines = beside.map(({ label, text, isWarning }) => {
    const said = plainText(brief(/^[!*]$/.test(label) ? text : `${label} ${text}`));
    return `  - ${isWarning ? `**${said}**` : said}\n`;
  });
  return `- ${codeText(brief(name))}\n${lines.join('')}`;
}

function addEdges(page: BoundedPage, { edges }: PlanDocument): void {
  if (edges.length === 0) return;
  page.add('\n#### Edges\n\n');
  page.list(
    edges.map(({ parent, child, kind, change }) => {
      const sign = plainText(edgeMark[change]);
      return `- ${sign} ${codeText(brief(child))} ${edgeWord[kind]} ${codeText(brief(parent))}\n`;
    }),
    more('edges'),
  );
}

function addDetails(page: BoundedPage, { objects }: PlanDocument): void {
  const changed = objects.filter(({ changes }) => changes.length > 0);
  if (changed.length === 0) return;
  page.add('\n#### Changes\n');
  page.list(changed.map(detailsOf), more('objects with details'));
}

function detailsOf(object: PlanObject): string {
  const { kind, name, changes } = object;
  const lines = changes.flatMap((change) => {
    const says = [change.path, consequenceText(change), at(change)].filter((part) => part !== '');
    const head = `@@ ${printable(says.join('  '))} @@`;
    if (change.sensitive) return [head, '! changed (not shown)'];
    return [head, ...valueLines('-', change.old), ...valueLines('+', change.new)];
  });
  const summary = `<summary>${kind} ${codeText(brief(name))}</summary>`;
  return `\n<details>${summary}\n\n${fenced(lines, 'diff')}\n\n</details>\n`;
}

const valueLines = (sign: string, value: string | undefined): readonly string[] =>
  value === undefined ? [] : [`${sign} ${shortened(printable(value), mostOfValue)}`];

function addFit(page: BoundedPage, { fit }: PlanDocument): void {
  if (fit === undefined) return;
  const texts = [fitText(fit), jobFitText(fit)].filter((text) => text !== '');
  page.add(`\n#### Fit\n\n${plainText(texts.join('; '))}\n`);
  const failures = [
    ...fit.failures.map(({ app, text, remedy }) => [app, `${text}: ${remedy}`] as const),
    ...fit.jobs.failures.map(({ job, text, remedy }) => [job, `${text}: ${remedy}`] as const),
  ];
  if (failures.length > 0) page.add('\n');
  const items = failures.map(([name, text]) => `- ${codeText(name)}: ${plainText(text)}\n`);
  page.list(items, more('apps and jobs that do not fit'));
}

function addRoles(page: BoundedPage, document: PlanDocument): void {
  const roles = shownRoles(document);
  if (roles.length === 0) return;
  page.add('\n#### Roles\n\n| role | dominant share | weight | guarantee | limit |\n');
  page.add('|---|---|---|---|---|\n');
  const rows = roles.map((share) => {
    const amounts = [amountsText(share.guarantee), amountsText(share.limit)];
    const cells = [shareText(share), String(share.weight), ...amounts];
    const said = cells.map((cell) => plainText(brief(cell)));
    return `| ${[codeText(brief(share.role)), ...said].join(' | ')} |\n`;
  });
  page.list(rows, more('roles'));
}

function addNotes(page: BoundedPage, { notes = [] }: PlanDocument): void {
  if (notes.length === 0) return;
  page.add('\n');
  for (const note of notes) page.add(`Note: ${plainText(brief(note))}\n`);
}

function addWaits(page: BoundedPage, { waits }: PlanDocument): void {
  if (waits.length === 0) return;
  page.add('\n#### Waits, not of this plan\n\n');
  const lines = waits.map(
    ({ name, kind, text }) =>
      `- ${codeText(brief(name))}: ${plainText(brief(`${kind}: ${text}`))}\n`,
  );
  page.list(lines, more('waits'));
}
