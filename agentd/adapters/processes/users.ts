// Which user a task runs as: the order's, or the agent's default. An agent that isn't root can only
// be itself. As root every task needs a user, and root itself only with `--allow-root`.
import { execFile } from 'node:child_process';
import { userInfo } from 'node:os';
import type { StartFailure } from '../../ports/processes.ts';

export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

export interface UserRules {
  readonly defaultUser: string | undefined;
  readonly allowRoot: boolean;
}

export type UserAnswer =
  | { readonly kind: 'account'; readonly account: Account; readonly isOther: boolean }
  | { readonly kind: 'failure'; readonly failure: StartFailure };

const failure = (reason: StartFailure['reason'], message: string): UserAnswer => ({
  kind: 'failure',
  failure: { reason, message },
});

/** Who runs this process. */
const ownAccount = (): Account => {
  const { username, uid, gid, homedir } = userInfo();
  return { name: username, uid, gid, home: homedir };
};

/** The account of one order; `me` is who runs the agent. */
export async function userOf(
  asked: string | undefined,
  rules: UserRules,
  me: Account = ownAccount(),
): Promise<UserAnswer> {
  const name = asked ?? rules.defaultUser ?? (me.uid === 0 ? undefined : me.name);
  if (name === undefined)
    return failure(
      'user-not-allowed',
      'the agent runs as root and the task names no user: ' +
        'set task.user, or give the agent --default-user',
    );
  const account = name === me.name ? me : await lookUp(name);
  if (account === undefined)
    return failure('user-unknown', `user ${name}: no such user on this machine: create it`);
  if (account.uid === me.uid && me.uid !== 0) return { kind: 'account', account, isOther: false };
  if (me.uid !== 0)
    return failure(
      'user-not-allowed',
      `user ${name}: the agent runs as ${me.name} and can't become another: ` +
        'run it as root, or leave task.user out',
    );
  if (account.uid === 0 && !rules.allowRoot)
    return failure(
      'user-not-allowed',
      'user root: not allowed on this agent: name another user, or give the agent --allow-root',
    );
  return { kind: 'account', account, isOther: account.uid !== 0 };
}

/** By the machine's name service; undefined when it knows no such user. */
function lookUp(name: string): Promise<Account | undefined> {
  return new Promise((resolve, reject) => {
    const options = { timeout: 5_000, maxBuffer: 65_536 };
    execFile('/usr/bin/getent', ['passwd', '--', name], options, (error, stdout) => {
      if (error !== null && error.code === 2) return resolve(undefined);
      if (error !== null) return reject(new Error(`getent passwd: ${error.message}`));
      resolve(parsePasswd(stdout, name));
    });
  });
}

export function parsePasswd(text: string, name: string): Account | undefined {
  const [found, , uid, gid, , home] = text.trim().split(':');
  if (found !== name || !/^\d+$/.test(uid ?? '') || !/^\d+$/.test(gid ?? '')) return undefined;
  return { name, uid: Number(uid), gid: Number(gid), home: home ?? '/' };
}
