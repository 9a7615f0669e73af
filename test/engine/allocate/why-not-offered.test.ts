// Why a framework is offered nothing: what is said agent by agent is what the next round does.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseResources } from '../../../agentd/core/machine/given-resources.ts';
import { HierarchicalAllocator } from '../../../engine/allocate/hierarchical-allocator.ts';
import type { AllocatorFramework, OfferCensus } from '../../../engine/allocate/offer-allocator.ts';
import { agentId, role } from '../../../engine/model/ids.ts';
import { bundleOf } from '../../../engine/model/resources/bundle.ts';

const dev = role('dev');
const bundle = (text: string) => {
  const given = parseResources(text);
  return given.kind === 'resources' ? bundleOf(given.resources) : bundleOf([]);
};

interface Scene {
  readonly agents: readonly string[];
  readonly framework?: Partial<AllocatorFramework>;
  readonly wish?: NonNullable<ReturnType<AllocatorFramework['roles']['get']>>;
  readonly limit?: number;
  readonly guarantee?: number;
  /** Agents that it has refused, closed ones, and those of which all is in use. */
  readonly refused?: readonly number[];
  readonly closed?: readonly number[];
  readonly taken?: readonly number[];
  readonly isSuppressed?: boolean;
  readonly isAway?: boolean;
}

function allocatorOf(scene: Scene): HierarchicalAllocator {
  const { agents, framework = {}, wish = {}, limit, guarantee } = scene;
  const allocator = new HierarchicalAllocator({ seed: 1 });
  for (const [at, text] of agents.entries()) {
    const info = { id: agentId(`a${at}`), hostname: `a${at}`, attributes: { rack: `r${at}` } };
    allocator.addAgent({ ...info, total: bundle(text) });
  }
  allocator.addFramework({ id: 'f.1', roles: new Map([[dev, wish]]), ...framework });
  if (limit !== undefined)
    allocator.setQuota(dev, { guarantee: {}, limit: { cpus: limit * 1000 } });
  if (guarantee !== undefined)
    allocator.setQuota(role('ads'), { guarantee: { cpus: guarantee * 1000 }, limit: {} });
  const holdings = (which: readonly number[] = []) =>
    which.flatMap((at) => {
      const free = allocator.freeOn(agentId(`a${at}`));
      const holding = { framework: 'f.1', role: dev, agentId: agentId(`a${at}`) };
      return free === undefined || free.length === 0 ? [] : [{ ...holding, bundle: free }];
    });
  for (const holding of holdings(scene.taken)) allocator.allocated(holding);
  for (const holding of holdings(scene.refused)) {
    allocator.allocated(holding);
    allocator.recover(holding, { refuseMs: 5000, nowMs: 0 });
  }
  for (const at of scene.closed ?? []) allocator.deactivateAgent(agentId(`a${at}`));
  if (scene.isSuppressed === true) allocator.suppress('f.1');
  if (scene.isAway === true) allocator.deactivateFramework('f.1');
  return allocator;
}

const kinds = ({ role: whole, agents }: OfferCensus) => ({
  ...(whole === undefined ? {} : { whole }),
  agents: agents.map(({ refusal }) => refusal?.kind ?? 'offered'),
});

const plain = 'cpus:4; mem:4096';

