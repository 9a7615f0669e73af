// One engine over HTTP: requests with a bounded wait, answers of a bounded size, and what goes
// wrong as a Problem: the engine's own words where it answered, ours where it couldn't be reached.
import type { ProblemView } from '../schemas/generated/api.ts';
import { bodyBytes } from './client-body.ts';
import type { Redacted } from './lib/redacted.ts';
import { Problem, problemCodes } from './model/problem.ts';

/** Bytes of one JSON answer at most. */
const maxAnswerBytes = 268_435_456;
const defaultTimeoutMs = 30_000;
/** Of every answer: another one means something else by the same fields. */
const formatVersion = 1;

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface JsonCall {
  readonly query?: Query;
  readonly body?: object;
  readonly timeoutMs?: number;
}

export interface StreamCall {
  readonly query: Query;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface Connection {
  readonly url: string;
  json<T>(method: 'GET' | 'POST', path: string, call: JsonCall): Promise<T>;
  /** Bytes as they come; ends in silence when the signal comes. */
  stream(path: string, call: StreamCall): AsyncIterable<Uint8Array>;
}

export function connect(options: {
  readonly url: string;
  readonly token?: Redacted;
  readonly user?: string;
  readonly timeoutMs?: number;
}): Connection {
  const base = parseUrl(options.url);
  const url = base.href.replace(/\/$/, '');
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  const identity: Record<string, string> = {};
  if (options.token) identity.authorization = `Bearer ${options.token.reveal()}`;
  if (options.user !== undefined) identity['x-meridian-user'] = options.user;
  const at = { url, identity, timeoutMs };
  return {
    url,
    json: (method, path, call) => json(at, method, path, call),
    stream: (path, call) => stream(at, path, call),
  };
}

interface Address {
  readonly url: string;
  readonly identity: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

function parseUrl(text: string): URL {
  const hint = 'give one such as http://127.0.0.1:7000';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new Problem('bad-request', { where: 'engine', what: `${text} is no http URL`, hint });
  if (url.username !== '' || url.password !== '')
    throw new Problem('bad-request', {
      where: `engine at ${url.origin}`,
      what: 'its URL holds a user or a password',
      hint: 'give the token by --token-file or MERIDIAN_TOKEN',
    });
  return url;
}

function addressOf(at: Address, path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query))
    if (value !== undefined) parameters.set(key, String(value));
  const text = parameters.toString();
  return `${at.url}${path}${text === '' ? '' : `?${text}`}`;
}

async function json<T>(
  at: Address,
  method: 'GET' | 'POST',
  path: string,
  call: JsonCall,
): Promise<T> {
  const asked: Asked = { timeoutMs: call.timeoutMs ?? at.timeoutMs, method, hasBegun: false };
  const headers: Record<string, string> = { ...at.identity, accept: 'application/json' };
  if (call.body) headers['content-type'] = 'application/json';
  const signal = AbortSignal.timeout(asked.timeoutMs);
  try {
    const response = await fetch(addressOf(at, path, call.query), {
      method,
      headers,
      redirect: 'error',
      signal,
      ...(call.body ? { body: JSON.stringify(call.body) } : {}),
    });
    asked.hasBegun = true;
    const text = await boundedText(at, response, signal);
    if (!response.ok) throw problemOf(at, response.status, text);
    return parseAnswer<T>(at, text);
  } catch (error) {
    throw asProblem(at, error, asked);
  }
}

async function* stream(at: Address, path: string, call: StreamCall): AsyncIterable<Uint8Array> {
  const begin = new AbortController();
  const timer = setTimeout(
    () => begin.abort(new DOMException('late', 'TimeoutError')),
    at.timeoutMs,
  );
  const signal = call.signal ? AbortSignal.any([begin.signal, call.signal]) : begin.signal;
  const asked: Asked = { timeoutMs: at.timeoutMs, method: 'GET', hasBegun: false };
  try {
    const response = await fetch(addressOf(at, path, call.query), {
      headers: { ...at.identity, ...call.headers },
      redirect: 'error',
      signal,
    });
    if (!response.ok) throw problemOf(at, response.status, await boundedText(at, response, signal));
    clearTimeout(timer);
    asked.hasBegun = true;
    yield* bodyBytes(response.body, call.signal);
  } catch (error) {
    if (!call.signal?.aborted) throw asProblem(at, error, asked);
  } finally {
    clearTimeout(timer);
    begin.abort();
  }
}

