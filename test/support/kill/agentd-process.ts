// A real agentd with any engine and token: what it says, and how it ends.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../../.build/agentd/main.js', import.meta.url));

export interface AgentdWish {
  readonly engine: string;
  readonly token: string;
  /** Its work directory. */
  readonly work: string;
  readonly name: string;
  readonly resources?: string;
}

export class AgentdProcess {
  readonly #child: ChildProcess;
  readonly exited: Promise<number | null>;
  log = '';

  constructor({ engine, token, work, name, resources }: AgentdWish) {
    const args = ['--engine', engine, '--work', work, '--name', name];
    args.push('--resources', resources ?? 'cpus:0.001;mem:1', '--default-user', userName());
    if (process.getuid?.() === 0) args.push('--allow-root');
    const env = { ...process.env, MERIDIAN_JOIN_TOKEN: token };
    this.#child = spawn(process.execPath, [main, ...args], {
      cwd: join(work, '..'),
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child.stderr?.on('data', (bytes) => {
      this.log += String(bytes);
    });
    this.exited = once(this.#child, 'close').then(() => this.#child.exitCode);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.exited;
  }
}

const userName = (): string => process.env.USER ?? (process.getuid?.() === 0 ? 'root' : 'nobody');