const rows: readonly (readonly [promise: string, Scene, ReturnType<typeof kinds>])[] = [
  ['what nothing keeps from it', { agents: [plain] }, { agents: ['offered'] }],
  ['a closed agent', { agents: [plain, plain], closed: [0] }, { agents: ['closed', 'offered'] }],
  ['an agent all of which is in use', { agents: [plain], taken: [0] }, { agents: ['taken'] }],
  [
    'an agent that is reserved for others',
    { agents: ['cpus(ads):4; mem(ads):4096', plain] },
    { agents: ['reserved', 'offered'] },
  ],
  [
    'agents that its constraints exclude',
    { agents: [plain, plain], wish: { excludes: ({ attributes }) => attributes['rack'] === 'r0' } },
    { agents: ['constraint', 'offered'] },
  ],
  [
    'agents with less than it takes at least',
    { agents: [plain, 'cpus:9; mem:64; licence:1'], wish: { minAllocatable: [{ licence: 1000 }] } },
    { agents: ['minimum', 'offered'] },
  ],
  [
    'agents with gpus, for which it has no use',
    { agents: ['cpus:4; mem:4096; gpus:1', plain] },
    { agents: ['gpus', 'offered'] },
  ],
  [
    'an agent with gpus, if it has use for them',
    { agents: ['cpus:4; mem:4096; gpus:1'], framework: { takesGpus: true } },
    { agents: ['offered'] },
  ],
  [
    'agents that it refused',
    { agents: [plain, plain], refused: [1] },
    { agents: ['offered', 'filter'] },
  ],
  [
    'what its limit forbids',
    { agents: [plain, plain], limit: 4, taken: [0], wish: { minAllocatable: [{ cpus: 10 }] } },
    { agents: ['taken', 'quota'] },
  ],
  [
    'what others are promised',
    { agents: [plain], guarantee: 9, wish: { minAllocatable: [{ cpus: 10 }] } },
    { agents: ['quota'] },
  ],
  [
    'that it wants no offers',
    { agents: [plain], isSuppressed: true },
    { whole: 'suppressed', agents: ['offered'] },
  ],
  [
    'that it is away',
    { agents: [plain], isAway: true },
    { whole: 'inactive', agents: ['offered'] },
  ],
];

describe('why a framework is offered nothing', () => {
  it.each(rows)('tells of %s', (_, scene, expected) => {
    expect(kinds(allocatorOf(scene).whyNotOffered('f.1', dev, 0))).toEqual(expected);
  });

  it('says until when a filter holds, and forgets it then', () => {
    const allocator = allocatorOf({ agents: [plain], refused: [0] });
    const at = (nowMs: number) => allocator.whyNotOffered('f.1', dev, nowMs).agents[0]?.refusal;
    expect(at(0)).toEqual({ kind: 'filter', untilMs: 5000 });
    expect(at(5000)).toBeUndefined();
  });

  it('says of a role that nobody is in that it isn’t', () => {
    expect(allocatorOf({ agents: [plain] }).whyNotOffered('f.1', role('ads'), 0)).toEqual({
      role: 'not-subscribed',
      agents: [],
    });
  });

  const some = fc.subarray([0, 1, 2, 3]);
  const scenes = fc.record<Scene>(
    {
      agents: fc.array(
        fc.constantFrom(
          plain,
          'cpus:4; mem:4096; gpus:2',
          'cpus(ads):2; mem:64',
          'cpus(ads):4; mem(ads):64',
          'cpus(dev):1; cpus:1; mem:16',
          'licence:3; mem:8',
        ),
        { minLength: 1, maxLength: 4 },
      ),
      framework: fc.constantFrom({}, { takesGpus: true }),
      wish: fc.constantFrom(
        {},
        { minAllocatable: [{ licence: 1000 }] },
        { minAllocatable: [{ cpus: 3000 }] },
        { excludes: ({ hostname }: { hostname: string }) => hostname < 'a2' },
      ),
      limit: fc.constantFrom(1, 4, 100),
      guarantee: fc.constantFrom(1, 6, 100),
      ...{ refused: some, closed: some, taken: fc.subarray([0, 1]) },
      isSuppressed: fc.constantFrom(...[false, false, false, true]),
      isAway: fc.constantFrom(...[false, false, false, true]),
    },
    { requiredKeys: ['agents'] },
  );

  it('is what the next round does: it offers nothing, or one that nothing keeps from it', () => {
    let [offered, kept] = [0, 0];
    fc.assert(
      fc.property(scenes, (scene) => {
        const closed = scene.closed?.filter((at) => at < scene.agents.length) ?? [];
        const allocator = allocatorOf({ ...scene, closed });
        const census = allocator.whyNotOffered('f.1', dev, 1000);
        const open = census.agents.filter(({ refusal }) => refusal === undefined);
        const isOpen = census.role === undefined && open.length > 0;
        const { offers } = allocator.allocate(1000, 'all');
        expect(offers.length > 0).toBe(isOpen);
        const ids = open.map((one) => one.agentId);
        for (const one of offers) expect(ids).toContain(one.agentId);
        if (isOpen) offered += 1;
        else kept += 1;
      }),
      { numRuns: 500 },
    );
    expect(Math.min(offered, kept)).toBeGreaterThan(50);
  });
});
