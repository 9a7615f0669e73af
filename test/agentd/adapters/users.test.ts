// Which user a task runs as, whoever runs the agent.
import { describe, expect, test } from 'vitest';
import { parsePasswd, userOf } from '../../../agentd/adapters/processes/users.ts';

const root = { name: 'root', uid: 0, gid: 0, home: '/root' };
const plain = { name: 'tester', uid: 4242, gid: 4242, home: '/home/tester' };
const strict = { defaultUser: undefined, allowRoot: false };

test.each([
  ['www:x:33:34:WWW:/var/www:/bin/sh\n', { name: 'www', uid: 33, gid: 34, home: '/var/www' }],
  ['other:x:1:1::/:/bin/sh\n', undefined],
  ['www:x:a:1::/:/bin/sh\n', undefined],
  ['', undefined],
])('a line of passwd: %j', (line, account) => {
  expect(parsePasswd(line, 'www')).toEqual(account);
});

test('a user that nobody knows', async () => {
  const answer = await userOf('no-such-user', { ...strict, allowRoot: true });
  const failure = { reason: 'user-unknown' };
  expect(answer).toMatchObject({ kind: 'failure', failure });
});

describe('an agent that runs as root', () => {
  test.each([
    ['needs a user', undefined, strict, 'set task.user, or give the agent --default-user'],
    ['refuses root', 'root', strict, 'give the agent --allow-root'],
    ['refuses root as default, too', undefined, { ...strict, defaultUser: 'root' }, 'root: not'],
  ])('%s', async (_, asked, rules, message) => {
    const answer = await userOf(asked, rules, root);
    const failure = { reason: 'user-not-allowed', message: expect.stringContaining(message) };
    expect(answer).toMatchObject({ kind: 'failure', failure });
  });

  test.each([
    ['the order’s', 'daemon', { ...strict, defaultUser: 'nobody' }, 'daemon'],
    ['the default', undefined, { ...strict, defaultUser: 'nobody' }, 'nobody'],
  ])('becomes %s', async (_, asked, rules, name) => {
    expect(await userOf(asked, rules, root)).toMatchObject({ account: { name }, isOther: true });
  });

  test('stays root where that is allowed', async () => {
    const answer = await userOf('root', { ...strict, allowRoot: true }, root);
    expect(answer).toMatchObject({ account: { uid: 0 }, isOther: false });
  });
});

describe('an agent that does not run as root', () => {
  test('runs tasks as itself', async () => {
    expect(await userOf(undefined, strict, plain)).toMatchObject({ account: plain });
    expect(await userOf('tester', strict, plain)).toMatchObject({ isOther: false });
  });

  test('can’t become another', async () => {
    const failure = { reason: 'user-not-allowed' };
    expect(await userOf('root', { ...strict, allowRoot: true }, plain)).toMatchObject({ failure });
  });
});
