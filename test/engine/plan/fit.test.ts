import { describe, expect, it } from 'vitest';
import { agentId, objectName, role } from '../../../engine/model/ids.ts';
import type { AppSpec } from '../../../engine/model/wanted.ts';
import type { SnapshotAgent } from '../../../engine/plan/snapshot.ts';
import { appSpec, wantedOf } from '../../support/app-spec.ts';
import { agent, engineOf, plan, snapshotOf, standing, withApp } from './plan-world.ts';

const sized = (cpusMilli: number, more: Partial<AppSpec> = {}): AppSpec =>
  appSpec(({ task }) => ({ ...more, task: { ...task, cpusMilli, ports: [] } }));

const fitFor = (wanted: AppSpec[], applied: AppSpec[], agents: readonly SnapshotAgent[]) =>
  plan(wantedOf(...wanted), engineOf(snapshotOf(wantedOf(...applied), agents))).fit;

const policy = (minimumHealthMilli: number, maximumOverMilli: number) => ({
  update: { ...appSpec().update, minimumHealthMilli, maximumOverMilli },
});

describe('would it fit', () => {
  it('places new instances on what is free', () => {
    const agents = [agent({ name: 'one', cpus: 2 }), agent({ name: 'two', cpus: 1 })];
    const fit = fitFor([sized(1000)], [], agents);
    expect(fit).toMatchObject({ fits: 3, of: 3, agents: 2, failures: [] });
  });

  it('says how many agents each resource rules out', () => {
    const fit = fitFor([sized(1000, { instances: 4 })], [], [agent({ name: 'one', cpus: 3 })]);
    expect(fit).toMatchObject({ fits: 3, of: 4 });
    expect(fit?.failures).toEqual([
      {
        app: '/shop/web',
        missing: 1,
        text: expect.stringMatching(/^1 of 4 instances can't be placed: .*cpus rules out 1/),
        remedy: 'free 1 cpu on one, or add an agent with 1 cpu free',
        reasons: [{ kind: 'resource', name: 'cpus', agents: 1, detail: 'needs 1, 0 free' }],
      },
    ]);
  });

  it('says how many agents each constraint rules out', () => {
    const placement = [{ attribute: 'hostname', operator: 'unique' as const }];
    const agents = [agent({ name: 'one' }), agent({ name: 'two' })];
    const fit = fitFor([sized(100, { placement })], [], agents);
    expect(fit).toMatchObject({ fits: 2, of: 3 });
    expect(fit?.failures[0]?.reasons).toMatchObject([{ name: 'hostname unique', agents: 2 }]);
  });

  it('lets a rollout without room for one more go on where the policy lets one stop', () => {
    const full = [agent({ name: 'one', cpus: 3 })];
    const [old, next] = [sized(1000), (more: Partial<AppSpec>) => sized(999, more)];
    expect(fitFor([next(policy(1000, 1000))], [old], full)).toMatchObject({ fits: 0, of: 3 });
    expect(fitFor([next(policy(500, 1000))], [old], full)).toMatchObject({ fits: 3, of: 3 });
  });

  it('gives the room of deleted apps and of surplus instances to the others first', () => {
    const full = [agent({ name: 'one', cpus: 3 })];
    const other = sized(1000, { name: objectName('/shop/zoo') });
    expect(fitFor([other], [sized(1000)], full)).toMatchObject({ fits: 3, of: 3 });
    const shrunk = sized(1000, { instances: 1, name: objectName('/shop/a') });
    const large = sized(1000, { instances: 3, name: objectName('/shop/a') });
    const added = { ...other, instances: 2 };
    expect(fitFor([shrunk, added], [large], full)).toMatchObject({ fits: 2, of: 2 });
  });

  it('counts what is asked for only: in place and policy changes start nothing', () => {
    const calm = sized(1000, { killSelection: 'oldest-first' });
    expect(fitFor([calm], [sized(1000)], [agent({ name: 'one', cpus: 3 })])).toMatchObject({
      ...{ fits: 0, of: 0, failures: [] },
    });
  });

  it('leaves out agents that are not registered or not offered, and says so', () => {
    const away = agent({ name: 'two', presence: 'unreachable' });
    const shut = { ...agent({ name: 'three' }), isOffered: false };
    expect(fitFor([sized(100)], [], [away, shut])).toMatchObject({
      ...{ fits: 0, of: 3, agents: 0, agentsLeftOut: 2 },
      failures: [
        { missing: 3, reasons: [{ kind: 'agent', name: 'not offered' }, { name: 'unreachable' }] },
      ],
    });
  });

  it('reckons dominant shares by role before and after', () => {
    const shop = { role: role('shop') };
    const fit = fitFor(
      [sized(1000, { ...shop, instances: 4 })],
      [sized(1000, { ...shop, instances: 1 })],
      [agent({ name: 'one', cpus: 8 })],
    );
    expect(fit?.roles).toEqual([
      { role: 'shop', resource: 'cpus', before: 0.125, after: 0.5, asked: 0.5, weight: 1 },
    ]);
  });

  it('frees the fixed port of an instance that goes for the one that comes', () => {
    const withPort = (cpusMilli: number) =>
      appSpec(({ task }) => ({
        instances: 1,
        ...policy(0, 0),
        task: { ...task, cpusMilli, ports: task.ports.map((port) => ({ ...port, host: 31_000 })) },
      }));
    const [old, next] = [withPort(100), withPort(200)];
    const taken = { ...agent({ name: 'one' }) };
    const busy = { ...taken.free, ranges: { ports: [[31_001, 31_099] as const] } };
    const snapshot = withApp(
      snapshotOf(wantedOf(old), [{ ...taken, free: busy }]),
      old.name,
      () => ({ instances: [{ ...standing(old, agentId('one')), ports: [31_000] }] }),
    );
    expect(plan(wantedOf(next), engineOf(snapshot)).fit).toMatchObject({ fits: 1, of: 1 });
  });
});
