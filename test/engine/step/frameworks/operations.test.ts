// RESERVE, UNRESERVE, CREATE and DESTROY by frameworks of others: what is made stands, over agents
// that register again and engines that start, and is offered to its role alone.
import { describe, expect, it } from 'vitest';
import {
  agentId,
  type FrameworkId,
  objectName,
  ownTaskId,
  role,
  slotId,
} from '../../../../engine/model/ids.ts';
import type { Resource } from '../../../../engine/model/resources/resource.ts';
import type { OfferOperation } from '../../../../engine/model/scheduler-api/scheduler-call.ts';
import type { TaskInfo } from '../../../../engine/model/scheduler-api/task-info.ts';
import { bundle, reservedBundle } from '../../../support/allocate/resource-words.ts';
import { FrameworkScene } from '../../../support/frameworks/framework-scene.ts';
import {
  type ScriptedFramework,
  taskInfo,
} from '../../../support/frameworks/scripted-framework.ts';

const all = 'cpus:8; disk:1000; mem:16000';

interface Scene {
  readonly scene: FrameworkScene;
  readonly db: ScriptedFramework;
}

function sceneOf(roles = 'db'): Scene {
  const scene = new FrameworkScene();
  scene.agent('a1', all);
  return { scene, db: scene.framework('db', roles) };
}

const reserve = (resources: string, name = 'db', operationId = 'r1'): OfferOperation => ({
  kind: 'reserve',
  operationId,
  resources: bundle(resources),
  role: role(name),
});

const outcomes = ({ heard }: ScriptedFramework): readonly string[] =>
  heard.flatMap((event) => {
    if (event.kind === 'operation-done') return [`${event.operationId} done`];
    if (event.kind === 'operation-failed') return [`${event.operationId} failed: ${event.what}`];
    return [];
  });

const [reservedDisk] = reservedBundle('disk:100', 'db') as [Resource];

describe('RESERVE', () => {
  it('is told, and what it made is offered again at once, to its role alone', () => {
    const { scene, db } = sceneOf();
    db.accept('a1', [reserve('cpus:2; mem:1000')], 3_600_000);
    expect(outcomes(db)).toEqual(['r1 done']);
    const whole = 'a1 db: cpus:6; cpus(db):2; disk:1000; mem:15000; mem(db):1000';
    expect(db.offered).toEqual([whole]);
    db.decline('a1', 3_600_000);
    const other = scene.framework('other');
    expect(other.offered).toEqual(['a1 *: cpus:6; disk:1000; mem:15000']);
  });

  it('can be launched on in the same call', () => {
    const { scene, db } = sceneOf();
    const resources = reservedBundle('cpus:2', 'db');
    db.accept('a1', [reserve('cpus:2'), { kind: 'launch', tasks: [taskInfo('t1', resources)] }]);
    expect(scene.world.running()).toEqual(['db.1:t1']);
    db.call({ kind: 'kill', taskId: 't1' });
    scene.advance(7_000);
    expect(db.offered.join(' ')).toContain('cpus(db):2');
  });

  it('stands when the agent registers again, and when an engine starts', () => {
    const { scene, db } = sceneOf();
    db.accept('a1', [reserve('cpus:2')]);
    scene.act(() => scene.world.disconnect('a1'));
    scene.connect('a1', all);
    scene.advance(7_000);
    expect(db.offered.join(' ')).toContain('cpus(db):2');
    scene.restart();
    scene.connect('a1', all);
    expect(scene.framework('other').offered).toEqual(['a1 *: cpus:6; disk:1000; mem:16000']);
    const twin = scene.twin(db);
    twin.subscribe();
    expect(twin.offered).toEqual(['a1 db: cpus(db):2']);
  });

  it('is forgotten with an agent that is gone', () => {
    const { scene, db } = sceneOf();
    db.accept('a1', [reserve('cpus:2')]);
    expect(scene.keys('conversion/')).toEqual(['conversion/a1-000000']);
    scene.act(() => scene.world.operate({ kind: 'gone', agent: 'a1-000000' }));
    expect(scene.keys('conversion/')).toEqual([]);
  });

  it('is taken off by UNRESERVE', () => {
    const { scene, db } = sceneOf();
    db.accept('a1', [reserve('cpus:2')], 0);
    const offerIds = db.offers.map(({ id }) => id);
    const resources = db.offers.flatMap((offer) =>
      offer.resources.filter(({ reservations }) => reservations !== undefined),
    );
    const operations = [{ kind: 'unreserve', operationId: 'u1', resources } as const];
    db.call({ kind: 'accept', offerIds, operations });
    expect(outcomes(db)).toEqual(['r1 done', 'u1 done']);
    expect(scene.keys('conversion/')).toEqual([]);
    db.decline('a1', 3_600_000);
    const other = scene.framework('other');
    expect(other.offered).toEqual(['a1 *: cpus:8; disk:1000; mem:16000']);
  });
});

