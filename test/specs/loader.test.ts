// Loads that follow one another: what didn't change is the same object, and the way there is
// nothing to the answer.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SpecLoader } from '../../specs/loader.ts';
import { app, cluster, group } from '../support/fault-table.ts';
import { arbitraryRepository } from '../support/specs/spec-generator.ts';
import { loadTexts, type Settled, wantedOf } from '../support/specs/spec-tree.ts';

type Texts = Readonly<Record<string, string>>;

const two: Texts = {
  'a.yaml': app('/g/a'),
  'b.yaml': app('/g/b'),
  'g.yaml': group('/g', '  role: x\n'),
  'c.yaml': app('/c'),
};

function specsAfter(before: Texts, after: Texts) {
  const loader = new SpecLoader();
  const old = wantedOf(before, loader);
  const now = wantedOf(after, loader);
  const kept = now.apps.filter(({ spec }) => old.apps.some((other) => other.spec === spec));
  return { old, now, kept: kept.map(({ spec }) => spec.name as string) };
}

describe('what did not change is the same object', () => {
  test('when nothing changed', () => {
    const { old, now } = specsAfter(two, two);
    expect(now.apps.map(({ spec }) => spec)).toEqual(old.apps.map(({ spec }) => spec));
    for (const [index, placed] of now.apps.entries()) expect(placed).toBe(old.apps[index]);
    expect(now.cluster).toBe(old.cluster);
    expect(now.groups[0]?.spec).toBe(old.groups[0]?.spec);
  });

  test('when another App changed', () => {
    const { kept } = specsAfter(two, { ...two, 'a.yaml': app('/g/a', '  instances: 2\n') });
    expect(kept).toEqual(['/c', '/g/b']);
  });

  test('when comments, the order or the file changed', () => {
    const { kept, now } = specsAfter(two, {
      'g.yaml': two['g.yaml'] ?? '',
      'new.yaml': `# moved\n${two['c.yaml']}---\n${two['b.yaml']}---\n${two['a.yaml']}`,
    });
    expect(kept).toEqual(['/c', '/g/a', '/g/b']);
    expect(now.apps[1]?.origin).toMatchObject({ file: 'new.yaml', document: 2 });
  });

  test('when a Group changed that is not above it', () => {
    const { kept } = specsAfter(two, { ...two, 'g.yaml': group('/g', '  role: y\n') });
    expect(kept).toEqual(['/c']);
  });

  test('when a variable that it does not use changed', () => {
    const uses = app('/v').replace('{command: run}', '{command: "{{ var.X }}"}');
    const tree = (x: string) => ({
      ...two,
      'v.yaml': uses,
      'meridian.yaml': cluster(`{variables: {X: ${x}}}`),
    });
    expect(specsAfter(tree('1'), tree('2')).kept).toEqual(['/c', '/g/a', '/g/b']);
  });

  test('over a faulty revision in between', () => {
    const loader = new SpecLoader();
    const old = wantedOf(two, loader);
    expect(loadTexts({ ...two, 'b.yaml': '[' }, loader).kind).toBe('faulty');
    const now = wantedOf(two, loader);
    for (const [index, { spec }] of now.apps.entries()) expect(spec).toBe(old.apps[index]?.spec);
  });
});

/** What a loader that has seen nothing says. */
const fresh = (texts: ReadonlyMap<string, string>): Settled => loadTexts(texts);

type Edit = (texts: Map<string, string>, pick: number) => void;

const pathOf = (texts: Map<string, string>, pick: number): string =>
  [...texts.keys()][pick % texts.size] ?? '';

const edits: readonly Edit[] = [
  (texts, pick) => texts.delete(pathOf(texts, pick)),
  (texts, pick) => texts.set(`moved-${pick}.yaml`, texts.get(pathOf(texts, pick)) ?? ''),
  (texts, pick) => {
    const path = pathOf(texts, pick);
    texts.set(path, `# ${pick}\n${texts.get(path)}`);
  },
  (texts, pick) => {
    const path = pathOf(texts, pick);
    texts.set(path, (texts.get(path) ?? '').replace(/instances: \d+/g, `instances: ${pick % 9}`));
  },
  (texts, pick) => {
    const path = pathOf(texts, pick);
    const lines = (texts.get(path) ?? '').split('\n');
    lines.splice(pick % lines.length, 1);
    texts.set(path, lines.join('\n'));
  },
  (texts, pick) => {
    const path = pathOf(texts, pick);
    texts.set(path, (texts.get(path) ?? '').replaceAll('dependsOn', 'dependsOn2'));
  },
  (texts, pick) => texts.set(`new-${pick % 3}.yaml`, app(`/g${pick % 3}/new`)),
];

