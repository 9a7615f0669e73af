// The agents' door on WebSocket: control at /v1/agent, streams at /v1/agent/streams/ID, both by
// join token. Nobody without it gets further than a status line. Whoever is turned away or cut off
// is told why, and so is the log.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, WebSocket, WebSocketServer } from 'ws';
import type { Redacted } from '../lib/redacted.ts';
import { Seldom } from '../lib/seldom.ts';
import type { AgentDoor, AgentPeer, PeerHandler } from '../ports/agent-door.ts';
import type { Log } from '../ports/log.ts';
import { StreamGate } from './agent-streams.ts';

const agentProtocol = 'meridian.agent.v3';
/** Bytes of one control message at most. */
const maxMessageBytes = 4_194_304;
/** Bytes that may wait to be taken by one agent; beyond it, it is cut off. */
const maxBufferedBytes = 67_108_864;
/** Agents connected at once, at most. */
const maxPeers = 50_000;
/** How long a peer has to answer a close. */
const closeTimeoutMs = 2_000;
/** Whoever is turned away may come in floods: so often they are told at most. */
const tellEveryMs = 10_000;
/** Characters of a reason that go into the log: a path may be long. */
const maxWhyChars = 200;

export interface AgentDoorOptions {
  /** Its upgrade requests are answered here. */
  readonly server: Server;
  readonly joinToken: Redacted;
  /** = 4 MiB. */
  readonly maxMessageBytes?: number;
  /** = 64 MiB. */
  readonly maxBufferedBytes?: number;
  readonly log?: Log;
}

export function openAgentDoor(options: AgentDoorOptions): AgentDoor {
  return new WsAgentDoor(options);
}

interface Refusal {
  readonly status: string;
  readonly text: string;
}

/** Says what was wrong where ws closes by itself, with a code alone (RFC 6455, 7.4.1). */
class AgentSocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    super.close(code, reason ?? reasons.get(code ?? 0));
  }
}

const reasons: ReadonlyMap<number, string> = new Map([
  [1002, 'a broken frame: is it an agent of this version?'],
  [1007, 'text that is not UTF-8'],
  [1009, 'a message over the bound of what the engine takes'],
]);

class WsAgentDoor implements AgentDoor {
  readonly #options: AgentDoorOptions;
  readonly #tokenDigest: Buffer;
  readonly #sockets: WebSocketServer;
  readonly #streams = new StreamGate();
  readonly #seldom = new Seldom(tellEveryMs);
  #accept: ((peer: AgentPeer) => PeerHandler) | undefined;
  #isClosed = false;

  constructor(options: AgentDoorOptions) {
    this.#options = options;
    this.#tokenDigest = digest(options.joinToken.reveal());
    this.#sockets = new WebSocketServer({
      noServer: true,
      WebSocket: AgentSocket,
      perMessageDeflate: false,
      maxPayload: options.maxMessageBytes ?? maxMessageBytes,
      handleProtocols: (offered) => (offered.has(agentProtocol) ? agentProtocol : false),
    });
    // For good: a connection that nobody answers would keep the server from closing.
    options.server.on('upgrade', (request, socket, head) => this.#answer(request, socket, head));
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
      this.#tellTurnedAway(request, refusal);
      turnAway(socket, refusal);
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (peer) => {
      socket.off('error', ignore);
      peer.on('error', (error) => this.#cut(peer, request, error));
      const streamId = streamIdOf(path);
      if (streamId === undefined) this.#admit(peer, request);
      else this.#streams.arrive(streamId, peer);
    });
  }

  #tellTurnedAway(request: IncomingMessage, { text }: Refusal): void {
    const passedOver = this.#seldom.take(performance.now());
    if (passedOver === undefined) return;
    const facts = { agent: addressOf(request), why: text.slice(0, maxWhyChars) };
    this.#options.log?.warn('an agent was turned away', {
      ...facts,
      ...(passedOver > 0 ? { passedOver } : {}),
    });
  }

  /** ws has sent the close; what still arrives is read, so that the close isn't lost on the way. */
  #cut(peer: WebSocket, request: IncomingMessage, error: Error): void {
    this.#tellCut(request, error.message);
    terminateLater(peer);
  }

  #tellCut(request: IncomingMessage, why: string): void {
    this.#options.log?.warn('an agent was cut off', { agent: addressOf(request), why });
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
      return {
        status: '400 Bad Request',
        text: `subprotocol ${agentProtocol} is required: start the agentd of this engine's version`,
      };
    return undefined;
  }

  #isMember(request: IncomingMessage): boolean {
    const given = /^Bearer (\S{1,1024})$/i.exec(request.headers.authorization ?? '')?.[1];
    return given !== undefined && timingSafeEqual(digest(given), this.#tokenDigest);
  }

  #admit(socket: WebSocket, request: IncomingMessage): void {
    const bound = this.#options.maxBufferedBytes ?? maxBufferedBytes;
    const peer: AgentPeer = {
      address: addressOf(request),
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
      if (!isBinary) handler.message(textOf(data));
      else if (socket.readyState === socket.OPEN) {
        this.#tellCut(request, 'it sent bytes: text only');
        closeSoon(socket, 1003, 'text only');
      }
    });
    socket.once('close', () => handler.closed());
  }
}

const addressOf = ({ socket }: IncomingMessage): string =>
  `${socket.remoteAddress ?? 'unknown'}:${socket.remotePort ?? 0}`;

/** Digests have one length, so that comparing them tells nothing of the token's. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const streamIdOf = (path: string): string | undefined =>
  /^\/v1\/agent\/streams\/([A-Za-z0-9._-]{1,64})$/.exec(path)?.[1];

function terminateLater(socket: WebSocket): void {
  const timer = setTimeout(() => socket.terminate(), closeTimeoutMs);
  socket.once('close', () => clearTimeout(timer));
}

function closeSoon(socket: WebSocket, code: number, reason: string): void {
  terminateLater(socket);
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
