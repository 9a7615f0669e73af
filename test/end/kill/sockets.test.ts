// What peers do to the agents' door, on purpose or because their machine is ill: half-open
// connections, a byte a second, frames too large, words that are no words, strangers. Each is told
// why, is in the log once, and is let go of; the healthy agent notices nothing.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appYaml } from '../../support/cluster/app-yaml.ts';
import { AgentdProcess } from '../../support/kill/agentd-process.ts';
import { Besieged } from '../../support/kill/besieged.ts';
import { FreezingProxy } from '../../support/kill/freezing-proxy.ts';
import { holdsConnection } from '../../support/kill/held.ts';
import { RawClient } from '../../support/kill/raw-client.ts';
import {
  closeOf,
  frameOf,
  joinToken,
  openRogue,
  registeredRogue,
  registerText,
  upgradeHead,
} from '../../support/kill/rogue-agent.ts';
import { waitUntil } from '../../support/wait-until.ts';

const agentTimeoutMs = 3_000;
/** From a cut to the end of its connection, when the peer doesn't answer the close. */
const closeMs = 2_000;
/** What a small busy machine may add. */
const slackMs = 3_000;
const mib = 1_048_576;

let besieged: Besieged;
const agents: AgentdProcess[] = [];
/** Under way from the beginning, while everything else happens. */
let trickling: Readonly<Record<string, RawClient>> = {};

beforeAll(async () => {
  const more = ['unreachable: {inactiveAfter: 1m, expungeAfter: 1m}'];
  const far = appYaml({ name: '/far', resources: '{cpus: 6, memory: 16MiB}', more });
  const options = { agentTimeoutSeconds: agentTimeoutMs / 1_000 };
  besieged = await Besieged.start(options, { 'apps/far.yaml': far });
  trickling = await startTrickling(besieged.port);
});

afterAll(async () => {
  for (const agent of agents) await agent.kill();
  await besieged.stop();
});

async function startTrickling(port: number): Promise<Readonly<Record<string, RawClient>>> {
  const silent = await RawClient.dial(port);
  const handshake = await RawClient.dial(port);
  const idle = await openRogue(port);
  const register = await openRogue(port);
  const registered = await registeredRogue(port, 'slow');
  handshake.trickle(upgradeHead());
  register.trickle(frameOf(registerText('late')));
  registered.trickle(frameOf('{"kind":"pong"}'));
  return { silent, handshake, idle, register, frame: registered };
}

function startAgentd(name: string, wish: Partial<{ engine: string; token: string }> = {}) {
  const work = besieged.cluster.agentFolder(name);
  const { cluster } = besieged;
  const resources = 'cpus:8;mem:1024;disk:1024';
  const own = name === 'far' ? { resources } : {};
  const agent = new AgentdProcess({
    ...{ engine: cluster.url, token: joinToken, work, name, ...own },
    ...wish,
  });
  agents.push(agent);
  return agent;
}

const letGo = (client: RawClient): Promise<void> =>
  waitUntil('the engine to let go of it', () => !holdsConnection(besieged.pid, client.localPort));

describe('a half-open connection', () => {
  let proxy: FreezingProxy;
  let agent: AgentdProcess;
  const joined = () => agent.log.split('joined the engine').length - 1;
  const task = async () => (await besieged.cluster.client.tasks({ name: '/far' })).items[0];

  beforeAll(async () => {
    proxy = await FreezingProxy.start(besieged.port);
    agent = startAgentd('far', { engine: proxy.url });
    await besieged.cluster.waitFor('its task', async () => (await task())?.state === 'running');
  });

  afterAll(() => proxy.stop());

  async function presence(): Promise<string | undefined> {
    const { items } = await besieged.cluster.client.agents();
    return items.find(({ id }) => id.startsWith('far-'))?.presence;
  }

  /** Freezes the agent's connection; ms until both ends have let go of it. */
  async function freeze(): Promise<number> {
    const [frozen] = proxy.freeze();
    const startedMs = performance.now();
    const isFree = () =>
      !holdsConnection(besieged.pid, frozen?.portToServer ?? 0) &&
      !holdsConnection(agent.pid, frozen?.clientPort ?? 0);
    await waitUntil('both ends to let go of it', isFree);
    return performance.now() - startedMs;
  }

  it('is noticed by the agent, which comes back before the engine misses it', async () => {
    const [afterMs] = await Promise.all([freeze(), besieged.expectWell()]);
    expect(afterMs).toBeLessThan(agentTimeoutMs * 0.8 + closeMs + slackMs);
    await waitUntil('its return', () => joined() === 2);
    expect(agent.log).toContain('the engine has been silent for too long: trying again');
    expect(await task()).toMatchObject({ id: '/far#0.1', state: 'running' });
  });

  it('is noticed by the engine when the agent can’t come back, until it does', async () => {
    proxy.isParted = true;
    const [afterMs] = await Promise.all([freeze(), besieged.expectWell()]);
    expect(afterMs).toBeLessThan(agentTimeoutMs * 1.2 + closeMs + slackMs);
    expect(await presence()).toBe('unreachable');
    proxy.isParted = false;
    await waitUntil('its return', () => joined() === 3);
    expect(await presence()).toBe('registered');
    expect(await task()).toMatchObject({ id: '/far#0.1', state: 'running' });
  });
});

