// Very many clients of an engine, in a process of their own with as many open files as they need.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('./many-clients-main.ts', import.meta.url));
const root = fileURLToPath(new URL('../../../', import.meta.url));
/** Files that a process has open besides. */
const othersMost = 500;

export interface ManyCounts {
  readonly asked: number;
  readonly opened: number;
  /** Never opened. */
  readonly failed: number;
  /** Opened, and ended by the engine. */
  readonly closed: number;
  readonly turnedAway: number;
  readonly registered: number;
}

/** Throws what to set when this machine doesn't let a process hold so many connections. */
export function needOpenFiles(connections: number): void {
  const text = execFileSync('/bin/sh', ['-c', 'ulimit -Hn'], { encoding: 'utf8' }).trim();
  const most = text === 'unlimited' ? Number.POSITIVE_INFINITY : Number(text);
  const needed = connections + othersMost;
  if (most >= needed) return;
  throw new Error(
    `open files: the hard limit is ${most}, and ${connections} connections need ${needed}: ` +
      `raise it (ulimit -Hn ${needed}, or LimitNOFILE= of the service that runs the tests)`,
  );
}

export class ManyClients {
  readonly #child: ChildProcess;
  counts: ManyCounts | undefined;

  constructor(port: number, total: number) {
    const args = ['--import', 'tsx', main, String(port), String(total)];
    const line = 'ulimit -n "$(ulimit -Hn)"; exec "$@"';
    this.#child = spawn('/bin/sh', ['-c', line, 'sh', process.execPath, ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (this.#child.stdout)
      createInterface({ input: this.#child.stdout }).on('line', (text) => {
        this.counts = JSON.parse(text);
      });
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }
}
