// What somebody new has: a fresh clone of this project with nothing installed, and a terminal in it
// in which one command runs at a time, until it ends or Ctrl-C. The home folder is the clone's own;
// what npm has downloaded before is at hand.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '../wait-until.ts';
import { killTasksUnder, processesUnder } from './task-processes.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

export class FirstTerminal {
  readonly folder = mkdtempSync(join(tmpdir(), 'meridian-tour-'));
  readonly clone = join(this.folder, 'meridian');
  readonly env: NodeJS.ProcessEnv;
  #running: ChildProcess | undefined;
  #said = '';

  /** The clone is of the working tree as it is: what is committed, and what would be. */
  constructor() {
    const git = ['-C', root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard'];
    const paths = execFileSync('git', git, { encoding: 'utf8', maxBuffer: 67_108_864 }).split('\0');
    for (const path of paths.filter((path) => path !== '' && existsSync(join(root, path)))) {
      mkdirSync(dirname(join(this.clone, path)), { recursive: true });
      copyFileSync(join(root, path), join(this.clone, path));
    }
    this.env = { ...newcomersEnv(), HOME: this.folder };
  }

  /** What the command that was started last has said. */
  get said(): string {
    return this.#said;
  }

  /** Starts a command after Ctrl-C to the one that runs; resolves when it has said `text`. */
  async start(command: string, text: string, boundMs: number): Promise<void> {
    await this.interrupt();
    this.#said = '';
    const options = { cwd: this.clone, env: this.env, detached: true } as const;
    const child = spawn('bash', ['-e', '-c', command], options);
    this.#running = child;
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (part: string) => {
        this.#said += part;
      });
    const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
    try {
      await waitUntil(text, () => this.#said.includes(text) || hasEnded(), boundMs);
      if (hasEnded()) throw new Error('it has ended');
    } catch (error) {
      throw new Error(`${command} said:\n${this.#said}`, { cause: error });
    }
  }

  /** Ctrl-C goes to all that runs in the terminal; resolves when nothing of it is left. */
  async interrupt(): Promise<void> {
    const child = this.#running;
    this.#running = undefined;
    if (child?.pid === undefined || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    process.kill(-child.pid, 'SIGINT');
    await ended;
    await waitUntil('nothing is left', () => processesUnder(this.folder).length === 0, 20_000);
  }

  async close(): Promise<void> {
    await this.interrupt();
    await killTasksUnder(this.folder);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Nothing that this test run has set itself, but where npm finds what it has downloaded. */
function newcomersEnv(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_(lifecycle|package)_|VITEST|NODE_ENV|NODE_OPTIONS|MERIDIAN_)/.test(name),
  );
  return {
    npm_config_cache: join(homedir(), '.npm'),
    npm_config_userconfig: join(homedir(), '.npmrc'),
    npm_config_prefer_offline: 'true',
    ...Object.fromEntries(kept),
    XDG_RUNTIME_DIR: '',
    GIT_EDITOR: 'true',
  };
}
