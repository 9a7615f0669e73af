import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scrub } from '../../../../engine/adapters/git/failure.ts';
import { parseRef } from '../../../../engine/adapters/git/ref-name.ts';
import { parseRemote } from '../../../../engine/adapters/git/remote.ts';
import { Redacted } from '../../../../engine/lib/redacted.ts';
import { RepoError } from '../../../../engine/ports/repo.ts';

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(RepoError);
    expect((error as RepoError).failure).toBe('refused');
    const { message } = error as RepoError;
    expect(message).toMatch(/^.+: .+: .+$/);
    return message;
  }
  throw new Error('not refused');
}

describe('a repository url', () => {
  test.each([
    ['/srv/shop.git', 'file', '/srv/shop.git', '/srv/shop.git'],
    ['/srv/a:b', 'file', '/srv/a:b', '/srv/a:b'],
    ['file:///srv/a%20b', 'file', '/srv/a b', 'file:///srv/a%20b'],
    ['git@host:shop.git', 'ssh', 'git@host:shop.git', 'git@host:shop.git'],
    ['host:~/shop', 'ssh', 'host:~/shop', 'host:~/shop'],
    ['ssh://git@host:2222/~me/s', 'ssh', 'ssh://git@host:2222/~me/s', 'ssh://git@host:2222/~me/s'],
    ['ssh://git:canary@host/s', 'ssh', 'ssh://git@host/s', 'ssh://git:***@host/s'],
    ['https://host/a/b.git', 'https', 'https://host/a/b.git', 'https://host/a/b.git'],
    ['https://u:canary@host/b', 'https', 'https://host/b', 'https://***@host/b'],
    ['https://canary@host/b', 'https', 'https://host/b', 'https://***@host/b'],
    ['http://127.0.0.1:80/b', 'http', 'http://127.0.0.1/b', 'http://127.0.0.1:80/b'],
    ['http://localhost/b', 'http', 'http://localhost/b', 'http://localhost/b'],
    ['http://[::1]:8080/b', 'http', 'http://[::1]:8080/b', 'http://[::1]:8080/b'],
  ])('%s is read by %s', (text, protocol, url, shown) => {
    expect(parseRemote(text)).toMatchObject({ protocol, url, shown });
  });

  test('its credentials are decoded and out of sight; given ones are stronger', () => {
    const remote = parseRemote('https://me%40x:p%2Fw@host/r');
    expect(remote.credentials?.user).toBe('me@x');
    expect(remote.credentials?.password.reveal()).toBe('p/w');
    expect(JSON.stringify(remote)).not.toContain('p/w');
    const given = { user: 'a', password: new Redacted('b') };
    expect(parseRemote('https://me:pw@host/r', given).credentials).toBe(given);
  });

  test.each([
    ['', /is empty/],
    ['-oProxyCommand=x', /starts with '-'/],
    ['--upload-pack=x', /starts with '-'/],
    ['ext::sh -c touch% x', /'ext::' names a transport program/],
    ['fd::17', /'fd::' names a transport program/],
    ['https::https://host/x', /names a transport program/],
    ['::x', /names a transport program/],
    ['git://host/x', /git:\/\/ isn't read/],
    ['ftp://host/x', /ftp:\/\/ isn't read/],
    ['javascript://x/%0aalert(1)', /isn't read/],
    ['http://example.org/x', /http:\/\/ can be read and changed/],
    ['http://127.0.0.1.example.org/x', /http:\/\/ can be read/],
    ['http://localhost@example.org/x', /http:\/\/ can be read/],
    ['https://host/x?y', /query or a fragment/],
    ['https://host/x#y', /query or a fragment/],
    ['ssh://-oProxyCommand=x/y', /isn't a url|no ssh server has/],
    ['ssh://%2doProxyCommand=x/y', /isn't a url|no ssh server has/],
    ['ssh://-l@host/y', /no ssh server has/],
    ['-oX:path', /starts with '-'/],
    ['user@-oX:path', /isn't host:path/],
    ['[-oX]:path', /isn't host:path/],
    ['host:-path', /isn't host:path/],
    ['file://elsewhere/srv/x', /isn't a file on this machine/],
    ['file:///a%00b', /isn't a file on this machine/],
    ['https://host/a\nb', /control character/],
    ['/srv/\u0000', /control character/],
    ['/srv/\u001b[31m', /control character/],
    [`/${'x'.repeat(3000)}`, /longer than/],
  ])('%j is refused', (text, message) => {
    expect(refusal(() => parseRemote(text))).toMatch(message);
  });

  test.each([
    'https://me:cana/ry9@host/x',
    'https://me:cana#ry9@host/x',
    'https://me:cana?ry9@host/x',
    'https://me:%zzcanary@host/x',
    'git://me:canary@host/x',
    'ssh://me:canary@-host/x',
    'http://me:canary@example.org/x',
    'https://me:canary@host/x?y',
    'me:canary@host:path',
  ])('%s is refused without a word of its password', (text) => {
    const message = refusal(() => parseRemote(text));
    expect(message).not.toMatch(/cana|ry9@/);
  });

  test('whatever the text is, it is read or refused, and never shows a password', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.string({ maxLength: 20 }), (a, b) => {
        for (const text of [
          a,
          `https://u:canary@${a}/${b}`,
          `ssh://u:canary@${a}/${b}`,
          `${a}:${b}`,
        ]) {
          try {
            const remote = parseRemote(text);
            expect(remote.url).not.toMatch(/^-|canary/);
            expect(remote.shown).not.toContain('canary');
          } catch (error) {
            expect(error).toBeInstanceOf(RepoError);
            expect((error as RepoError).message).not.toContain('canary');
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('a ref', () => {
  test.each([
    ['HEAD', { kind: 'head' }],
    ['main', { kind: 'short', name: 'main' }],
    ['feature/ü-1', { kind: 'short', name: 'feature/ü-1' }],
    ['refs/pull/420/head', { kind: 'full', ref: 'refs/pull/420/head' }],
    ['a'.repeat(40), { kind: 'commit', id: 'a'.repeat(40) }],
    ['A'.repeat(64), { kind: 'commit', id: 'a'.repeat(64) }],
    ['+odd', { kind: 'short', name: '+odd' }],
    ['abc1234', { kind: 'short', name: 'abc1234' }],
  ])('%s', (text, followed) => {
    expect(parseRef(text)).toEqual(followed);
  });

  test.each([
    ...['', '-', '--all', '-upload', 'a..b', 'a b', 'a~1', 'a^', 'a:b', 'a?', 'a*', 'a[', 'a\\b'],
    ...['/a', 'a/', 'a//b', '.a', 'a/.b', 'a.lock', 'a/b.lock/c', 'a.', '@', 'a@{1}', 'a\nb'],
    ...['a\u0000', 'a\u007f', 'main:evil', 'x'.repeat(300)],
  ])('%j is refused', (text) => {
    refusal(() => parseRef(text));
  });
});

test('a message never holds a secret, in whatever form it comes', () => {
  const said = "fatal: unable to access 'https://me:pw1@host/': token=pw2 https://t0k@h/x@y end";
  const clean = scrub(said, ['pw1', 'pw2', '']);
  expect(clean).not.toMatch(/pw1|pw2|t0k|me/);
  expect(clean).toContain('***');
});
