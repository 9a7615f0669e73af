// The count that is kept as agents change is the one made from scratch, whatever happens.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { objectName, role } from '../../../../engine/model/ids.ts';
import type { Claim } from '../../../../engine/model/resources/takeable.ts';
import type { PlacementConstraint } from '../../../../engine/model/wanted.ts';
import { requestOf } from '../../../../engine/place/app-request.ts';
import { whyUnplaced } from '../../../../engine/place/why.ts';
import { countsOf } from '../../../../engine/step/offers/agent-counts.ts';
import { wantOf, whyAgents } from '../../../../engine/step/why/why-agents.ts';
import { ownMount, volumeSpec } from '../../../support/volume-world.ts';
import { app, quota, type Sizes, WhyWorld } from '../../../support/why/why-world.ts';

const sizes = fc.record<Sizes>(
  {
    cpus: fc.constantFrom(0.5, 1, 3, 9),
    memoryMib: fc.constantFrom(32, 2000, 9000),
    diskMib: fc.constantFrom(0, 3000),
    of: fc.integer({ min: 1, max: 6 }),
    role: fc.constantFrom('*', 'shop', 'shop/web', 'db'),
    ports: fc.constantFrom([], [0], [0, 0, 0, 0], [31_001], [31_001, 31_002], [9]),
    placement: fc.subarray<PlacementConstraint>(
      [
        { attribute: 'hostname', operator: 'unique' },
        { attribute: 'rack', operator: 'max-per', value: '1' },
        { attribute: 'rack', operator: 'limit', value: '2' },
        { attribute: 'rack', operator: 'cluster' },
        { attribute: 'rack', operator: 'cluster', value: 'r1' },
        { attribute: 'rack', operator: 'group-by' },
        { attribute: 'rack', operator: 'group-by', value: '3' },
        { attribute: 'rack', operator: 'is', value: 'r2' },
        { attribute: 'rack', operator: 'like', value: 'r[12]' },
        { attribute: 'rack', operator: 'unlike', value: 'r1' },
      ],
      { maxLength: 2 },
    ),
  },
  { requiredKeys: ['cpus', 'of'] },
);

const given = fc.constantFrom(
  'cpus:4; mem:4096; disk:4096; ports:[31000-31002]',
  'cpus:8; mem:16384; ports:[31000-31009]',
  'cpus:1; cpus(db):4; mem:4096; mem(shop):2048; ports:[31000-31009]',
  'cpus(shop):8; mem(shop):8192; disk(shop):8192; ports:[31000-31001]',
  'cpus:2; mem:128; disk:9000; ports:[9-9]',
  'cpu:4; mem:64',
);
const names = ['a1', 'a2', 'a3', 'a4', 'a5'] as const;
const apps = ['/shop/web', '/shop/api', '/db/main', '/x'] as const;
const who = fc.constantFrom(...names);