interface Wrong {
  readonly what: string;
  readonly isRegistered: boolean;
  readonly send: (client: RawClient) => void;
  readonly code: number;
  readonly reason: RegExp;
}

const frame = (text: string) => (client: RawClient) => client.send(frameOf(text));
const envelope = { clusterId: '', epoch: 0, connection: 0, sequence: 0 };
const large = Buffer.alloc(10 * mib, 'x');

function fragments(client: RawClient): void {
  const piece = frameOf(Buffer.alloc(mib, 'x'));
  piece[0] = 0x01;
  client.send(piece);
  for (let number = 1; number < 10; number += 1) {
    const more = frameOf(Buffer.alloc(mib, 'x'));
    more[0] = 0x00;
    client.send(more);
  }
}

function unmasked(client: RawClient): void {
  client.send(Buffer.from([0x81, 0x02, 0x7b, 0x7d]));
}

const wrong: readonly Wrong[] = [false, true].flatMap((isRegistered) => {
  const both = { isRegistered };
  return [
    { what: 'a frame of 10 MiB', ...both, send: (c) => c.send(frameOf(large)), ...tooLarge() },
    { what: '10 MiB in fragments', ...both, send: fragments, ...tooLarge() },
    { what: 'an unmasked frame', ...both, send: unmasked, code: 1002, reason: /broken frame/ },
    { what: 'text that is no JSON', ...both, send: frame('{'), code: 1007, reason: /not JSON/ },
    {
      ...{ what: 'text that is no UTF-8', ...both, code: 1007, reason: /UTF-8/ },
      send: (client) => client.send(frameOf(Buffer.from([0xff, 0xfe]))),
    },
    {
      ...{ what: 'an unknown kind', ...both, code: 1007, reason: /unknown kind of message hello/ },
      send: frame('{"kind":"hello"}'),
    },
    {
      ...{ what: 'a wrong schema', ...both, code: 1007, reason: /agentId/ },
      send: frame(registerText('x', { agentId: 'No Name' })),
    },
    {
      ...{ what: 'bytes instead of text', ...both, code: 1003, reason: /text only/ },
      send: (client) => client.send(frameOf(registerText('x'), 'binary')),
    },
  ] satisfies Wrong[];
});

function tooLarge() {
  return { code: 1009, reason: /over the bound/ };
}

const outOfTurn: readonly Wrong[] = [
  {
    ...{ what: 'a word before registering', isRegistered: false, code: 1008 },
    send: frame(JSON.stringify({ kind: 'pong', envelope })),
    reason: /not registered/,
  },
  {
    ...{ what: 'a second registration', isRegistered: true, code: 1008 },
    send: frame(registerText('twice', { envelope: { ...envelope, sequence: 1 } })),
    reason: /registered already/,
  },
];

async function doWrong(row: Wrong, name: string): Promise<RawClient> {
  const client = await (row.isRegistered
    ? registeredRogue(besieged.port, name)
    : openRogue(besieged.port));
  row.send(client);
  await client.closed(closeMs + slackMs);
  await letGo(client);
  return client;
}

