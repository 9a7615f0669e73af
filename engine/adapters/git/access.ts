// How a remote is reached: keys, credentials, certificates. Credentials go by the environment, to
// the one host they are for, and a redirect isn't followed while there are any; so they are in no
// argument list, no file, and with no other host. None of the machine's own ssh, netrc or
// credential settings is obeyed, save the user's default ssh keys and known hosts.
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { RepoError } from '../../ports/repo.ts';
import { Git } from './git.ts';
import { runGit } from './git-command.ts';
import { type GitEnvironment, hardenedEnvironment } from './hardening.ts';
import { writeSynced } from './mirror.ts';
import type { Remote } from './remote.ts';

export interface Access {
  /** A private key's file; without it the user's own keys and agent are asked. */
  readonly sshKeyFile?: string;
  /** Hosts and their keys; without it the user's own and the machine's. */
  readonly sshKnownHostsFile?: string;
  /** A certificate authority's file (PEM) for https. */
  readonly caFile?: string;
}

interface AccessOptions extends Access {
  readonly folder: string;
  readonly timeoutMs: number;
}

type Protocol = Remote['protocol'];

export class GitAccess {
  readonly where: string;
  readonly #remote: Remote;
  readonly #options: AccessOptions;
  readonly #trustFile: string;
  readonly #secrets: readonly string[];

  private constructor(remote: Remote, options: AccessOptions, trustFile: string) {
    this.#remote = remote;
    this.#options = options;
    this.#trustFile = trustFile;
    this.#secrets = secretsOf(remote);
    this.where = remote.shown;
  }

  static async open(remote: Remote, options: AccessOptions): Promise<GitAccess> {
    if (remote.credentials) refuseTracing(remote.shown);
    const trustFile = join(resolve(options.folder), 'trust.config');
    const access = new GitAccess(remote, options, trustFile);
    await access.prepare();
    return access;
  }

