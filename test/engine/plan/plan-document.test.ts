import { describe, expect, it } from 'vitest';
import { Checker } from '../../../engine/lib/check.ts';
import { digestJson, type Json } from '../../../engine/lib/digest.ts';
import type { Fault } from '../../../engine/model/fault.ts';
import { planOf } from '../../../engine/plan/plan-document.ts';
import { renderJson } from '../../../engine/plan/render/render-json.ts';
import { apiSchemas, type PlanDocument } from '../../../schemas/generated/api.ts';
import { wantedOf } from '../../support/specs/spec-tree.ts';
import { baseOf, engineOf, inputOf, plan, snapshotOf, withApp } from './plan-world.ts';
import { etlPlan } from './render/etl.ts';

const app = (name: string, more = '', instances = 2): string =>
  `apiVersion: meridian/v1
kind: App
metadata: {name: ${name}}
spec:
  instances: ${instances}
  task: {command: run ${more}}
`;
const files = (...names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [`apps${name}.yaml`, app(name)]));
const empty = { kind: 'empty' } as const;
const fault: Fault = {
  ...{ file: 'apps/a.yaml', line: 3, column: 5, code: 'unknown-field' },
  ...{ message: 'no field cpu', hint: 'did you mean cpus?' },
};

const quota = (role: string, weight: number): string =>
  `apiVersion: meridian/v1\nkind: Quota\nspec: {role: ${role}, weight: ${weight}}\n`;
const group = (name: string, label: string): string =>
  `apiVersion: meridian/v1\nkind: Group\nmetadata: {name: ${name}, labels: {on: ${label}}}\n`;
const cluster = (interval: string): string =>
  `apiVersion: meridian/v1\nkind: Cluster
metadata: {name: prod}\nspec: {sync: {interval: ${interval}}}\n`;

describe('the verdict', () => {
  const two = wantedOf(files('/a', '/b'));

  it('is no-change for what is applied already', () => {
    for (const against of [baseOf(two), engineOf(snapshotOf(two))]) {
      const document = plan(two, against);
      expect(document.verdict).toBe('no-change');
      expect(document.objects).toEqual([]);
      expect(document.summary.instances).toMatchObject({ create: 0, unchanged: 4 });
    }
  });

  it('is changes for a first revision, and counts what is created', () => {
    const document = plan(two, empty);
    expect(document.verdict).toBe('changes');
    expect(document.summary.instances.create).toBe(4);
    expect(document.objects.map(({ name, action }) => `${action} ${name}`)).toEqual([
      ...['create /a', 'create /b', 'create cluster'],
    ]);
  });

  it('is blocked, with the remedy, when all apps go, and not with the trailer', () => {
    const nothing = wantedOf({ 'meridian.yaml': cluster('10s') });
    const document = plan(nothing, engineOf(snapshotOf(two)));
    expect(document).toMatchObject({
      verdict: 'blocked',
      reason: expect.stringContaining('Meridian-Allow-Delete: 2'),
    });
    expect(document.objects.filter(({ action }) => action === 'delete')).toHaveLength(2);
    expect(plan(nothing, engineOf(snapshotOf(two)), { allowDelete: 2 }).verdict).toBe('changes');
  });

  it('is error with faults, and counts those that are not listed', () => {
    const document = planOf(inputOf(undefined, baseOf(two), { faults: [fault], faultCount: 7 }));
    expect(document).toMatchObject({ verdict: 'error', objects: [] });
    expect(document.reason).toContain('7 faults');
    expect(document.diagnostics).toEqual([{ severity: 'error', ...fault }]);
  });

  it('hides neither other objects nor deletions behind a fault, and deletes nothing unread', () => {
    const applied = wantedOf(files('/a', '/b', '/c', '/d'));
    const readable = wantedOf({ ...files('/b'), 'apps/d.yaml': app('/d', 'anew') });
    const document = plan(readable, baseOf(applied), { faults: [fault] });
    expect(document.verdict).toBe('error');
    expect(document.objects.map(({ name, action }) => `${action} ${name}`)).toEqual([
      ...['delete /c', 'change /d'],
    ]);
  });
});

