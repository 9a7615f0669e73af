// Puts an engine together from its rooms: the one place, with main.ts, where adapters are chosen.
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SpecLoader } from '../specs/loader.ts';
import { openAgentDoor } from './adapters/agent-door-ws.ts';
import { systemClock } from './adapters/clock-system.ts';
import { openLmdbHistory } from './adapters/lmdb/history-lmdb.ts';
import { lockFolder } from './adapters/lock-file.ts';
import { packageVersion } from './adapters/package-version.ts';
import { type GitRepoOptions, openGitRepo } from './adapters/repo-git.ts';
import { openLmdbStore } from './adapters/store-lmdb.ts';
import { type AllocatorName, newAllocator } from './allocate/allocators.ts';
import type { EngineFace } from './http/engine-face.ts';
import { createHttpServer } from './http/server.ts';
import type { Redacted } from './lib/redacted.ts';
import type { AgentSessions } from './loop/agent-sessions.ts';
import { type Booted, bootEngine } from './loop/boot.ts';
import { EngineLoops } from './loop/engine-loops.ts';
import type { FrameworkDoor } from './loop/framework-door.ts';
import { readNotices } from './loop/notice-log.ts';
import { agentId, type TaskId } from './model/ids.ts';
import { Problem } from './model/problem.ts';
import type { AgentDoor } from './ports/agent-door.ts';
import type { History } from './ports/history.ts';
import type { Log } from './ports/log.ts';
import type { Repo } from './ports/repo.ts';
import type { Store } from './ports/store.ts';
import { EngineCore } from './step/engine-core.ts';
import type { EngineSettings } from './step/tables.ts';

export interface EngineOptions {
  readonly dataFolder: string;
  readonly repo: Omit<GitRepoOptions, 'folder'>;
  readonly listen: { readonly host: string; readonly port: number };
  readonly joinToken: Redacted;
  readonly apiToken?: Redacted;
  /** `up` on a loopback address: no token needed, Host and content type are checked. */
  readonly openOnLoopback: boolean;
  readonly settings: EngineSettings;
  readonly isAdopting: boolean;
  readonly allocator: AllocatorName;
  readonly log: Log;
}

export interface RunningEngine {
  readonly url: string;
  /** The door for schedulers that aren't ours. */
  readonly frameworks: Pick<FrameworkDoor, 'connect'>;
  /** Resolves with the reason when the engine can't go on. */
  readonly failed: Promise<Error>;
  stop(): Promise<void>;
}

/** Starts an engine; rejects with what is in the way. */
export async function startEngine(options: EngineOptions): Promise<RunningEngine> {
  await mkdir(options.dataFolder, { recursive: true });
  const storeFolder = join(options.dataFolder, 'store');
  const lock = await lockFolder(storeFolder).acquire();
  const store = await openLmdbStore(storeFolder);
  const history = await openLmdbHistory(join(options.dataFolder, 'history'));
  const booted = await bootEngine({
    store,
    clock: systemClock,
    settings: options.settings,
    isAdopting: options.isAdopting,
    drawClusterId: () => randomBytes(8).toString('hex'),
  });
  const repo = await openGitRepo({ ...options.repo, folder: join(options.dataFolder, 'mirror') });
  const engine = new AssembledEngine(options, { store, history, booted, repo });
  const url = await engine.start();
  const stop = async () => {
    await engine.stop();
    await repo.close();
    await history.close();
    await store.close();
    await lock.release();
  };
  return { url, frameworks: engine.frameworks, failed: engine.failed, stop };
}

interface EngineParts {
  readonly store: Store;
  readonly history: History;
  readonly booted: Booted;
  readonly repo: Repo;
}

class AssembledEngine {
  readonly failed: Promise<Error>;
  readonly #options: EngineOptions;
  readonly #parts: EngineParts;
  readonly #loops: EngineLoops;
  readonly #server: ReturnType<typeof createHttpServer>;
  readonly #door: AgentDoor;
  readonly #sessions: AgentSessions;

