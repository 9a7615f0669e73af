// A cluster on the bundled examples, as `npm start` starts it, and a shell in its repository in
// which the lines of a README are typed. Nothing of it is outside its own folder: what the jobs
// hand on isn't in the user's /var/tmp either.
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { makeExampleRepo } from '../../../engine/adapters/local/example-repo.ts';
import { type EngineClient, openClient } from '../../../engine/client.ts';
import { waitUntil } from '../wait-until.ts';
import { freePort } from './free-port.ts';
import { processesUnder } from './task-processes.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const main = join(root, '.build/engine/main.js');
const run = promisify(execFile);
/** Where the etl's jobs hand data on, but for the user's number. */
const handedOn = '/var/tmp/meridian-etl';
const blockTimeoutMs = 120_000;

export class ExampleCluster {
  readonly folder: string;
  readonly client: EngineClient;
  readonly #up: ChildProcess;
  readonly #url: string;
  #said = '';

  private constructor(folder: string, port: number) {
    this.folder = folder;
    this.#url = `http://127.0.0.1:${port}`;
    this.client = openClient({ url: this.#url });
    const args = [main, 'up', '--data', join(folder, 'data'), '--port', `${port}`];
    // Other commands of this user's don't find it.
    const env = { ...process.env, HOME: folder, XDG_RUNTIME_DIR: '' };
    this.#up = spawn(process.execPath, args, { env });
    for (const stream of [this.#up.stdout, this.#up.stderr])
      stream?.on('data', (text) => {
        this.#said += text;
      });
  }

  /** Resolves when all apps are healthy and `up` has said all that it says. */
  static async start(): Promise<ExampleCluster> {
    const folder = mkdtempSync(join(tmpdir(), 'meridian-example-'));
    await makeRepo(folder);
    const cluster = new ExampleCluster(folder, await freePort());
    try {
      await waitUntil('up has said all', () => cluster.said.includes('Ctrl-C here'), 60_000);
    } catch (error) {
      await cluster.stop();
      throw new Error(cluster.said, { cause: error });
    }
    return cluster;
  }

  /** What `up` has said so far. */
  get said(): string {
    return this.#said;
  }

  async areAppsHealthy(): Promise<boolean> {
    const { items } = await this.client.apps();
    return items.length === 3 && items.every((app) => app.state === 'healthy');
  }

  /**
   * A block in bash, as typed in the repository; its output. A line that begins with `! ` has to
   * fail, and every other mustn't.
   */
  async type(block: string): Promise<string> {
    const script = block
      .replaceAll(handedOn, join(this.folder, 'handed-on'))
      .split('\n')
      .map((line) => (line.startsWith('! ') ? `if ${line.slice(2)}; then exit 9; fi` : line))
      .join('\n');
    const { stdout } = await run('bash', ['-e', '-c', script], {
      cwd: join(this.folder, 'data/repo'),
      env: this.#env(),
      timeout: blockTimeoutMs,
    });
    return stdout;
  }

  /** Ctrl-C; resolves when it has ended, and nothing that it started is left. */
  async interrupt(): Promise<void> {
    const ended = once(this.#up, 'exit');
    this.#up.kill('SIGINT');
    await ended;
    await waitUntil('no process is left', () => processesUnder(this.folder).length === 0, 20_000);
  }

  async stop(): Promise<void> {
    if (this.#up.exitCode === null && this.#up.signalCode === null) await this.interrupt();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  #env(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      PATH: `${this.folder}/bin:${process.env.PATH}`,
      MERIDIAN_URL: this.#url,
      GIT_EDITOR: 'true',
    };
  }
}

/** The repository as `up` makes it, but for the folder that data is handed on through. */
async function makeRepo(folder: string): Promise<void> {
  const repo = join(folder, 'data/repo');
  const examples = ['shop', 'etl'].map((name) => join(root, 'examples', name));
  await makeExampleRepo(examples, repo);
  const group = join(repo, 'jobs/group.yaml');
  const text = readFileSync(group, 'utf8');
  writeFileSync(group, text.replace(`SHARED: ${handedOn}`, `SHARED: ${folder}/handed-on`));
  execFileSync('git', ['-C', repo, 'commit', '--quiet', '--all', '--amend', '--no-edit']);
  const meridian = `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`;
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/meridian'), meridian, { mode: 0o755 });
}
