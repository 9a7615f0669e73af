// Connections before anyone is known: how many are held, who makes room, who is heard.
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { call } from '../../support/http/http-call.ts';
import { served } from '../../support/http/served.ts';
import { KeptLog } from '../../support/loop-world.ts';
import { waitUntil } from '../../support/wait-until.ts';

interface Caller {
  readonly socket: Socket;
  heard: string;
  isClosed: boolean;
}

const callers: Caller[] = [];
afterEach(() => {
  for (const { socket } of callers.splice(0)) socket.destroy();
});

function dial(port: number): Promise<Caller> {
  const socket = connect(port, '127.0.0.1');
  const caller: Caller = { socket, heard: '', isClosed: false };
  callers.push(caller);
  socket.on('data', (bytes) => {
    caller.heard += String(bytes);
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    caller.isClosed = true;
  });
  return new Promise((resolve) => socket.on('connect', () => resolve(caller)));
}

const ask = ({ socket }: Caller, port: number, path = '/healthz', more = ''): void =>
  void socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${more}\r\n`);

test('those that ask nothing make room, the oldest first, and whoever asks is heard', async () => {
  const log = new KeptLog();
  const { port } = await served({ maxWaiting: 5, log });
  const silent: Caller[] = [];
  for (let time = 0; time < 20; time += 1) silent.push(await dial(port));
  await waitUntil('the oldest to go', () => silent.filter((one) => one.isClosed).length === 15);
  expect(silent.map((one) => one.isClosed)).toEqual(silent.map((_, at) => at < 15));
  expect((await call(port, '/healthz')).status).toBe(200);
  expect(log.lines).toEqual(['a connection that asked nothing was cut off']);
});

test('one that was answered waits again, one that is being answered doesn’t', async () => {
  const { port } = await served({ maxWaiting: 2 });
  const [answered, reader] = [await dial(port), await dial(port)];
  ask(answered, port);
  ask(reader, port, '/v1/events', 'Accept: text/event-stream\r\n');
  await waitUntil('both answers', () => answered.heard !== '' && reader.heard.includes('begin'));
  const others = [await dial(port), await dial(port)];
  await waitUntil('it makes room', () => answered.isClosed);
  expect([reader, ...others].map((one) => one.isClosed)).toEqual([false, false, false]);
});

test('a refusal is heard by one that goes on sending, which is then let go of', async () => {
  const { port } = await served();
  const pouring = await dial(port);
  const head = `Host: 127.0.0.1:${port}\r\nTransfer-Encoding: chunked\r\n`;
  pouring.socket.write(`POST /v1/operations HTTP/1.1\r\n${head}Content-Type: text/plain\r\n\r\n`);
  const chunk = Buffer.from(`10000\r\n${'x'.repeat(65_536)}\r\n`);
  const pour = (): void => {
    while (pouring.socket.writable && pouring.socket.write(chunk));
  };
  pouring.socket.on('drain', pour);
  pour();
  await waitUntil('it is let go of', () => pouring.isClosed);
  expect(pouring.heard).toMatch(/^HTTP\/1\.1 400 .*is not application\/json/s);
});

test('a body that comes late but whole after its refusal ends nothing', async () => {
  const { port } = await served();
  const late = await dial(port);
  const head = `Host: 127.0.0.1:${port}\r\nContent-Length: 5\r\nContent-Type: text/plain\r\n`;
  late.socket.write(`POST /v1/operations HTTP/1.1\r\n${head}\r\n`);
  await waitUntil('the refusal', () => late.heard.includes('400'));
  late.socket.write('later');
  ask(late, port);
  await waitUntil('the next answer', () => late.heard.includes('HTTP/1.1 200'));
  expect(late.isClosed).toBe(false);
});

test('the system asks whether a silent caller is still there', async () => {
  const { port } = await served();
  const { socket } = await dial(port);
  const hex = (number = 0): string => `:${number.toString(16).toUpperCase().padStart(4, '0')} `;
  const timer = (): string | undefined => {
    const rows = readFileSync('/proc/net/tcp', 'utf8').split('\n');
    const row = rows.find((text) => text.includes(`${hex(port)}0100007F${hex(socket.localPort)}`));
    return row?.trim().split(/\s+/)[5]?.split(':')[0];
  };
  // proc(5): 02 is the timer of keep-alive.
  await waitUntil('its timer', () => timer() === '02');
});
