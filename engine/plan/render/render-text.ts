// For the terminal: 80 columns, one line a field where it fits, deletions first. Paths with their
// lines are never cut, so that they can be clicked.
import type {
  PlanChange,
  PlanDiagnostic,
  PlanDocument,
  PlanFit,
  PlanObject,
} from '../../../schemas/generated/api.ts';
import { type JobLine, jobLinesOf } from './job-lines.ts';
import {
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
  termsText,
  timesText,
} from './phrases.ts';
import { excerpts, printable } from './printable.ts';
import { windowLinesOf } from './window-lines.ts';

export type Style = 'create' | 'delete' | 'change' | 'strong' | 'faint' | 'warn';
/** Colours a text; the caller knows whether it writes to a terminal. */
export type Paint = (style: Style, text: string) => string;

const columns = 80;
const plain: Paint = (_, text) => text;

export function renderText(document: PlanDocument, paint: Paint = plain): string {
  const lines = [
    ...headLines(document, paint),
    ...document.diagnostics.flatMap((fault) => diagnosticLines(fault, paint)),
    ...document.objects.flatMap((object) => objectLines(object, paint)),
    ...tailLines(document, paint),
  ];
  return `${lines.join('\n')}\n`;
}

function headLines(document: PlanDocument, paint: Paint): readonly string[] {
  const { verdict, reason, summary, header } = document;
  const title = printable(['Plan', spanText(document), ...surroundings(header)].join('  '));
  const word = verdict.toUpperCase().replace('-', ' ');
  const gap = ' '.repeat(Math.max(2, columns - title.length - word.length));
  const isBad = verdict === 'blocked' || verdict === 'error';
  const moved = movedText(document);
  return [
    `${title}${gap}${paint(isBad ? 'warn' : 'strong', word)}`,
    paint('faint', `  ${printable(header.repo)}`),
    ...wrapped(`${objectCounts(summary)}; ${instanceCounts(summary)}`, '  '),
    ...(reason === undefined ? [] : wrapped(`${word.toLowerCase()}: ${reason}`, '  ')),
    ...(moved === undefined ? [] : [paint('warn', `  ${moved}`)]),
    '',
  ];
}

function diagnosticLines(fault: PlanDiagnostic, paint: Paint): readonly string[] {
  const { file, line, column, message, hint } = fault;
  const where = `${file}:${line}:${column}`;
  const text = `${message}${hint === '' ? '' : `: ${hint}`}`;
  return [paint('warn', `! ${printable(where)}`), ...wrapped(text, '    '), ''];
}

const styleOf = { delete: 'delete', change: 'change', create: 'create' } as const;

function objectLines(object: PlanObject, paint: Paint): readonly string[] {
  const { kind, name, action, changes, job, maintenance } = object;
  const impact = printable(object.impact);
  const title = `${mark[action]} ${kind.toLowerCase().padEnd(7)} ${printable(name)}`;
  const where = printable(at(object));
  const painted = paint(styleOf[action], title);
  const oneLine = title.length + impact.length + 3 <= columns;
  return [
    ...(oneLine ? [`${painted}   ${impact}`] : [painted, ...wrapped(impact, '    ')]),
    ...(changes.length === 0 && where !== '' ? [paint('faint', `    ${where}`)] : []),
    ...changes.flatMap((change) => changeLines(change, paint)),
    ...besideLines(job === undefined ? [] : jobLinesOf(job), paint),
    ...besideLines(maintenance === undefined ? [] : windowLinesOf(maintenance), paint),
    '',
  ];
}

function besideLines(beside: readonly JobLine[], paint: Paint): readonly string[] {
  return beside.flatMap(({ label, text, isWarning }) => {
    const lines = labelled(label, text, '    ');
    return isWarning ? lines.map((line) => paint('warn', line)) : lines;
  });
}

function changeLines(change: PlanChange, paint: Paint): readonly string[] {
  const { path, consequence } = change;
  const where = printable(at(change));
  const says = consequenceText(change);
  const style = consequence === 'replace' ? 'warn' : 'faint';
  const tail = [says === '' ? '' : paint(style, says), where === '' ? '' : paint('faint', where)];
  const tailText = tail.filter((part) => part !== '').join('  ');
  const tailLength = [says, where].filter((part) => part !== '').join('  ').length;
  const [old, wanted] = valuesOf(change);
  const value = change.sensitive ? 'changed (not shown)' : `${old} -> ${wanted}`;
  const head = `    ${printable(path).padEnd(28)}  ${value}`;
  if (head.length + tailLength + 2 <= columns) return [`${head}  ${tailText}`.trimEnd()];
  if (head.length <= columns) return [head, `      ${tailText}`.trimEnd()];
  const [cutOld, cutWanted] = excerpts([old, wanted], columns - 8);
  return [
    `    ${printable(path)}`,
    `      ${paint('delete', `- ${cutOld}`)}`,
    `      ${paint('create', `+ ${cutWanted}`)}`,
    `      ${tailText}`.trimEnd(),
  ];
}

const absent = '(none)';

const valuesOf = (change: PlanChange): readonly [string, string] => [
  printable(change.old ?? absent),
  printable(change.new ?? absent),
];

function tailLines(document: PlanDocument, paint: Paint): readonly string[] {
  const { fit, edges, waits, notes = [] } = document;
  const times = timesText(document) ?? asOfText(document);
  return [
    ...edges.flatMap(({ parent, child, kind, change }) => {
      const style = change === 'added' ? 'create' : 'delete';
      const lines = labelled('Edges', `${edgeMark[change]} ${child} ${edgeWord[kind]} ${parent}`);
      return lines.map((line) => paint(style, line));
    }),
    ...(fit === undefined ? [] : fitLines(fit, paint)),
    ...shownRoles(document).flatMap((share) =>
      labelled('Role', `${share.role}: dominant share ${shareText(share)}; ${termsText(share)}`),
    ),
    ...notes.flatMap((note) => labelled('Note', note)),
    ...waits.flatMap(({ name, kind, text }) => labelled('Waits', `${name}: ${kind}: ${text}`)),
    ...(times === undefined ? [] : labelled('Times', times)),
    paint('faint', `Digest  ${document.digest}`),
  ];
}

function fitLines(fit: PlanFit, paint: Paint): readonly string[] {
  const parts = [fitText(fit), jobFitText(fit)];
  const failures = [
    ...fit.failures.map(({ app, text, remedy }) => ({ name: app, text, remedy })),
    ...fit.jobs.failures.map(({ job, text, remedy }) => ({ name: job, text, remedy })),
  ];
  return [
    ...labelled('Fit', parts.filter((part) => part !== '').join('; ')),
    ...failures.flatMap(({ name, text, remedy }) => [
      paint('warn', `  ! ${printable(name)}`),
      ...wrapped(`${text}: ${remedy}`, '    '),
    ]),
  ];
}

/** A label of at most nine characters, and beside it the text. */
function labelled(label: string, text: string, indent = ''): readonly string[] {
  const width = indent === '' ? 8 : 11;
  const [first = '', ...rest] = wrapped(text, indent + ' '.repeat(width));
  return [`${indent}${label.padEnd(width)}${first.trimStart()}`, ...rest];
}

/** At blanks, after an indent; words longer than a line stay whole. */
function wrapped(text: string, indent: string): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of printable(text).split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && indent.length + longer.length > columns) {
      lines.push(indent + line);
      line = word;
    } else line = longer;
  }
  return [...lines, indent + line];
}
