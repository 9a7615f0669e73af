// A real sshd on loopback with keys of its own, for the one user who runs the tests. It needs the
// Debian package openssh-server, which is installed when the tests run as root.
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createConnection, createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { waitUntil } from '../wait-until.ts';

const program = '/usr/sbin/sshd';

/** Undefined when sshd can be started; else what to do about it. */
export function whyNoSshd(): string | undefined {
  if (existsSync(program)) return undefined;
  if (process.getuid?.() !== 0)
    return 'install openssh-server (Debian: apt-get install openssh-server)';
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq'], { env, timeout: 120_000 });
  const args = ['install', '-y', '-qq', '--no-install-recommends', 'openssh-server'];
  const run = spawnSync('apt-get', args, { env, timeout: 300_000 });
  if (existsSync(program)) return undefined;
  return `install openssh-server: apt-get said ${String(run.stderr).slice(-300)}`;
}

export class Sshd {
  readonly port: number;
  /** The client's private key. */
  readonly keyFile: string;
  readonly knownHostsFile: string;
  readonly #child: ChildProcess;

  private constructor(parts: {
    port: number;
    keyFile: string;
    knownHostsFile: string;
    child: ChildProcess;
  }) {
    this.port = parts.port;
    this.keyFile = parts.keyFile;
    this.knownHostsFile = parts.knownHostsFile;
    this.#child = parts.child;
  }

  static async start(folder: string): Promise<Sshd> {
    const port = await freePort();
    const home = join(folder, 'sshd');
    mkdirSync(home, { mode: 0o700 });
    const hostKey = makeKey(home, 'host');
    const keyFile = makeKey(home, 'client');
    const config = writeConfig(home, { port, hostKey, keyFile });
    const knownHostsFile = join(home, 'known hosts');
    const publicKey = readFileSync(`${hostKey}.pub`, 'utf8');
    writeFileSync(knownHostsFile, `[localhost]:${port} ${publicKey}`);
    // As root, sshd wants the folder that Debian makes at boot.
    if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
    const child = spawn(program, ['-D', '-e', '-f', config], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4000);
    });
    await waitUntil('sshd to listen', async () => {
      if (child.exitCode !== null) throw new Error(`sshd ended: ${said}`);
      return answers(port);
    });
    return new Sshd({ port, keyFile, knownHostsFile, child });
  }

  url(path: string): string {
    return `ssh://${userInfo().username}@localhost:${this.port}${path}`;
  }

  async stop(): Promise<void> {
    const child = this.#child;
    child.kill('SIGTERM');
    await waitUntil('sshd to end', () => child.exitCode !== null || child.signalCode !== null);
  }
}

function makeKey(folder: string, name: string): string {
  const path = join(folder, `${name} key`);
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path]);
  return path;
}

function writeConfig(
  folder: string,
  parts: { readonly port: number; readonly hostKey: string; readonly keyFile: string },
): string {
  const path = join(folder, 'config');
  const lines = [
    `Port ${parts.port}`,
    'ListenAddress 127.0.0.1',
    `HostKey "${parts.hostKey}"`,
    `AuthorizedKeysFile "${parts.keyFile}.pub"`,
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin prohibit-password',
    'StrictModes no',
    'UsePAM no',
    `PidFile "${join(folder, 'pid')}"`,
    '',
  ];
  writeFileSync(path, lines.join('\n'));
  return path;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
