// Agents whose resources keep them from being offered, and what of them isn't anybody's.
import { describe, expect, it } from 'vitest';
import { parseResources } from '../../../agentd/core/machine/given-resources.ts';
import { agentView } from '../../../engine/http/views/agent-view.ts';
import { agentId, objectName, role } from '../../../engine/model/ids.ts';
import { type Bundle, bundleOf } from '../../../engine/model/resources/bundle.ts';
import { waitsOf } from '../../../engine/step/apps/waits.ts';
import { isOfferable } from '../../../engine/step/tables.ts';
import { appSpec } from '../../support/app-spec.ts';
import { CoreWorld } from '../../support/core-world.ts';

const web = objectName('/shop/web');
const one = appSpec(() => ({ instances: 1 }));

function resources(text: string): Bundle {
  const given = parseResources(text);
  return given.kind === 'resources' ? bundleOf(given.resources) : [];
}

function worldWith(text: string): CoreWorld {
  const world = new CoreWorld();
  world.addAgent('a1');
  world.connect('a1', 0, resources(text));
  return world;
}

const entryOf = ({ core }: CoreWorld) => {
  const entry = core.tables.agents.get(agentId('a1-000000'));
  if (entry === undefined) throw new Error('a1 is not admitted');
  return entry;
};
const viewOf = (world: CoreWorld) => agentView(world.core, entryOf(world), world.nowMs);

describe('an agent without cpus or memory', () => {
  it.each([
    ['cpu:4;mem:4096;ports:[31000-32000]', 'cpus', 'cpus:4'],
    ['cpus:4;memory:4096;ports:[31000-32000]', 'mem', 'mem:4096'],
  ])('registers with %s, is never offered, and says what to do', (text, missing, right) => {
    const world = worldWith(text);
    world.commit(one);
    expect(world.running()).toEqual([]);
    const said = `never offered: it has no ${missing}: start it with --resources '${right}'`;
    const { presence, waits, warnings } = viewOf(world);
    expect(presence).toBe('registered');
    const sinceMs = entryOf(world).row.admittedMs;
    expect(waits).toEqual([{ kind: 'no-resources', text: said, sinceMs }]);
    expect(warnings).toMatchObject([{ remedy: `write ${missing} in --resources` }]);
    const app = world.core.tables.apps.get(web);
    const [wait] = app ? waitsOf(world.core, app, world.nowMs) : [];
    expect(wait?.what).toContain(`no-resources rules out 1 (never offered: it has no ${missing})`);
    expect(wait?.remedy).toContain(
      `on a1-000000 (no-resources): start it with --resources '${right}'`,
    );
  });

  it('is offered once it is started with them', () => {
    const world = worldWith('cpu:4;mem:4096');
    world.commit(one);
    world.disconnect('a1');
    world.connect('a1', 0, resources('cpus:4;mem:4096;disk:9999;ports:[31000-32000]'));
    expect(world.running()).toEqual(['/shop/web#0.1']);
    expect(viewOf(world)).toMatchObject({ waits: [], warnings: [] });
  });

  it('keeps what runs there', () => {
    const world = new CoreWorld();
    world.addAgent('a1');
    world.commit(one);
    world.disconnect('a1');
    world.connect('a1', 0, resources('cpu:4'));
    expect(world.running()).toEqual(['/shop/web#0.1']);
    expect(isOfferable(entryOf(world))).toBe(false);
  });
});

describe('what is reserved', () => {
  const text =
    'cpus(prod):8;cpus:1;mem:4096;mem(eng):64;ports(prod):[31000-31009];ports:[32000-32009]';

  it('is shown by role, and counts in the total', () => {
    const { resources: amounts, reserved, ports } = viewOf(worldWith(text));
    expect(amounts).toEqual({ cpus: { total: 9, used: 0 }, mem: { total: 4160, used: 0 } });
    expect(reserved).toEqual([
      { role: 'eng', scalars: { mem: 64 }, ranges: {}, sets: {} },
      { role: 'prod', scalars: { cpus: 8 }, ranges: { ports: [[31_000, 31_009]] }, sets: {} },
    ]);
    const ranges = [
      [31_000, 31_009],
      [32_000, 32_009],
    ];
    expect(ports).toEqual({ ranges, used: 0, free: 20, busy: [] });
  });

  it('makes an agent that has it only offered all the same', () => {
    expect(isOfferable(entryOf(worldWith('cpus(prod):8;mem(prod):64')))).toBe(true);
  });
});

it('disks beside the agent’s own are shown, and whose they are', () => {
  const disk = (type: string, more: object) => ({
    ...{ name: 'disk', type: 'SCALAR', scalar: { value: 512 }, ...more },
    disk: { source: { type, [type.toLowerCase()]: { root: `/${type.toLowerCase()}` } } },
  });
  const json = JSON.stringify([disk('PATH', {}), disk('MOUNT', { role: 'prod' })]);
  expect(viewOf(worldWith(json)).disks).toEqual([
    { kind: 'mount', root: '/mount', total: 512, role: 'prod' },
    { kind: 'path', root: '/path', total: 512 },
  ]);
});

it('an agent whose resources are no bundle is turned away, and told why', () => {
  const world = new CoreWorld();
  world.addAgent('a1');
  const twice = [...resources('cpus:1'), ...resources('cpus:2')];
  world.connect('a1', 0, twice);
  expect(entryOf(world).row.facts.resources).not.toEqual(twice);
  const rejected = world.sent.at(-1)?.order;
  expect(rejected).toMatchObject({ kind: 'rejected', code: 'busy' });
  expect(JSON.stringify(rejected)).toContain('its resources: resources out of order');
});

it('facts from before there were bundles are read as unreserved resources', () => {
  const world = worldWith('cpus:4;mem:4096');
  const key = 'agent/a1-000000';
  const row = JSON.parse(world.rows.get(key) ?? '');
  row.facts.resources = {
    ...{ scalars: { mem: 64_000, cpus: 2_000, disk: 0 }, sets: { disks: ['a'] } },
    ranges: { ports: [[1, 9]] },
  };
  world.rows.set(key, JSON.stringify(row));
  world.restart();
  expect(entryOf(world).row.facts.resources).toEqual(
    resources('cpus:2;mem:64;ports:[1-9];disks:{a}'),
  );
  world.connect('a1', 0, resources('cpus(prod):4;mem:4096'));
  expect(entryOf(world).row.facts.resources[0]).toMatchObject({
    reservations: [{ kind: 'static', role: role('prod') }],
  });
});