/** Throws the signal's reason when it comes first. */
async function boundedText(at: Address, response: Response, signal: AbortSignal): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of bodyBytes(response.body, signal)) {
    bytes += piece.byteLength;
    if (bytes > maxAnswerBytes) {
      const what = `its answer is over ${maxAnswerBytes} bytes`;
      throw new Problem('too-large', { where: where(at), what, hint: 'ask for less' });
    }
    pieces.push(piece);
  }
  signal.throwIfAborted();
  return Buffer.concat(pieces).toString('utf8');
}

const where = (at: Address): string => `engine at ${at.url}`;

function parseAnswer<T>(at: Address, text: string): T {
  const answer = parseJson(at, text) as { readonly formatVersion?: unknown } | null;
  const version = answer?.formatVersion;
  if (version === formatVersion) return answer as T;
  if (typeof version !== 'number') throw notAnEngine(at, 'its answer has no format version');
  throw new Problem('bad-request', {
    where: where(at),
    what: `it speaks format version ${version}, this program ${formatVersion}`,
    hint: 'take the `meridian` of the engine’s version: `meridian --version`',
  });
}

function parseJson(at: Address, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notAnEngine(at, 'its answer is no JSON');
  }
}

const notAnEngine = (at: Address, what: string): Problem =>
  new Problem('internal', { where: where(at), what, hint: 'is it an engine of this version?' });

function problemOf(at: Address, status: number, text: string): Problem {
  const view = parseProblem(text);
  if (status === 404 && view?.what === 'no such route') {
    const hint = 'is it of an older version? `meridian --version` says this program’s';
    return new Problem('not-found', { where: where(at), what: `it has no ${view.where}`, hint });
  }
  const code = problemCodes.find((known) => known === view?.code);
  if (!view || code === undefined) return notAnEngine(at, `it answered with status ${status}`);
  return new Problem(code, { where: view.where, what: view.what, hint: view.hint });
}

function parseProblem(text: string): ProblemView | undefined {
  try {
    const view = JSON.parse(text) as Partial<ProblemView> | null;
    const isWhole = [view?.where, view?.what, view?.hint].every((part) => typeof part === 'string');
    return isWhole ? (view as ProblemView) : undefined;
  } catch {
    return undefined;
  }
}

/** One call, as far as it has come. */
interface Asked {
  readonly timeoutMs: number;
  readonly method: 'GET' | 'POST';
  /** The head of an answer has come. */
  hasBegun: boolean;
}

function asProblem(at: Address, error: unknown, asked: Asked): Problem {
  if (error instanceof Problem) return error;
  const fault = error instanceof Error ? error : new Error(String(error));
  if (fault.name === 'TimeoutError') {
    const what = `no ${asked.hasBegun ? 'whole ' : ''}answer within ${asked.timeoutMs / 1000} s`;
    return new Problem('timeout', { where: where(at), what, hint: 'it may be busy: try again' });
  }
  const { code, text } = causeOf(fault);
  const isCut = asked.hasBegun || brokenOffCodes.has(code);
  return new Problem('unreachable', {
    where: where(at),
    what: isCut ? `broke off ${inOf(asked)} (${text})` : `can't be reached (${text})`,
    hint: isCut ? triedAgain(asked) : 'start it with `meridian up` or pass --engine',
  });
}

/** What breaks after the connection was made. */
const brokenOffCodes: ReadonlySet<string> = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

const inOf = ({ hasBegun }: Asked): string =>
  hasBegun ? 'in the middle of its answer' : 'before it answered';

const triedAgain = ({ method }: Asked): string =>
  method === 'GET'
    ? 'it may have been stopped or restarted: try again'
    : 'whether it was done isn’t known: look at `meridian status`, then try again';

interface Cause {
  readonly code: string;
  /** The system's word for it, as `ECONNREFUSED`; `fetch failed` alone says nothing. */
  readonly text: string;
}

function causeOf(error: Error): Cause {
  const cause = error.cause as { code?: unknown; message?: unknown } | undefined;
  const code = typeof cause?.code === 'string' ? cause.code : '';
  const message = typeof cause?.message === 'string' ? cause.message : error.message;
  const isSystems = code !== '' && !code.startsWith('UND_');
  return { code, text: isSystems ? code : message };
}
