// JUnit XML for CI pages: a suite a folder, a case an object. Failure: blocked, it wouldn't fit, or
// a window whose agents can't be emptied; error: a fault. Every text goes through one escape, and
// no CDATA is used, so nothing can end it.
import type { PlanDocument, PlanObject } from '../../../schemas/generated/api.ts';
import { at } from './phrases.ts';
import { printable } from './printable.ts';
import { windowTrouble } from './window-lines.ts';

interface Case {
  readonly folder: string;
  readonly name: string;
  readonly text: string;
  readonly where: { readonly file?: string; readonly line?: number };
  readonly outcome: 'passed' | 'failure' | 'error';
}

export function renderJunit(document: PlanDocument): string {
  const cases = [...faultCases(document), ...objectCases(document)];
  const suites = [...new Set(cases.map(({ folder }) => folder))].sort();
  const lines = suites.flatMap((folder) =>
    suiteLines(
      folder,
      cases.filter((each) => each.folder === folder),
    ),
  );
  const open = `<testsuites name="meridian plan" ${countsOf(cases)}>`;
  return ['<?xml version="1.0" encoding="UTF-8"?>', open, ...lines, '</testsuites>', ''].join('\n');
}

function faultCases({ diagnostics }: PlanDocument): readonly Case[] {
  return diagnostics.map(({ file, line, column, code, message, hint }) => ({
    folder: folderOf(file),
    name: `${file}:${line}:${column} ${code}`,
    text: hint === '' ? message : `${message}: ${hint}`,
    where: { file, line },
    outcome: 'error',
  }));
}

function objectCases(document: PlanDocument): readonly Case[] {
  const { objects, verdict, fit } = document;
  const misfits = new Map([
    ...(fit?.failures ?? []).map(({ app, text, remedy }) => misfit('App', app, text, remedy)),
    ...(fit?.jobs.failures ?? []).map(({ job, text, remedy }) => misfit('Job', job, text, remedy)),
  ]);
  if (objects.length === 0 && verdict === 'no-change') return [unchangedCase(document)];
  return objects.map((object) => {
    const { kind, name, action, impact, file } = object;
    const trouble =
      blockOf(document, object) ?? misfits.get(`${kind} ${name}`) ?? windowTrouble(object);
    return {
      folder: folderOf(file ?? ''),
      name: `${action} ${kind} ${name}`,
      text: trouble ?? [impact, ...warningsOf(object)].join('; '),
      where: object,
      outcome: trouble === undefined ? 'passed' : 'failure',
    };
  });
}

/** What stands against this object in particular. */
function blockOf({ blocks = [] }: PlanDocument, { kind, name, action }: PlanObject) {
  const own = blocks.find((block) =>
    block.kind === 'quota' ? kind === 'Quota' && block.roles?.includes(name) : action === 'delete',
  );
  return own?.text;
}

const misfit = (kind: string, name: string, text: string, remedy: string) =>
  [`${kind} ${name}`, `${text}: ${remedy}`] as const;

const warningsOf = ({ job, maintenance }: PlanObject): readonly string[] =>
  [...(job?.notes ?? []), ...(maintenance?.notes ?? [])]
    .filter(({ warning }) => warning)
    .map(({ text }) => text);

const unchangedCase = ({ header }: PlanDocument): Case => ({
  folder: '.',
  name: 'nothing changes',
  text: `compared with ${header.base.kind} ${header.base.commit ?? ''}`.trim(),
  where: {},
  outcome: 'passed',
});

function folderOf(file: string): string {
  const end = file.lastIndexOf('/');
  return end < 0 ? '.' : file.slice(0, end);
}

function suiteLines(folder: string, cases: readonly Case[]): readonly string[] {
  return [
    `  <testsuite name="${xml(folder)}" ${countsOf(cases)}>`,
    ...cases.flatMap(caseLines),
    '  </testsuite>',
  ];
}

function caseLines({ folder, name, text, where, outcome }: Case): readonly string[] {
  const { file, line } = where;
  const fileText = file === undefined ? '' : ` file="${xml(file)}"`;
  const lineText = line === undefined ? '' : ` line="${line}"`;
  const names = `classname="${xml(folder)}" name="${xml(name)}"`;
  const open = `    <testcase ${names}${fileText}${lineText}>`;
  const body = `${at(where)}${at(where) === '' ? '' : ': '}${text}`;
  const inner =
    outcome === 'passed'
      ? `<system-out>${xml(body)}</system-out>`
      : `<${outcome} message="${xml(text)}">${xml(body)}</${outcome}>`;
  return [open, `      ${inner}`, '    </testcase>'];
}

function countsOf(cases: readonly Case[]): string {
  const count = (outcome: Case['outcome']): number =>
    cases.filter((each) => each.outcome === outcome).length;
  const [failures, errors] = [count('failure'), count('error')];
  return `tests="${cases.length}" failures="${failures}" errors="${errors}" skipped="0"`;
}

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

const xml = (text: string): string =>
  printable(text).replace(/[&<>"']/g, (character) => references[character] ?? '');
