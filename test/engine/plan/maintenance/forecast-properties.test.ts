// Whatever runs where: every instance on the agents of a window is accounted for once, nothing is
// placed on agents that are emptied or beyond what is free, and no app goes below its minimum.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agentId, objectName } from '../../../../engine/model/ids.ts';
import type { AppSpec, MaintenanceSpec } from '../../../../engine/model/wanted.ts';
import { isMeant } from '../../../../engine/place/is-meant.ts';
import { forecastOf } from '../../../../engine/plan/maintenance/forecast.ts';
import { forecastWorld } from '../../../../engine/plan/maintenance/forecast-world.ts';
import { runningObjects } from '../../../../engine/plan/plan-objects.ts';
import { newPlanning } from '../../../../engine/plan/planning.ts';
import { renderJson } from '../../../../engine/plan/render/render-json.ts';
import type { Snapshot } from '../../../../engine/plan/snapshot.ts';
import { baseOf } from '../../../../engine/plan/standing.ts';
import { capacityOf } from '../../../../engine/roll/capacity.ts';
import { appSpec, wantedOf } from '../../../support/app-spec.ts';
import { agent, engineOf, inputOf, plan } from '../plan-world.ts';
import { type ClusterWish, clusterOf, hour, sized, windowOf } from './window-world.ts';

const names = ['a1', 'a2', 'a3', 'a4', 'a5'];
const racks = ['r1', 'r2'];

interface Drawn extends ClusterWish {
  readonly apps: readonly (readonly [AppSpec, Readonly<Record<string, number>>])[];
  readonly windows: readonly MaintenanceSpec[];
}

const placements: readonly AppSpec['placement'][] = [
  [],
  [{ attribute: 'hostname', operator: 'unique' }],
  [{ attribute: 'rack', operator: 'group-by' }],
  [{ attribute: 'rack', operator: 'max-per', value: '3' }],
  [{ attribute: 'rack', operator: 'is', value: 'r1' }],
];
const mounts: AppSpec['task']['volumes'] = [
  { path: 'data', source: { kind: 'persistent', sizeMib: 1 } },
];

const anyApp = (index: number) =>
  fc
    .record({
      cpus: fc.integer({ min: 1, max: 3 }),
      where: fc.array(fc.constantFrom(...names), { maxLength: 5 }),
      more: fc.integer({ min: -1, max: 1 }),
      minimum: fc.constantFrom(0, 500, 1000),
      placement: fc.constantFrom(...placements),
      packing: fc.constantFrom('spread' as const, 'pack' as const),
      hasVolumes: fc.integer({ min: 0, max: 4 }).map((pick) => pick === 0),
    })
    .map(({ cpus, where, more, minimum, placement, packing, hasVolumes }) => {
      const counts: Record<string, number> = {};
      for (const on of where) counts[on] = (counts[on] ?? 0) + 1;
      const spec = sized(
        `/app${index}`,
        cpus,
        {
          ...{ instances: Math.max(0, where.length + more), placement, packing },
          update: { ...appSpec().update, minimumHealthMilli: minimum },
        },
        hasVolumes ? { volumes: mounts } : {},
      );
      return [spec, counts] as const;
    });

const anyWindow = (index: number) =>
  fc
    .record({
      agents: fc.subarray(names),
      rack: fc.option(fc.constantFrom(...racks), { nil: undefined }),
      startsIn: fc.integer({ min: 0, max: 6 }),
      hours: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
    })
    .map(({ agents, rack, startsIn, hours }) => {
      const startMs = windowOf().startMs + startsIn * hour;
      return windowOf({
        name: objectName(`/m${index}`),
        agents: [...agents].sort(),
        select:
          rack === undefined ? [] : [{ attribute: 'rack', operator: 'is' as const, value: rack }],
        startMs,
        endMs: hours === undefined ? null : startMs + hours * hour,
      });
    });

const worlds: fc.Arbitrary<Drawn> = fc
  .tuple(
    fc.tuple(anyApp(0), anyApp(1), anyApp(2)),
    fc.tuple(anyWindow(0), anyWindow(1)),
    fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 5, maxLength: 5 }),
  )
  .map(([apps, windows, spare]) => ({
    apps,
    windows,
    // What stands there fits, and some is free beside it.
    agents: names.map((name, index) => {
      const taken = apps.reduce(
        (sum, [spec, where]) => sum + (spec.task.cpusMilli / 1000) * (where[name] ?? 0),
        0,
      );
      const rack = racks[index % 2] ?? '';
      return agent({ name, cpus: taken + (spare[index] ?? 0), attributes: { rack } });
    }),
  }));

