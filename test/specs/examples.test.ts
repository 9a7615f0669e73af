// Each example by itself is sound, and a plan of it makes all that it holds. That they run, and do
// what their READMEs say, is tested end to end.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, test } from 'vitest';
import { planOf } from '../../engine/plan/plan-document.ts';
import { renderText } from '../../engine/plan/render/render-text.ts';
import { validateAnswer } from '../../specs/validate.ts';
import { loadTexts, wantedOf } from '../support/specs/spec-tree.ts';

const root = fileURLToPath(new URL('../../examples/', import.meta.url));
const names = readdirSync(root).filter((name) => statSync(join(root, name)).isDirectory());

function textsIn(name: string): Readonly<Record<string, string>> {
  const folder = join(root, name);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => statSync(file).isFile());
  return Object.fromEntries(
    files.map((file) => [relative(folder, file), readFileSync(file, 'utf8')]),
  );
}

const planIn = (name: string) =>
  planOf({
    ...{ repo: name, asOf: '2026-01-02T03:04:05Z', engineVersion: '0', timeZoneData: '2025b' },
    ...{ wanted: wantedOf(textsIn(name)), faults: [], against: { kind: 'empty' } },
  });

test('there are examples', () => {
  expect(names).toEqual(expect.arrayContaining(['etl', 'shop', 'volumes']));
});

describe.each(names)('examples/%s', (name) => {
  it('is without a fault', () => {
    const { exitCode, text } = validateAnswer(loadTexts(textsIn(name)));
    expect(text).toMatch(/^no faults: /);
    expect(exitCode).toBe(0);
  });

  it('is planned as all new', () => {
    const { verdict, objects } = planIn(name);
    expect(verdict).toBe('changes');
    expect(objects.length).toBeGreaterThan(4);
    expect(objects.every(({ action }) => action === 'create')).toBe(true);
  });
});

describe('examples/volumes', () => {
  it('has an App with volumes of its own, and a Volume that two Jobs use', () => {
    const { apps, jobs, volumes } = wantedOf(textsIn('volumes'));
    const mounts = [...apps, ...jobs].map(({ spec }) => [spec.name, spec.task.volumes?.[0]]);
    const source = { kind: 'volume', name: '/notes/archive' };
    expect(mounts).toEqual([
      ['/notes/counter', { path: 'data', source: { kind: 'persistent', sizeMib: 16 } }],
      ['/notes/read', { path: 'from/archive', source }],
      ['/notes/write', { path: 'archive', source }],
    ]);
    expect(volumes).toMatchObject([{ spec: { role: 'notes', labels: {}, sizeMib: 16 } }]);
  });

  it('is planned with its Volume', () => {
    const text = renderText(planIn('volumes'));
    expect(text).toContain('+ volume  /notes/archive   made where its first user is placed');
    expect(text).toContain('1 app, 2 jobs, 1 group, 1 volume; instances: 2 create');
  });
});
