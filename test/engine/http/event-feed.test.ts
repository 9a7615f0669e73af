// Events as a stream: what was missed comes first, nothing comes twice, who doesn't keep up goes.
// goes.
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { EventStreamReader, type ServerSentEvent } from '../../../engine/lib/text/event-stream.ts';
import { type Served, served } from '../../support/http/served.ts';
import { waitUntil } from '../../support/wait-until.ts';

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

interface Listener {
  readonly socket: Socket;
  readonly events: ServerSentEvent[];
  heard: string;
  isClosed: boolean;
}

function listen({ port }: Served, headers = '', query = ''): Listener {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  const listener: Listener = { socket, events: [], heard: '', isClosed: false };
  const reader = new EventStreamReader();
  socket.on('error', () => undefined);
  socket.on('close', () => {
    listener.isClosed = true;
  });
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    listener.heard += text;
    // Chunk sizes stand on lines of their own, which are no fields of an event.
    listener.events.push(...reader.push(text.replaceAll(/\r\n[0-9a-f]+\r\n/g, '')));
  });
  const head = `GET /v1/events${query} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n`;
  socket.write(`${head}Accept: text/event-stream\r\n${headers}\r\n`);
  return listener;
}

const numbers = ({ heard }: Listener): number[] =>
  [...heard.matchAll(/"number":(\d+)/g)].map(([, number]) => Number(number));

const begun = (listener: Listener): Promise<void> =>
  waitUntil('the stream begins', () => listener.heard.includes('event: begin'));

describe('a stream of events', () => {
  test('without a number begins with what happens next', async () => {
    const server = await served();
    server.face.happen(3);
    const last = server.face.world.core.tables.lastNotice;
    const listener = listen(server);
    await begun(listener);
    expect(listener.heard).toContain(`id: ${last}\nevent: begin`);
    server.face.happen();
    await waitUntil('it comes', () => numbers(listener).length > 0);
    expect(numbers(listener)).toEqual([last + 1]);
  });

  test.each([
    ['the header', (last: number) => [`Last-Event-ID: ${last - 3}\r\n`, ''] as const],
    ['the query', (last: number) => ['', `?after=${last - 3}`] as const],
  ])('goes on after the number in %s', async (_, of) => {
    const server = await served();
    server.face.happen(5);
    const last = server.face.world.core.tables.lastNotice;
    const listener = listen(server, ...of(last));
    await waitUntil('they come', () => numbers(listener).length === 3);
    server.face.happen();
    await waitUntil('the new one comes', () => numbers(listener).length === 4);
    expect(numbers(listener)).toEqual([last - 2, last - 1, last, last + 1]);
  });

  test('misses nothing that happens while older ones are read, and repeats nothing', async () => {
    const server = await served();
    const { face } = server;
    const first = face.world.core.tables.lastNotice + 1;
    face.happen(1_700);
    const { notices } = face;
    face.notices = async (after, limit) => {
      const rows = await notices(after, limit);
      face.happen(2);
      return rows;
    };
    const listener = listen(server, `Last-Event-ID: ${first - 1}\r\n`);
    await waitUntil('all come', () => numbers(listener).length >= 1_708);
    const expected = Array.from({ length: numbers(listener).length }, (_, at) => first + at);
    expect(numbers(listener)).toEqual(expected);
  });

  test('a number of the future, as of another store, begins with what happens next', async () => {
    const server = await served();
    const listener = listen(server, 'Last-Event-ID: 999999\r\n');
    await begun(listener);
    server.face.happen();
    await waitUntil('it comes', () => numbers(listener).length === 1);
  });

  test('breaks its silence', async () => {
    const listener = listen(await served({ heartbeatMs: 5 }));
    await waitUntil('comments come', () => listener.heard.split(':\n\n').length > 3);
    expect(listener.events).toHaveLength(1);
  });

  test('of a caller that doesn’t read is ended, and the others go on', async () => {
    const server = await served();
    const { face } = server;
    const slow = listen(server);
    const quick = listen(server);
    await begun(slow);
    await begun(quick);
    slow.socket.pause();
    const { tables } = face.world.core;
    const message = 'x'.repeat(1_000);
    const happen = (): void => {
      tables.lastNotice += 1;
      const row = { number: tables.lastNotice, atMs: 1, kind: 'k', subject: '/a', message };
      for (const listener of [...face.listeners]) listener([row]);
    };
    await waitUntil('it is ended', () => {
      for (let at = 0; at < 200; at += 1) happen();
      return face.listeners.size === 2;
    });
    slow.socket.resume();
    await waitUntil('it hears of it', () => slow.isClosed);
    expect(quick.isClosed).toBe(false);
  });

  test('is forgotten when the caller leaves', async () => {
    const server = await served();
    const listener = listen(server);
    await begun(listener);
    expect(server.face.listeners.size).toBe(2);
    listener.socket.destroy();
    await waitUntil('it is forgotten', () => server.face.listeners.size === 1);
  });
});
