// A real cluster for end-to-end tests: a Git repository, an engine process, agent processes, all in
// one temporary folder, all on loopback. What a test starts is ended with it, tasks included.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type EngineClient, openClient } from '../../../engine/client.ts';
import { Redacted } from '../../../engine/lib/redacted.ts';
import { GitFixture } from '../git/fixture.ts';
import { waitUntil } from '../wait-until.ts';
import { freePort } from './free-port.ts';
import { killTasksUnder } from './task-processes.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const engineMain = join(root, '.build/engine/main.js');
const agentMain = join(root, '.build/agentd/main.js');

export interface ClusterOptions {
  readonly agentTimeoutSeconds?: number;
  readonly agentReregistrationTimeoutSeconds?: number;
  /** More of the engine's configuration. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** = on this machine's loopback. */
  readonly site?: ClusterSite;
}

/** Where a cluster runs. */
export interface ClusterSite {
  /** What the engine listens on. */
  readonly listen: { readonly host: string; readonly port: number };
  /** The engine's address for this process, and for its agents. */
  readonly url: string;
  readonly agentUrl: string;
  /** Words that stand before the command of the engine (`engine`) or an agent. */
  enter(name: string): readonly string[];
}

export interface AgentOptions {
  readonly resources?: string;
  readonly attributes?: string;
  /** More of its command line. */
  readonly words?: readonly string[];
}

export class Cluster {
  readonly folder = mkdtempSync(join(tmpdir(), 'meridian-end-'));
  readonly repo: GitFixture;
  readonly client: EngineClient;
  readonly #processes = new Map<string, ChildProcess>();
  readonly #agents = new Map<string, AgentOptions>();
  readonly #site: ClusterSite;

