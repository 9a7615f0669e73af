// What the command is called with: its words, after the programs that change to its user and append
// its output to the sandbox's files (opened as that user, so that no link in the sandbox can lead
// the agent's own rights astray), and its environment. The agent's own environment isn't passed on,
// since it may hold the join token, save a few words that programs need to find their way.
import { hostname } from 'node:os';
import type { Order } from '../../../schemas/generated/wire.ts';
import type { Account } from './users.ts';

const passedOn = ['PATH', 'LANG', 'LC_ALL', 'TZ'];
const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export interface Runner {
  readonly account: Account;
  /** It isn't the agent's own user. */
  readonly isOther: boolean;
}

/** Words before the command that make it run as the account. */
export function asUser({ account, isOther }: Runner): readonly string[] {
  if (!isOther) return [];
  const { uid, gid } = account;
  return ['/usr/bin/setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--init-groups', '--'];
}

const appending = ['/bin/sh', '-c', 'exec "$@" >>stdout 2>>stderr', 'sh'];

export const taskWords = (order: Order, runner: Runner): readonly string[] => [
  ...asUser(runner),
  ...appending,
  ...order.processes[0].args,
];

export function taskEnvironment(
  order: Order,
  sandbox: string,
  account: Account,
): Record<string, string> {
  const own = passedOn.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    PATH: defaultPath,
    ...Object.fromEntries(own),
    HOME: account.home,
    USER: account.name,
    LOGNAME: account.name,
    HOST: hostname(),
    ...order.env,
    SANDBOX: sandbox,
    MESOS_SANDBOX: sandbox,
  };
}