test('loads that follow one another say what a first load would say', () => {
  const anyEdits = fc.array(fc.tuple(fc.nat({ max: edits.length - 1 }), fc.nat({ max: 999 })), {
    maxLength: 6,
  });
  fc.assert(
    fc.property(arbitraryRepository(), anyEdits, (repository, chosen) => {
      const loader = new SpecLoader();
      const texts = new Map(repository);
      expect(loadTexts(texts, loader)).toEqual(fresh(texts));
      for (const [which, pick] of chosen) {
        if (texts.size === 0) return;
        edits[which]?.(texts, pick);
        expect(loadTexts(texts, loader)).toEqual(fresh(texts));
      }
    }),
    { numRuns: 80 },
  );
});

describe('nothing makes it throw', () => {
  const isSettled = (texts: Readonly<Record<string, string | Uint8Array>>): boolean =>
    ['faulty', 'wanted'].includes(loadTexts(texts).kind);

  test('not any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(isSettled({ 'a.yaml': bytes })).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  const pieces = fc.constantFrom(
    ...['apiVersion: meridian/v1', 'kind: App', 'metadata:', 'name: /a', 'spec:', 'task:', 'env:'],
    ...[
      '  ',
      '\n',
      '\n  ',
      '\n    ',
      '- ',
      '? ',
      ': ',
      ', ',
      '[',
      ']',
      '{',
      '}',
      '&a ',
      '*a',
      '<<: ',
    ],
    ...[
      '!!str ',
      '!x ',
      '|\n',
      '>\n',
      '"',
      "'",
      '---\n',
      '...\n',
      '%YAML 1.2\n',
      '#',
      '\t',
      '~',
      '@',
    ],
    ...[
      'command: x',
      'dependsOn: [/a]',
      'null',
      '1.10',
      '{{ var.X }}',
      '\u2028',
      '\r',
      '🙂',
      '\ufeff',
    ],
  );

  test('not what is nearly YAML, and each fault stands in its file', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        const text = parts.join('');
        const outcome = loadTexts({ 'a.yaml': text, 'b.yaml': app('/b') });
        const lines = text.split('\n').length;
        for (const fault of outcome.kind === 'faulty' ? outcome.faults : []) {
          expect(fault.line).toBeLessThanOrEqual(Math.max(lines, 7));
          expect(fault.column).toBeGreaterThan(0);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('not valid specs with letters changed', () => {
    const change = fc.record({ at: fc.nat({ max: 5000 }), letter: pieces });
    fc.assert(
      fc.property(arbitraryRepository(), fc.array(change, { maxLength: 4 }), (texts, changes) => {
        const broken = [...texts].map(([path, text]) => {
          let now = text;
          for (const { at, letter } of changes)
            now = now.slice(0, at % now.length) + letter + now.slice((at % now.length) + 1);
          return [path, now] as const;
        });
        expect(isSettled(Object.fromEntries(broken))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  const deep = 5000;
  test.each([
    ['lists', '['.repeat(deep)],
    ['maps', '{'.repeat(deep)],
    ['block lists', '- '.repeat(deep)],
    ['keys', '? '.repeat(deep)],
    ['pairs', 'a: '.repeat(deep)],
    ['anchors', '&a '.repeat(deep)],
    ['aliases', `- &a x\n${'- *a\n'.repeat(deep)}`],
    ['commas', `[${','.repeat(deep)}`],
    ['quotes', '"'.repeat(deep)],
    ['documents', '---\n'.repeat(deep)],
    ['keys of one map', Array.from({ length: deep }, (_, index) => `k${index}: 1`).join('\n')],
  ])('not %s by the thousand', (_what, text) => {
    expect(isSettled({ 'a.yaml': text, 'b.yaml': app('/b') })).toBe(true);
  });
});