  private constructor(site: ClusterSite, options: ClusterOptions) {
    this.repo = new GitFixture(join(this.folder, 'wanted'));
    this.#site = site;
    writeFileSync(this.#path('join.token'), 'join-canary\n', { mode: 0o600 });
    writeFileSync(this.#path('api.token'), 'api-canary\n', { mode: 0o600 });
    this.client = openClient({ url: site.url, token: new Redacted('api-canary') });
    const config = {
      data: 'data',
      repository: { url: this.repo.path, ref: 'main', timeoutSeconds: 20 },
      listen: site.listen,
      joinTokenFile: 'join.token',
      apiTokenFile: 'api.token',
      agentTimeoutSeconds: options.agentTimeoutSeconds ?? 3,
      agentReregistrationTimeoutSeconds: options.agentReregistrationTimeoutSeconds ?? 20,
      ...options.config,
    };
    writeFileSync(this.#path('engine.json'), JSON.stringify(config));
    mkdirSync(this.#path('marks'));
  }

  /** Makes an engine that starts from now on read the repository at another address. */
  follow(url: string): void {
    const config = JSON.parse(readFileSync(this.#path('engine.json'), 'utf8'));
    config.repository.url = url;
    writeFileSync(this.#path('engine.json'), JSON.stringify(config));
  }

  static async start(options: ClusterOptions = {}): Promise<Cluster> {
    return new Cluster(options.site ?? loopbackSite(await freePort()), options);
  }

  /** A folder that tasks may write to. */
  get marks(): string {
    return this.#path('marks');
  }

  get url(): string {
    return this.#site.url;
  }

  /** Writes files (null removes) and commits them; the commit's id. */
  commit(files: Readonly<Record<string, string | null>>, body?: string): string {
    return this.repo.commit({ files, ...(body === undefined ? {} : { body }) });
  }

  /** Starts it, with more words on its command line if need be, and doesn't wait. */
  launchEngine(...words: readonly string[]): void {
    this.#spawn('engine', [engineMain, 'engine', '--config', this.#path('engine.json'), ...words]);
  }

  async startEngine(...words: readonly string[]): Promise<void> {
    this.launchEngine(...words);
    await waitUntil('the engine is ready', () => this.#isReady(), 20_000);
  }

  startAgent(name: string, options: AgentOptions = this.#agents.get(name) ?? {}): void {
    this.#agents.set(name, options);
    const args = ['--engine', this.#site.agentUrl, '--token-file', this.#path('join.token')];
    args.push('--work', this.agentFolder(name), '--name', name, '--default-user', userName());
    args.push('--resources', options.resources ?? 'cpus:4;mem:4096;disk:4096;ports:[21000-21999]');
    if (options.attributes) args.push('--attributes', options.attributes);
    args.push(...(options.words ?? []));
    if (process.getuid?.() === 0) args.push('--allow-root');
    this.#spawn(name, [agentMain, ...args]);
  }

  agentFolder(name: string): string {
    return this.#path(`agent-${name}`);
  }

  /** Whether what was started as `engine` or by an agent's name has not ended. */
  isAlive(name: string): boolean {
    const child = this.#processes.get(name);
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  /** How a process ended by itself; undefined while it runs, and once it was killed here. */
  endOf(name: string): string | undefined {
    const child = this.#processes.get(name);
    if (!child || this.isAlive(name)) return undefined;
    return child.signalCode ?? `exit code ${child.exitCode}`;
  }

  /** The folder that the engine keeps its data in. */
  get dataFolder(): string {
    return this.#path('data');
  }

  pidOf(name: string): number {
    const pid = this.#processes.get(name)?.pid;
    if (pid === undefined) throw new Error(`no process ${name}`);
    return pid;
  }

  pids(): readonly number[] {
    return [...this.#processes.values()].flatMap((child) => child.pid ?? []);
  }

  /** SIGKILL of the engine (`engine`) or an agent by its name; resolves when it is dead. */
  async kill(name: string): Promise<void> {
    const child = this.#processes.get(name);
    if (!child) throw new Error(`no process ${name}`);
    this.#processes.delete(name);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  /** What a process has said on stderr so far. */
  log(name: string): string {
    return readFileSync(this.#path(`${name}.log`), 'utf8');
  }

  async waitFor(what: string, isTrue: () => Promise<boolean>, boundMs = 30_000): Promise<void> {
    try {
      await waitUntil(what, isTrue, boundMs);
    } catch (error) {
      const status = JSON.stringify(await this.client.apps().catch(String), undefined, 1);
      const events = (await this.client.status().catch(String)) as unknown;
      throw new Error(`${what}: ${status}\n${JSON.stringify(events)}`, { cause: error });
    }
  }

  /** Ends every process, then what tasks are left; the folder stays, to be looked at. */
  async end(): Promise<void> {
    for (const name of [...this.#processes.keys()]) await this.kill(name);
    await killTasksUnder(this.folder);
  }

  /** Ends everything and removes the folder. */
  async stop(): Promise<void> {
    await this.end();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async #isReady(): Promise<boolean> {
    const child = this.#processes.get('engine');
    if (child?.exitCode !== null && child?.exitCode !== undefined)
      throw new Error(`the engine ended: ${this.log('engine')}`);
    return fetch(`${this.#site.url}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
  }

  #spawn(name: string, args: readonly string[]): void {
    const log = this.#path(`${name}.log`);
    const words = [...this.#site.enter(name), process.execPath, ...args];
    const child = spawn('/bin/sh', ['-c', 'exec "$@" 2>>"$0"', log, ...words], { stdio: 'ignore' });
    this.#processes.set(name, child);
  }

  #path(name: string): string {
    return join(this.folder, name);
  }
}

function loopbackSite(port: number): ClusterSite {
  const host = '127.0.0.1';
  const url = `http://${host}:${port}`;
  return { listen: { host, port }, url, agentUrl: url, enter: () => [] };
}

function userName(): string {
  return process.env.USER ?? (process.getuid?.() === 0 ? 'root' : 'nobody');
}
