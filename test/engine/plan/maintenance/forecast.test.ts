// What becomes of what runs on a window's agents: what moves, and what holds its drain up.
import { describe, expect, it, test } from 'vitest';
import { digestOf, objectName, role } from '../../../../engine/model/ids.ts';
import type { AppSpec, QuotaSpec } from '../../../../engine/model/wanted.ts';
import { exitCodeOf } from '../../../../engine/plan/exit-code.ts';
import { appSpec, placed, wantedOf } from '../../../support/app-spec.ts';
import { jobSpec } from '../../../support/job-spec.ts';
import { agent, asOfMs, engineOf, plan, withApp } from '../plan-world.ts';
import {
  type ClusterWish,
  clusterOf,
  detailOf,
  hour,
  notesOf,
  objectOf,
  planWith,
  sized,
  windowOf,
} from './window-world.ts';

const agents = (...names: readonly string[]) => names.map((name) => agent({ name }));
const three = agents('one', 'two', 'three');

const appsOf = (wish: ClusterWish, window = windowOf()) => detailOf(planWith(wish, [window])).apps;

const volumes: AppSpec['task']['volumes'] = [
  { path: 'data', source: { kind: 'persistent', sizeMib: 10 } },
];
const policy = (minimumHealthMilli: number): Pick<AppSpec, 'update'> => ({
  update: { ...appSpec().update, minimumHealthMilli },
});

