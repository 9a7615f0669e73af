// The agents' door, with real WebSockets: who gets in, what is bounded, streams at the reader's
// pace.
import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type AgentDoorOptions, openAgentDoor } from '../../../engine/adapters/agent-door-ws.ts';
import { Redacted } from '../../../engine/lib/redacted.ts';
import type { AgentDoor, AgentPeer } from '../../../engine/ports/agent-door.ts';
import { KeptLog } from '../../support/loop-world.ts';
import { waitUntil } from '../../support/wait-until.ts';

const joinToken = 'join-token-1';
const protocol = 'meridian.agent.v3';
const bearer = { authorization: `Bearer ${joinToken}` };

interface Opened {
  readonly door: AgentDoor;
  readonly server: Server;
  readonly url: string;
  readonly peers: AgentPeer[];
  readonly messages: string[];
  closed: number;
}

const opened: Opened[] = [];
const dialled: WebSocket[] = [];
afterEach(async () => {
  for (const socket of dialled.splice(0)) socket.terminate();
  for (const { door, server } of opened.splice(0)) {
    await door.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function open(change: Partial<AgentDoorOptions> = {}): Promise<Opened> {
  const server = createServer((_, answer) => answer.end());
  const door = openAgentDoor({ server, joinToken: new Redacted(joinToken), ...change });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const url = `ws://127.0.0.1:${port}`;
  const it: Opened = { door, server, url, peers: [], messages: [], closed: 0 };
  door.onPeer((peer) => {
    it.peers.push(peer);
    return {
      message: (text) => void it.messages.push(text),
      closed: () => {
        it.closed += 1;
      },
    };
  });
  opened.push(it);
  return it;
}

interface Dial {
  readonly path?: string;
  readonly protocols?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

function dial({ url }: Opened, how: Dial = {}): WebSocket {
  const { path = '/v1/agent', protocols = [protocol], headers = bearer } = how;
  const socket = new WebSocket(`${url}${path}`, [...protocols], { headers });
  socket.on('error', () => undefined);
  dialled.push(socket);
  return socket;
}

/** The protocol agreed on, or the status line of a refusal. */
const outcome = (socket: WebSocket): Promise<string> =>
  new Promise((resolve) => {
    socket.on('open', () => resolve(socket.protocol));
    socket.on('unexpected-response', (_, answer) => resolve(String(answer.statusCode)));
  });

const closing = (socket: WebSocket): Promise<number> =>
  new Promise((resolve) => socket.on('close', (code) => resolve(code)));

const closed = (socket: WebSocket): Promise<string> =>
  new Promise((resolve) => socket.on('close', (code, reason) => resolve(`${code} ${reason}`)));

describe('who gets in', () => {
  const rows: readonly (readonly [promise: string, how: Dial, outcome: string])[] = [
    ['an agent with the token and the protocol', {}, protocol],
    ['one that offers other protocols too', { protocols: ['x', protocol] }, protocol],
    ['not without a token', { headers: {} }, '401'],
    ['not with another token', { headers: { authorization: 'Bearer join-token-2' } }, '401'],
    [
      'not with the token by another scheme',
      { headers: { authorization: `Basic ${joinToken}` } },
      '401',
    ],
    ['not with an empty token', { headers: { authorization: 'Bearer ' } }, '401'],
    ['not without the protocol', { protocols: [] }, '400'],
    ['not with another version of it', { protocols: ['meridian.agent.v1'] }, '400'],
    ['not at another path', { path: '/v1/agents' }, '404'],
    ['not at the path of a stream that nobody expects', { path: '/v1/agent/streams/x' }, '404'],
    [
      'not at a stream’s path without the token',
      { path: '/v1/agent/streams/x', headers: {} },
      '401',
    ],
    ['not at a path of tricks', { path: '/v1/agent/streams/../../x' }, '404'],
  ];

  test.each(rows)('%s', async (_, how, expected) => {
    const it = await open();
    expect(await outcome(dial(it, how))).toBe(expected);
    expect(it.peers).toHaveLength(expected === protocol ? 1 : 0);
  });

  test('strangers are in the log, but not each of them', async () => {
    const log = new KeptLog();
    const it = await open({ log });
    for (let time = 0; time < 5; time += 1)
      expect(await outcome(dial(it, { headers: {} }))).toBe('401');
    expect(log.lines).toEqual(['an agent was turned away']);
  });

  test('nobody once it is closed', async () => {
    const it = await open();
    const socket = dial(it);
    await outcome(socket);
    const code = closing(socket);
    await it.door.close();
    expect(await code).toBe(1001);
    const late = dial(it);
    expect(await closing(late)).toBe(1006);
    expect([it.peers.length, it.closed]).toEqual([1, 1]);
  });

  test('a latecomer is answered as long as its server is open, which can close then', async () => {
    const it = await open();
    it.server.on('upgrade', () => undefined);
    await it.door.close();
    expect(await outcome(dial(it))).toBe('503');
    await new Promise((resolve) => it.server.close(resolve));
  });
});

describe('the control connection', () => {
  test('carries text both ways, whole, whatever its letters', async () => {
    const it = await open();
    const socket = dial(it);
    await outcome(socket);
    const heard: string[] = [];
    socket.on('message', (data) => heard.push(String(data)));
    socket.send('grüße 🚀');
    await waitUntil('it came', () => it.messages.length === 1);
    it.peers[0]?.send('zurück');
    await waitUntil('the answer came', () => heard.length === 1);
    expect([it.messages, heard]).toEqual([['grüße 🚀'], ['zurück']]);
    expect(it.peers[0]?.address).toMatch(/^(::ffff:)?127\.0\.0\.1:\d+$/);
  });

  test('is ended by a message that is too large, or that is no text', async () => {
    const log = new KeptLog();
    const it = await open({ maxMessageBytes: 1_000, log });
    const large = dial(it);
    await outcome(large);
    large.send('x'.repeat(1_001));
    expect(await closed(large)).toBe('1009 a message over the bound of what the engine takes');
    const binary = dial(it);
    await outcome(binary);
    binary.send(new Uint8Array([1, 2]));
    binary.send(new Uint8Array([1, 2]));
    expect(await closed(binary)).toBe('1003 text only');
    await waitUntil('both are told of', () => it.closed === 2);
    expect(it.messages).toEqual([]);
    expect(log.lines).toEqual(['an agent was cut off', 'an agent was cut off']);
  });

  test('is cut when the agent doesn’t take what is sent to it', async () => {
    const it = await open({ maxBufferedBytes: 100_000 });
    const socket = dial(it);
    await outcome(socket);
    socket.pause();
    const text = 'x'.repeat(50_000);
    await waitUntil('it is cut', () => {
      it.peers[0]?.send(text);
      return it.closed === 1;
    });
    it.peers[0]?.send(text);
    expect(it.peers[0]?.bufferedBytes).toBeLessThan(1_000_000);
  });

  test('is closed with the engine’s reason, cut to what fits', async () => {
    const it = await open();
    const socket = dial(it);
    await outcome(socket);
    const said = closed(socket);
    it.peers[0]?.close(1008, 'ü'.repeat(100));
    expect(await said).toBe(`1008 ${'ü'.repeat(61)}`);
    await waitUntil('it is told of', () => it.closed === 1);
  });
});

describe('streams', () => {
  const at = (id: string): Dial => ({ path: `/v1/agent/streams/${id}` });

  test('give the bytes in order, and end where the agent ends them', async () => {
    const it = await open();
    const stream = it.door.expectStream('1-1', 5_000);
    const socket = dial(it, at('1-1'));
    await outcome(socket);
    for (const piece of ['one ', 'two ', 'three']) socket.send(Buffer.from(piece));
    socket.close(1000);
    let heard = '';
    for await (const bytes of await stream) heard += Buffer.from(bytes).toString();
    expect(heard).toBe('one two three');
  });

  test('are dialled once', async () => {
    const it = await open();
    const stream = it.door.expectStream('1-2', 5_000);
    expect(await outcome(dial(it, at('1-2')))).toBe(protocol);
    expect(await outcome(dial(it, at('1-2')))).toBe('404');
    await stream;
    await expect(
      Promise.all([it.door.expectStream('1-3', 50), it.door.expectStream('1-3', 50)]),
    ).rejects.toThrow(/is expected already/);
  });

  test('that nobody dials are given up', async () => {
    const it = await open();
    await expect(it.door.expectStream('1-4', 20)).rejects.toThrow(/didn't dial in/);
    expect(await outcome(dial(it, at('1-4')))).toBe('404');
  });

  test('broken off in the middle say so', async () => {
    const it = await open();
    const stream = it.door.expectStream('1-5', 5_000);
    const socket = dial(it, at('1-5'));
    await outcome(socket);
    socket.send(Buffer.from('half'), () => socket.terminate());
    const heard: string[] = [];
    const reading = (async () => {
      for await (const bytes of await stream) heard.push(Buffer.from(bytes).toString());
    })();
    await expect(reading).rejects.toThrow(/broke it off/);
    expect(heard).toEqual(['half']);
  });

  test('are closed when the reader leaves, also before it began', async () => {
    const it = await open();
    for (const id of ['1-6', '1-7']) {
      const stream = it.door.expectStream(id, 5_000);
      const socket = dial(it, at(id));
      await outcome(socket);
      const code = closing(socket);
      socket.send(Buffer.from('x'));
      const iterator = (await stream)[Symbol.asyncIterator]();
      if (id === '1-7') await iterator.next();
      await iterator.return?.();
      expect(await code).toBe(1006);
    }
  });

  test('wait for a reader that is slow, and lose nothing', async () => {
    const it = await open();
    const stream = it.door.expectStream('1-8', 5_000);
    const socket = dial(it, at('1-8'));
    await outcome(socket);
    const piece = Buffer.alloc(1_048_576, 7);
    const pieces = 40;
    for (let at = 0; at < pieces; at += 1) socket.send(piece);
    const iterator = (await stream)[Symbol.asyncIterator]();
    await iterator.next();
    let before = -1;
    await waitUntil('nothing more is taken', () => {
      const isStill = socket.bufferedAmount === before;
      before = socket.bufferedAmount;
      return isStill && before > 0;
    });
    socket.close(1000);
    let bytes = piece.byteLength;
    for (let next = await iterator.next(); !next.done; next = await iterator.next())
      bytes += next.value.byteLength;
    expect(bytes).toBe(pieces * piece.byteLength);
  });
});