describe('objects', () => {
  const before = {
    ...files('/gone', '/old', '/same'),
    'q.yaml': [quota('x', 1), quota('y', 1)].join('---\n'),
    'g.yaml': group('/g', 'a'),
    'meridian.yaml': cluster('10s'),
  };
  const after = {
    ...files('/new', '/same'),
    'apps/old.yaml': app('/old', 'anew', 3),
    'q.yaml': [quota('x', 2), quota('z', 1)].join('---\n'),
    'g.yaml': group('/g', 'b'),
    'meridian.yaml': cluster('30s'),
  };
  const document = plan(wantedOf(after), engineOf(snapshotOf(wantedOf(before))));

  it('come deletions first, then changes, then creations, each by name', () => {
    expect(document.objects.map(({ kind, name, action }) => `${action} ${kind} ${name}`)).toEqual([
      'delete App /gone',
      'delete Quota y',
      'change Group /g',
      'change App /old',
      'change Cluster prod',
      'change Quota x',
      'create App /new',
      'create Quota z',
    ]);
  });

  it('are counted by consequence', () => {
    expect(document.summary).toEqual({
      instances: { create: 3, destroy: 2, replace: 2, inPlace: 0, unchanged: 2 },
      apps: { added: 1, changed: 1, removed: 1 },
      jobs: {
        ...{ added: 0, changed: 0, removed: 0, unchanged: 0 },
        ...{ suspended: 0, resumed: 0, retimed: 0 },
      },
      groups: { added: 0, changed: 1, removed: 0 },
      quotas: { added: 1, changed: 1, removed: 1 },
      volumes: { added: 0, changed: 0, removed: 0 },
      maintenance: { added: 0, changed: 0, removed: 0 },
      clusterSettings: 1,
    });
  });

  it('name each field with old, new and consequence', () => {
    const changes = document.objects.flatMap((object) =>
      object.changes.map(({ path, old, new: wanted }) => [object.name, path, old, wanted]),
    );
    expect(changes).toEqual([
      ['/g', 'metadata.labels.on', 'a', 'b'],
      ['/old', 'instances', '2', '3'],
      ['/old', 'task.command', 'run', 'run anew'],
      ['prod', 'sync.interval', '10s', '30s'],
      ['x', 'weight', '1', '2'],
    ]);
  });
});