/** Some instances that stand are ill. */
const ill = (snapshot: Snapshot, pick: number): Snapshot => ({
  ...snapshot,
  apps: snapshot.apps.map((app, index) => ({
    ...app,
    instances: app.instances.map((group) => ({
      ...group,
      healthy: (pick >> index) % 3 === 0 ? group.total - 1 : group.total,
    })),
  })),
});

function judged(world: Drawn, pick: number) {
  const snapshot = ill(clusterOf(world), pick);
  const wanted = wantedOf(...world.apps.map(([spec]) => spec), ...world.windows);
  const against = engineOf(snapshot);
  const planning = newPlanning(inputOf(wanted, against), wanted, baseOf(against));
  runningObjects(planning);
  const forecasts = forecastWorld(planning);
  if (forecasts === undefined) throw new Error('no engine');
  return { forecasts, snapshot, wanted, against };
}

const picks = fc.nat({ max: 1000 });
const check = (predicate: (world: Drawn, pick: number) => void): void =>
  fc.assert(fc.property(worlds, picks, predicate), { numRuns: 100 });

describe('for any cluster and any windows', () => {
  it('every instance on the agents of the first window is accounted for, exactly once', () => {
    check((world, pick) => {
      const { forecasts } = judged(world, pick);
      const [first] = forecasts.windows;
      if (first === undefined) throw new Error('no window');
      const { departures, apps } = forecastOf(first, forecasts);
      const meant = first.agents.map(({ agentId: id }) => id as string);
      for (const [spec, where] of world.apps)
        for (const name of names) {
          const there = departures.filter((one) => one.app === spec.name && one.agentId === name);
          expect(there).toHaveLength(meant.includes(name) ? (where[name] ?? 0) : 0);
        }
      for (const moves of apps) {
        const { instances, nowhere, waits, held, stops, ends, away, unjudged } = moves;
        const left = nowhere + waits + held + stops + ends + away + unjudged;
        expect(moves.moves + left).toBe(instances);
        expect(moves.misfit?.missing ?? 0).toBe(nowhere + waits);
      }
      expect(apps.reduce((sum, { instances }) => sum + instances, 0)).toBe(departures.length);
    });
  });

  it('nothing is placed on an agent that is emptied, nor beyond what is free', () => {
    check((world, pick) => {
      const { forecasts, snapshot } = judged(world, pick);
      for (const window of forecasts.windows) {
        const { departures } = forecastOf(window, forecasts);
        const placed = departures.flatMap(({ successor }) => successor ?? []);
        for (const { agentId: on } of placed) {
          const target = snapshot.agents.find((one) => one.agentId === on);
          expect(target !== undefined && isMeant(window.spec, target)).toBe(false);
        }
        for (const name of names) {
          const free = snapshot.agents.find((one) => one.agentId === name)?.free.scalars['cpus'];
          const taken = placed
            .filter((one) => one.agentId === agentId(name))
            .reduce((sum, one) => sum + (one.scalars['cpus'] ?? 0), 0);
          expect(taken).toBeLessThanOrEqual(free ?? 0);
        }
      }
    });
  });

  it('no app goes below its minimum, unless it is below already', () => {
    check((world, pick) => {
      const { forecasts, snapshot } = judged(world, pick);
      const [first] = forecasts.windows;
      if (first === undefined) throw new Error('no window');
      const { departures } = forecastOf(first, forecasts);
      for (const [spec] of world.apps) {
        const own = departures.filter(({ app }) => app === spec.name);
        const groups = snapshot.apps.find(({ name }) => name === spec.name)?.instances ?? [];
        const before = groups.reduce((sum, { healthy }) => sum + healthy, 0);
        const sick = groups.reduce((sum, { total, healthy }) => sum + total - healthy, 0);
        const came = own.filter(({ successor }) => successor !== undefined).length;
        const went = own.filter(({ outcome }) => /^(moves|stops|waits|ends)$/.test(outcome)).length;
        const isExclusive = spec.task.volumes !== undefined;
        const needs = { isExclusive, hasLeaving: true };
        const { minHealthy } = capacityOf(spec.instances, spec.update, needs);
        // Of those that went, as many as there are may have been ill.
        const after = before + came - Math.max(0, went - sick);
        expect(after).toBeGreaterThanOrEqual(Math.min(minHealthy, before));
      }
    });
  });

  it('the same inputs give the same bytes', () => {
    check((world, pick) => {
      const { wanted, against } = judged(world, pick);
      const make = () => renderJson(plan(wanted, against));
      expect(make()).toBe(make());
    });
  });
});