const step = fc.oneof(
  fc.record({
    kind: fc.constant('start' as const),
    name: who,
    given,
    attributes: fc.constantFrom('', 'rack:r1', 'rack:r2', 'rack:r3;os:linux'),
  }),
  fc.record({ kind: fc.constantFrom('lose' as const, 'gone' as const), name: who }),
  fc.record({
    kind: fc.constant('push' as const),
    wanted: fc.array(fc.tuple(fc.constantFrom(...apps), sizes, fc.boolean()), { maxLength: 4 }),
    limit: fc.constantFrom(undefined, 1, 3),
    guarantee: fc.constantFrom(undefined, 2, 12),
  }),
  fc.record({
    kind: fc.constant('fail' as const),
    at: fc.nat(20),
    reason: fc.constantFrom('port-busy', 'sandbox-failed', 'command-exit'),
  }),
  fc.record({ kind: fc.constant('pass' as const), ms: fc.constantFrom(500, 20_000, 90_000) }),
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function take(world: WhyWorld, one: Step): void {
  switch (one.kind) {
    case 'start':
      world.start(one.name, one.given, one.attributes);
      return;
    case 'lose':
      if (world.agents.has(one.name)) world.disconnect(one.name);
      return;
    case 'gone':
      if (world.agents.has(one.name)) {
        world.operate({ kind: 'gone', agent: world.idOf(one.name) });
        world.agents.delete(one.name);
      }
      return;
    case 'push':
      push(world, one);
      return;
    case 'fail':
      fail(world, one);
      return;
    case 'pass':
      world.advance(one.ms);
  }
}

function push(world: WhyWorld, one: Extract<Step, { kind: 'push' }>): void {
  const wanted = new Map(one.wanted.map(([name, of, hasVolume]) => [name, { of, hasVolume }]));
  const objects = [...wanted].map(([name, { of, hasVolume }]) => {
    const plain = app(name, of);
    const volumes = hasVolume ? { volumes: [ownMount] } : {};
    return app(name, of, { task: { ...plain.task, ...volumes } });
  });
  const terms = {
    ...(one.limit === undefined ? {} : { limit: { cpus: one.limit * 1000 } }),
    ...(one.guarantee === undefined ? {} : { guarantee: { cpus: one.guarantee * 1000 } }),
  };
  const allowQuota = ['shop', 'ads'];
  const quotas = [
    ...(terms.limit ? [quota('shop', { limit: terms.limit })] : []),
    ...(terms.guarantee ? [quota('ads', { guarantee: terms.guarantee })] : []),
  ];
  world.push({ objects, quotas, volumes: [volumeSpec('/data')] }, { allowQuota });
}

function fail(world: WhyWorld, { at, reason }: Extract<Step, { kind: 'fail' }>): void {
  const running = world.running();
  const id = running[at % Math.max(1, running.length)];
  if (id === undefined) return;
  const name = world.where(id);
  if (world.agent(name).connection === undefined) return;
  world.report(name, id, { state: 'failed', reason, message: 'no' });
}

/** Of all that might be asked, beside what the apps that wait ask for. */
const probes = [
  app('/probe', { cpus: 1 }),
  app('/probe', { cpus: 5, role: 'db' }),
  app('/probe', { cpus: 3, role: 'shop', ports: [31_001] }),
  app('/probe', { of: 3, placement: [{ attribute: 'rack', operator: 'group-by', value: '2' }] }),
];

function compare({ core, nowMs }: WhyWorld): void {
  const { tables } = core;
  const questions = [
    ...probes.map((spec) => ({ spec, owner: { tasks: new Map() } })),
    ...apps.flatMap((name) => {
      const owner = tables.apps.get(objectName(name));
      const version = owner?.row.wanted && owner.versions.get(owner.row.wanted);
      return owner && version ? [{ spec: version.spec, owner }] : [];
    }),
  ];
  for (const { spec, owner } of questions) {
    const [request, want] = [requestOf(spec), wantOf(spec)];
    for (const claim of [want.claim, { tier: 'revocable' } as Claim]) {
      const asked = { want: { ...want, claim }, nowMs };
      const slow = whyUnplaced(request, whyAgents(core, asked), countsOf(tables, owner));
      expect(core.why.unplaced({ request, want: asked.want, owner }, nowMs)).toEqual(slow);
    }
  }
}

describe('what is kept of why tasks have no place', () => {
  it('is what is counted from scratch, after each thing that happens', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 25 }), (steps) => {
        const world = new WhyWorld();
        compare(world);
        for (const one of steps) {
          take(world, one);
          compare(world);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is so too for one who asks only now and then', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 50 }), (steps) => {
        const world = new WhyWorld();
        for (const [at, one] of steps.entries()) {
          take(world, one);
          if (at % 12 === 11) compare(world);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('ends by the clock alone where a port is left alone for a while', () => {
    const world = new WhyWorld();
    world.start('a1');
    world.push({ objects: [app('/x', { ports: [31_001] })] });
    world.report('a1', '/x#0.1', { state: 'failed', reason: 'port-busy', message: 'no' });
    compare(world);
    world.push({ objects: [] });
    const spec = app('/y', { ports: [31_001] });
    const question = { request: requestOf(spec), want: wantOf(spec), owner: { tasks: new Map() } };
    const by = (nowMs: number) =>
      world.core.why.unplaced(question, nowMs).ruledOut.map((one) => one.by);
    expect(by(world.nowMs + 59_000)).toEqual(['port 31001']);
    expect(by(world.nowMs + 61_000)).toEqual([]);
  });

  it('holds for roles that are told apart by what is reserved for them', () => {
    const world = new WhyWorld();
    world.start('a1', 'cpus:1; cpus(db):4; mem:4096');
    const asked = (of: string) => {
      const spec = app('/x', { cpus: 3, role: of });
      const question = {
        request: requestOf(spec),
        want: wantOf(spec),
        owner: { tasks: new Map() },
      };
      return world.core.why.unplaced(question, world.nowMs).fitting;
    };
    expect([asked('db'), asked('shop'), asked(role('db/x'))]).toEqual([1, 0, 1]);
  });

  it('follows agents with reservations for more roles than are kept apart', () => {
    const world = new WhyWorld();
    for (const name of names) world.start(name, 'cpus:1; cpus(r7):4; mem:4096');
    const specs = Array.from({ length: 40 }, (_, at) => app('/x', { cpus: 3, role: `r${at}` }));
    const fitting = () =>
      specs.map((spec) => {
        const asked = { request: requestOf(spec), want: wantOf(spec), owner: { tasks: new Map() } };
        return world.core.why.unplaced(asked, world.nowMs).fitting;
      });
    const expected = (count: number) => specs.map((_, at) => (at === 7 ? count : 0));
    expect(fitting()).toEqual(expected(5));
    world.disconnect('a1');
    expect(fitting()).toEqual(expected(4));
    world.start('a2', 'cpus:1; cpus(r7):1; mem:4096');
    expect(fitting()).toEqual(expected(3));
  });
});
