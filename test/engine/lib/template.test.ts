import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  fillCommand,
  fillTemplate,
  fillVariables,
  parseTemplate,
  wordKey,
} from '../../../engine/lib/template.ts';

const keysOf = (text: string): string[] =>
  parseTemplate(text).parts.flatMap((part) => (part.kind === 'word' ? [wordKey(part.word)] : []));

describe('parsing', () => {
  test.each([
    ['plain', []],
    ['{{ instance }}', ['instance']],
    ['{{instance}}-{{ ports.http }}', ['instance', 'ports.http']],
    ['{{ ports.0 }}', ['ports.0']],
    ['{{ var.REGION }}', ['var.REGION']],
    ['{{ run.id }} {{ run.due }} {{ run.attempt }}', ['run.id', 'run.due', 'run.attempt']],
    ['{{ parent("/etl/extract").run.id }}', ['parent("/etl/extract").run.id']],
    ['\\{{ instance }}', []],
    ['a \\{{ b {{ instance }}', ['instance']],
  ])('%s has the words %j', (text, keys) => {
    expect(parseTemplate(text).faults).toEqual([]);
    expect(keysOf(text)).toEqual(keys);
  });

  test.each([
    ['{{ foo }}', 'no template word', 'the words are'],
    ['{{ instanse }}', 'no template word', 'did you mean instance?'],
    ['{{ ports }}', 'no template word', 'ports.NAME'],
    ['{{ var }}', 'no template word', 'var.NAME'],
    ['{{ run }}', 'no template word', 'run.id'],
    ['{{ run.foo }}', 'no template word', 'id, due, attempt'],
    ['{{ instance.x }}', 'no template word', 'write {{ instance }}'],
    ['{{ parent(/x).run.id }}', 'no template word', 'parent("/JOB")'],
    ['{{ }}', 'no template word', 'is a literal'],
    ['{{ instance', '{{ without }}', 'close it'],
  ])('%s is a fault', (text, message, hint) => {
    const [fault] = parseTemplate(text).faults;
    expect(fault?.message).toContain(message);
    expect(fault?.hint).toContain(hint);
  });

  test('never throws and always ends', () => {
    const pieces = fc.constantFrom('{{', '}}', '\\', '{', '}', ' ', 'var.X', 'instance', 'x', '"');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        parseTemplate(parts.join(''));
      }),
    );
  });
});

describe('filling', () => {
  test('every word gets its value, and what is escaped stays', () => {
    const text = '{{ instance }} on {{ ports.http }} \\{{ x }}';
    expect(fillTemplate(text, { instance: '3', 'ports.http': '31000' })).toEqual({
      kind: 'filled',
      text: '3 on 31000 {{ x }}',
    });
  });

  test('a word without a value is refused by name', () => {
    expect(fillTemplate('{{ ports.http }}', {})).toMatchObject({
      kind: 'refused',
      missing: 'ports.http',
    });
  });

  test('names of the language itself are no values', () => {
    expect(fillVariables('{{ var.constructor }}', {})).toMatchObject({ kind: 'refused' });
  });

  test.each([
    ['31000', true],
    ['/shop/web#0.7', true],
    ['a@b:c+d-e_f.g', true],
    ['', true],
    ['a b', false],
    ['$(x)', false],
    ['a;b', false],
    ["a'b", false],
    ['a\nb', false],
    ['ä', false],
  ])('a command takes %j: %s', (value, isTaken) => {
    const filled = fillCommand('run {{ instance }}', { instance: value });
    expect(filled.kind).toBe(isTaken ? 'filled' : 'refused');
  });
});

describe('variables', () => {
  test('are filled while words of launch time stay as written', () => {
    expect(fillVariables('{{ var.A }}/{{instance}}', { A: 'x' })).toEqual({
      kind: 'filled',
      text: 'x/{{instance}}',
    });
  });

  test('bring only literal text', () => {
    const once = fillVariables('{{ var.A }}', { A: '{{ instance }}' });
    expect(once).toEqual({ kind: 'filled', text: '\\{{ instance }}' });
  });

  test.each(['\\', '{'])('that end with %s are refused right before a word', (end) => {
    expect(fillVariables('{{ var.A }}{{ instance }}', { A: `x${end}` }).kind).toBe('refused');
  });

  test('filled in two steps come out as filled in one', () => {
    const text = fc
      .array(
        fc.constantFrom('{{ var.A }}', '{{ instance }}', '\\{{', 'a', ' ', '}', '{{ ports.http }}'),
        { maxLength: 12 },
      )
      .map((parts) => parts.join(''));
    const value = fc.constantFrom('', 'x', '{{', '{{ instance }}', '}}', '\\{{ y', 'a{');
    fc.assert(
      fc.property(text, value, (template, A) => {
        fc.pre(parseTemplate(template).faults.length === 0);
        const first = fillVariables(template, { A });
        if (first.kind === 'refused') return;
        const launch = { instance: '7', 'ports.http': '80' };
        expect(fillTemplate(first.text, launch)).toEqual(
          fillTemplate(template, { ...launch, 'var.A': A }),
        );
      }),
    );
  });
});
