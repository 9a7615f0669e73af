// Repositories made by the real git, the same bytes each time: author, dates and configuration are
// given, nothing of the machine's comes in.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const startSeconds = 1_700_000_000;

export interface FixtureCommit {
  /** Path to new text; null removes the file. */
  readonly files: Readonly<Record<string, string | null>>;
  readonly subject?: string;
  /** What follows the subject, trailers included. */
  readonly body?: string;
  readonly timeMs?: number;
}

/** A folder that is removed by `remove()`. */
export class TemporaryFolder {
  readonly path: string;
  constructor(name = 'meridian-test') {
    this.path = mkdtempSync(join(tmpdir(), `${name}-`));
  }
  file(name: string, text: string, mode = 0o644): string {
    const path = join(this.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { mode });
    return path;
  }
  remove(): void {
    rmSync(this.path, { recursive: true, force: true, maxRetries: 5 });
  }
}

export function fixtureEnv(timeMs: number): Record<string, string> {
  const date = `@${Math.floor(timeMs / 1000)} +0000`;
  return {
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    HOME: '/nonexistent',
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_AUTHOR_NAME: 'A Person',
    GIT_AUTHOR_EMAIL: 'person@example.org',
    GIT_COMMITTER_NAME: 'A Person',
    GIT_COMMITTER_EMAIL: 'person@example.org',
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_DATE: date,
  };
}

export class GitFixture {
  readonly path: string;
  #timeMs = startSeconds * 1000;

  /** An empty repository with a work tree, on branch main. */
  constructor(path: string, options: { readonly format?: 'sha1' | 'sha256' } = {}) {
    this.path = path;
    mkdirSync(path, { recursive: true });
    this.git('init', '-q', '-b', 'main', `--object-format=${options.format ?? 'sha1'}`);
  }

  git(...args: string[]): string {
    return this.gitWith('', ...args);
  }

  /** With text on standard input; throws what git said when it fails. */
  gitWith(input: string | Uint8Array, ...args: string[]): string {
    const env = fixtureEnv(this.#timeMs);
    const run = spawnSync('git', args, { cwd: this.path, env, input, maxBuffer: 1 << 28 });
    if (run.status !== 0) throw new Error(`git ${args.join(' ')}: ${run.stderr}`);
    return run.stdout.toString('utf8').replace(/\n$/, '');
  }

  /** Commits on the branch that is checked out; the commit's id. */
  commit(change: FixtureCommit): string {
    this.#timeMs = change.timeMs ?? this.#timeMs + 1000;
    for (const [name, text] of Object.entries(change.files)) {
      const path = join(this.path, name);
      if (text === null) rmSync(path);
      else {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, text);
      }
    }
    this.git('add', '-A');
    const body = change.body === undefined ? '' : `\n\n${change.body}`;
    this.gitWith(
      `${change.subject ?? 'change'}${body}\n`,
      ...['commit', '-q', '--allow-empty', '--cleanup=verbatim', '-F', '-'],
    );
    return this.git('rev-parse', 'HEAD');
  }

  /** A commit of a tree object made by hand (`git mktree`'s format), on branch main. */
  commitTree(tree: string, subject = 'by hand'): string {
    const id = this.git('commit-tree', tree, '-m', subject);
    this.git('update-ref', 'refs/heads/main', id);
    return id;
  }

  blob(text: string | Uint8Array): string {
    return this.gitWith(text, 'hash-object', '-w', '--stdin');
  }
}
