// What the forecast of a window says is what the engine then does: as many instances of an app stay
// on the agents that are emptied as it says find no other place or may not stop, and as many are
// started elsewhere. Which of them are ill it knows, but not which the engine looks at first.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { snapshotView } from '../../../../engine/http/views/snapshot-view.ts';
import { objectName } from '../../../../engine/model/ids.ts';
import type { AppSpec } from '../../../../engine/model/wanted.ts';
import { appSpec, wantedOf } from '../../../support/app-spec.ts';
import { CoreWorld } from '../../../support/core-world.ts';
import { maintenanceSpec } from '../../../support/maintenance-spec.ts';
import { engineOf, plan } from '../plan-world.ts';
import { detailOf } from './window-world.ts';

const names = ['a1', 'a2', 'a3', 'a4'];
const placements: readonly AppSpec['placement'][] = [
  [],
  [{ attribute: 'hostname', operator: 'unique' }],
  [{ attribute: 'hostname', operator: 'max-per', value: '2' }],
  [{ attribute: 'rack', operator: 'is', value: 'r1' }],
];

const draws = fc.record({
  instances: fc.integer({ min: 1, max: 8 }),
  cpus: fc.integer({ min: 1, max: 8 }),
  minimum: fc.constantFrom(0, 500, 1000),
  placement: fc.constantFrom(...placements),
  hasVolumes: fc.integer({ min: 0, max: 3 }).map((pick) => pick === 0),
  emptied: fc.subarray(names, { minLength: 1 }),
  ill: fc.subarray(names, { maxLength: 1 }),
});

const app = (draw: Parameters<typeof worldOf>[0]): AppSpec =>
  appSpec(({ task, update }) => ({
    ...{ instances: draw.instances, placement: draw.placement },
    update: {
      ...update,
      minimumHealthMilli: draw.minimum,
      ...(draw.hasVolumes ? { maximumOverMilli: 0 } : {}),
    },
    task: {
      ...{ ...task, cpusMilli: draw.cpus * 1000 },
      ...(draw.hasVolumes
        ? { volumes: [{ path: 'data', source: { kind: 'persistent', sizeMib: 1 } }] }
        : {}),
    },
  }));

interface Draw {
  readonly instances: number;
  readonly cpus: number;
  readonly minimum: number;
  readonly placement: AppSpec['placement'];
  readonly hasVolumes: boolean;
  readonly emptied: readonly string[];
  readonly ill: readonly string[];
}

function worldOf(draw: Draw): CoreWorld {
  const world = new CoreWorld();
  for (const [at, name] of names.entries()) {
    const agent = world.addAgent(name, 8, { rack: at % 2 === 0 ? 'r1' : 'r2' });
    if (draw.ill.includes(name)) agent.behave = () => ({ health: 'unknown', ready: false });
  }
  world.commit(app(draw));
  for (const name of names) world.agent(name).behave = () => ({});
  return world;
}

it('comes true, whatever stands where', () => {
  const outcomes = { moves: 0, nowhere: 0, held: 0, stops: 0 };
  fc.assert(
    fc.property(draws, (draw) => {
      const world = worldOf(draw);
      const window = maintenanceSpec({
        name: objectName('/window'),
        agents: [...draw.emptied],
        startMs: world.wallMs,
        batch: names.length,
      });
      const { core, nowMs, wallMs } = world;
      const snapshot = JSON.parse(JSON.stringify(snapshotView(core, { nowMs, wallMs })));
      const asOf = new Date(wallMs).toISOString();
      const document = plan(wantedOf(app(draw), window), engineOf(snapshot), { asOf });
      const [moves] = detailOf(document, '/window').apps ?? [];
      const others = names.filter((name) => !draw.emptied.includes(name));
      const on = (agents: readonly string[]): number =>
        agents.reduce((sum, name) => sum + world.agent(name).tasks.size, 0);
      const [before, ill] = [on(others), on(draw.ill)];
      expect(moves?.instances ?? 0).toBe(on(draw.emptied));
      world.commit(app(draw), window);
      const { moves: moved = 0, nowhere = 0, held = 0 } = moves ?? {};
      expect(on(others)).toBe(before + moved + (draw.hasVolumes ? 0 : held));
      expect(Math.abs(on(draw.emptied) - nowhere - held)).toBeLessThanOrEqual(ill);
      for (const outcome of ['moves', 'nowhere', 'held', 'stops'] as const)
        outcomes[outcome] += moves?.[outcome] ?? 0;
    }),
    { numRuns: 150 },
  );
  for (const count of Object.values(outcomes)) expect(count).toBeGreaterThan(10);
});