  constructor(options: EngineOptions, parts: EngineParts) {
    this.#options = options;
    this.#parts = parts;
    const { log } = options;
    const { store, history, booted, repo } = parts;
    let fail: (error: Error) => void = () => undefined;
    this.failed = new Promise((resolve) => {
      fail = resolve;
    });
    this.#loops = new EngineLoops({
      core: new EngineCore(booted.tables, newAllocator(options.allocator)),
      store,
      history,
      repo,
      clock: systemClock,
      log,
      loader: new SpecLoader(),
      random: Math.random,
      outbox: booted.outbox,
      onFatal: fail,
    });
    this.#server = createHttpServer({
      face: this.#face(),
      openOnLoopback: options.openOnLoopback,
      version: packageVersion(),
      log,
      ...(options.apiToken === undefined ? {} : { token: options.apiToken }),
    });
    this.#door = openAgentDoor({
      server: this.#server.nodeServer,
      joinToken: options.joinToken,
      log,
    });
    this.#sessions = this.#loops.attach(this.#door);
  }

  get frameworks(): Pick<FrameworkDoor, 'connect'> {
    return this.#loops.frameworks;
  }

  async start(): Promise<string> {
    await this.#loops.begin();
    if (this.#options.isAdopting) await this.#loops.readWanted();
    const { host, port: wanted } = this.#options.listen;
    const { port } = await this.#server.listen(host, wanted);
    this.#loops.goOn();
    const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
    this.#options.log.info('the engine is up', {
      url,
      repository: this.#parts.repo.describe(),
      epoch: this.#loops.loop.core.tables.epoch,
    });
    return url;
  }

  async stop(): Promise<void> {
    await this.#loops.quiet();
    await this.#door.close();
    await this.#server.close();
    await this.#loops.loop.stop();
  }

  #face(): EngineFace {
    const { loop } = this.#loops;
    return {
      read: (view) => loop.read(view),
      readLong: (view) => loop.readLong(view),
      operate: (operation, who) => loop.operate(operation, who),
      sync: () => this.#syncNow(),
      notices: (after, limit) => this.#notices(after, limit),
      subscribe: (listener) => loop.subscribe(listener),
      openStream: (request) => this.#openStream(request),
      history: this.#loops.history,
      undelivered: () => this.#loops.undelivered,
      measures: () => loop.times,
      wallMs: () => systemClock.nowMs(),
    };
  }

  async #syncNow(): ReturnType<EngineFace['sync']> {
    const outcome = await this.#loops.sync.now();
    if (!outcome.ok) return { failure: { code: outcome.code, message: outcome.message } };
    const revision = await this.#loops.loop.read(({ tables }) =>
      [...tables.revisions.values()].findLast((row) => row.commit === outcome.commit),
    );
    const number = revision === undefined ? {} : { revision: revision.number };
    return { commit: outcome.commit, ...number };
  }

  /** Notices after a number, ascending; those no longer kept are passed over. */
  async #notices(after: number, limit: number): ReturnType<EngineFace['notices']> {
    const last = await this.#loops.loop.read(({ tables }) => tables.lastNotice);
    return [...(await readNotices(this.#parts.store, { after, limit, last }))];
  }

  async #openStream({
    agentId: forgottenOn,
    ...request
  }: Parameters<EngineFace['openStream']>[0]): ReturnType<EngineFace['openStream']> {
    const connection = await this.#loops.loop.read(({ tables }) => {
      const task = tables.tasks.get(request.taskId as TaskId);
      const agent = task?.row.agentId ?? forgottenOn;
      if (agent === undefined)
        throw new Problem('not-found', {
          where: request.taskId,
          what: 'there is no such task',
          hint: 'see `meridian tasks`',
        });
      return tables.agents.get(agentId(agent))?.connection ?? -1;
    });
    return this.#sessions.openStream(connection, request);
  }
}
