// A program that has the join token and speaks as an agent, well or badly, over a raw connection.
import type { Register } from '../../../schemas/generated/wire.ts';
import { waitUntil } from '../wait-until.ts';
import { RawClient } from './raw-client.ts';

export const joinToken = 'join-canary';

/** The head of a request to come in as an agent. */
export const upgradeHead = (token = joinToken): string =>
  [
    'GET /v1/agent HTTP/1.1',
    'Host: engine',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Protocol: meridian.agent.v3',
    `Authorization: Bearer ${token}`,
    '\r\n',
  ].join('\r\n');

export type Opcode = 'text' | 'binary';

/** One frame (RFC 6455, 5.2), under a mask of zeros, which costs nothing. */
export function frameOf(content: string | Buffer, opcode: Opcode = 'text'): Buffer {
  const payload = Buffer.from(content);
  const head = Buffer.alloc(14);
  head[0] = opcode === 'text' ? 0x81 : 0x82;
  head[1] = 0x80 | 127;
  head.writeBigUInt64BE(BigInt(payload.length), 2);
  return Buffer.concat([head, payload]);
}

/** What an agent without resources says first: nothing is ever placed on it. */
export function registerText(name: string, change: Partial<Register> = {}): string {
  const facts = { hostname: name, version: '0', resources: [], attributes: {}, capabilities: [] };
  return JSON.stringify({
    kind: 'register',
    envelope: { clusterId: '', epoch: 0, connection: 0, sequence: 0 },
    agentId: `${name}-000000`,
    bootId: 'boot',
    facts,
    tasks: [],
    volumes: [],
    ...change,
  });
}

/** Opened with the token, and not registered. */
export async function openRogue(port: number): Promise<RawClient> {
  const client = await RawClient.dial(port);
  client.send(upgradeHead());
  await waitUntil('the door to open', () => client.heard.includes('101 Switching'));
  return client;
}

export async function registeredRogue(port: number, name: string): Promise<RawClient> {
  const client = await openRogue(port);
  client.send(frameOf(registerText(name)));
  await waitUntil('its registration', () => client.heard.includes('"kind":"registered"'));
  return client;
}

/** Code and reason of the close frame that came last; undefined when none did. */
export function closeOf({ heard }: RawClient): { code: number; reason: string } | undefined {
  const bytes = Buffer.from(heard, 'latin1');
  const at = bytes.lastIndexOf(0x88);
  const length = bytes[at + 1] ?? 0;
  if (at < 0 || at + 2 + length !== bytes.length) return undefined;
  const reason = bytes.subarray(at + 4).toString('utf8');
  return { code: bytes.readUInt16BE(at + 2), reason };
}
