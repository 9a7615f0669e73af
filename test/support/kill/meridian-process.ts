// The command line as people run it, in a process of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../../.build/engine/main.js', import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

export class MeridianProcess {
  readonly #child: ChildProcess;
  readonly #startedMs = performance.now();
  readonly #ended: Promise<unknown>;
  stdout = '';
  stderr = '';

  constructor(args: readonly string[], url: string, folder: string) {
    const env = { ...process.env, MERIDIAN_URL: url, MERIDIAN_TOKEN: 'api-canary' };
    const stdio = ['ignore', 'pipe', 'pipe'] as const;
    this.#child = spawn(process.execPath, [main, ...args], { cwd: folder, env, stdio: [...stdio] });
    this.#child.stdout?.on('data', (bytes) => {
      this.stdout += String(bytes);
    });
    this.#child.stderr?.on('data', (bytes) => {
      this.stderr += String(bytes);
    });
    this.#ended = once(this.#child, 'close');
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** How it ended; rejects, and kills it, when it hasn't within the bound. */
  async ended(boundMs: number): Promise<Ran> {
    const timer = setTimeout(() => this.kill(), boundMs);
    await this.#ended;
    clearTimeout(timer);
    if (this.#child.signalCode !== null)
      throw new Error(`did not end within ${boundMs} ms: ${this.stdout}${this.stderr}`);
    const { stdout, stderr } = this;
    return { code: this.#child.exitCode, stdout, stderr, ms: performance.now() - this.#startedMs };
  }
}
