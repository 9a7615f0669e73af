// For the terminal: 80 columns, one line a field where it fits, deletions first. Paths with their
// lines are never cut, so that they can be clicked.
import type {
  PlanChange,
  PlanDiagnostic,
  PlanDocument,
  PlanObject,
} from '../../../schemas/generated/api.ts';
import {
  at,
  consequenceText,
  fitText,
  instanceCounts,
  mark,
  movedText,
  objectCounts,
  shareTexts,
  spanText,
  surroundings,
} from './phrases.ts';
import { excerpts, printable } from './printable.ts';

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
  const { kind, name, action, impact, changes } = object;
  const title = `${mark[action]} ${kind.toLowerCase().padEnd(7)} ${printable(name)}`;
  const where = printable(at(object));
  const painted = paint(styleOf[action], title);
  const oneLine = title.length + impact.length + 3 <= columns;
  return [
    ...(oneLine ? [`${painted}   ${impact}`] : [painted, ...wrapped(impact, '    ')]),
    ...(changes.length === 0 && where !== '' ? [paint('faint', `    ${where}`)] : []),
    ...changes.flatMap((change) => changeLines(change, paint)),
    '',
  ];
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
  const { fit, waits } = document;
  const lines: string[] = [];
  if (fit !== undefined) {
    const shares = shareTexts(fit);
    const share = shares.length === 0 ? '' : `; dominant share ${shares.join(', ')}`;
    lines.push(...labelled('Fit', `${fitText(fit)}${share}`));
    for (const { app, text, remedy } of fit.failures)
      lines.push(paint('warn', `  ! ${printable(app)}`), ...wrapped(`${text}: ${remedy}`, '    '));
  }
  for (const { name, kind, text } of waits)
    lines.push(...labelled('Waits', `${name}: ${kind}: ${text}`));
  lines.push(paint('faint', `Digest  ${document.digest}`));
  return lines;
}

function labelled(label: string, text: string): readonly string[] {
  const [first = '', ...rest] = wrapped(text, '        ');
  return [`${label.padEnd(8)}${first.trimStart()}`, ...rest];
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
