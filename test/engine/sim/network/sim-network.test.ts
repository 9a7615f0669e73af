import { describe, expect, it } from 'vitest';
import type { Link } from '../../../../agentd/ports/links.ts';
import type { AgentPeer } from '../../../../engine/ports/agent-door.ts';
import { Host } from '../../../../engine/sim/kernel/host.ts';
import { Kernel } from '../../../../engine/sim/kernel/kernel.ts';
import type { Register } from '../../../../engine/sim/kernel/wire.ts';
import { SimNetwork } from '../../../../engine/sim/network/sim-network.ts';

const envelope = { clusterId: 'c', epoch: 1, connection: 1, sequence: 0 };
const pong = (sequence: number) => ({ kind: 'pong', envelope: { ...envelope, sequence } }) as const;
const refusal = (sequence: number) =>
  ({
    kind: 'refusal',
    envelope: { ...envelope, sequence },
    taskId: '/web#0.1',
    message: 'no',
  }) as const;
const register: Register = {
  kind: 'register',
  envelope: { ...envelope, sequence: 0 },
  agentId: 'a1-000000',
  bootId: 'boot',
  facts: {
    hostname: 'a1',
    version: '0',
    resources: [],
    attributes: {},
    capabilities: [],
  },
  tasks: [],
  volumes: [],
};
const ping = (sequence: number) =>
  JSON.stringify({ kind: 'ping', envelope: { ...envelope, sequence } });

/** An engine that listens, and an agent that has dialled it. */
async function connected(seed = 7) {
  const kernel = new Kernel({ seed });
  const network = new SimNetwork(kernel);
  const seen: string[] = [];
  const engine = new Host(kernel, 'engine1', () => network.processDied(engine));
  const agent = new Host(kernel, 'a1', () => network.processDied(agent));
  engine.begin();
  agent.begin();
  const peers: AgentPeer[] = [];
  network.door({ host: engine, engine: 1, onHeard: () => {} }).onPeer((peer) => {
    peers.push(peer);
    return {
      message: (text) => void seen.push(`engine hears ${JSON.parse(text).envelope.sequence}`),
      closed: () => void seen.push('engine: closed'),
    };
  });
  const dial = (): Link =>
    network.links('a1', agent).dial({
      open: () => void seen.push('agent: open'),
      message: (message) => void seen.push(`agent hears ${message.envelope.sequence}`),
      closed: (reason) => void seen.push(`agent: closed (${reason})`),
      drained: () => {},
    });
  const run = async (ms = 10_000) => {
    const untilMs = kernel.agenda.nowMs + ms;
    while ((kernel.agenda.nextMs ?? Infinity) <= untilMs) await kernel.step();
  };
  const link = dial();
  await run();
  return { kernel, network, engine, agent, peers, link, seen, run, dial };
}

describe('a connection', () => {
  it('carries messages both ways, in order', async () => {
    const { link, peers, seen, run } = await connected();
    for (let at = 0; at < 30; at += 1) {
      link.send(pong(at));
      peers[0]?.send(ping(at));
    }
    await run();
    const sequence = (who: string) => seen.filter((one) => one.startsWith(who));
    const expected = (who: string) => Array.from({ length: 30 }, (_, at) => `${who} ${at}`);
    expect(sequence('engine hears')).toEqual(expected('engine hears'));
    expect(sequence('agent hears')).toEqual(expected('agent hears'));
  });

  it('tells both sides when it is cut, and loses what was under way', async () => {
    const { link, network, seen, run } = await connected();
    link.send(pong(0));
    network.cut('a1', false);
    await run();
    expect(seen.slice(1).sort()).toEqual(['agent: closed (connection reset)', 'engine: closed']);
  });

  it('tells nobody when it vanishes', async () => {
    const { link, network, peers, seen, run } = await connected();
    network.cut('a1', true);
    link.send(pong(0));
    peers[0]?.send(ping(0));
    await run();
    expect(seen).toEqual(['agent: open']);
  });

  it('holds back what is sent into a partition until it ends', async () => {
    const { kernel, link, network, seen, run } = await connected();
    network.line('a1').block('to-engine', 5_000);
    link.send(pong(0));
    await run(4_900);
    expect(seen).toEqual(['agent: open']);
    await run();
    expect(seen).toContain('engine hears 0');
    expect(kernel.agenda.nowMs).toBeGreaterThanOrEqual(5_000);
  });

  it('delivers what a process sent before it died, then its end', async () => {
    const { agent, link, seen, run } = await connected();
    link.send(pong(0));
    agent.die();
    await run();
    expect(seen).toEqual(['agent: open', 'engine hears 0', 'engine: closed']);
  });

  it('delivers twice what is doubled', async () => {
    const { link, network, seen, run } = await connected();
    network.line('a1').double('to-engine', 1);
    link.send(pong(0));
    link.send(pong(1));
    await run();
    const heard = ['engine hears 0', 'engine hears 0', 'engine hears 1'];
    expect(seen.slice(1)).toEqual(heard);
  });

  it('is cut by a replay, which says once more behind the next registration', async () => {
    const { link, network, seen, run, dial } = await connected();
    link.send(refusal(7));
    await run();
    expect(network.replay('a1', 'to-engine', 2)).toBe(true);
    await run();
    const next = dial();
    await run();
    next.send(register);
    await run();
    const heard = seen.filter((one) => one.startsWith('engine hears'));
    expect(heard).toEqual(['engine hears 7', 'engine hears 0', 'engine hears 7']);
  });

  it('is of the agent that registered on it first, whoever is heard on it later', async () => {
    const { kernel, link, network, peers, run, dial } = await connected();
    const spoken: (string | undefined)[] = [];
    kernel.listen((moment) => {
      if (moment.kind === 'spoken') spoken.push(moment.agentId);
    });
    link.send({ ...register, agentId: 'a1-old' });
    await run();
    network.replay('a1', 'to-engine', 2);
    await run();
    const next = dial();
    await run();
    next.send({ ...register, agentId: 'a1-new' });
    await run();
    peers.at(-1)?.send(ping(0));
    expect(spoken).toEqual(['a1-new']);
  });

  it('is refused when nobody listens', async () => {
    const { engine, dial, seen, run } = await connected();
    engine.die();
    await run();
    dial();
    await run();
    expect(seen.at(-1)).toBe('agent: closed (connection refused)');
  });
});