describe('what is wrong', () => {
  const rows = [...wrong, ...outOfTurn].map((row, number) => ({
    ...row,
    name: `rogue-${number}`,
    when: row.isRegistered ? 'once registered' : 'before registration',
  }));
  const done = new Map<string, Promise<RawClient>>();

  beforeAll(async () => {
    for (const row of rows) done.set(row.name, doWrong(row, row.name));
    await besieged.expectWell();
  });

  it.each(rows)('$what, $when, is told by code and reason, and let go of', async (row) => {
    const client = await done.get(row.name);
    if (!client) throw new Error(row.name);
    expect(closeOf(client)).toEqual({
      code: row.code,
      reason: expect.stringMatching(row.reason),
    });
    const lines = besieged.logged(`127.0.0.1:${client.localPort}"`);
    expect(lines).toEqual([expect.stringContaining('an agent was cut off')]);
  });

  it('all of it at once, many times, is no matter to others', async () => {
    const storm = [1, 2].flatMap((time) => rows.map((row) => doWrong(row, `${row.name}-${time}`)));
    await Promise.all([...storm, besieged.expectWell()]);
  });
});

describe('a byte a second', () => {
  it('is no matter to others', async () => {
    await besieged.expectWell();
  });

  const bound = 10_000 + 1_000 + slackMs;
  const rows: readonly (readonly [string, string, number, RegExp])[] = [
    ['a frame, once registered', 'frame', agentTimeoutMs * 1.2 + closeMs + slackMs, /silent/],
    ['no byte at all', 'silent', bound, /^HTTP\/1\.1 408 .*did not come in whole/s],
    ['a handshake', 'handshake', bound, /^HTTP\/1\.1 408 .*did not come in whole/s],
    ['no registration', 'idle', bound + closeMs, /no registration within 10 s/],
    ['a registration', 'register', bound + closeMs, /no registration within 10 s/],
  ];

  it.each(rows)('%s is cut off, and told why', async (_, name, boundMs, says) => {
    const client = trickling[name];
    if (!client) throw new Error(name);
    expect(await client.closed(boundMs)).toBeLessThan(boundMs);
    expect(client.heard).toMatch(says);
    await letGo(client);
  });

  it('is in the log, a line for each kind', () => {
    expect(besieged.logged('did not come in whole').length).toBeGreaterThan(0);
    expect(besieged.logged('no registration within').length).toBeGreaterThan(0);
  });
});

describe('a stranger', () => {
  it('with another token is turned away with what to do, and agentd goes on asking', async () => {
    const client = await RawClient.dial(besieged.port);
    client.send(upgradeHead('wrong-canary'));
    await client.closed(slackMs);
    expect(client.heard).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\n.*see --token-file\n$/s);
    await letGo(client);
    const agent = startAgentd('stranger', { token: 'wrong-canary' });
    await waitUntil('it says so', () => agent.log.includes('the engine answered 401'));
    await besieged.expectWell();
    expect(agent.isAlive).toBe(true);
    expect(agent.log.split('\n').filter((line) => line.includes('401'))).toEqual([
      expect.stringMatching(/401: the join token isn't the one it knows: .*--token-file: trying/),
    ]);
    expect(besieged.logged('an agent was turned away')[0]).toContain('no join token, or another');
    expect(`${agent.log}${besieged.cluster.log('engine')}`).not.toContain('canary');
    await agent.kill();
  });

  it('of another cluster is refused with what to do, and agentd ends', async () => {
    const client = await openRogue(besieged.port);
    const ofOther = { envelope: { ...envelope, clusterId: 'other' } };
    client.send(frameOf(registerText('other', ofOther)));
    await client.closed(closeMs + slackMs);
    expect(client.heard).toMatch(/"kind":"rejected","code":"cluster","message":"agent of cluster/);
    await letGo(client);
    expect(besieged.logged('an agent was refused')).toEqual([
      expect.stringMatching(/agent of cluster other: this is [0-9a-f]{16}/),
    ]);
    const first = startAgentd('moved');
    await waitUntil('it joins', () => first.log.includes('joined the engine'));
    await first.kill();
    const file = join(besieged.cluster.agentFolder('moved'), 'agent.json');
    const identity = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...identity, clusterId: 'other' }));
    const agent = startAgentd('moved');
    expect(await agent.exited).toBe(1);
    expect(agent.log).toMatch(/engine: it is of another cluster than .* other .*: give the agent/);
    await besieged.expectWell();
  });
});