  /**
   * A local repository is named by whoever runs the engine, so it is read whoever owns it; git asks
   * for that in a file, the one thing of this kind that reaches the other end.
   */
  async prepare(): Promise<void> {
    await writeSynced(this.#trustFile, '[safe]\n\tdirectory = *\n');
  }

  /** For talking to the remote (and over `also`), from a repository or, before the first, none. */
  remoteGit(path: string | undefined, also: readonly Protocol[] = []): Git {
    const { protocol } = this.#remote;
    const protocols = [...new Set([protocol, ...also])];
    const env = hardenedEnvironment(process.env, {
      // Named even where there is none yet: git would look for one in the folders above.
      gitDir: path ?? join(resolve(this.#options.folder), 'none'),
      home: resolve(this.#options.folder),
      protocols,
      ...(protocols.includes('file') ? { configFile: this.#trustFile } : {}),
      ...(protocol === 'ssh' ? { sshCommand: this.#sshCommand() } : {}),
      settings: this.#settings(),
    });
    return this.#gitAt(path ?? resolve(this.#options.folder), env);
  }

  /** For reading a repository on this disk: no transport is allowed. */
  localGit(path: string): Git {
    const home = resolve(this.#options.folder);
    return this.#gitAt(
      path,
      hardenedEnvironment(process.env, { gitDir: path, home, protocols: [] }),
    );
  }

  #gitAt(folder: string, env: GitEnvironment): Git {
    const { timeoutMs } = this.#options;
    return new Git({ folder, env }, { where: this.where, timeoutMs, secrets: this.#secrets });
  }

  #settings(): readonly (readonly [string, string])[] {
    const { protocol, url, credentials } = this.#remote;
    if (protocol !== 'https' && protocol !== 'http') return [];
    const settings: [string, string][] = [
      // Git's helper for http outlives an interrupted git: so that it ends by itself.
      ['http.lowSpeedLimit', '1'],
      ['http.lowSpeedTime', String(this.#seconds)],
      ['http.sslVerify', 'true'],
      ['http.followRedirects', credentials ? 'false' : 'initial'],
    ];
    if (this.#options.caFile !== undefined) {
      settings.push(['http.sslCAInfo', resolve(this.#options.caFile)]);
    }
    if (credentials) {
      settings.push([
        `http.${new URL(url).origin}/.extraHeader`,
        `Authorization: Basic ${basic(credentials.user, credentials.password.reveal())}`,
      ]);
    }
    return settings;
  }

  #sshCommand(): string {
    const { sshKeyFile, sshKnownHostsFile } = this.#options;
    const options = [
      ...['BatchMode=yes', 'StrictHostKeyChecking=yes', 'UpdateHostKeys=no'],
      ...['ForwardAgent=no', 'ClearAllForwardings=yes', 'PermitLocalCommand=no'],
      ...['ProxyCommand=none', 'ControlMaster=no', 'ControlPath=none'],
      ...[`ConnectTimeout=${this.#seconds}`, 'ServerAliveInterval=5', 'ServerAliveCountMax=3'],
      ...(sshKnownHostsFile === undefined
        ? []
        : [`UserKnownHostsFile=${sshPath(sshKnownHostsFile)}`, 'GlobalKnownHostsFile=none']),
      ...(sshKeyFile === undefined
        ? []
        : ['IdentitiesOnly=yes', 'IdentityAgent=none', `IdentityFile=${sshPath(sshKeyFile)}`]),
    ];
    // An ssh outlives an interrupted git, if its server wills it so: it gets a time of its own.
    const words = ['timeout', '-k', '2', String(this.#seconds + 1), 'ssh', '-F', 'none'];
    return [...words, ...options.flatMap((option) => ['-o', shellQuoted(option)])].join(' ');
  }

  get #seconds(): number {
    return Math.max(1, Math.ceil(this.#options.timeoutMs / 1000));
  }
}

/** ssh reads a path as words with %-tokens, so both are taken away. */
function sshPath(path: string): string {
  const full = resolve(path);
  if (!/["\n]/.test(full)) return `"${full.replaceAll('%', '%%')}"`;
  throw new RepoError('refused', `${JSON.stringify(full)}: ssh can't read this name: rename it`);
}

/** git hands the ssh command to a shell. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function basic(user: string, password: string): string {
  return Buffer.from(`${user}:${password}`).toString('base64');
}

function secretsOf({ credentials }: Remote): readonly string[] {
  if (!credentials) return [];
  const { user } = credentials;
  const password = credentials.password.reveal();
  const token = password === '' ? user : password;
  return [basic(user, password), token, encodeURIComponent(token)];
}

/** simple-git prints the environment of each git it starts when DEBUG asks for it. */
function refuseTracing(where: string): void {
  const asked = process.env.DEBUG ?? '';
  if (!/\*|simple-git/.test(asked)) return;
  throw new RepoError(
    'refused',
    `${where}: DEBUG asks for a trace that would print its credentials: unset DEBUG`,
  );
}

const oldestGit = [2, 39] as const;

/** Rejects with `refused` unless git is on the PATH and new enough to be hardened. */
export async function requireGit(timeoutMs: number): Promise<void> {
  const env = hardenedEnvironment(process.env, { home: '/nonexistent', protocols: [] });
  const output = await runGit({ folder: tmpdir(), env }, { args: ['version'], timeoutMs });
  const found = /git version (\d+)\.(\d+)/.exec(output.stdout.toString('utf8'));
  const need = `install git ${oldestGit.join('.')} or newer (Debian: apt-get install git)`;
  if (!found) throw new RepoError('refused', `git: isn't found on the PATH: ${need}`);
  const [major, minor] = [Number(found[1]), Number(found[2])];
  if (major < oldestGit[0] || (major === oldestGit[0] && minor < oldestGit[1])) {
    throw new RepoError('refused', `git: is version ${major}.${minor}: ${need}`);
  }
}