describe('instances', () => {
  it('move where others have room', () => {
    const document = planWith({ agents: three, apps: [[sized('/web', 1), { one: 2, two: 1 }]] });
    expect(objectOf(document).impact).toBe(
      '1 agent emptied from 2026-01-02T12:49:05Z, away from 2026-01-02T13:04:05Z ' +
        'to 2026-01-02T15:04:05Z; MOVE 2 of 2 instances',
    );
    const detail = detailOf(document);
    expect(detail).toMatchObject({ phase: 'ahead', agents: ['one'], notes: [], overlaps: [] });
    expect(detail.apps).toEqual([
      {
        ...{ app: '/web', instances: 2, moves: 2, nowhere: 0, held: 0, stops: 0, waits: 0 },
        ...{ ends: 0, away: 0, unjudged: 0, text: '2 instances there: 2 move' },
      },
    ]);
    expect(exitCodeOf(document, { exitCode: true })).toBe(2);
  });

  it('that find no other place stay, with the reason and what would help', () => {
    const apps = [[sized('/web', 3), { one: 1, two: 1 }]] as const;
    const document = planWith({ agents: agents('one', 'two'), apps });
    expect(objectOf(document).impact).toMatch(/HELD UP by 1 instance$/);
    expect(detailOf(document).apps).toMatchObject([
      {
        ...{ moves: 0, nowhere: 1 },
        text: '1 instance there: 1 finds no other place, and stays',
        misfit: {
          ...{ app: '/web', missing: 1, text: expect.stringContaining('cpus rules out 1') },
          reasons: [
            { kind: 'resource', name: 'cpus', agents: 1 },
            { kind: 'agent', agents: 1, detail: 'it is emptied for /rack-2' },
          ],
        },
      },
    ]);
    expect(notesOf(detailOf(document))).toEqual([
      "! held-up: 1 agent can't be emptied: one (/web)",
    ]);
    expect(exitCodeOf(document, { exitCode: true })).toBe(3);
    expect(document.verdict).toBe('changes');
  });

  it('take the room that is left one after the other', () => {
    const apps = [
      [sized('/a', 2, { instances: 2 }), { one: 1, two: 1 }],
      [sized('/b', 2, { instances: 1 }), { one: 1 }],
    ] as const;
    expect(appsOf({ agents: agents('one', 'two'), apps })).toMatchObject([
      { app: '/a', moves: 1, nowhere: 0 },
      { app: '/b', moves: 0, nowhere: 1 },
    ]);
  });

  it('may not move where a constraint counts the one that leaves', () => {
    const placement = [{ attribute: 'hostname', operator: 'unique' }] as const;
    const apps = [[sized('/web', 1, { placement }), { one: 1, two: 1, three: 1 }]] as const;
    const [moves] = appsOf({ agents: three, apps }) ?? [];
    expect(moves).toMatchObject({ nowhere: 1 });
    expect(moves?.misfit?.reasons).toMatchObject([{ name: 'hostname unique' }, { kind: 'agent' }]);
    const four = agents('one', 'two', 'three', 'four');
    expect(appsOf({ agents: four, apps })).toMatchObject([{ moves: 1, nowhere: 0 }]);
  });

  it('that have left count for no constraint any more', () => {
    const placement = [{ attribute: 'rack', operator: 'max-per', value: '2' }] as const;
    const on = ['one', 'two', 'three', 'four'].map((name, at) =>
      agent({ name, cpus: 1, attributes: { rack: at === 2 ? 'r2' : 'r1' } }),
    );
    const apps = [[sized('/web', 1, { placement, instances: 2 }), { one: 1, two: 1 }]] as const;
    const window = windowOf({ agents: ['one', 'two'] });
    expect(appsOf({ agents: on, apps }, window)).toMatchObject([{ moves: 2, nowhere: 0 }]);
  });

  it('may not move past the limit of their role, for both count meanwhile', () => {
    const spec = sized('/web', 1, { role: role('shop') });
    const limit = (cpus: number): QuotaSpec => ({
      ...{ kind: 'Quota', name: 'shop', role: role('shop'), weightMilli: 1000 },
      ...{ limit: { cpus: cpus * 1000 }, digest: digestOf(`${cpus}`) },
    });
    const nowhere = (cpus: number) => {
      const snapshot = clusterOf({ agents: three, apps: [[spec, { one: 2, two: 1 }]] });
      const wanted = { ...wantedOf(spec, windowOf()), quotas: [placed(limit(cpus))] };
      const against = engineOf({ ...snapshot, quotas: [limit(cpus)] });
      return detailOf(plan(wanted, against)).apps?.[0];
    };
    expect(nowhere(3)).toMatchObject({ nowhere: 2, misfit: { reasons: [{ kind: 'limit' }] } });
    expect(nowhere(4)).toMatchObject({ moves: 2 });
  });

  it('whose app would go below its minimum are held', () => {
    const spec = sized('/web', 1);
    const wish = { agents: three, apps: [[spec, { one: 1, two: 2 }]] } as const;
    const ill = withApp(clusterOf(wish), '/web', ({ instances }) => ({
      instances: instances.map((one) => (one.agentId === 'two' ? { ...one, healthy: 1 } : one)),
    }));
    const [moves] = detailOf(plan(wantedOf(spec, windowOf()), engineOf(ill))).apps ?? [];
    expect(moves).toMatchObject({
      ...{ moves: 0, held: 1 },
      text: '1 instance there: 1 may not stop: 3 must stay healthy',
    });
    const lenient = wantedOf({ ...spec, ...policy(500) }, windowOf());
    expect(detailOf(plan(lenient, engineOf(ill))).apps).toMatchObject([{ moves: 1, held: 0 }]);
  });

  it('that are not healthy stop at once, and hold nothing up', () => {
    const spec = sized('/web', 3, { instances: 2 });
    const wish = { agents: agents('one', 'two'), apps: [[spec, { one: 1, two: 1 }]] } as const;
    const ill = withApp(clusterOf(wish), '/web', ({ instances }) => ({
      instances: instances.map((one) => ({ ...one, healthy: 0 })),
    }));
    const document = plan(wantedOf(spec, windowOf()), engineOf(ill));
    expect(detailOf(document).apps).toMatchObject([
      {
        ...{ waits: 1, nowhere: 0, misfit: { missing: 1 } },
        text: "1 instance there: 1 isn't healthy: it stops, and its successor waits for a place",
      },
    ]);
    expect(notesOf(detailOf(document))).toEqual([]);
    expect(exitCodeOf(document, { exitCode: true })).toBe(2);
  });

  it('with volumes stop and wait, as many as the minimum lets', () => {
    const db = sized('/db', 1, {}, { volumes });
    const wish = { agents: three, apps: [[db, { one: 2, two: 1 }]] } as const;
    const document = planWith(wish);
    expect(detailOf(document).apps).toMatchObject([
      {
        ...{ instances: 2, moves: 0, stops: 1, held: 1 },
        text:
          '2 instances there: 1 stops, and waits there for its volumes; ' +
          '1 may not stop: 2 must stay healthy',
      },
    ]);
    expect(objectOf(document).impact).toMatch(/STOP 1 of 2 instances; HELD UP by 1 instance$/);
    const lenient = { ...db, ...policy(0) };
    expect(appsOf({ agents: three, apps: [[lenient, { one: 2, two: 1 }]] })).toMatchObject([
      { stops: 2, held: 0 },
    ]);
  });

  it('that nobody needs any more just go', () => {
    const apps = [[sized('/web', 1, { instances: 2 }), { one: 1, two: 2 }]] as const;
    expect(appsOf({ agents: three, apps })).toMatchObject([
      { ends: 1, moves: 0, text: "1 instance there: 1 isn't needed any more" },
    ]);
  });

  it('of an agent that is unreachable can not be moved', () => {
    const away = [agent({ name: 'one', presence: 'unreachable' }), agent({ name: 'two' })];
    const detail = detailOf(planWith({ agents: away, apps: [[sized('/web', 1), { one: 3 }]] }));
    expect(detail.apps).toMatchObject([{ away: 3, moves: 0 }]);
    expect(notesOf(detail)).toEqual([
      '! away: one is unreachable: nothing can be moved from there until it is back',
    ]);
  });

  it('of revocable resources are not judged', () => {
    const apps = [[sized('/web', 1, { tier: 'revocable' }), { one: 3 }]] as const;
    expect(appsOf({ agents: three, apps })).toMatchObject([{ unjudged: 3, moves: 0 }]);
  });
});

