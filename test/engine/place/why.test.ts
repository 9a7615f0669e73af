// Why does it fit nowhere: counts by reason, one sentence, and what would help.
import { describe, expect, test } from 'vitest';
import { agentId } from '../../../engine/model/ids.ts';
import { InstanceCounts } from '../../../engine/place/instance-counts.ts';
import type { PlaceRequest } from '../../../engine/place/misfit.ts';
import { type WhyAgent, whyUnplaced } from '../../../engine/place/why.ts';

const agent = (name: string, change: Partial<WhyAgent> = {}): WhyAgent => ({
  agentId: agentId(name),
  hostname: name,
  attributes: {},
  total: { cpus: 4000, mem: 1_000_000 },
  free: {
    scalars: { cpus: 1000, mem: 1_000_000 },
    ranges: { ports: [[31_000, 31_010]] },
    sets: {},
  },
  ...change,
});

const request = (change: Partial<PlaceRequest> = {}): PlaceRequest => ({
  scalars: { cpus: 500 },
  ports: [],
  constraints: [],
  instances: 1,
  ...change,
});

const port = (host: number) => ({
  name: 'http',
  host,
  service: 0,
  protocol: 'tcp' as const,
  labels: {},
});

const never = (name: string) =>
  agent(name, {
    ...{ total: {}, free: { scalars: {}, ranges: {}, sets: {} } },
    notOffered: { kind: 'no-resources', detail: 'never offered', restart: 'start it so' },
  });

const away = (kind: string) => ({ notOffered: { kind, detail: `${kind} 5s ago` } });

interface Row {
  readonly promise: string;
  readonly request?: Partial<PlaceRequest>;
  readonly agents: readonly WhyAgent[];
  readonly ruledOut: readonly string[];
  readonly sentence: RegExp;
  readonly wouldFit: string;
}

const rows: readonly Row[] = [
  {
    promise: 'without agents, says to start one',
    agents: [],
    ruledOut: [],
    sentence: /^there is no agent$/,
    wouldFit: 'start an agent with `meridian-agentd`',
  },
  {
    promise: 'whose agents lack what every task takes, says how to start one',
    agents: [never('a'), never('b')],
    ruledOut: ['no-resources 2'],
    sentence: /^none of 2 agents fits: no-resources rules out 2 \(never offered\)$/,
    wouldFit: 'on a: start it so; or add an agent',
  },
  {
    promise: 'beside one that lacks what every task takes, looks to the others',
    request: { scalars: { cpus: 2000 } },
    agents: [never('a'), agent('b')],
    ruledOut: ['cpus 1', 'no-resources 1'],
    sentence: /cpus rules out 1 .*, no-resources rules out 1 \(never offered\)$/,
    wouldFit: 'free 1 cpus on b',
  },
  {
    promise: 'counts each resource by itself, and names what is short on the nearest',
    request: { scalars: { cpus: 2000, mem: 500_000 } },
    agents: [agent('a'), agent('b'), agent('c', { free: { scalars: {}, ranges: {}, sets: {} } })],
    ruledOut: ['cpus 3', 'mem 1'],
    sentence: /^none of 3 agents fits: cpus rules out 3 \(needs 2, 1 free\), mem rules out 1/,
    wouldFit: 'free 1 cpus on a',
  },
  {
    promise: 'says when no agent is large enough, even empty',
    request: { scalars: { cpus: 9000 } },
    agents: [agent('a'), agent('b', { total: { cpus: 6000 } })],
    ruledOut: ['cpus 2'],
    sentence: /needs 9, 1 free/,
    wouldFit: 'ask for at most 6 cpus, all that the largest agent has',
  },
  {
    promise: 'names a fixed port that is taken',
    request: { ports: [port(8080)] },
    agents: [agent('a')],
    ruledOut: ['port 8080 1'],
    sentence: /port 8080 is taken/,
    wouldFit: 'free port 8080 on a, or take `host: 0` for any',
  },
  {
    promise: 'names a constraint on an attribute that an agent hasn’t',
    request: { constraints: [{ attribute: 'rack', operator: 'like', value: 'r1' }] },
    agents: [agent('a'), agent('b', { attributes: { rack: 'r2' } })],
    ruledOut: ['rack like 2'],
    sentence: /the agent has no attribute rack/,
    wouldFit: 'add an agent that meets rack like, or loosen it in `placement`',
  },
  {
    promise: 'counts an agent that isn’t offered once, under why',
    request: { scalars: { cpus: 2000 } },
    agents: [agent('a'), agent('b', away('disconnected')), agent('c', away('disconnected'))],
    ruledOut: ['disconnected 2', 'cpus 1'],
    sentence: /disconnected rules out 2 \(disconnected 5s ago\), cpus rules out 1/,
    wouldFit: 'free 1 cpus on a',
  },
  {
    promise: 'with nobody offered, says whom to bring back',
    agents: [agent('a', away('recovering'))],
    ruledOut: ['recovering 1'],
    sentence: /recovering rules out 1/,
    wouldFit: 'bring a back (recovering), or add an agent',
  },
  {
    promise: 'where it would fit, says that it waits for its turn',
    agents: [agent('a'), agent('b', away('unreachable'))],
    ruledOut: ['unreachable 1'],
    sentence: /^1 of 2 agents would fit: it waits for its role's turn$/,
    wouldFit: '',
  },
];

describe('why it fits nowhere', () => {
  test.each(rows)('$promise', (row) => {
    const why = whyUnplaced(request(row.request), row.agents, new InstanceCounts([]));
    expect(why.ruledOut.map((one) => `${one.by} ${one.agents}`)).toEqual(row.ruledOut);
    expect(why.sentence).toMatch(row.sentence);
    expect(why.wouldFit).toBe(row.wouldFit);
    expect(why.agents).toBe(row.agents.length);
  });
});
