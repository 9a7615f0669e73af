// The engine's API over HTTP: every route from one table, each with its rule of who may call it.
// Everything a caller can make large is bounded here and in `connections.ts`: rate, body, URL,
// time, connections, open streams.
import { createHash } from 'node:crypto';
import type { Server } from 'node:http';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Redacted } from '../lib/redacted.ts';
import { Problem } from '../model/problem.ts';
import type { Log } from '../ports/log.ts';
import type { Now } from '../step/jobs/now.ts';
import {
  answerBroken,
  boundWaiting,
  keepAliveProbeMs,
  leaveBody,
  maxWaitingConnections,
  requestTimeoutMs,
  timeoutCheckMs,
} from './connections.ts';
import type { EngineFace } from './engine-face.ts';
import { type Access, isLoopback, refusalOf } from './guard.ts';
import { InputCheck } from './input-check.ts';
import { Metrics } from './metrics.ts';
import { asProblem, problemView } from './problem-answer.ts';
import { type Rate, RateLimit } from './rate-limit.ts';
import { jobRoutes } from './routes/job-routes.ts';
import { plainRoutes } from './routes/plain-routes.ts';
import { readRoutes } from './routes/read-routes.ts';
import type { Route, RouteAnswer, RouteCall, RouteContext } from './routes/route.ts';
import { streamRoutes } from './routes/stream-routes.ts';
import { writeRoutes } from './routes/write-routes.ts';
import { SnapshotTexts } from './snapshot/snapshot-texts.ts';

/** Bytes of a body at most. */
const maxBodyBytes = 65_536;
/** How long a read waits for its turn between batches. */
const readTimeoutMs = 30_000;

export interface HttpServerOptions {
  readonly face: EngineFace;
  /** Of the API; without it and without `openOnLoopback` only what is open to all is answered. */
  readonly token?: Redacted;
  /** Callers on this machine need no token; it then listens on loopback only. */
  readonly openOnLoopback: boolean;
  /** The engine's version, for `status` and the OpenAPI document (= 0.0.0). */
  readonly version?: string;
  readonly log?: Log;
  /** From one address (= 500 a second, 2,000 at once). */
  readonly rate?: Rate;
  /** Between comments on a silent stream of events, in ms (= 15,000). */
  readonly heartbeatMs?: number;
  /** Connections that wait to send a request, at most (= 2,000). */
  readonly maxWaiting?: number;
}

export interface RegisteredRoute {
  readonly method: string;
  readonly path: string;
  readonly access: Access;
}

export interface HttpServer {
  /** Rejects with a Problem for an address that others could reach where no token is asked for. */
  listen(host: string, port: number): Promise<{ readonly port: number }>;
  /** Upgrades to WebSocket are answered by the agents' door. */
  readonly nodeServer: Server;
  /** As they were registered. */
  readonly routes: readonly RegisteredRoute[];
  close(): Promise<void>;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
}

export function createHttpServer(options: HttpServerOptions): HttpServer {
  const app = newApp(options);
  boundWaiting(app.server, options.maxWaiting ?? maxWaitingConnections, options.log);
  const registered: RegisteredRoute[] = [];
  app.addHook('onRoute', ({ method, url, config }) => {
    for (const one of [method].flat())
      registered.push({ method: one, path: url, access: config?.access ?? 'read' });
  });
  guard(app, options);
  answerFaults(app, options.log);
  const described = [...readRoutes, ...jobRoutes, ...writeRoutes, ...streamRoutes];
  const routes = [...described, ...plainRoutes(described)];
  const check = new InputCheck(routes);
  const context = contextOf(options);
  for (const route of routes) addRoute(app, route, { check, context });
  const leave = context.metrics.follow(options.face);
  app.addHook('onClose', async () => leave());
  return {
    nodeServer: app.server,
    routes: registered,
    listen: (host, port) => listen(app, options, host, port),
    close: () => app.close(),
  };
}

const newApp = (options: HttpServerOptions): FastifyInstance =>
  Fastify({
    logger: false,
    bodyLimit: maxBodyBytes,
    requestTimeout: requestTimeoutMs,
    http: {
      headersTimeout: requestTimeoutMs,
      connectionsCheckingInterval: timeoutCheckMs,
      keepAlive: true,
      keepAliveInitialDelay: keepAliveProbeMs,
    },
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 512 },
    clientErrorHandler: answerBroken(options.log),
    frameworkErrors: (error, request, reply) => {
      const problem = asProblem(error, `${request.method} request`);
      void sendProblem(reply as FastifyReply, problem ?? insideProblem('request'));
    },
  });

async function listen(
  app: FastifyInstance,
  options: HttpServerOptions,
  host: string,
  port: number,
): Promise<{ readonly port: number }> {
  if (options.openOnLoopback && !isLoopback(host))
    throw new Problem('bad-request', {
      where: `${host}:${port}`,
      what: 'others can reach it, and no token is asked for',
      hint: 'listen on 127.0.0.1, or run `meridian engine` with a token',
    });
  // Fastify would open a second server for ::1 under `localhost`, one without the agents' door.
  await app.listen({ host: host === 'localhost' ? '127.0.0.1' : host, port }).catch((error) => {
    throw error.code === 'EADDRINUSE' ? portTaken(host, port) : error;
  });
  const address = app.server.address();
  return { port: typeof address === 'object' && address !== null ? address.port : port };
}

const portTaken = (host: string, port: number): Problem =>
  new Problem('conflict', {
    where: `${host}:${port}`,
    what: 'another program listens there',
    hint: 'stop it, or give this engine another port: --port P or listen.port, 0 for a free one',
  });

