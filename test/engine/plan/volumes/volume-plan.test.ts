// Volumes in the plan's document: what comes, changes and goes, where instances return to, whose
// data is lost, and what the disk of volumes rules out.
import { describe, expect, it, test } from 'vitest';
import { agentId, objectName, type ReservationId } from '../../../../engine/model/ids.ts';
import { renderMarkdown } from '../../../../engine/plan/render/render-markdown.ts';
import { renderText } from '../../../../engine/plan/render/render-text.ts';
import type { Snapshot, SnapshotVolume } from '../../../../engine/plan/snapshot.ts';
import { app, cluster, job, quota, volume } from '../../../support/fault-table.ts';
import { wantedOf } from '../../../support/specs/spec-tree.ts';
import { agent, baseOf, engineOf, plan, snapshotOf, standing, withApp } from '../plan-world.ts';

type Texts = Readonly<Record<string, string>>;

const agents = ['one', 'two', 'three', 'four', 'five'].map((name) =>
  agent({ name, diskMib: 100 * 1024 }),
);

const kept = (name: string, on: string, sizeMib = 10_240, path = 'data'): SnapshotVolume => ({
  name: name as ReservationId,
  owner: objectName(name.replace(/#.*/, '')),
  ...{ path, sizeMib, agent: agentId(on) },
});

interface World {
  readonly before: Texts;
  readonly volumes?: readonly SnapshotVolume[];
  readonly change?: (snapshot: Snapshot) => Snapshot;
}

const planned = (
  { before, volumes = [], change = (same) => same }: World,
  after: Texts,
  more: Parameters<typeof plan>[2] = {},
) => {
  const snapshot = change({ ...snapshotOf(wantedOf(before), agents), volumes });
  return plan(wantedOf(after), engineOf(snapshot), more);
};

const impactOf = (document: ReturnType<typeof plan>, name: string): string =>
  document.objects.find((object) => object.name === name)?.impact ?? '';

/** An App with a volume for each of its instances. */
const db = (instances: number, size = '10GiB', spec = ''): string =>
  app('/db', `  instances: ${instances}\n${spec}`).replace(
    '{command: run}',
    `{command: run, volumes: [{path: data, persistent: ${size}}]}`,
  );

const user = (name: string, path = 'data'): string =>
  app(name).replace('{command: run}', `{command: run, volumes: [{path: ${path}, volume: /v}]}`);

const other = { 'o.yaml': app('/other') };
const three = [kept('/db#0', 'one'), kept('/db#1', 'two'), kept('/db#2', 'one')];

describe('a Volume', () => {
  const of = (spec: string): Texts => ({ 'v.yaml': volume('/v', spec), ...other });

  it('is made, changed and deleted as an object of the plan', () => {
    const made = planned({ before: other }, of('{size: 10GiB}'));
    expect(made.objects).toMatchObject([
      {
        ...{ kind: 'Volume', name: '/v', action: 'create', file: 'v.yaml', line: 1 },
        impact: 'made where its first user is placed',
      },
    ]);
    expect(made.summary.volumes).toEqual({ added: 1, changed: 0, removed: 0 });
    const gone = planned({ before: of('{size: 10GiB}') }, other);
    expect(gone.objects).toMatchObject([{ action: 'delete', impact: 'nothing was made of it' }]);
    expect(gone.summary.volumes).toEqual({ added: 0, changed: 0, removed: 1 });
    expect(renderText(made)).toContain('1 volume;');
  });

  test.each([
    ['{size: 20GiB}', [kept('/v', 'one')], "it keeps its 10GiB: a volume isn't resized"],
    ['{size: 20GiB}', [], "it isn't made yet: it will have 20GiB"],
    ['{size: 10GiB, role: shop}', [], 'its role binds what is still to be made'],
  ])('that becomes %s with %j there says what it keeps', (spec, volumes, impact) => {
    const document = planned({ before: of('{size: 10GiB}'), volumes }, of(spec));
    const [object] = document.objects;
    expect(object).toMatchObject({ kind: 'Volume', action: 'change', impact });
    expect(object?.changes.map(({ consequence }) => consequence)).toEqual(['placement']);
  });

  it('with other labels touches nothing', () => {
    const after = of('{size: 10GiB}')['v.yaml']?.replace('name: /v', 'name: /v\n  labels: {a: b}');
    const document = planned({ before: of('{size: 10GiB}') }, { ...other, 'v.yaml': after ?? '' });
    const [object] = document.objects;
    expect(object).toMatchObject({ impact: 'nothing that runs is touched' });
    expect(object?.changes).toMatchObject([{ path: 'labels.a', consequence: 'none' }]);
  });

  it('that is deleted says what data is lost, and where', () => {
    const world = { before: of('{size: 10GiB}'), volumes: [kept('/v', 'two')] };
    expect(impactOf(planned(world, other), '/v')).toBe('its data is lost: 1 volume, 10GiB on two');
  });

  it('against a base says what holds whether it was made or not', () => {
    const before = wantedOf(of('{size: 10GiB}'));
    const impact = (after: Texts) => impactOf(plan(wantedOf(after), baseOf(before)), '/v');
    expect(impact(other)).toBe('its data is lost');
    expect(impact(of('{size: 2GiB}'))).toBe("what is made keeps its size: a volume isn't resized");
  });

  it('counts for the mass-delete guard, as an App does', () => {
    const names = ['/v/a', '/v/b', '/v/c', '/v/d', '/v/e', '/v/f'];
    const all = names.map((name) => volume(name, '{size: 1}')).join('---\n');
    const one = planned({ before: { 'v.yaml': all, ...other } }, other);
    expect(one.verdict).toBe('blocked');
    expect(one.reason).toContain('it would remove 6 of 7 applied apps, jobs and volumes');
    const allowed = { allowDelete: 6 };
    expect(planned({ before: { 'v.yaml': all, ...other } }, other, allowed).verdict).toBe(
      'changes',
    );
    const settled = planned({ before: { 'v.yaml': all } }, { 'v.yaml': all });
    expect(settled.verdict).toBe('no-change');
  });
});

describe('an App with volumes', () => {
  it('that is deleted says what data is lost, and where', () => {
    const document = planned({ before: { 'd.yaml': db(3), ...other }, volumes: three }, other);
    expect(impactOf(document, '/db')).toBe(
      'DESTROY 3 instances; its data is lost: 3 volumes, 30GiB on one, two',
    );
    expect(renderMarkdown(document)).toContain('its data is lost');
  });

  it('names no more agents than can be read', () => {
    const volumes = agents.map(({ hostname }, index) => kept(`/db#${index}`, hostname, 512));
    const document = planned({ before: { 'd.yaml': db(5), ...other }, volumes }, other);
    expect(impactOf(document, '/db')).toContain('5 volumes, 2560MiB on five, four, one and 2 more');
  });

  it('says where its instances return to', () => {
    const before = { 'd.yaml': db(3), ...other };
    const after = { 'd.yaml': db(3).replace('run', 'walk'), ...other };
    const document = planned({ before, volumes: three }, after);
    expect(impactOf(document, '/db')).toBe(
      'REPLACE 3 (rolling, keep >= 2 healthy, at most 3); ' +
        'instances 0, 2 return to one; instance 1 returns to two',
    );
  });

  it('says where the user of a Volume goes that is made', () => {
    const before = { 'v.yaml': volume('/v', '{size: 10GiB}'), ...other };
    const after = { 'u.yaml': user('/u'), ...before };
    const document = planned({ before, volumes: [kept('/v', 'two')] }, after);
    expect(impactOf(document, '/u')).toBe('CREATE 1 instance; instance 0 returns to two');
  });

  test.each([
    [
      'with other sizes keeps those that are made',
      db(3, '20GiB'),
      "data keeps its 10GiB: a volume isn't resized",
    ],
    ['scaled down keeps the volumes', db(1), 'volumes of 2 instances are kept'],
    [
      'without one of its volumes loses the data in it',
      app('/db', '  instances: 3\n'),
      'the data in data goes with the last version that has it: 3 volumes, 30GiB on one, two',
    ],
  ])('%s', (_what, after, says) => {
    const before = { 'd.yaml': db(3), ...other };
    const document = planned({ before, volumes: three }, { 'd.yaml': after, ...other });
    expect(impactOf(document, '/db')).toContain(says);
  });

  it('of several volumes loses the data of that alone which it has no more', () => {
    const both = db(3).replace('}]', '}, {path: wal, persistent: 1GiB}]');
    const volumes = [...three, kept('/db#0', 'three', 1024, 'wal')];
    const after = { 'd.yaml': db(3), ...other };
    const document = planned({ before: { 'd.yaml': both, ...other }, volumes }, after);
    const goes = 'the data in wal goes with the last version that has it: 1 volume, 1GiB on three';
    expect(impactOf(document, '/db')).toContain(goes);
    expect(impactOf(document, '/db')).not.toContain('the data in data');
  });

  it('against a base says of data what holds there', () => {
    const before = wantedOf({ 'd.yaml': db(3), ...other });
    const impact = (after: Texts) => impactOf(plan(wantedOf(after), baseOf(before)), '/db');
    expect(impact(other)).toContain('; the data of its volumes is lost');
    expect(impact({ 'd.yaml': db(3, '1GiB'), ...other })).toContain(
      "data: what is made keeps its size: a volume isn't resized",
    );
  });

  it('without any is told nothing of them', () => {
    const document = planned({ before: { ...other, 'p.yaml': app('/p') } }, other);
    expect(impactOf(document, '/p')).toBe('DESTROY 1 instance');
  });
});

describe('would it fit, with volumes', () => {
  const fitOf = (world: World, after: Texts) => planned(world, after).fit;

  it('counts the disk of each instance', () => {
    expect(fitOf({ before: other }, { 'd.yaml': db(5, '60GiB'), ...other })).toMatchObject({
      ...{ fits: 5, of: 5 },
    });
    const fit = fitOf({ before: other }, { 'd.yaml': db(6, '60GiB'), ...other });
    expect(fit).toMatchObject({ fits: 5, of: 6 });
    expect(fit?.failures).toMatchObject([
      { app: '/db', missing: 1, text: expect.stringContaining('disk rules out 5') },
    ]);
  });

  it('counts the disk of a Volume that is still to be made, and not of one that is', () => {
    const after = {
      'u.yaml': user('/u'),
      'j.yaml': job('/j', '  manual: true\n'),
      'v.yaml': volume('/v', '{size: 200GiB}'),
    };
    expect(fitOf({ before: other }, after)).toMatchObject({ fits: 0, of: 1 });
    const volumes = [kept('/v', 'one')];
    expect(fitOf({ before: other, volumes }, after)).toMatchObject({ fits: 1, of: 1 });
  });

  it('counts it against the limit of its role, and in its share', () => {
    const limited = (disk: string): Texts => ({
      'd.yaml': db(2, '10GiB', '  role: shop\n'),
      'q.yaml': quota(`{role: shop, limit: {disk: ${disk}}}`),
    });
    expect(fitOf({ before: { ...other } }, limited('20GiB'))).toMatchObject({ fits: 2 });
    const fit = fitOf({ before: other }, limited('19GiB'));
    expect(fit).toMatchObject({ fits: 1, of: 2 });
    expect(fit?.failures[0]?.text).toContain('limit of role shop rules out 1 of 2');
    const share = fit?.roles.find(({ role }) => role === 'shop');
    expect(share).toMatchObject({ resource: 'disk', after: 0.02, asked: 0.04 });
  });

  const rolled = (world: Partial<World>, spec = db(3).replace('run', 'walk')) =>
    fitOf(
      { before: { 'd.yaml': db(3), ...other }, volumes: three, ...world },
      {
        'd.yaml': spec,
        ...other,
      },
    );

  it('lets each instance return to its volumes, where there is no other room', () => {
    const full = (snapshot: Snapshot): Snapshot => ({
      ...snapshot,
      agents: snapshot.agents.map((one) => ({
        ...one,
        free: { ...one.free, scalars: { cpus: 0, mem: 0, disk: 0 } },
      })),
    });
    const onTheirs = (snapshot: Snapshot): Snapshot =>
      withApp(full(snapshot), '/db', ({ spec, instances }) => ({
        instances: instances.flatMap(() =>
          spec === undefined
            ? []
            : [standing(spec, agentId('one'), 2), standing(spec, agentId('two'), 1)],
        ),
      }));
    expect(rolled({ change: onTheirs })).toMatchObject({ fits: 3, of: 3, failures: [] });
    const stopped = (snapshot: Snapshot) =>
      withApp(full(snapshot), '/db', () => ({ instances: [] }));
    expect(rolled({ change: stopped })).toMatchObject({ fits: 3, of: 3, failures: [] });
    const unkept = { change: stopped, volumes: [] };
    expect(rolled(unkept)).toMatchObject({ fits: 0, of: 3 });
  });

  it('says which instance can not return, and why', () => {
    const shut = (snapshot: Snapshot): Snapshot => ({
      ...snapshot,
      agents: snapshot.agents.map((one) =>
        one.hostname === 'one' ? { ...one, presence: 'unreachable' as const } : one,
      ),
    });
    const alone = (snapshot: Snapshot) => withApp(shut(snapshot), '/db', () => ({ instances: [] }));
    const fit = rolled({ change: alone });
    expect(fit).toMatchObject({ fits: 1, of: 3 });
    expect(fit?.failures).toEqual([
      {
        ...{ app: '/db', missing: 2 },
        text:
          "2 of 3 instances can't be placed: " +
          'instance 0 goes to one, which has its volumes: it is unreachable',
        remedy: 'bring one back, or give the data up: `meridian release`',
        reasons: [{ kind: 'agent', name: 'unreachable', agents: 1, detail: 'it is unreachable' }],
      },
    ]);
  });

  it('stops no other instance while one that it stopped is missing', () => {
    const large = db(3).replace('run,', 'run, resources: {cpus: 3},');
    const small = (snapshot: Snapshot): Snapshot => ({
      ...withApp(snapshot, '/db', ({ spec }) => ({
        instances:
          spec === undefined
            ? []
            : [standing(spec, agentId('one'), 2), standing(spec, agentId('two'), 1)],
      })),
      agents: [agent({ name: 'one', cpus: 1 }), ...snapshot.agents.slice(1)],
    });
    const loose = large.replace('instances: 3', 'instances: 3\n  update: {minimumHealth: 0}');
    expect(rolled({ change: small }, large)).toMatchObject({ fits: 0, of: 3 });
    expect(rolled({ change: small }, loose)).toMatchObject({ fits: 1, of: 3 });
  });

  it('says what is missing where the volumes are', () => {
    const large = db(3).replace('run,', 'run, resources: {cpus: 8},');
    const fit = rolled({}, large);
    expect(fit?.failures[0]?.text).toMatch(
      /^3 of 3 instances can't be placed: instance 0 goes to one, .*cpus needs 8/,
    );
  });

  it('says of an instance with volumes on two agents that it can be at neither', () => {
    const both = app('/u').replace(
      '{command: run}',
      '{command: run, volumes: [{path: a, volume: /v}, {path: b, volume: /w}]}',
    );
    const vols = `${volume('/v', '{size: 1}')}---\n${volume('/w', '{size: 1}')}`;
    const world = {
      before: { 'v.yaml': vols, ...other },
      volumes: [kept('/v', 'one'), kept('/w', 'two')],
    };
    const fit = fitOf(world, { 'v.yaml': vols, 'u.yaml': both, ...other });
    expect(fit?.failures[0]?.text).toContain("has volumes on one and two, and can't be at both");
  });

  it('judges a Job by the agent that has its Volume', () => {
    const use = job('/j', '  manual: true\n').replace(
      '{command: run}',
      '{command: run, resources: {cpus: 4}, volumes: [{path: d, volume: /v}]}',
    );
    const vol = { 'v.yaml': volume('/v', '{size: 1}'), ...other };
    const small = (snapshot: Snapshot): Snapshot => ({
      ...snapshot,
      agents: [...snapshot.agents.slice(1), agent({ name: 'tiny', cpus: 1 })],
    });
    const at = (on: string) =>
      fitOf({ before: vol, volumes: [kept('/v', on)], change: small }, { ...vol, 'j.yaml': use });
    expect(at('two')?.jobs).toMatchObject({ fits: 1, of: 1 });
    expect(at('tiny')?.jobs.failures[0]?.text).toContain('cpus rules out 1');
    expect(at('gone')?.jobs.failures[0]?.text).toContain(
      'a run goes to gone, which has its volumes: it is unknown',
    );
  });

  it('does not judge what takes only what may be taken back', () => {
    const after = {
      'a.yaml': app('/a', '  instances: 2\n  tier: revocable\n'),
      'j.yaml': job('/j', '  manual: true\n  tier: revocable\n'),
    };
    expect(fitOf({ before: other }, after)).toMatchObject({
      ...{ fits: 0, of: 2, unjudged: 2, failures: [] },
      jobs: { fits: 0, of: 1, unjudged: 1, failures: [] },
    });
  });
});

test('a tree with a Cluster alone has no Volumes to tell of', () => {
  const document = plan(wantedOf({ 'meridian.yaml': cluster('{}') }), { kind: 'empty' });
  expect(document.summary.volumes).toEqual({ added: 0, changed: 0, removed: 0 });
});
