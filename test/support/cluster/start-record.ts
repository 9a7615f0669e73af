// What tasks say of themselves: each appends its id and pid to one file as it starts, whatever
// engine and agents believe. An id that is in it twice was run twice.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster } from './cluster.ts';

export class StartRecord {
  readonly #file: string;

  constructor(cluster: Cluster) {
    this.#file = join(cluster.marks, 'starts');
  }

  /** A task's command: it writes itself down and stays. */
  get command(): string {
    return `echo "$MERIDIAN_TASK $$" >> ${this.#file}; exec sleep 100000`;
  }

  /** Pid by task id, in the order of the starts. Throws when an id was run twice. */
  pids(): ReadonlyMap<string, number> {
    const found = new Map<string, number>();
    for (const line of this.#lines()) {
      const [id = '', pid] = line.split(' ');
      if (found.has(id)) throw new Error(`${id} was run twice: pids ${found.get(id)} and ${pid}`);
      found.set(id, Number(pid));
    }
    return found;
  }

  /** Ids whose process lives. */
  alive(): readonly string[] {
    return [...this.pids()].filter(([, pid]) => isAlive(pid)).map(([id]) => id);
  }

  #lines(): readonly string[] {
    if (!existsSync(this.#file)) return [];
    return readFileSync(this.#file, 'utf8').split('\n').slice(0, -1);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