function guard(app: FastifyInstance, options: HttpServerOptions): void {
  const limit = new RateLimit(options.rate ?? { perSecond: 500, burst: 2_000 });
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('x-content-type-options', 'nosniff');
    const remoteAddress = request.socket.remoteAddress ?? 'unknown';
    if (!limit.take(remoteAddress, performance.now())) {
      const what = 'too many requests from this address';
      throw new Problem('busy', { where: 'request', what, hint: 'slow down' });
    }
    const refusal = refusalOf(options, {
      access: request.routeOptions.config.access ?? 'read',
      headers: request.headers,
      remoteAddress,
      localPort: request.socket.localPort ?? 0,
    });
    if (refusal) throw refusal;
  });
}

function answerFaults(app: FastifyInstance, log: Log | undefined): void {
  app.setErrorHandler((error: Error, request, reply) => {
    const where = `${request.method} ${request.routeOptions.url ?? 'request'}`;
    const known = asProblem(error, where);
    if (!known) log?.error('a request failed', { where, error: error.stack ?? error.message });
    return sendProblem(reply, known ?? insideProblem(where));
  });
  app.setNotFoundHandler((request, reply) => {
    const where = `${request.method} ${(request.url.split('?')[0] ?? '').slice(0, 200)}`;
    const hint = 'see GET /v1/openapi.json';
    return sendProblem(reply, new Problem('not-found', { where, what: 'no such route', hint }));
  });
}

function insideProblem(where: string): Problem {
  const hint = 'the engine’s log says more; try again';
  return new Problem('internal', { where, what: 'something went wrong inside the engine', hint });
}

function contextOf(options: HttpServerOptions): RouteContext {
  const { face } = options;
  return {
    face,
    metrics: new Metrics(),
    snapshot: new SnapshotTexts(),
    version: options.version ?? '0.0.0',
    ...(options.log ? { log: options.log } : {}),
    heartbeatMs: options.heartbeatMs ?? 15_000,
    read: (view) => bounded(face.read((core, nowMs) => view(core, nowOf(face, nowMs)))),
    readLong: (view) => bounded(face.readLong((core, nowMs) => view(core, nowOf(face, nowMs)))),
  };
}

const nowOf = ({ wallMs }: EngineFace, nowMs: number): Now => ({
  nowMs,
  wallMs: wallMs?.() ?? nowMs,
});

function bounded<T>(answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = { where: 'engine', what: `no answer in ${readTimeoutMs / 1000} s`, hint: 'wait' };
    const timer = setTimeout(() => reject(new Problem('timeout', late)), readTimeoutMs);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

interface RouteParts {
  readonly check: InputCheck;
  readonly context: RouteContext;
}

function addRoute(app: FastifyInstance, route: Route, { check, context }: RouteParts): void {
  const { method, access } = route;
  app.route({
    method,
    url: route.path.replace(/\{\w+\}$/, '*'),
    config: { access },
    handler: async (request, reply) => {
      const query = check.query(route, request.query);
      check.body(route, request.body);
      const answer = await route.handle(context, callOf(request, reply, query));
      return send(request, reply, { route, answer });
    },
  });
}

function callOf(
  request: FastifyRequest,
  reply: FastifyReply,
  query: RouteCall['query'],
): RouteCall {
  return {
    query,
    body: request.body,
    rest: (request.params as { '*'?: string })['*'] ?? '',
    headers: request.headers,
    remoteAddress: request.socket.remoteAddress ?? 'unknown',
    takeOver: () => {
      reply.hijack();
      return reply.raw;
    },
  };
}

interface Answered {
  readonly route: Route;
  readonly answer: RouteAnswer;
}

function send(
  request: FastifyRequest,
  reply: FastifyReply,
  { route, answer }: Answered,
): FastifyReply {
  if (answer.kind === 'handed-over') return reply;
  if (answer.kind === 'plain')
    return reply.header('cache-control', 'no-store').type(answer.type).send(answer.body);
  void reply.type('application/json; charset=utf-8');
  if (answer.kind === 'picture') {
    const { tag, body } = answer.picture;
    if (isKnown(request, reply, tag)) return reply.code(304).send();
    return reply.header('content-length', body.bytes).send(body.stream());
  }
  const text = JSON.stringify(answer.view);
  if (!route.hasEtag) void reply.header('cache-control', 'no-store');
  else if (isKnown(request, reply, etagOf(text))) return reply.code(304).send();
  return reply.send(text);
}

/** Tells what the answer goes by; whether the caller has the one of that name. */
function isKnown(request: FastifyRequest, reply: FastifyReply, etag: string): boolean {
  void reply.header('etag', etag).header('cache-control', 'no-cache');
  const known = (request.headers['if-none-match'] ?? '').split(',').map((one) => one.trim());
  return known.includes(etag);
}

function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer');
  if (problem.remedy === 'retry') void reply.header('retry-after', '1');
  if (!reply.request.raw.complete) {
    // Fastify's own wish: Node would reset the connection, and the caller wouldn't hear the answer.
    void reply.removeHeader('connection');
    leaveBody(reply.request.raw);
  }
  return reply
    .code(problem.status)
    .header('cache-control', 'no-store')
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(problemView(problem)));
}

/** Weak: the engine's clock isn't counted, or nothing would ever be the same. */
function etagOf(text: string): string {
  const still = text.replace(/"nowMs":\d+/, '');
  return `W/"${createHash('sha256').update(still).digest('base64url').slice(0, 22)}"`;
}
