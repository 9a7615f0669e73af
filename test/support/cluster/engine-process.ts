// An engine process besides the one that a cluster starts itself, with what it says on stderr.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Cluster } from './cluster.ts';

const main = fileURLToPath(new URL('../../../.build/engine/main.js', import.meta.url));

export class EngineProcess {
  readonly #child: ChildProcess;
  #said = '';

  /** With the cluster's own configuration: its data, its port. */
  constructor(cluster: Cluster) {
    const config = join(cluster.folder, 'engine.json');
    const args = [main, 'engine', '--config', config];
    this.#child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#said += text;
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get said(): string {
    return this.#said;
  }

  /** Its exit code once it has ended by itself. */
  get code(): number | undefined {
    return this.#child.exitCode ?? undefined;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
