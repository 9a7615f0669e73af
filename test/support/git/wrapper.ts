// A `git` put before the real one on the PATH, which writes down how it was called and may then
// do something else first. The adapter's git sees no environment but its own, so the script holds
// everything.
import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TemporaryFolder } from './fixture.ts';

export class GitWrapper {
  readonly #folder = new TemporaryFolder('git-wrapper');
  readonly #pathBefore = process.env.PATH ?? '';
  readonly #log = join(this.#folder.path, 'calls');

  /** `before` is shell that runs ahead of the real git, with its arguments in "$@". */
  constructor(before = '') {
    const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    this.#write(real, before);
    process.env.PATH = `${this.#folder.path}:${this.#pathBefore}`;
    appendFileSync(this.#log, '');
  }

  #write(real: string, before: string): void {
    const log = `printf '%s\\n' "$*" >> '${this.#log}'`;
    const script = `#!/bin/sh\n${log}\n${before}\nexec '${real}' "$@"\n`;
    writeFileSync(join(this.#folder.path, 'git'), script, { mode: 0o755 });
  }

  /** The arguments of each call since the last time. */
  calls(): readonly string[] {
    const lines = readFileSync(this.#log, 'utf8').split('\n').slice(0, -1);
    writeFileSync(this.#log, '');
    return lines;
  }

  remove(): void {
    process.env.PATH = this.#pathBefore;
    this.#folder.remove();
  }
}
