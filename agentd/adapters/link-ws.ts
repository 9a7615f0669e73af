// Connections to the engine over WebSocket: /v1/agent for messages, /v1/agent/streams/ID for bytes.
// The join token travels in the upgrade's Authorization header and nowhere else.
import { WebSocket } from 'ws';
import type { Redacted } from '../../engine/lib/redacted.ts';
import type { ByteStream, Link, LinkCalls, Links } from '../ports/links.ts';
import type { Log } from '../ports/log.ts';
import { messageParser, type Parsed } from '../ports/parse-message.ts';

const subprotocol = 'meridian.agent.v3';
const handshakeMaxMs = 10_000;
const messageMaxBytes = 8 * 1024 * 1024;
/** Unsent bytes at which the link is congested, and at which it no longer is. */
const congestedBytes = 1024 * 1024;
const drainedBytes = 256 * 1024;
const closeMaxMs = 1_000;

export interface WsOptions {
  /** http, https, ws or wss; a path before /v1/agent is kept. */
  readonly engine: string;
  readonly token: Redacted;
  readonly log: Log;
}

/** WebSocket address of a path under the engine's; throws `where: what is: what would be right`. */
export function socketUrl(engine: string, path: string): string {
  const url = URL.canParse(engine) ? new URL(engine) : undefined;
  const protocols: Record<string, string> = {
    'http:': 'ws:',
    'https:': 'wss:',
    'ws:': 'ws:',
    'wss:': 'wss:',
  };
  const protocol = url === undefined ? undefined : protocols[url.protocol];
  if (url === undefined || protocol === undefined)
    throw new Error(
      `--engine ${JSON.stringify(engine)}: no address of an engine: ` +
        'write http://HOST:PORT, or https, ws, wss',
    );
  const base = url.pathname.replace(/\/+$/, '');
  return `${protocol}//${url.host}${base}${path}`;
}

export class WsLinks implements Links {
  readonly #options: WsOptions;
  readonly #parse: (text: string) => Parsed = messageParser();

  constructor(options: WsOptions) {
    socketUrl(options.engine, '');
    this.#options = options;
  }

  dial(calls: LinkCalls): Link {
    return new WsLink(
      this.#open('/v1/agent', [subprotocol]),
      calls,
      this.#parse,
      this.#options.log,
    );
  }

  openStream(streamId: string): Promise<ByteStream> {
    const path = `/v1/agent/streams/${encodeURIComponent(streamId)}`;
    const socket = this.#open(path, [subprotocol]);
    return new Promise((resolve, reject) => {
      const stream = new WsStream(socket);
      socket.once('open', () => resolve(stream));
      socket.once('error', reject);
      socket.once('close', () => reject(new Error('the engine ended the stream')));
    });
  }

  #open(path: string, protocols: string[]): WebSocket {
    const { engine, token } = this.#options;
    const socket = new WebSocket(socketUrl(engine, path), protocols, {
      headers: { authorization: `Bearer ${token.reveal()}` },
      handshakeTimeout: handshakeMaxMs,
      maxPayload: messageMaxBytes,
      perMessageDeflate: false,
    });
    return socket;
  }
}

class WsLink implements Link {
  readonly #socket: WebSocket;
  readonly #calls: LinkCalls;
  #isOver = false;
  #isCongested = false;
  #error = 'closed by the engine';

  constructor(socket: WebSocket, calls: LinkCalls, parse: (text: string) => Parsed, log: Log) {
    this.#socket = socket;
    this.#calls = calls;
    socket.on('open', () => this.#isOver || calls.open());
    socket.on('message', (data, isBinary) =>
      this.#onMessage(isBinary ? '' : String(data), parse, log),
    );
    socket.on('unexpected-response', (_request, response) => {
      this.#error = refusal(response.statusCode ?? 0);
      socket.terminate();
    });
    socket.on('error', (error) => {
      if (this.#error === 'closed by the engine') this.#error = error.message;
    });
    socket.on('close', (code, reason) => this.#onClose(code, reason.toString('utf8')));
  }

  send(message: object): boolean {
    if (this.#socket.readyState !== WebSocket.OPEN) return true;
    this.#socket.send(JSON.stringify(message), () => this.#onSent());
    if (this.#socket.bufferedAmount > congestedBytes) this.#isCongested = true;
    return !this.#isCongested;
  }

  close(reason: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    end(this.#socket, 1000, reason);
  }

  #onMessage(text: string, parse: (text: string) => Parsed, log: Log): void {
    if (this.#isOver) return;
    const parsed = parse(text);
    if (parsed.kind === 'message') this.#calls.message(parsed.message);
    else log.write('error', `message of the engine dropped: ${parsed.text}`);
  }

  #onSent(): void {
    if (!this.#isCongested || this.#socket.bufferedAmount > drainedBytes) return;
    this.#isCongested = false;
    if (!this.#isOver) this.#calls.drained();
  }

  #onClose(code: number, reason: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const said = reason === '' ? this.#error : reason.slice(0, 200);
    this.#calls.closed(isFault(code) ? `${said} (${code})` : said);
  }
}

/** A close code (RFC 6455, 7.4.1) that says that what we sent was wrong. */
const isFault = (code: number): boolean => code === 1002 || (code >= 1007 && code <= 1009);

function refusal(status: number): string {
  if (status === 401 || status === 403)
    return (
      `the engine answered ${status}: the join token isn't the one it knows: ` +
      'start the agent with the engine’s by --token-file'
    );
  if (status === 400)
    return `the engine answered 400: no ${subprotocol} there: start the agentd of its version`;
  return `the engine answered ${status}`;
}

/** Closes in good order if the other side answers in time. */
function end(socket: WebSocket, code: number, reason: string): void {
  if (socket.readyState !== WebSocket.OPEN) {
    socket.terminate();
    return;
  }
  socket.close(code, reason.slice(0, 120));
  const timer = setTimeout(() => socket.terminate(), closeMaxMs);
  timer.unref();
  socket.once('close', () => clearTimeout(timer));
}

class WsStream implements ByteStream {
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('error', () => {});
  }

  get isClosed(): boolean {
    return this.#socket.readyState !== WebSocket.OPEN;
  }

  write(bytes: Uint8Array): Promise<boolean> {
    if (this.isClosed) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.#socket.send(bytes, { binary: true }, (error) => resolve(error == null));
    });
  }

  close(code: number, reason: string): void {
    end(this.#socket, code, reason);
  }
}
