// Wrong calls of a real engine, to the letter: where, what is, what would be right; exit code 1.
import { expect, test } from 'vitest';
import { openClient } from '../../../engine/client.ts';
import { run } from '../../support/cli/fake-tools.ts';
import { served, servedByToken, token } from '../../support/http/served.ts';
import { servers, stranger } from '../../support/http/stranger.ts';

interface Row {
  readonly line: string;
  readonly says: string;
  readonly engine?: () => Promise<string>;
  readonly env?: Readonly<Record<string, string>>;
}

const open = async (): Promise<string> => (await served()).url;
const guarded = async (): Promise<string> => (await servedByToken()).url;
const answering = (text: string) => (): Promise<string> => stranger((_, to) => to.end(text));

async function nobody(): Promise<string> {
  const url = await stranger(undefined);
  for (const server of servers.splice(0)) await new Promise((done) => server.close(done));
  return url;
}

const startIt = 'start it with `meridian up` or pass --engine';
const thisVersion = 'is it an engine of this version?';

const rows: readonly Row[] = [
  {
    ...{ line: 'apps', engine: nobody },
    says: `engine at URL: can't be reached (ECONNREFUSED): ${startIt}`,
  },
  {
    ...{ line: 'status --watch', engine: nobody },
    says: `engine at URL: can't be reached (ECONNREFUSED): ${startIt}`,
  },
  {
    ...{ line: 'events --follow', engine: nobody },
    says: `engine at URL: can't be reached (ECONNREFUSED): ${startIt}`,
  },
  {
    ...{ line: 'status', engine: answering('{"formatVersion":2}') },
    says:
      'engine at URL: it speaks format version 2, this program 1: ' +
      'take the `meridian` of the engine’s version: `meridian --version`',
  },
  {
    ...{ line: 'status', engine: answering('<html>') },
    says: `engine at URL: its answer is no JSON: ${thisVersion}`,
  },
  {
    ...{ line: 'status', engine: answering('{}') },
    says: `engine at URL: its answer has no format version: ${thisVersion}`,
  },
  {
    ...{ line: 'apps', engine: guarded },
    says:
      'request: it has no token: ' +
      'send `Authorization: Bearer TOKEN` (--token-file or MERIDIAN_TOKEN)',
  },
  {
    ...{ line: 'apps', engine: guarded, env: { MERIDIAN_TOKEN: 'wrong' } },
    says: 'request: its token is not this engine’s: take the one that the engine was started with',
  },
  {
    ...{ line: 'apps', engine: guarded, env: { MERIDIAN_TOKEN: 'two words' } },
    says:
      'MERIDIAN_TOKEN: holds no token: ' +
      'it is one line without spaces, as the engine has it in its apiTokenFile',
  },
  {
    ...{ line: 'apps --engine 127.0.0.1:80' },
    says: 'engine: 127.0.0.1:80 is no http URL: give one such as http://127.0.0.1:7000',
  },
  {
    ...{ line: 'apps --engine ftp://e' },
    says: 'engine: ftp://e is no http URL: give one such as http://127.0.0.1:7000',
  },
  {
    ...{ line: 'apps --engine http://me:secret@127.0.0.1:1' },
    says:
      'engine at http://127.0.0.1:1: its URL holds a user or a password: ' +
      'give the token by --token-file or MERIDIAN_TOKEN',
  },
  {
    ...{ line: 'app /shop/wbe' },
    says: '/shop/wbe: nothing here has that name: did you mean /shop/web?',
  },
  {
    ...{ line: 'status /shop/wbe --watch' },
    says: '/shop/wbe: nothing here has that name: did you mean /shop/web?',
  },
  { ...{ line: 'app /shop' }, says: '/shop: is a group: ask for /shop/db, /shop/web' },
  {
    ...{ line: 'app /nothing/like/it' },
    says: '/nothing/like/it: nothing here has that name: see `meridian status`',
  },
  {
    ...{ line: 'why /shop/web#9.9' },
    says: '/shop/web#9.9: nothing here has that name: see `meridian status`',
  },
  { ...{ line: 'pause /nobody' }, says: '/nobody: no such app: look' },
  ...['job /no/job', 'runs /no/job', 'next /no/job'].map((line) => ({
    ...{ line, says: '/no/job: nothing here has that name: see `meridian status`' },
  })),
  ...['runs /no/job@m1', 'why /no/job@m1', 'logs /no/job@m1', 'logs /no/job@m1.1'].map((line) => ({
    ...{ line, says: '/no/job: nothing here has that name: see `meridian status`' },
  })),
];

test.each(rows.map((row) => [row.line, row] as const))('%s', async (line, row) => {
  const url = await (row.engine ?? open)();
  const env = { MERIDIAN_URL: url, ...row.env };
  const ran = await run(line.split(' '), { openClient, env });
  expect(ran).toMatchObject({ code: 1, stdout: '' });
  expect(ran.stderr.replaceAll(url, 'URL')).toBe(`${row.says}\n`);
  expect(ran.stderr).not.toContain('secret');
});

test('with its token it answers', async () => {
  const env = { MERIDIAN_URL: await guarded(), MERIDIAN_TOKEN: token };
  expect((await run(['apps'], { openClient, env })).stdout).toContain('/shop/web');
});
