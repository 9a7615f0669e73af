// What a Maintenance comes to, its digest for ever, and that nothing else changes by one.
import { describe, expect, it, test } from 'vitest';
import type { MaintenanceSpec } from '../../../engine/model/wanted.ts';
import { SpecLoader } from '../../../specs/loader.ts';
import { app, group, job, maintenance } from '../../support/fault-table.ts';
import { wantedOf } from '../../support/specs/spec-tree.ts';

const start = 'start: 2026-12-01T02:00:00+01:00';
const startMs = Date.parse('2026-12-01T01:00:00Z');

function windowOf(spec: string, texts: Readonly<Record<string, string>> = {}): MaintenanceSpec {
  const [placed] = wantedOf({ 'm.yaml': maintenance('/g/m', spec), ...texts }).maintenance;
  if (placed === undefined) throw new Error('no Maintenance');
  return placed.spec;
}

describe('a Maintenance', () => {
  it('has its defaults, and no end until it is deleted', () => {
    const { digest: _, ...spec } = windowOf(`{agents: [b, a, b], ${start}}`);
    expect(spec).toEqual({
      ...{ kind: 'Maintenance', name: '/g/m', labels: {}, agents: ['a', 'b'], select: [] },
      ...{ startMs, endMs: null, drainBeforeMs: 900_000, batch: 1, jobs: 'wait' },
    });
  });

  it('ends so long after its start, and has what it says', () => {
    const select = '[{attribute: rack, operator: is, value: r2}]';
    const more = 'duration: 2h, drainBefore: 1h, batch: 3, jobs: kill';
    expect(windowOf(`{select: ${select}, ${start}, ${more}}`)).toMatchObject({
      ...{ agents: [], select: [{ attribute: 'rack', operator: 'is', value: 'r2' }] },
      ...{ startMs, endMs: startMs + 7_200_000, drainBeforeMs: 3_600_000, batch: 3 },
      jobs: 'kill',
    });
  });

  it('gets labels of its Groups, and nothing else', () => {
    const texts = { 'g.yaml': group('/g', '  role: shop\n  labels: {team: a, tier: b}\n') };
    const spec = windowOf(`{agents: [a], ${start}}`, texts);
    expect(spec.labels).toEqual({ team: 'a', tier: 'b' });
    expect(spec).not.toHaveProperty('role');
  });

  it('stands where its document does', () => {
    const text = `# rack 2\n---\n${maintenance('/m', `{agents: [a], ${start}}`)}`;
    const [placed] = wantedOf({ 'm.yaml': text }).maintenance;
    expect(placed?.origin).toMatchObject({ file: 'm.yaml', line: 3 });
  });
});

const rack = '[{attribute: rack, operator: is, value: r2}]';
const other = '[{attribute: rack, operator: unlike, value: "r[0-9]"}]';

/** A digest that changes would make every window that is applied look changed. */
const golden: readonly (readonly [string, string])[] = [
  [`{agents: [a], ${start}}`, 'a4973d2f2f5c799d2e16a7f84e0eef4d130ea951d7443deee59a1fa04a676968'],
  [
    `{agents: [a, b], ${start}, duration: 2h}`,
    'e3616289ee3750dd6d0c3eb413448439985fbb981dae0375aa3fa6edbe1b2662',
  ],
  [
    `{select: ${rack}, ${start}, drainBefore: 1h}`,
    'bca278d21802d7df4f1b651643380c2e779cffb5b45b2e77e85d661b7243c54b',
  ],
  [
    `{select: ${other}, ${start}, batch: 2, jobs: kill}`,
    '9fd99d90e3b3cf4eb6aa0bc9fb9ede2fb3b0aa113cf2d71b42d1d765cdc08f1e',
  ],
];

describe('the digest', () => {
  test.each(golden)('of %s is what it always was', (spec, digest) => {
    expect(windowOf(spec).digest).toBe(digest);
  });

  test.each([
    ['another offset', `{agents: [a], start: 2026-12-01T01:00:00Z}`],
    ['the defaults told', `{agents: [a], ${start}, drainBefore: 900s, batch: 1, jobs: wait}`],
    ['a name twice', `{agents: [a, a], select: [], ${start}}`],
  ])('is the same with %s', (_what, spec) => {
    expect(windowOf(spec).digest).toBe(windowOf(`{agents: [a], ${start}}`).digest);
  });
});

test('a Maintenance that comes, changes and goes leaves all else as it was', () => {
  const loader = new SpecLoader();
  const load = (texts: Readonly<Record<string, string>>) => wantedOf(texts, loader);
  const others = { 'a.yaml': app('/g/a'), 'j.yaml': job('/g/j', '  manual: true\n') };
  const windows = ['10m', '20m', '20m'].map((duration) =>
    maintenance('/g/m', `{agents: [a], ${start}, duration: ${duration}}`),
  );
  const before = load(others);
  const loads = windows.map((text) => load({ ...others, 'm.yaml': text }));
  const after = load(others);
  for (const { apps, jobs } of [...loads, after]) {
    expect(apps[0]).toBe(before.apps[0]);
    expect(jobs[0]).toBe(before.jobs[0]);
  }
  const specs = loads.map(({ maintenance: [placed] }) => placed?.spec);
  expect(specs[0]?.digest).not.toBe(specs[1]?.digest);
  expect(specs[1]).toBe(specs[2]);
  expect(after.maintenance).toEqual([]);
});
