// Git's own smart http server (`git http-backend`) behind a small server of Node's on loopback,
// with what goes wrong in the field: a password, a redirect, a pack that stops coming.
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fixtureEnv } from './fixture.ts';

export interface GitHttpOptions {
  /** The folder of the repositories. */
  readonly root: string;
  readonly tls?: Certificate;
  /** `user:password`; without it everybody may read. */
  readonly login?: string;
}

export interface Certificate {
  readonly keyFile: string;
  readonly certFile: string;
}

/** A key and a certificate for localhost, signed by itself. */
export function makeCertificate(folder: string): Certificate {
  const keyFile = join(folder, 'key.pem');
  const certFile = join(folder, 'cert.pem');
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'],
      ...['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
      ...['-keyout', keyFile, '-out', certFile],
    ],
    { stdio: 'pipe' },
  );
  return { keyFile, certFile };
}

export class GitHttpServer {
  /** Bytes of a pack after which nothing more comes; undefined sends all. */
  stallAfterBytes: number | undefined;
  /** Where each request is sent on to. */
  redirectTo: string | undefined;
  /** Packs that have stopped coming. */
  stalled = 0;
  /** Requests answered with no word at all. */
  isSilent = false;
  readonly requests: { readonly path: string; readonly authorization: string | undefined }[] = [];
  readonly #options: GitHttpOptions;
  readonly #server: ReturnType<typeof createServer>;

  private constructor(options: GitHttpOptions) {
    this.#options = options;
    const listener: RequestListener = (request, response) => this.#answer(request, response);
    const { tls } = options;
    this.#server = tls
      ? createTlsServer(
          { key: readFileSync(tls.keyFile), cert: readFileSync(tls.certFile) },
          listener,
        )
      : createServer(listener);
  }

  static async start(options: GitHttpOptions): Promise<GitHttpServer> {
    const server = new GitHttpServer(options);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  url(path: string, login = ''): string {
    const { port } = this.#server.address() as AddressInfo;
    const scheme = this.#options.tls ? 'https' : 'http';
    return `${scheme}://${login === '' ? '' : `${login}@`}localhost:${port}/${path}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { authorization } = request.headers;
    this.requests.push({ path: request.url ?? '', authorization });
    if (this.isSilent) return;
    if (this.redirectTo !== undefined) {
      response.writeHead(301, { location: `${this.redirectTo}${request.url ?? ''}` }).end();
      return;
    }
    const { login } = this.#options;
    const expected = login && `Basic ${Buffer.from(login).toString('base64')}`;
    if (expected !== undefined && authorization !== expected) {
      const code = authorization === undefined ? 401 : 403;
      response.writeHead(code, { 'www-authenticate': 'Basic realm="git"' }).end();
      return;
    }
    this.#serve(request, response);
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const [path = '', query = ''] = (request.url ?? '').split('?');
    const backend = spawn('git', ['http-backend'], {
      env: {
        ...fixtureEnv(0),
        GIT_PROJECT_ROOT: this.#options.root,
        GIT_HTTP_EXPORT_ALL: '1',
        PATH_INFO: path,
        QUERY_STRING: query,
        REQUEST_METHOD: request.method ?? 'GET',
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        CONTENT_LENGTH: request.headers['content-length'] ?? '',
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
        GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      },
    });
    backend.stdin.on('error', () => undefined);
    request.pipe(backend.stdin);
    const bound = path.endsWith('/git-upload-pack') ? this.stallAfterBytes : undefined;
    const relay = new Relay(response, bound, () => {
      this.stalled += 1;
    });
    backend.stdout.on('data', (chunk: Buffer) => relay.take(chunk));
    backend.stdout.on('end', () => relay.end());
    response.on('close', () => backend.kill());
  }
}

/** A CGI answer turned into an http one, up to a bound. */
class Relay {
  readonly #response: ServerResponse;
  readonly #bound: number;
  readonly #onStall: () => void;
  #head = Buffer.alloc(0);
  #isBody = false;
  #sent = 0;

  constructor(response: ServerResponse, bound: number | undefined, onStall: () => void) {
    this.#response = response;
    this.#bound = bound ?? Number.POSITIVE_INFINITY;
    this.#onStall = onStall;
  }

  take(chunk: Buffer): void {
    if (this.#isBody) {
      this.#send(chunk);
      return;
    }
    this.#head = Buffer.concat([this.#head, chunk]);
    const end = this.#head.indexOf('\r\n\r\n');
    if (end < 0) return;
    this.#isBody = true;
    const lines = this.#head.toString('latin1', 0, end).split('\r\n');
    const headers = new Map(
      lines.map((line) => [line.split(':')[0] ?? '', line.replace(/^[^:]*: */, '')]),
    );
    const status = Number.parseInt(headers.get('Status') ?? '200', 10);
    headers.delete('Status');
    this.#response.writeHead(status, Object.fromEntries(headers));
    this.#send(this.#head.subarray(end + 4));
  }

  #send(chunk: Buffer): void {
    const room = this.#bound - this.#sent;
    this.#sent += chunk.length;
    if (room > 0) this.#response.write(chunk.subarray(0, Math.min(room, chunk.length)));
    if (room > 0 && room < chunk.length) this.#onStall();
  }

  end(): void {
    if (this.#sent <= this.#bound) this.#response.end();
  }
}