describe('what the same commit does', () => {
  const wish = { agents: agents('one', 'two'), apps: [[sized('/web', 1), { one: 3 }]] } as const;
  const planned = (...objects: readonly AppSpec[]) =>
    plan(wantedOf(...objects, windowOf()), engineOf(clusterOf(wish)));

  it('comes first: what it deletes need not move', () => {
    expect(detailOf(planned(sized('/other', 1))).apps).toEqual([]);
  });

  it('comes first: what it starts is placed on other agents, as long as these have room', () => {
    const detail = (instances: number) =>
      detailOf(planned(sized('/web', 1), sized('/new', 1, { instances }))).apps;
    expect(detail(1)).toMatchObject([{ app: '/web', moves: 3 }]);
    expect(detail(4)).toMatchObject([{ app: '/web', moves: 0, nowhere: 3 }]);
    expect(detail(5)).toMatchObject([
      { app: '/new', nowhere: 1 },
      { app: '/web', nowhere: 3 },
    ]);
  });

  it('comes first: instances of another version are where the rollout puts them', () => {
    const document = planned(sized('/web', 1.001));
    expect(document.fit).toMatchObject({ fits: 3 });
    expect(detailOf(document).apps).toEqual([]);
  });
});

describe('attempts of jobs', () => {
  const load = jobSpec('/etl/load');
  const wish = { agents: three, jobs: [[load, { one: 2, two: 1 }]] } as const;
  const jobsOf = (jobs: 'wait' | 'kill', startMs = windowOf().startMs) =>
    detailOf(planWith(wish, [windowOf({ jobs, startMs, endMs: null })])).jobs;

  test.each([
    ['wait', 10, '2 attempts there: waited for, as long as they take'],
    ['kill', 10, '2 attempts there: STOPPED at 2026-01-02T13:04:05Z if still there'],
    ['kill', -1, '2 attempts there: STOPPED AT ONCE if still there, and tried again elsewhere'],
  ] as const)('by the policy %s, %i hours before the start', (jobs, hours, text) => {
    expect(jobsOf(jobs, asOfMs + hours * hour)).toMatchObject([
      { job: '/etl/load', attempts: 2, text: expect.stringContaining(text) },
    ]);
  });

  it('that are stopped and would fit nowhere else say so', () => {
    const { task } = load;
    const large = jobSpec('/etl/load', { task: { ...task, cpusMilli: 8000 } });
    const on = [agent({ name: 'one', cpus: 8 }), ...agents('two')];
    const detail = (jobs: 'wait' | 'kill') =>
      detailOf(planWith({ agents: on, jobs: [[large, { one: 1 }]] }, [windowOf({ jobs })])).jobs;
    expect(detail('kill')).toMatchObject([{ misfit: { job: '/etl/load' } }]);
    expect(detail('wait')?.[0]).not.toHaveProperty('misfit');
  });

  it('of a job that is deleted are not told: they are ended by the commit', () => {
    const document = plan(wantedOf(windowOf()), engineOf(clusterOf(wish)), { allowDelete: 1 });
    expect(detailOf(document).jobs).toEqual([]);
  });
});

