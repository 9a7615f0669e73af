// Orders that are kept up to date say what sorting anew would, and a choice that remembers what it
// has looked at chooses what looking at everything would.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { agentId } from '../../../engine/model/ids.ts';
import type { PlacementConstraint } from '../../../engine/model/wanted.ts';
import type { AgentView } from '../../../engine/place/agent-view.ts';
import { AgentChoice, type Candidates } from '../../../engine/place/choose.ts';
import { FillIndex } from '../../../engine/place/fill-index.ts';
import { InstanceCounts } from '../../../engine/place/instance-counts.ts';
import { rankAgents } from '../../../engine/place/ranking.ts';

const total = 4000;

interface Agent extends AgentView {
  readonly name: string;
  free: AgentView['free'];
  isActive: boolean;
}

const free = (cpus: number): AgentView['free'] => ({ scalars: { cpus }, ranges: {}, sets: {} });

const newAgent = (at: number, zone: string | undefined, cpus: number): Agent => ({
  agentId: agentId(`a${String(at).padStart(2, '0')}`),
  name: `a${at}`,
  hostname: `h${at}`,
  attributes: zone === undefined ? {} : { zone },
  free: free(cpus),
  isActive: true,
});

const fullOf = (agent: Agent): number => 1 - (agent.free.scalars.cpus ?? 0) / total;

const indexOf = (agents: readonly Agent[]): FillIndex<Agent> =>
  new FillIndex({
    all: () => agents,
    fillOf: (agent) => (agent.isActive ? fullOf(agent) : undefined),
    traitsOf: (agent) => agent,
  });

const zones = fc.constantFrom('z1', 'z2', '1', '1.0', undefined);
const worlds = fc.record({
  agents: fc.array(fc.tuple(zones, fc.integer({ min: 0, max: 8 })), { maxLength: 20 }),
  changes: fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: 19 }),
      cpus: fc.integer({ min: 0, max: 8 }),
      isActive: fc.boolean(),
      isLookedAt: fc.boolean(),
    }),
    { maxLength: 30 },
  ),
});

test('an order that is kept is the one that sorting anew gives, of all and of one value', () => {
  fc.assert(
    fc.property(worlds, ({ agents: facts, changes }) => {
      const agents = facts.map(([zone, cpus], at) => newAgent(at, zone, cpus * 500));
      const kept = indexOf(agents);
      const compare = () => {
        for (const value of [undefined, 'z1', '1', 'nowhere']) {
          const only = value === undefined ? undefined : { attribute: 'zone', value };
          const anew = indexOf(agents);
          expect([...kept.emptiestFirst(only)]).toEqual([...anew.emptiestFirst(only)]);
          expect([...kept.fullestFirst(only)]).toEqual([...anew.fullestFirst(only)]);
        }
      };
      compare();
      for (const { at, cpus, isActive, isLookedAt } of changes) {
        const agent = agents[at];
        if (agent === undefined) continue;
        agent.free = free(cpus * 500);
        agent.isActive = isActive;
        kept.touch(agent);
        if (isLookedAt) compare();
      }
      compare();
    }),
  );
});

test('who comes with another value is among those that have it', () => {
  const agents = [newAgent(1, 'z1', 1000)];
  const index = indexOf(agents);
  const named = (value: string) =>
    [...index.emptiestFirst({ attribute: 'zone', value })].map(({ name }) => name);
  expect(named('z1')).toEqual(['a1']);
  const second = newAgent(2, 'z1', 2000);
  agents.push(second);
  index.refile(second);
  expect(named('z1')).toEqual(['a2', 'a1']);
  expect(named('1.0')).toEqual([]);
});

test('numbers are the same value however they are written', () => {
  const index = indexOf([newAgent(1, '1', 1000), newAgent(2, '1.0', 1000)]);
  const found = [...index.emptiestFirst({ attribute: 'zone', value: '1.000' })];
  expect(found).toHaveLength(2);
});

const constraints = fc.subarray<PlacementConstraint>([
  { attribute: 'zone', operator: 'is', value: '1' },
  { attribute: 'zone', operator: 'group-by' },
  { attribute: 'hostname', operator: 'max-per', value: '2' },
  { attribute: 'zone', operator: 'cluster' },
]);

test('instances chosen one after another are on the agents that come first each time', () => {
  fc.assert(
    fc.property(
      worlds,
      constraints,
      fc.constantFrom('pack' as const, 'spread' as const),
      ({ agents: facts }, chosen, packing) => {
        const agents = facts.map(([zone, cpus], at) => newAgent(at, zone, cpus * 500));
        const index = indexOf(agents);
        const counts = new InstanceCounts(agents);
        const request = { scalars: { cpus: 500 }, ports: [], constraints: chosen, instances: 12 };
        const choice = new AgentChoice({ ...request, packing }, counts);
        const candidates: Candidates = {
          emptiestFirst: (only) => index.emptiestFirst(only),
          fullestFirst: (only) => index.fullestFirst(only),
          look: (id) => agents.find((agent) => agent.agentId === id),
        };
        for (let instance = 0; instance < 12; instance += 1) {
          const why = agents.map((agent) => ({
            ...agent,
            total: { cpus: total },
            full: fullOf(agent),
          }));
          const [first] = rankAgents({ ...request, packing }, why, counts);
          const taken = choice.choose(candidates);
          expect(taken?.agentId).toBe(first?.agentId);
          const agent = agents.find((one) => one.agentId === taken?.agentId);
          if (agent === undefined) return;
          counts.add(agent.agentId, agent);
          agent.free = free((agent.free.scalars.cpus ?? 0) - 500);
          index.touch(agent);
        }
      },
    ),
  );
});
