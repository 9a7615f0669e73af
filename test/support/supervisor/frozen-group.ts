// A cgroup (v1, freezer) whose processes can be frozen: then they are in state D, and SIGKILL
// doesn't end them before they are thawed. Only root has it.
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { waitUntil } from '../wait-until.ts';

const root = '/sys/fs/cgroup/freezer';

export const canFreeze = (): boolean =>
  process.getuid?.() === 0 && existsSync(`${root}/cgroup.procs`);

export class FrozenGroup {
  readonly #folder: string;

  constructor(name: string) {
    this.#folder = `${root}/meridian-test-${name}-${process.pid}`;
    mkdirSync(this.#folder);
  }

  async freeze(pid: number): Promise<void> {
    writeFileSync(`${this.#folder}/cgroup.procs`, String(pid));
    this.#write('FROZEN');
    await waitUntil('it is frozen', () => this.#read('freezer.state') === 'FROZEN');
  }

  thaw(): void {
    this.#write('THAWED');
  }

  /** Its processes have ended by then. */
  async remove(): Promise<void> {
    this.thaw();
    await waitUntil('it is empty', () => this.#read('cgroup.procs') === '');
    rmdirSync(this.#folder);
  }

  #write(state: string): void {
    writeFileSync(`${this.#folder}/freezer.state`, state);
  }

  #read(file: string): string {
    return readFileSync(`${this.#folder}/${file}`, 'latin1').trim();
  }
}
