// Where one more would go, and why there: the same agent that placement takes.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { agentId } from '../../../engine/model/ids.ts';
import { chooseAgent } from '../../../engine/place/choose.ts';
import { FillOrder, fillOf } from '../../../engine/place/fill-order.ts';
import { InstanceCounts } from '../../../engine/place/instance-counts.ts';
import { type RankableAgent, rankAgents, rankingText } from '../../../engine/place/ranking.ts';

type Change = Partial<RankableAgent>;

const agent = (name: string, freeCpus: number, change: Change = {}): RankableAgent => ({
  agentId: agentId(name),
  hostname: name,
  attributes: {},
  total: { cpus: 4000 },
  free: { scalars: { cpus: freeCpus }, ranges: {}, sets: {} },
  full: 1 - freeCpus / 4000,
  ...change,
});

const asked = { scalars: { cpus: 500 }, ports: [], constraints: [], instances: 1 };
const agents = [agent('a1', 1000), agent('a2', 3000), agent('a3', 200), agent('a4', 3000)];

function countsOf(...names: readonly string[]): InstanceCounts {
  const counts = new InstanceCounts(agents);
  for (const name of names) counts.add(name, { hostname: name, attributes: {} });
  return counts;
}

test('spread goes by instances, then by how full, pack by how full; the id breaks ties', () => {
  const spread = rankAgents({ ...asked, packing: 'spread' }, agents, countsOf('a2'));
  expect(spread).toEqual([
    { agentId: 'a4', instances: 0, full: 0.25 },
    { agentId: 'a1', instances: 0, full: 0.75 },
    { agentId: 'a2', instances: 1, full: 0.25 },
  ]);
  const pack = rankAgents({ ...asked, packing: 'pack' }, agents, countsOf('a1'));
  expect(pack.map((one) => one.agentId)).toEqual(['a1', 'a2', 'a4']);
});

test('what is away, or where it does not fit, is not in it', () => {
  const away = agent('a5', 4000, { notOffered: { kind: 'disconnected', detail: '5s ago' } });
  const ranked = rankAgents({ ...asked, packing: 'pack' }, [away, agent('a6', 100)], countsOf());
  expect(ranked).toEqual([]);
  expect(rankingText('pack', ranked)).toBe('');
});

test('is said in one line, three agents long', () => {
  const ranked = rankAgents({ ...asked, packing: 'spread' }, agents, countsOf('a2'));
  expect(rankingText('spread', ranked)).toBe(
    'packing spread: one more would go to a4 (0 of its instances, 25 % full), ' +
      'then a1 (0, 75 %), then a2 (1, 25 %)',
  );
});

const worlds = fc.record({
  packing: fc.constantFrom('pack' as const, 'spread' as const),
  free: fc.array(fc.integer({ min: 0, max: 8 }), { maxLength: 12 }),
  placed: fc.array(fc.integer({ min: 0, max: 11 }), { maxLength: 8 }),
});

test('its first is the agent that placement takes', () => {
  fc.assert(
    fc.property(worlds, ({ packing, free, placed }) => {
      const list = free.map((cpus, at) => agent(`a${at}`, cpus * 500));
      const order = new FillOrder({
        all: () => list.map((one) => ({ ...one, orderedFill: undefined })),
        fillOf: (one) => fillOf(one.total, one.free.scalars),
      });
      const counts = countsOf(...placed.map((at) => `a${at}`));
      const request = { ...asked, packing };
      const [first] = rankAgents(request, list, counts);
      expect(chooseAgent(request, order, counts)?.agentId).toBe(first?.agentId);
    }),
  );
});
