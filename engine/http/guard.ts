// Who may call what. `open` routes tell nothing of the cluster. All others need the API's token,
// save on an engine open on loopback: there the caller must be on this machine and name it in
// Host, and a web page (which sends its Origin) is turned away, so that no site can post to it or
// read it by a name that it lets resolve to 127.0.0.1.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Redacted } from '../lib/redacted.ts';
import { Problem } from '../model/problem.ts';

export type Access = 'open' | 'read' | 'write';

export interface GuardOptions {
  readonly token?: Redacted;
  readonly openOnLoopback: boolean;
}

export interface Call {
  readonly access: Access;
  readonly headers: IncomingHttpHeaders;
  readonly remoteAddress: string;
  /** Where it came in. */
  readonly localPort: number;
}

const where = 'request';

/** Why the call is refused, or undefined when it isn't. */
export function refusalOf(options: GuardOptions, call: Call): Problem | undefined {
  if (call.access === 'open') return undefined;
  if (call.headers.authorization !== undefined) return tokenRefusal(options, call);
  if (options.openOnLoopback) return loopbackRefusal(call);
  const hint = 'send `Authorization: Bearer TOKEN` (--token-file or MERIDIAN_TOKEN)';
  return new Problem('unauthorized', { where, what: 'it has no token', hint });
}

function tokenRefusal(options: GuardOptions, call: Call): Problem | undefined {
  const given = /^Bearer (\S{1,1024})$/i.exec(call.headers.authorization ?? '')?.[1] ?? '';
  const token = options.token?.reveal();
  if (token !== undefined && token !== '' && timingSafeEqual(digest(given), digest(token)))
    return undefined;
  const hint = 'take the one that the engine was started with';
  return new Problem('unauthorized', { where, what: 'its token is not this engine’s', hint });
}

/** Digests have one length, so that comparing them tells nothing of the token's. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

function loopbackRefusal(call: Call): Problem | undefined {
  if (!isLoopback(call.remoteAddress)) {
    const hint = 'call from the machine that it runs on, or with a token';
    return new Problem('unauthorized', { where, what: 'it comes from another machine', hint });
  }
  const hosts = ['localhost', '127.0.0.1', '[::1]'].map((host) => `${host}:${call.localPort}`);
  if (!hosts.includes((call.headers.host ?? '').toLowerCase())) {
    const hint = `call http://${hosts[1]}`;
    return new Problem('forbidden', { where, what: 'its Host is not this engine', hint });
  }
  const { origin } = call.headers;
  if (origin !== undefined && !hosts.some((host) => origin === `http://${host}`)) {
    const hint = 'a page of another site can’t use this engine';
    return new Problem('forbidden', { where, what: 'its Origin is another site', hint });
  }
  const type = (call.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (call.access === 'write' && type !== 'application/json')
    return new Problem('bad-request', {
      where,
      what: 'the content type is not application/json',
      hint: 'send JSON, and say so',
    });
  return undefined;
}

/** An address of this machine's loopback, as sockets and as people write it. */
export const isLoopback = (address: string): boolean =>
  address === 'localhost' ||
  address === '::1' ||
  /^(::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(address);

/** Who asked, for the audit: what the caller says of itself, and from where. */
export function callerOf(headers: IncomingHttpHeaders, remoteAddress: string): string {
  const said = headers['x-meridian-user'];
  const isName = typeof said === 'string' && /^[A-Za-z0-9._@-]{1,64}$/.test(said);
  return isName ? `${said} (${remoteAddress})` : `a caller at ${remoteAddress}`;
}