test('tasks of others’ frameworks are counted, and go by the policy of runs', () => {
  const [one, ...rest] = three;
  const on = [{ ...(one ?? agent({ name: 'one' })), frameworkTasks: 3 }, ...rest];
  const note = (jobs: 'wait' | 'kill') =>
    notesOf(detailOf(planWith({ agents: on }, [windowOf({ jobs })])));
  const asked = "frameworks: 3 tasks of others' frameworks there, which are asked to leave";
  expect(note('wait')).toEqual([`${asked}: waited for`]);
  expect(note('kill')).toEqual([`${asked}: STOPPED at 2026-01-02T13:04:05Z if still there`]);
});

test('agents after those that can not be emptied wait, as many at a time as the batch says', () => {
  const full = agents('a1', 'a2', 'a3', 'a4');
  const spec = sized('/web', 4, { instances: 4 });
  const apps = [[spec, { a1: 1, a2: 1, a3: 1, a4: 1 }]] as const;
  const notes = (batch: number) => {
    const window = windowOf({ agents: ['a1', 'a2', 'a3'], batch });
    return notesOf(detailOf(planWith({ agents: full, apps }, [window])));
  };
  const heldUp = "! held-up: 3 agents can't be emptied: a1 (/web), a2 (/web), a3 (/web)";
  expect(notes(1)).toEqual([heldUp, "! not-begun: a2, a3 aren't emptied before that: batch is 1"]);
  expect(notes(2)).toEqual([heldUp, "! not-begun: a3 isn't emptied before that: batch is 2"]);
  expect(notes(3)).toEqual([heldUp]);
});

describe('another window', () => {
  const { startMs } = windowOf();
  const apps = [[sized('/web', 1, { instances: 4 }), { one: 2, two: 2 }]] as const;
  const on = [...agents('one', 'two'), agent({ name: 'three', cpus: 3 })];
  const other = (more: Parameters<typeof windowOf>[0]) =>
    windowOf({ name: objectName('/rack-3'), agents: ['two'], ...more });
  const moves = (window: ReturnType<typeof other>) =>
    ['/rack-2', '/rack-3'].map((name) => {
      const [app] = detailOf(planWith({ agents: on, apps }, [windowOf(), window]), name).apps ?? [];
      return [app?.moves, app?.nowhere];
    });

  it('that is emptied before, and is not over, has taken its room', () => {
    expect(moves(other({ startMs: startMs + 1 }))).toEqual([
      [2, 0],
      [1, 1],
    ]);
  });

  it('that is over by then takes none', () => {
    const before = other({ startMs: startMs - 3 * hour, endMs: startMs - hour });
    expect(moves(before)).toEqual([
      [2, 0],
      [2, 0],
    ]);
  });

  it('that means some of the same agents at the same time is told, for as long as that', () => {
    const window = other({ agents: ['one', 'two'], startMs: startMs + hour, endMs: null });
    const document = planWith({ agents: on, apps }, [windowOf(), window]);
    const overlap = {
      agents: ['one'],
      from: '2026-01-02T13:49:05Z',
      to: '2026-01-02T15:04:05Z',
    };
    expect(detailOf(document, '/rack-2').overlaps).toEqual([{ name: '/rack-3', ...overlap }]);
    expect(detailOf(document, '/rack-3').overlaps).toEqual([{ name: '/rack-2', ...overlap }]);
    expect(notesOf(detailOf(document, '/rack-2'))).toContain(
      '! overlap: /rack-3 means one too, from 2026-01-02T13:49:05Z to 2026-01-02T15:04:05Z: ' +
        'placed on again when both are over',
    );
  });

  it.each([
    ['of other agents', { startMs }],
    ['that begins when this one is over', { agents: ['one'], startMs: startMs + 2.25 * hour }],
  ])('%s overlaps with nothing', (_what, more) => {
    const document = planWith({ agents: on, apps }, [windowOf(), other(more)]);
    expect(detailOf(document, '/rack-2').overlaps).toEqual([]);
  });
});