describe('impact', () => {
  const impact = (old: string, wanted: string) =>
    plan(wantedOf({ 'a.yaml': wanted }), baseOf(wantedOf({ 'a.yaml': old }))).objects[0]?.impact;
  const rolling = (more: string) => `${app('/a', '', 6)}  update: {${more}}\n`;

  it.each([
    [app('/a', '', 3), app('/a', 'x', 3), 'REPLACE 3 (rolling, keep >= 3 healthy, at most 6)'],
    [
      rolling('minimumHealth: 0.5, maximumOver: 0, batch: {size: 2}'),
      rolling('minimumHealth: 0.5, maximumOver: 0, batch: {size: 2}').replace('run', 'go'),
      'REPLACE 6 (rolling, 2 at a time, keep >= 3 healthy, at most 6)',
    ],
    [app('/a', '', 3), app('/a', '', 5), 'scale 3 -> 5 (CREATE 2)'],
    [app('/a', '', 5), app('/a', '', 3), 'scale 5 -> 3 (DESTROY 2)'],
    [app('/a', '', 0), app('/a', 'x', 0), 'no instance runs: nothing to replace'],
    [app('/a'), app('/a').replace('{command', '{kill: {grace: 9s}, command'), 'in place'],
    [
      app('/a'),
      `${app('/a')}  health: [{kind: command, command: ok}]\n`,
      'settings roll without restarts',
    ],
    [app('/a'), `${app('/a')}  role: shop\n`, 'bind new placements only'],
    [app('/a'), `${app('/a')}  backoff: {max: 9m}\n`, 'policy only: nothing that runs is touched'],
  ])('%#', (old, wanted, sentence) => {
    expect(impact(old, wanted)).toBe(sentence);
  });

  it('keeps what runs the wanted task already, as after a revert', () => {
    const [old, wanted] = [wantedOf({ 'a.yaml': app('/a', 'x', 3) }), wantedOf(files('/a'))];
    const was = snapshotOf(wanted);
    const kept = was.apps[0]?.instances ?? [];
    const now = withApp(snapshotOf(old), '/a', ({ instances }) => ({
      instances: [...instances.map((each) => ({ ...each, total: 1, healthy: 1 })), ...kept],
    }));
    const document = plan(wanted, engineOf(now));
    expect(document.objects[0]?.impact).toContain('keep 2 that run this task already');
    expect(document.summary.instances).toMatchObject({ replace: 0, destroy: 1, unchanged: 2 });
  });

  it('says when an operator holds the app', () => {
    const [old, wanted] = [wantedOf(files('/a')), wantedOf({ 'a.yaml': app('/a', 'x') })];
    const waits = [{ kind: 'paused', text: 'paused by ann' }];
    const document = plan(wanted, engineOf(withApp(snapshotOf(old), '/a', () => ({ waits }))));
    expect(document.objects[0]?.impact).toContain('it is paused');
    expect(document.waits).toEqual([{ name: '/a', ...waits[0] }]);
  });
});

describe('the document', () => {
  const [old, wanted] = [wantedOf(files('/a', '/b')), wantedOf({ 'a.yaml': app('/a', 'x') })];
  const make = () => plan(wanted, engineOf(snapshotOf(old)), { expectedBase: 'f'.repeat(40) });
  const checker = new Checker({
    schemas: Object.values(apiSchemas).filter(({ title }) => title === 'PlanDocument'),
    annotations: ['x-unit'],
  });

  it('is the same bytes for the same inputs, with the digest of the rest', () => {
    const text = renderJson(make());
    expect(renderJson(make())).toBe(text);
    const { digest, ...rest } = JSON.parse(text) as PlanDocument;
    expect(digest).toBe(digestJson(rest as unknown as Json));
  });

  it('fits its schema', () => {
    const id = 'https://meridian.dev/schemas/api/plan.json';
    const faulty = planOf(inputOf(undefined, empty, { faults: [fault] }));
    const all = [make(), faulty, etlPlan(), plan(wanted, empty), plan(wanted, baseOf(old))];
    for (const document of all)
      expect(checker.violations(id, JSON.parse(renderJson(document)))).toEqual([]);
  });

  it('says that the base has moved', () => {
    expect(make().header.base).toMatchObject({ kind: 'engine', expected: 'f'.repeat(40) });
  });

  it('never holds a sensitive value, before or after', () => {
    const isSensitive = (_: string, path: string) => path === 'task.command';
    const document = plan(wantedOf({ 'a.yaml': app('/a', 'hush') }), baseOf(old), { isSensitive });
    expect(renderJson(document)).not.toContain('hush');
    expect(document.objects.flatMap(({ changes }) => changes)[0]).toMatchObject({
      path: 'task.command',
      sensitive: true,
    });
  });

  it('tells apart from changes what is on its way without a named wait', () => {
    const now = withApp(snapshotOf(old), '/a', ({ instances }) => ({
      instances: instances.map((each) => ({ ...each, healthy: 1 })),
    }));
    const document = plan(old, engineOf(now));
    expect(document.verdict).toBe('no-change');
    expect(document.waits).toEqual([
      { name: '/a', kind: 'converging', text: '2 of 2 run the applied version, 1 healthy' },
    ]);
  });
});
