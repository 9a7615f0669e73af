// What volumes make of an App, a Job and a Volume, and what several loads make of who uses which.
import { describe, expect, it, test } from 'vitest';
import type { AppSpec } from '../../../engine/model/wanted.ts';
import { SpecLoader } from '../../../specs/loader.ts';
import { app, group, job, volume } from '../../support/fault-table.ts';
import { loadTexts, wantedOf } from '../../support/specs/spec-tree.ts';

const withVolumes = (text: string, volumes: string): string =>
  text.replace('{command: run}', `{command: run, volumes: [${volumes}]}`);

const own = '{path: data, persistent: 10GiB}';
const appOf = (text: string): AppSpec => {
  const [placed] = wantedOf({ 'a.yaml': text }).apps;
  if (placed === undefined) throw new Error('no App');
  return placed.spec;
};

describe('an App with volumes', () => {
  test('has them by path, whatever the order they are written in', () => {
    const one = appOf(withVolumes(app('/a'), `{path: wal, persistent: 512}, ${own}`));
    const other = appOf(withVolumes(app('/a'), `${own}, {path: wal, persistent: 512MiB}`));
    expect(one.task.volumes).toEqual([
      { path: 'data', source: { kind: 'persistent', sizeMib: 10_240 } },
      { path: 'wal', source: { kind: 'persistent', sizeMib: 512 } },
    ]);
    expect(other.digest).toBe(one.digest);
  });

  it('starts no second holder, and waits for the agent of its volumes', () => {
    const { update, unreachable } = appOf(withVolumes(app('/a'), own));
    expect(update).toMatchObject({ minimumHealthMilli: 1000, maximumOverMilli: 0 });
    expect(unreachable).toEqual({ inactiveAfterMs: null, expungeAfterMs: null });
  });

  test.each([
    ['update', '  update: {watch: 10s}\n', { maximumOverMilli: 0, watchMs: 10_000 }],
    ['update', '  update: {maximumOver: 0}\n', { maximumOverMilli: 0 }],
    ['unreachable', '  unreachable: {inactiveAfter: never}\n', { expungeAfterMs: null }],
    ['unreachable', '  unreachable: {expungeAfter: never}\n', { inactiveAfterMs: null }],
  ] as const)('keeps that beside %s %j', (field, spec, expected) => {
    expect(appOf(withVolumes(app('/a', spec), own))[field]).toMatchObject(expected);
  });

  it('takes back what a Group gives that it can not have', () => {
    const texts = {
      'a.yaml': withVolumes(app('/g/a', '  update: {maximumOver: null}\n'), own),
      'g.yaml': group('/g', '  update: {maximumOver: 0.5}\n'),
    };
    expect(wantedOf(texts).apps[0]?.spec.update.maximumOverMilli).toBe(0);
  });
});

test('an App without volumes, and one with none, have the same digest', () => {
  expect(appOf(withVolumes(app('/a'), '')).digest).toBe(appOf(app('/a')).digest);
  expect(appOf(app('/a')).task).not.toHaveProperty('volumes');
});

describe('tier', () => {
  it('revocable is said of Apps and Jobs, preferred is not', () => {
    const tierOf = (spec: string) => {
      const texts = {
        'a.yaml': app('/a', spec),
        'j.yaml': job('/j', `  manual: true\n${spec}`),
      };
      const { apps, jobs } = wantedOf(texts);
      return [...apps, ...jobs].map(({ spec: { tier, digest } }) => ({ tier, digest }));
    };
    const [plain, preferred, revocable] = [
      tierOf(''),
      tierOf('  tier: preferred\n'),
      tierOf('  tier: revocable\n'),
    ];
    expect(preferred).toEqual(plain);
    expect(revocable.map(({ tier }) => tier)).toEqual(['revocable', 'revocable']);
    expect(revocable[0]?.digest).not.toBe(plain[0]?.digest);
    expect(revocable[1]?.digest).not.toBe(plain[1]?.digest);
  });
});

describe('a Volume', () => {
  it('gets role and labels of its Groups, and nothing else of them', () => {
    const given = '  role: shop\n  labels: {team: a}\n  task: {env: {A: x}}\n';
    const texts = {
      'g.yaml': group('/g', given),
      'v.yaml': volume('/g/v', '{size: 2}'),
      'w.yaml': volume('/w', '{size: 1TiB, role: eng/ads}'),
    };
    expect(wantedOf(texts).volumes.map(({ spec }) => ({ ...spec, digest: '' }))).toEqual(
      [
        ...[{ kind: 'Volume', name: '/g/v', labels: { team: 'a' }, role: 'shop', sizeMib: 2 }],
        ...[{ kind: 'Volume', name: '/w', labels: {}, role: 'eng/ads', sizeMib: 1_048_576 }],
      ].map((spec) => ({ ...spec, digest: '' })),
    );
  });

  it('is one App’s, or that of several Jobs', () => {
    const use = (text: string, name: string): string =>
      withVolumes(text, `{path: d, volume: ${name}}`);
    const texts = {
      'a.yaml': use(app('/a', '  instances: 0\n  role: shop/x\n'), '/v'),
      'i.yaml': use(job('/i', '  manual: true\n'), '/w'),
      'j.yaml': use(job('/j', '  manual: true\n'), '/w'),
      'v.yaml': volume('/v', '{size: 1, role: shop}'),
      'w.yaml': volume('/w', '{size: 1}'),
    };
    const { apps, jobs } = wantedOf(texts);
    const uses = [...apps, ...jobs].map(({ spec }) => spec.task.volumes?.[0]?.source);
    expect(uses).toEqual(['/v', '/w', '/w'].map((name) => ({ kind: 'volume', name })));
  });

  it('is not told missing while the file that it may be in can not be read', () => {
    const outcome = loadTexts({
      'a.yaml': withVolumes(app('/a'), '{path: d, volume: /v}'),
      'v.yaml': 'apiVersion: meridian/v1\nkind: [',
    });
    const codes = outcome.kind === 'faulty' ? outcome.faults.map(({ code }) => code) : [];
    expect(codes).not.toContain('dangling-name');
    expect(codes.length).toBeGreaterThan(0);
  });

  test.each([
    ['its user changes its role', '', '  role: eng\n', 'volume-role'],
    ['its user names another', 'volume: /v', 'volume: /w', 'dangling-name'],
  ])('is judged again when %s and nothing else is committed', (_what, from, to, code) => {
    const loader = new SpecLoader();
    const text = withVolumes(app('/a', '  role: shop\n'), '{path: d, volume: /v}');
    const texts = { 'a.yaml': text, 'v.yaml': volume('/v', '{size: 1, role: shop}') };
    expect(loadTexts(texts, loader).kind).toBe('wanted');
    const next = from === '' ? text.replace('  role: shop\n', to) : text.replace(from, to);
    const outcome = loadTexts({ ...texts, 'a.yaml': next }, loader);
    expect(outcome).toMatchObject({ kind: 'faulty', faults: [{ code }] });
  });

  it('that is the same as in the last load is the same object', () => {
    const loader = new SpecLoader();
    const texts = { 'v.yaml': volume('/v', '{size: 1}'), 'w.yaml': volume('/w', '{size: 1}') };
    const before = wantedOf(texts, loader);
    const after = wantedOf({ ...texts, 'w.yaml': volume('/w', '{size: 2}') }, loader);
    expect(after.volumes[0]?.spec).toBe(before.volumes[0]?.spec);
    expect(after.volumes[1]?.spec.sizeMib).toBe(2);
  });
});
