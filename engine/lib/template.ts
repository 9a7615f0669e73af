// Templates: `{{ word }}` or `{{ word.part }}` with the words instance, ports, var, run, and
// `{{ parent("/etl/extract").run.id }}`; `\{{` is a literal `{{`. `var` is filled by `specs`, the
// rest at launch. Of what is filled in at launch, a shell command takes only values of the alphabet
// [A-Za-z0-9_.:/@#+-]: nothing in it means anything to a shell.
import { suggest } from './text/suggest.ts';

export type TemplateWord =
  | { readonly kind: 'instance' }
  /** A port of the task by name or index. */
  | { readonly kind: 'ports'; readonly part: string }
  | { readonly kind: 'var'; readonly part: string }
  | { readonly kind: 'run'; readonly part: string }
  | { readonly kind: 'parent'; readonly job: string; readonly part: string };

export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  /** `source` is the word as written, braces included. */
  | { readonly kind: 'word'; readonly word: TemplateWord; readonly source: string };

export interface TemplateFault {
  readonly message: string;
  readonly hint: string;
}

export interface Template {
  readonly parts: readonly TemplatePart[];
  readonly faults: readonly TemplateFault[];
}

export type Filled =
  | { readonly kind: 'filled'; readonly text: string }
  /** `missing`: the word that has no value. */
  | { readonly kind: 'refused'; readonly reason: string; readonly missing?: string };

const open = '{{';
const literalHint = '\\{{ is a literal {{';
const runParts = ['id', 'due', 'attempt'];
const words = ['instance', 'ports', 'var', 'run', 'parent'];

/** Whether there is anything to parse: most texts have no braces at all. */
export const hasTemplate = (text: string): boolean => text.includes(open);

/** The name that a record of values has the word's value under: `instance`, `ports.http`. */
export function wordKey(word: TemplateWord): string {
  if (word.kind === 'instance') return 'instance';
  if (word.kind === 'parent') return `parent("${word.job}").run.${word.part}`;
  return `${word.kind}.${word.part}`;
}

export function parseTemplate(text: string): Template {
  const parts: TemplatePart[] = [];
  const faults: TemplateFault[] = [];
  let literal = '';
  let at = 0;
  for (let start = text.indexOf(open); start !== -1; start = text.indexOf(open, at)) {
    if (text[start - 1] === '\\' && start > at) {
      literal += `${text.slice(at, start - 1)}${open}`;
      at = start + open.length;
      continue;
    }
    const end = text.indexOf('}}', start);
    if (end === -1) {
      faults.push({ message: '{{ without }}', hint: `close it with }}; ${literalHint}` });
      break;
    }
    literal += text.slice(at, start);
    if (literal !== '') parts.push({ kind: 'text', text: literal });
    literal = '';
    at = end + 2;
    const word = parseWord(text.slice(start + open.length, end).trim());
    if ('message' in word) faults.push(word);
    else parts.push({ kind: 'word', word, source: text.slice(start, at) });
  }
  literal += text.slice(at);
  if (literal !== '') parts.push({ kind: 'text', text: literal });
  return { parts, faults };
}

const parentPattern = /^parent\(\s*"([^"]*)"\s*\)\.run\.([A-Za-z]+)$/;
const wordPattern = /^([A-Za-z]+)(?:\.([A-Za-z0-9_-]+))?$/;

function parseWord(source: string): TemplateWord | TemplateFault {
  const parent = parentPattern.exec(source);
  if (parent !== null) return runPart('parent', parent[2] ?? '', parent[1] ?? '');
  const [, name = '', part] = wordPattern.exec(source) ?? [];
  if (name === 'instance')
    return part === undefined ? { kind: 'instance' } : fault(source, 'write {{ instance }}');
  if (name === 'ports')
    return part === undefined ? fault(source, 'write {{ ports.NAME }}') : { kind: name, part };
  if (name === 'var')
    return part === undefined ? fault(source, 'write {{ var.NAME }}') : { kind: name, part };
  if (name === 'run') return runPart('run', part ?? '', '');
  if (name === 'parent') return fault(source, 'write {{ parent("/JOB").run.id }}');
  const meant = suggest(name, words);
  const known = 'the words are instance, ports.NAME, var.NAME, run.id, parent("/JOB").run.id';
  return fault(source, `${meant === undefined ? known : `did you mean ${meant}?`}; ${literalHint}`);
}

function runPart(kind: 'run' | 'parent', part: string, job: string): TemplateWord | TemplateFault {
  if (!runParts.includes(part))
    return fault(`${kind}.${part}`, `a run has ${runParts.join(', ')}, such as {{ run.id }}`);
  return kind === 'run' ? { kind, part } : { kind, job, part };
}

const fault = (source: string, hint: string): TemplateFault => ({
  message: `{{ ${source} }} is no template word`,
  hint,
});

/** Fills every word from the record, by `wordKey`. Refused when one has no value there. */
export const fillTemplate = (text: string, values: Readonly<Record<string, string>>): Filled =>
  fill(text, values, () => undefined);

const commandAlphabet = /^[A-Za-z0-9_.:/@#+-]*$/;

/** As `fillTemplate`, for a text that a shell reads: refused for a value outside the alphabet. */
export const fillCommand = (text: string, values: Readonly<Record<string, string>>): Filled =>
  fill(text, values, (key, value) =>
    commandAlphabet.test(value)
      ? undefined
      : `{{ ${key} }} has a letter outside A-Za-z0-9_.:/@#+- that no command takes: pass it by env`,
  );

function fill(
  text: string,
  values: Readonly<Record<string, string>>,
  objection: (key: string, value: string) => string | undefined,
): Filled {
  if (!hasTemplate(text)) return { kind: 'filled', text };
  const { parts, faults } = parseTemplate(text);
  if (faults[0] !== undefined) return { kind: 'refused', reason: faults[0].message };
  let filled = '';
  for (const part of parts) {
    const key = part.kind === 'word' ? wordKey(part.word) : '';
    const value = part.kind === 'word' ? valueFor(values, key) : part.text;
    if (value === undefined) return noValue(key);
    const refusal = part.kind === 'word' ? objection(key, value) : undefined;
    if (refusal !== undefined) return { kind: 'refused', reason: refusal };
    filled += value;
  }
  return { kind: 'filled', text: filled };
}

const noValue = (key: string): Filled => ({
  kind: 'refused',
  reason: `{{ ${key} }} has no value`,
  missing: key,
});

const valueFor = (values: Readonly<Record<string, string>>, key: string): string | undefined =>
  Object.hasOwn(values, key) ? values[key] : undefined;

/**
 * Fills `var` words from the record, by name, and leaves the others as written; what a value
 * brings is literal. Refused when a name has no value, or a value would join with what follows.
 */
export function fillVariables(text: string, variables: Readonly<Record<string, string>>): Filled {
  if (!hasTemplate(text)) return { kind: 'filled', text };
  let filled = '';
  let literal = '';
  for (const part of parseTemplate(text).parts) {
    if (part.kind === 'text') literal += part.text;
    else if (part.word.kind === 'var') {
      const value = valueFor(variables, part.word.part);
      if (value === undefined) return noValue(wordKey(part.word));
      literal += value;
    } else {
      if (/[\\{]$/.test(literal))
        return {
          kind: 'refused',
          reason: `a text that ends with \\ or { stands before ${part.source}`,
        };
      filled += `${escaped(literal)}${part.source}`;
      literal = '';
    }
  }
  return { kind: 'filled', text: `${filled}${escaped(literal)}` };
}

const escaped = (literal: string): string => literal.replaceAll(open, `\\${open}`);
