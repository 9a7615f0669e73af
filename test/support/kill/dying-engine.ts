// An engine that dies in the middle of an answer: what stands between a caller and a real engine
// passes everything on, and for what it is told to breaks the connection off after a part of it.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Death =
  /** The request was taken, and not a byte of an answer comes. */
  | 'before the answer'
  | 'in the head'
  /** Of a body whose length was said. */
  | 'in the body'
  | 'in a chunk';

export class DyingEngine {
  readonly #server: Server;
  readonly #engine: string;
  /** What it dies of: a request whose method and path match, as `POST /v1/sync`. */
  dies: RegExp = /^$/;
  death: Death = 'in the body';
  deaths = 0;

  private constructor(engine: string) {
    this.#engine = engine;
    this.#server = createServer((request, answer) => {
      // The engine behind it may be killed as well.
      this.#serve(request, answer).catch(() => answer.destroy());
    });
  }

  static async start(engine: string): Promise<DyingEngine> {
    const dying = new DyingEngine(engine);
    dying.#server.listen(0, '127.0.0.1');
    await once(dying.#server, 'listening');
    return dying;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #serve(request: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    const isLast = this.dies.test(`${method} ${url}`);
    const whole = await this.#ask(request, isLast);
    if (!isLast) {
      answer.writeHead(whole.status, whole.headers).end(whole.body);
      return;
    }
    this.deaths += 1;
    const half = whole.body.subarray(0, Math.ceil(whole.body.length / 2));
    const socket = request.socket;
    if (this.death === 'in the head') socket.write('HTTP/1.1 200 OK\r\nContent-Ty');
    else if (this.death === 'in the body')
      answer.writeHead(whole.status, { ...whole.headers, 'content-length': whole.body.length });
    else if (this.death === 'in a chunk') answer.writeHead(whole.status, whole.headers);
    if (!answer.headersSent) socket.destroySoon();
    else answer.write(half, () => socket.destroySoon());
  }

  /** The engine's own answer; of one that goes on, what came first. */
  async #ask(request: IncomingMessage, isLast: boolean): Promise<Whole> {
    const { method = 'GET', url = '', headers } = request;
    const body = Buffer.concat(await request.toArray());
    const wanted = ['authorization', 'accept', 'content-type', 'last-event-id', 'if-none-match'];
    const passed = wanted.flatMap((name) => (headers[name] ? [[name, String(headers[name])]] : []));
    const leave = new AbortController();
    const answer = await fetch(`${this.#engine}${url}`, {
      method,
      headers: Object.fromEntries(passed),
      signal: leave.signal,
      ...(body.length > 0 ? { body } : {}),
    });
    const type = answer.headers.get('content-type') ?? 'text/plain';
    const pieces: Uint8Array[] = [];
    for await (const piece of answer.body ?? []) {
      pieces.push(piece);
      if (isLast && !type.includes('json')) break;
    }
    leave.abort();
    return {
      status: answer.status,
      headers: { 'content-type': type },
      body: Buffer.concat(pieces),
    };
  }
}

interface Whole {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}
