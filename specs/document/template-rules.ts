// Templates in the texts of a document: every word known, and one that means something there. The
// ports of a task are checked where they are known; variables are left to the tree's rules.
import type { Path } from '../../engine/lib/check.ts';
import { hasTemplate, parseTemplate, type TemplateWord } from '../../engine/lib/template.ts';
import { suggest } from '../../engine/lib/text/suggest.ts';
import type { Kind } from '../shape/shape-check.ts';
import type { Check } from './check-rules.ts';
import type { Finding } from './finding.ts';
import { type Ports, portIndex } from './port-index.ts';
import type { Scope } from './scope.ts';
import type { ParentUse, VariableUse } from './spec-document.ts';

export interface TemplateText {
  readonly path: Path;
  readonly text: string;
}

export interface TemplateScope {
  readonly kind: Kind;
  /** Absent: not known here. */
  readonly ports: Ports | undefined;
}

/** All texts of the document that templates may stand in and that have one. */
export function templateTexts(scope: Scope): readonly TemplateText[] {
  return candidates(scope).flatMap(({ path, text }) =>
    typeof text === 'string' && hasTemplate(text) ? [{ path, text }] : [],
  );
}

interface Candidate {
  readonly path: Path;
  readonly text: unknown;
}

function candidates(scope: Scope): readonly Candidate[] {
  const task: Path = ['spec', 'task'];
  const env = Object.keys(scope.map(...task, 'env') ?? {});
  const found: Candidate[] = [
    { path: [...task, 'command'], text: scope.at(...task, 'command') },
    ...(scope.at<unknown[]>(...task, 'args') ?? []).map((text, index) => ({
      path: [...task, 'args', index],
      text,
    })),
    ...env.map((name) => ({ path: [...task, 'env', name], text: scope.at(...task, 'env', name) })),
  ];
  for (const list of ['health', 'readiness']) {
    for (let index = 0; index < scope.length('spec', list); index += 1) {
      const check = scope.at<Check>('spec', list, index);
      found.push({ path: ['spec', list, index, 'path'], text: check?.path });
      found.push({ path: ['spec', list, index, 'command'], text: check?.command });
    }
  }
  return found;
}

export const templateFindings = (
  texts: readonly TemplateText[],
  scope: TemplateScope,
): readonly Finding[] => texts.flatMap((text) => textFindings(text, scope));

function textFindings({ path, text }: TemplateText, scope: TemplateScope): readonly Finding[] {
  const { parts, faults } = parseTemplate(text);
  const wrong = parts.flatMap((part) => (part.kind === 'word' ? wordFault(part.word, scope) : []));
  return [...faults, ...wrong].map((fault) => ({
    path,
    at: 'value',
    code: 'unknown-template-word',
    ...fault,
  }));
}

type Fault = Pick<Finding, 'message' | 'hint'>;

function wordFault(word: TemplateWord, { kind, ports }: TemplateScope): readonly Fault[] {
  switch (word.kind) {
    case 'var':
      return [];
    case 'instance':
      return kind !== 'Job' ? [] : [onlyIn('{{ instance }}', 'an App', runHint)];
    case 'run':
    case 'parent':
      return kind !== 'App' ? [] : [onlyIn(`{{ ${word.kind} }}`, 'a Job', 'take it out')];
    case 'ports':
      return ports === undefined || hasPort(ports, word.part) ? [] : [noPort(ports, word.part)];
  }
}

const runHint = 'in a Job {{ run.id }} names the run, {{ run.attempt }} counts its attempts';

const onlyIn = (source: string, where: string, hint: string): Fault => ({
  message: `${source} means something only in ${where}`,
  hint,
});

const hasPort = (ports: Ports, part: string): boolean =>
  portIndex(ports, part) !== undefined || (/^\d{1,3}$/.test(part) && Number(part) < ports.length);

function noPort(ports: Ports, part: string): Fault {
  const names = ports.flatMap(({ name }) => (name === undefined ? [] : [name]));
  const meant = suggest(part, names);
  return {
    message: `{{ ports.${part} }}: the task has no port ${part}`,
    hint: meant === undefined ? 'add one to task.ports' : `did you mean ${meant}?`,
  };
}

export const variableUses = (texts: readonly TemplateText[]): readonly VariableUse[] =>
  wordsOf(texts).flatMap(({ word, path }) =>
    word.kind === 'var' ? [{ name: word.part, path }] : [],
  );

export const parentUses = (texts: readonly TemplateText[]): readonly ParentUse[] =>
  wordsOf(texts).flatMap(({ word, path }) =>
    word.kind === 'parent' ? [{ job: word.job, path }] : [],
  );

const wordsOf = (texts: readonly TemplateText[]) =>
  texts.flatMap(({ path, text }) =>
    parseTemplate(text).parts.flatMap((part) =>
      part.kind === 'word' ? [{ word: part.word, path }] : [],
    ),
  );
