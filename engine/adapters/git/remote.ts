// Where a repository is and which ref of it is followed, checked before git sees either. Allowed:
// a local path, file://, ssh:// and `[user@]host:path`, https://, and http:// to this machine only.
// Refused: every other transport (`ext::` runs commands, git:// knows neither side), anything that
// could be taken for an option, control characters. Credentials leave the url here: what remains
// is fit for arguments and messages.

import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redacted } from '../../lib/redacted.ts';
import { RepoError } from '../../ports/repo.ts';

export interface Credentials {
  readonly user: string;
  readonly password: Redacted;
}

export interface Remote {
  readonly protocol: 'file' | 'ssh' | 'https' | 'http';
  /** For git's arguments: no credentials in it. */
  readonly url: string;
  /** For people: as it was written, with credentials as `***`. */
  readonly shown: string;
  readonly credentials?: Credentials;
}

const maxUrlLength = 2_048;

/** Rejects with `refused`; the message never holds what may be a credential. */
export function parseRemote(url: string, given?: Credentials): Remote {
  const where = 'repository url';
  if (url === '') throw refused(where, 'is empty', 'give a path, ssh:// or https:// url');
  if (url.length > maxUrlLength) {
    throw refused(where, `is longer than ${maxUrlLength} characters`, 'give a shorter one');
  }
  if (hasControlCharacter(url)) {
    throw refused(where, 'holds a control character or a line break', 'write it on one line');
  }
  if (url.startsWith('-')) {
    throw refused(where, "starts with '-'", 'write a path as ./-name');
  }
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(url)?.[1]?.toLowerCase();
  if (scheme !== undefined) return parseUrl(url, scheme, given);
  if (/^[A-Za-z0-9+.-]*::/.test(url)) {
    const name = url.slice(0, url.indexOf('::'));
    throw refused(where, `'${name}::' names a transport program`, allowedHint);
  }
  const scp = /^([^/:]+|[^/:]*\[[^/\]]+\]):(.*)$/.exec(url);
  if (scp) return parseScp(url, scp[1] ?? '', scp[2] ?? '');
  return { protocol: 'file', url: resolve(url), shown: resolve(url) };
}

const allowedHint = 'use a local path, file://, ssh://, host:path or https://';

function parseUrl(text: string, scheme: string, given: Credentials | undefined): Remote {
  const url = parsedOrRefused(text);
  if (scheme === 'file') return parseFile(url);
  if (scheme === 'ssh') return parseSsh(url);
  const shown = hideCredentials(text);
  if (scheme !== 'https' && scheme !== 'http') {
    throw refused(shown, `${scheme}:// isn't read`, allowedHint);
  }
  if (scheme === 'http' && !isLoopback(url.hostname)) {
    throw refused(shown, 'http:// can be read and changed on the way', 'use https:// or ssh://');
  }
  if (url.search !== '' || url.hash !== '') {
    throw refused('repository url', 'has a query or a fragment', 'end it after its path');
  }
  const credentials = given ?? credentialsIn(url);
  url.username = '';
  url.password = '';
  return { protocol: scheme, url: url.href, shown, ...(credentials ? { credentials } : {}) };
}

function parsedOrRefused(text: string): URL {
  try {
    return new URL(text);
  } catch {
    throw refused('repository url', "isn't a url (is a '/', '#' or '@' not encoded?)", allowedHint);
  }
}

function parseFile(url: URL): Remote {
  try {
    const path = fileURLToPath(url);
    if (!hasControlCharacter(path)) return { protocol: 'file', url: path, shown: url.href };
  } catch {
    // Told below.
  }
  throw refused(url.href, "isn't a file on this machine", 'write file:///absolute/path');
}

function parseSsh(url: URL): Remote {
  if (!/^[^%-][^%]*$/.test(url.hostname) || /^-|%/.test(url.username)) {
    throw refused('repository url', 'has a host or user name that no ssh server has', allowedHint);
  }
  const password = url.password;
  url.password = '';
  const shown = password === '' ? url.href : url.href.replace('@', ':***@');
  return { protocol: 'ssh', url: url.href, shown };
}

function parseScp(text: string, host: string, path: string): Remote {
  const name = host.slice(host.lastIndexOf('@') + 1);
  if (name === '' || path === '' || [host, name, path].some((part) => /^\[?-/.test(part))) {
    throw refused('repository url', "isn't host:path", allowedHint);
  }
  if (/^[^/]*@/.test(path)) {
    throw refused('repository url', 'has a password in it', 'ssh takes a key, no password');
  }
  return { protocol: 'ssh', url: text, shown: text };
}

function credentialsIn(url: URL): Credentials | undefined {
  if (url.username === '' && url.password === '') return undefined;
  try {
    return {
      user: decodeURIComponent(url.username),
      password: new Redacted(decodeURIComponent(url.password)),
    };
  } catch {
    throw refused(
      'repository url',
      "has a '%' in its credentials that encodes nothing",
      'write %25',
    );
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function hasControlCharacter(text: string): boolean {
  return /\p{Cc}/u.test(text);
}

/** Everything from `://` to the last `@` of a word as `***`: it may be a credential. */
export function hideCredentials(text: string): string {
  return text.replace(/:\/\/\S*@/g, '://***@');
}

function refused(where: string, what: string, hint: string): RepoError {
  return new RepoError('refused', `${where}: ${what}: ${hint}`);
}
