// Where the engine is: --engine, else MERIDIAN_URL, else the one that `up` runs here, as a file in
// the user's own folder says. That file is never read from the current folder, which may be
// anybody's checkout, its address has to be a loopback one, and the token isn't sent there: `up`
// needs none.
import type { EngineClient } from '../client.ts';
import { Redacted } from '../lib/redacted.ts';
import { Problem } from '../model/problem.ts';
import type { Io, Tools } from './tools.ts';

/** Characters of a token at most. */
const maxTokenLength = 4_096;

export interface EngineChoice {
  readonly url: string | undefined;
  readonly tokenFile: string | undefined;
  /** Of one answer; absent: the client's own. */
  readonly timeoutMs?: number;
}

/** What `up` leaves for other commands while it runs. */
export interface UpFile {
  readonly formatVersion: 1;
  readonly url: string;
  readonly data: string;
  readonly repo: string;
}

/** Where `up` says where it is: one a user, the last one started. */
export function upFile(io: Io): string | undefined {
  const { XDG_RUNTIME_DIR: runtime, HOME: home } = io.env;
  if (runtime !== undefined && runtime !== '') return `${runtime}/meridian/up.json`;
  return home === undefined || home === '' ? undefined : `${home}/.meridian/up.json`;
}

/** Rejects with a Problem when no engine is known or the token can't be read; connects later. */
export async function openEngine(tools: Tools, choice: EngineChoice): Promise<EngineClient> {
  const named = choice.url ?? nonEmpty(tools.io.env.MERIDIAN_URL);
  const bound = choice.timeoutMs === undefined ? {} : { timeoutMs: choice.timeoutMs };
  if (named === undefined) return tools.openClient({ url: await localUrl(tools), ...bound });
  const token = await tokenOf(tools, choice.tokenFile);
  return tools.openClient({ url: named, ...bound, ...(token === undefined ? {} : { token }) });
}

async function localUrl(tools: Tools): Promise<string> {
  const file = upFile(tools.io);
  const text = file === undefined ? undefined : await tools.files.read(file);
  if (file === undefined || text === undefined)
    throw new Problem('not-found', {
      where: 'meridian',
      what: 'no engine is named, and `meridian up` runs none here',
      hint: 'give --engine URL, set MERIDIAN_URL, or start one: `meridian up` or `npm start`',
    });
  const url = urlOfUpFile(text);
  if (url !== undefined) return url;
  const hint = 'remove it, and start `meridian up` again';
  throw new Problem('bad-request', { where: file, what: 'names no local engine', hint });
}

/** Undefined when it names no local engine. */
export function urlOfUpFile(text: string): string | undefined {
  try {
    const { url } = JSON.parse(text) as { readonly url?: unknown };
    return typeof url === 'string' && isLoopback(url) ? url : undefined;
  } catch {
    return undefined;
  }
}

const isLoopback = (url: string): boolean =>
  /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?\/?$/.test(url);

async function tokenOf(tools: Tools, file: string | undefined): Promise<Redacted | undefined> {
  if (file === undefined) {
    const token = nonEmpty(tools.io.env.MERIDIAN_TOKEN);
    return token === undefined ? undefined : checkedToken('MERIDIAN_TOKEN', token);
  }
  const text = await tools.files.read(file);
  if (text !== undefined) return checkedToken(file, text.trim());
  const hint = 'name a file that holds the API token';
  throw new Problem('not-found', { where: file, what: "isn't there", hint });
}

function checkedToken(where: string, token: string): Redacted {
  if (/^[\x21-\x7e]+$/.test(token) && token.length <= maxTokenLength) return new Redacted(token);
  const hint = 'it is one line without spaces, as the engine has it in its apiTokenFile';
  throw new Problem('bad-request', { where, what: 'holds no token', hint });
}

const nonEmpty = (text: string | undefined): string | undefined => (text === '' ? undefined : text);
