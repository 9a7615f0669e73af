// A small proxy in front of an app, with the backends that the engine's events name. It never tries
// a request twice: what fails at a backend is a 502 that says where, and so is a lack of backends.
import { once } from 'node:events';
import {
  createServer,
  Agent as HttpAgent,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Backend, Backends, type BackendsOptions } from './backends.ts';

/** An instance that takes longer is given up; less than what the load waits for. */
const answerBoundMs = 8_000;

export interface ProxyOptions extends BackendsOptions {
  /** Where all instances are; = each at its agent's host name. */
  readonly address?: string;
}

export class EventProxy {
  readonly backends: Backends;
  readonly #server: Server;
  readonly #agent = new HttpAgent({ keepAlive: true });
  readonly #address: string | undefined;

  private constructor(options: ProxyOptions) {
    this.backends = new Backends(options);
    this.#address = options.address;
    this.#server = createServer((incoming, answer) => this.#serve(incoming, answer));
    // A client's idle connection is its own to close: no request is on its way into a closed one.
    this.#server.keepAliveTimeout = 0;
  }

  static async start(options: ProxyOptions): Promise<EventProxy> {
    const proxy = new EventProxy(options);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  #serve(incoming: IncomingMessage, answer: ServerResponse): void {
    const backend = this.backends.next();
    if (backend === undefined) fail(answer, 'no instance to send it to');
    else this.#pass(backend, incoming, answer);
  }

  #pass(backend: Backend, incoming: IncomingMessage, answer: ServerResponse): void {
    const { id, hostname, port } = backend;
    const { method, url, headers } = incoming;
    const host = this.#address ?? hostname;
    const signal = AbortSignal.timeout(answerBoundMs);
    const options = { host, port, method, path: url, headers: endToEnd(headers), signal };
    const outgoing = request({ ...options, agent: this.#agent }, (from) => {
      answer.writeHead(from.statusCode ?? 502, endToEnd(from.headers));
      from.on('error', () => answer.destroy());
      from.pipe(answer);
    });
    outgoing.on('error', (error) => fail(answer, `${id} at ${host}:${port}: ${error.message}`));
    incoming.pipe(outgoing);
  }
}

function fail(answer: ServerResponse, what: string): void {
  if (answer.headersSent) answer.destroy();
  else answer.writeHead(502, { 'content-type': 'text/plain' }).end(what);
}

/** Headers of a connection are between its two ends (RFC 9110, 7.6.1). */
function endToEnd(headers: IncomingMessage['headers']): IncomingMessage['headers'] {
  const { connection: _, 'keep-alive': __, 'transfer-encoding': ___, ...others } = headers;
  return others;
}
