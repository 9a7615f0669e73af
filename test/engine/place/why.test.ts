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

const free = (scalars: WhyAgent['total']): WhyAgent['free'] => ({ scalars, ranges: {}, sets: {} });

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
    notOffered: {
      ...{ kind: 'no-resources', detail: 'never offered', remedy: 'start it so' },
      isNever: true,
    },
  });

const freeOne = (name: string): string =>
  `free 1 cpu on ${name}, ask for at most what is free there (\`resources: {cpus: 1}\`), or add ` +
  'an agent with 2 cpus free';

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
    wouldFit: 'on a (no-resources): start it so; or add an agent',
  },
  {
    promise: 'beside one that lacks what every task takes, looks to the others',
    request: { scalars: { cpus: 2000 } },
    agents: [never('a'), agent('b')],
    ruledOut: ['cpus 1', 'no-resources 1'],
    sentence: /cpus rules out 1 .*, no-resources rules out 1 \(never offered\)$/,
    wouldFit: freeOne('b'),
  },
  {
    promise: 'counts each resource by itself, and names what is short on the nearest',
    request: { scalars: { cpus: 2000, mem: 500_000 } },
    agents: [agent('a'), agent('b'), agent('c', { free: { scalars: {}, ranges: {}, sets: {} } })],
    ruledOut: ['cpus 3', 'memory 1'],
    sentence:
      /^none of 3 agents fits: cpus rules out 3 \(needs 2, 1 free\), memory .* \(needs 500MiB, 0/,
    wouldFit: freeOne('a'),
  },
  {
    promise: 'says when no agent is large enough, even empty',
    request: { scalars: { cpus: 9000 } },
    agents: [agent('a'), agent('b', { total: { cpus: 6000 } })],
    ruledOut: ['cpus 2'],
    sentence: /needs 9, 1 free/,
    wouldFit:
      'ask for at most 6 cpus, all that the largest agent has (`resources: {cpus: 6}`), or add a ' +
      'larger one',
  },
  {
    promise: 'names a fixed port that is taken',
    request: { ports: [port(8080)] },
    agents: [agent('a')],
    ruledOut: ['port 8080 1'],
    sentence: /port 8080 is taken/,
    wouldFit: 'free port 8080 on a, or take any port (`host: 0`)',
  },
  {
    promise: 'names a constraint on an attribute that an agent hasn’t',
    request: { constraints: [{ attribute: 'rack', operator: 'like', value: 'r1' }] },
    agents: [agent('a'), agent('b', { attributes: { rack: 'r2' } })],
    ruledOut: ['rack like r1 2'],
    sentence: /the agent has no attribute rack/,
    wouldFit: 'start an agent with a rack like r1, or take `rack like r1` out of `placement`',
  },
  {
    promise: 'counts an agent that isn’t offered once, under why',
    request: { scalars: { cpus: 2000 } },
    agents: [agent('a'), agent('b', away('disconnected')), agent('c', away('disconnected'))],
    ruledOut: ['disconnected 2', 'cpus 1'],
    sentence: /disconnected rules out 2 \(disconnected 5s ago\), cpus rules out 1/,
    wouldFit: freeOne('a'),
  },
  {
    promise: 'with nobody offered, says whom to bring back',
    agents: [agent('a', away('recovering'))],
    ruledOut: ['recovering 1'],
    sentence: /recovering rules out 1/,
    wouldFit: 'bring a back (recovering); or add an agent',
  },
  {
    promise: 'knows gpus, which are whole',
    request: { scalars: { gpus: 2000 } },
    agents: [agent('a', { total: { gpus: 2000 }, free: free({ gpus: 1000 }) })],
    ruledOut: ['gpus 1'],
    sentence: /^none of 1 agent fits: gpus rules out 1 \(needs 2, 1 free\)$/,
    wouldFit:
      'free 1 gpu on a, ask for at most what is free there (`resources: {gpus: 1}`), or add an ' +
      'agent with 2 gpus free',
  },
  {
    promise: 'knows resources of any name, and says where no agent has any',
    request: { scalars: { licence: 1000 } },
    agents: [agent('a')],
    ruledOut: ['licence 1'],
    sentence: /licence rules out 1 \(needs 1, 0 free\)$/,
    wouldFit: 'start an agent with licence that it may take (`--resources`): none has any',
  },
  {
    promise: 'names the agent that lacks least, not the first',
    request: { scalars: { cpus: 2000 } },
    agents: [agent('a'), agent('b', { free: free({ cpus: 1900 }) }), agent('c')],
    ruledOut: ['cpus 3'],
    sentence: /cpus rules out 3/,
    wouldFit:
      'free 0.1 cpus on b, ask for at most what is free there (`resources: {cpus: 1.9}`), or add ' +
      'an agent with 2 cpus free',
  },
  {
    promise: 'tells what is kept for another role apart from what isn’t there',
    request: { scalars: { cpus: 3000 } },
    agents: [
      agent('a', { kept: [{ by: 'role db', scalars: { cpus: 2000 } }] }),
      agent('b', { kept: [{ by: 'role db', scalars: { cpus: 1000 } }] }),
    ],
    ruledOut: ['cpus 1', 'role db 1'],
    sentence: /role db rules out 1 \(cpus: needs 3, 1 free, 2 more kept for role db\)$/,
    wouldFit:
      'commit it with `role: db`, or start a with 2 cpus more that is reserved for nobody ' +
      '(`--resources`)',
  },
  {
    promise: 'tells what is kept with volumes that nobody uses, and how to give them up',
    request: { scalars: { cpus: 3000 } },
    agents: [agent('a', { kept: [{ by: 'volumes of /db#2', scalars: { cpus: 2000 } }] })],
    ruledOut: ['volumes of /db#2 1'],
    sentence: /volumes of \/db#2 rules out 1/,
    wouldFit: '`meridian release /db#2` gives up what is kept there',
  },
  {
    promise: 'names six things at most, most telling first',
    request: { ports: [1, 2, 3, 4, 5, 6, 7, 8].map(port) },
    agents: [agent('a')],
    ruledOut: ['port 1 1', 'port 2 1', 'port 3 1', 'port 4 1', 'port 5 1', 'port 6 1'].concat([
      'port 7 1',
      'port 8 1',
    ]),
    sentence: /port 6 rules out 1 \([^)]*\), and 2 more things$/,
    wouldFit: [1, 2, 3, 4, 5, 6, 7, 8]
      .map((host) => `free port ${host} on a, or take any port (\`host: 0\`)`)
      .join('; and '),
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
