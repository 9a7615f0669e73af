// The agents' door on WebSocket: control at /v1/agent, streams at /v1/agent/streams/ID, both by
// join token. Nobody without it gets further than a status line.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { Redacted } from '../lib/redacted.ts';
import type { AgentDoor, AgentPeer, PeerHandler } from '../ports/agent-door.ts';
import { StreamGate } from './agent-streams.ts';

const agentProtocol = 'meridian.agent.v1';
/** Bytes of one control message at most. */
const maxMessageBytes = 4_194_304;
/** Bytes that may wait to be taken by one agent; beyond it, it is cut off. */
const maxBufferedBytes = 67_108_864;
/** Agents connected at once, at most. */
const maxPeers = 50_000;
/** How long a peer has to answer a close. */
const closeTimeoutMs = 2_000;

export interface AgentDoorOptions {
  /** Its upgrade requests are answered here. */
  readonly server: Server;
  readonly joinToken: Redacted;
  /** = 4 MiB. */
  readonly maxMessageBytes?: number;
  /** = 64 MiB. */
  readonly maxBufferedBytes?: number;
}

export function openAgentDoor(options: AgentDoorOptions): AgentDoor {
  return new WsAgentDoor(options);
}

interface Refusal {
  readonly status: string;
  readonly text: string;
}

class WsAgentDoor implements AgentDoor {
  readonly #options: AgentDoorOptions;
  readonly #tokenDigest: Buffer;
  readonly #sockets: WebSocketServer;
  readonly #streams = new StreamGate();
  readonly #upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void =>
    this.#answer(request, socket, head);
  #accept: ((peer: AgentPeer) => PeerHandler) | undefined;
  #isClosed = false;

  constructor(options: AgentDoorOptions) {
    this.#options = options;
    this.#tokenDigest = digest(options.joinToken.reveal());
    this.#sockets = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      maxPayload: options.maxMessageBytes ?? maxMessageBytes,
      handleProtocols: (offered) => (offered.has(agentProtocol) ? agentProtocol : false),
    });
    options.server.on('upgrade', this.#upgrade);
  }

  onPeer(accept: (peer: AgentPeer) => PeerHandler): void {
    this.#accept = accept;
  }

  expectStream(streamId: string, timeoutMs: number): Promise<AsyncIterable<Uint8Array>> {
    return this.#streams.expect(streamId, timeoutMs);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#options.server.off('upgrade', this.#upgrade);
    this.#streams.close();
    const gone = [...this.#sockets.clients].map(
      (socket) =>
        new Promise<void>((resolve) => {
          const timer = setTimeout(() => socket.terminate(), closeTimeoutMs);
          socket.once('close', () => {
            clearTimeout(timer);
            resolve();
          });
          socket.close(1001, 'the engine stops');
        }),
    );
    await Promise.all(gone);
    this.#sockets.close();
  }

  #answer(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const ignore = (): void => undefined;
    socket.on('error', ignore);
    const path = (request.url ?? '').split('?')[0] ?? '';
    const refusal = this.#refusalOf(request, path);
    if (refusal) {
      turnAway(socket, refusal);
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (peer) => {
      socket.off('error', ignore);
      peer.on('error', () => peer.terminate());
      const streamId = streamIdOf(path);
      if (streamId === undefined) this.#admit(peer, request);
      else this.#streams.arrive(streamId, peer);
    });
  }

  #refusalOf(request: IncomingMessage, path: string): Refusal | undefined {
    const streamId = streamIdOf(path);
    if (path !== '/v1/agent' && streamId === undefined)
      return { status: '404 Not Found', text: `${path} takes no WebSocket: agents use /v1/agent` };
    if (!this.#isMember(request))
      return {
        status: '401 Unauthorized',
        text: 'no join token, or another one: see --token-file',
      };
    if (this.#isClosed || !this.#accept || this.#sockets.clients.size >= maxPeers)
      return {
        status: '503 Service Unavailable',
        text: 'the engine takes no agent now: try again',
      };
    if (streamId !== undefined && !this.#streams.isExpected(streamId))
      return { status: '404 Not Found', text: 'nobody waits for this stream' };
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',');
    if (!offered.some((name) => name.trim() === agentProtocol))
      return { status: '400 Bad Request', text: `subprotocol ${agentProtocol} is required` };
    return undefined;
  }

  #isMember(request: IncomingMessage): boolean {
    const given = /^Bearer (\S{1,1024})$/i.exec(request.headers.authorization ?? '')?.[1];
    return given !== undefined && timingSafeEqual(digest(given), this.#tokenDigest);
  }

  #admit(socket: WebSocket, request: IncomingMessage): void {
    const bound = this.#options.maxBufferedBytes ?? maxBufferedBytes;
    const peer: AgentPeer = {
      address: `${request.socket.remoteAddress ?? 'unknown'}:${request.socket.remotePort ?? 0}`,
      send: (text) => {
        if (socket.readyState !== socket.OPEN) return;
        if (socket.bufferedAmount > bound) socket.terminate();
        else socket.send(text);
      },
      close: (code, reason) => closeSoon(socket, code, reason),
      get bufferedBytes() {
        return socket.bufferedAmount;
      },
    };
    const handler = this.#accept?.(peer);
    if (!handler) {
      socket.terminate();
      return;
    }
    socket.on('message', (data, isBinary) => {
      if (isBinary) closeSoon(socket, 1003, 'text only');
      else handler.message(textOf(data));
    });
    socket.once('close', () => handler.closed());
  }
}

/** Digests have one length, so that comparing them tells nothing of the token's. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const streamIdOf = (path: string): string | undefined =>
  /^\/v1\/agent\/streams\/([A-Za-z0-9._-]{1,64})$/.exec(path)?.[1];

function closeSoon(socket: WebSocket, code: number, reason: string): void {
  const timer = setTimeout(() => socket.terminate(), closeTimeoutMs);
  socket.once('close', () => clearTimeout(timer));
  socket.close(
    code,
    Buffer.from(reason)
      .subarray(0, 123)
      .toString('utf8')
      .replace(/\uFFFD$/, ''),
  );
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.from(data as Buffer).toString('utf8');
}

function turnAway(socket: Duplex, refusal: Refusal): void {
  const body = `${refusal.text}\n`;
  const head = [
    `HTTP/1.1 ${refusal.status}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