describe('an operation that is refused', () => {
  const refused: readonly (readonly [string, OfferOperation, RegExp])[] = [
    ['more than is held', reserve('cpus:9'), /9 isn't held/],
    ['for a role of others', reserve('cpus:1', 'web'), /it was offered to role db/],
    [
      'a volume of what isn’t reserved',
      { kind: 'create', operationId: 'r1', disk: bundle('disk:10')[0] ?? never(), id: 'v' },
      /isn't reserved/,
    ],
    [
      'a volume that isn’t there',
      { kind: 'destroy', operationId: 'r1', id: 'v' },
      /"v" isn't held/,
    ],
  ];
  for (const [what, operation, says] of refused)
    it(`says why, and stops none behind it: ${what}`, () => {
      const { scene, db } = sceneOf();
      const tasks = [taskInfo('t1', 'cpus:1')];
      db.accept('a1', [operation, { kind: 'launch', tasks }]);
      expect(outcomes(db)).toEqual([expect.stringMatching(says)]);
      expect(scene.world.running()).toEqual(['db.1:t1']);
      expect(scene.keys('conversion/')).toEqual([]);
    });

  it('is for everybody’s role', () => {
    const { db } = sceneOf('*');
    db.accept('a1', [reserve('cpus:1', 'db')]);
    expect(outcomes(db)).toEqual([expect.stringContaining('it was offered to role *')]);
  });
});

function never(): never {
  throw new Error('no resource');
}

it('CREATE and DESTROY make a volume and unmake it; a name is one volume’s on an agent', () => {
  const { scene, db } = sceneOf();
  const create = (operationId: string, id: string): OfferOperation => ({
    kind: 'create',
    operationId,
    disk: reservedDisk,
    id,
  });
  const operations = [
    reserve('disk:300'),
    create('c1', 'v'),
    create('c2', 'v'),
    create('c3', '/v'),
  ];
  db.accept('a1', operations, 0);
  expect(outcomes(db)).toEqual([
    'r1 done',
    'c1 done',
    expect.stringMatching(/^c2 failed: .*there is a volume of that name/),
    expect.stringMatching(/^c3 failed: .*such volumes are apps'/),
  ]);
  scene.restart();
  scene.connect('a1', all);
  const twin = scene.twin(db);
  twin.subscribe();
  const volumes = twin.offers.flatMap(({ resources }) =>
    resources.flatMap(({ disk }) => disk?.volume?.id ?? []),
  );
  expect(volumes).toEqual(['v']);
  twin.accept('a1', [{ kind: 'destroy', operationId: 'd1', id: 'v' }], 0);
  expect(outcomes(twin)).toEqual(['d1 done']);
  expect(twin.offered.join()).toContain('disk(db):300');
});

describe('a task with a volume', () => {
  const volume = { ...reservedDisk, disk: { volume: { id: 'v' } } };
  const create: OfferOperation = {
    kind: 'create',
    operationId: 'c1',
    disk: reservedDisk,
    id: 'v',
  };
  const withVolume = (taskId: string): TaskInfo => ({
    ...taskInfo(taskId, [...bundle('cpus:1'), volume]),
    volumes: [{ id: 'v', path: 'data' }],
  });
  const launch = (taskId: string): OfferOperation => ({
    kind: 'launch',
    tasks: [withVolume(taskId)],
  });
  const ordered = (scene: FrameworkScene) =>
    scene.world.sent.flatMap(({ order }) =>
      order.kind === 'launch' ? (order.order.volumes ?? []) : [],
    );

  it('is ordered with it, new until one has run; also by an engine that started since', () => {
    const { scene, db } = sceneOf();
    db.accept('a1', [reserve('disk:300'), create, launch('t1')], 0);
    expect(scene.world.running()).toEqual(['db.1:t1']);
    expect(ordered(scene)).toEqual([{ id: 'v!1.1', path: 'data', sizeMib: 100, isNew: true }]);
    expect(db.offered.join()).not.toContain('v');
    scene.act(() => scene.world.report('a1', 'db.1:t1', { state: 'finished', exitCode: 0 }));
    scene.restart();
    scene.connect('a1', all);
    const twin = scene.twin(db);
    twin.subscribe();
    twin.accept('a1', [launch('t2')], 0);
    expect(ordered(scene).at(-1)).toEqual({
      ...{ id: 'v!1.1', path: 'data', sizeMib: 100 },
      isNew: false,
    });
    const row = scene.world.core.tables.tasks.get(ownTaskId(twin.id as FrameworkId, 't2'))?.row;
    expect(row?.resources.scalars).toEqual({ cpus: 1000 });
  });

  it('destroyed: its disk and its name are free at once, and its data goes', () => {
    const { scene, db } = sceneOf();
    db.accept('a1', [reserve('disk:300'), create, launch('t1')], 0);
    db.decline('a1', 3_600_000);
    scene.act(() => scene.world.report('a1', 'db.1:t1', { state: 'finished', exitCode: 0 }));
    scene.advance(1_000);
    db.accept(
      'a1',
      [
        { kind: 'destroy', operationId: 'd1', id: 'v' },
        { ...create, operationId: 'c2' },
      ],
      0,
    );
    expect(outcomes(db).slice(2)).toEqual(['d1 done', 'c2 done']);
    expect([...scene.world.agent('a1').volumes.keys()]).toEqual([]);
    expect(scene.keys('leaving/')).toEqual([]);
    db.accept('a1', [launch('t2')], 0);
    expect(ordered(scene).at(-1)).toEqual({
      ...{ id: 'v!1.2', path: 'data', sizeMib: 100 },
      isNew: true,
    });
  });

  const faulty: readonly (readonly [string, Partial<TaskInfo>, string])[] = [
    ['no place', { volumes: [] }, 'volume v has no place in its sandbox'],
    [
      'another one’s place',
      { volumes: [...(withVolume('').volumes ?? []), { id: 'w', path: 'w' }] },
      'volume "w" isn\'t among its resources',
    ],
    ['a place outside', { volumes: [{ id: 'v', path: '../v' }] }, 'is no path in the sandbox'],
    ['the agent’s own', { volumes: [{ id: 'v', path: 'stdout' }] }, "one of the agent's own files"],
  ];
  for (const [what, change, says] of faulty)
    it(`is an error that says so: ${what}`, () => {
      const { db } = sceneOf();
      db.accept(
        'a1',
        [
          reserve('disk:300'),
          create,
          { kind: 'launch', tasks: [{ ...withVolume('t1'), ...change }] },
        ],
        0,
      );
      expect(db.updates).toEqual([
        expect.objectContaining({ state: 'error', message: expect.stringContaining(says) }),
      ]);
    });
});

it('what is kept for an app is offered to no framework, and stays as it is', () => {
  const { scene, db } = sceneOf();
  const { allocator } = scene.world.core;
  db.decline('a1', 0);
  for (const offer of [...scene.world.core.tables.offers.all()])
    db.call({ kind: 'decline', offerIds: [offer.id], refuseMs: 3_600_000 });
  const before = bundle('disk:100');
  const kept = { kind: 'dynamic', role: role('db'), owner: slotId(objectName('/db'), 0) } as const;
  const after = before.map((one) => ({ ...one, reservations: [kept] }));
  expect(allocator.convertFree(agentId('a1-000000'), before, after)).toBe(true);
  db.call({ kind: 'revive' });
  expect(db.offered).toEqual(['a1 db: cpus:8; disk:900; mem:16000']);
});
