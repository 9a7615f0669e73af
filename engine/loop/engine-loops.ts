// An engine's loops put together: the mailbox, what watches the repository, what delivers the
// outbox, and the agents' connections. Which adapters they run on is the caller's: the machine's
// (assemble.ts), or the simulator's.
import type { SpecLoader } from '../../specs/loader.ts';
import { Problem } from '../model/problem.ts';
import type { AgentDoor } from '../ports/agent-door.ts';
import type { Clock } from '../ports/clock.ts';
import type { History, HistoryReader } from '../ports/history.ts';
import type { Log } from '../ports/log.ts';
import type { Repo } from '../ports/repo.ts';
import type { Store } from '../ports/store.ts';
import type { OutboxRow } from '../step/effects.ts';
import type { EngineCore } from '../step/engine-core.ts';
import { AgentSessions } from './agent-sessions.ts';
import { EngineLoop } from './engine-loop.ts';
import { EvenClock } from './even-clock.ts';
import { FrameworkDoor } from './framework-door.ts';
import { Outbox } from './outbox/outbox.ts';
import type { Undelivered } from './outbox/outbox-lane.ts';
import { ToldHistory } from './outbox/told-history.ts';
import { Sync } from './sync.ts';

/** How often a repository is looked at before a revision says so, in ms. */
const defaultIntervalMs = 10_000;

export interface EngineLoopsParts {
  readonly core: EngineCore;
  readonly store: Store;
  readonly history: History;
  readonly repo: Repo;
  readonly clock: Clock;
  readonly log: Log;
  readonly loader: SpecLoader;
  /** 0 to 1. */
  readonly random: () => number;
  /** What was decided by an earlier engine and not yet delivered. */
  readonly outbox: readonly OutboxRow[];
  /** The end: a commit failed, or the store is another's. Called once. */
  readonly onFatal: (error: Error) => void;
}

export class EngineLoops {
  readonly loop: EngineLoop;
  readonly sync: Sync;
  /** The time that all of them go by. */
  readonly clock: Clock;
  /** With what is on its way there. */
  readonly history: HistoryReader;
  /** For schedulers that aren't ours. */
  readonly frameworks: FrameworkDoor;
  readonly #parts: EngineLoopsParts;
  readonly #outbox: Outbox;
  #sessions: AgentSessions | undefined;

  constructor(parts: EngineLoopsParts) {
    this.#parts = parts;
    const { core, store, history, repo, log, loader, random } = parts;
    const { tables } = core;
    const clock = new EvenClock(parts.clock);
    this.clock = clock;
    this.loop = new EngineLoop({
      core,
      store,
      clock,
      wallMs: () => parts.clock.nowMs(),
      log,
      onFatal: parts.onFatal,
      speak: {
        order: (connection, order) => this.#sessions?.order(connection, order),
        close: (connection) => this.#sessions?.close(connection),
        deliver: (row) => this.#outbox.add(row),
        say: (connection, event) => this.frameworks.say(connection, event),
        hangUp: (connection, reason) => this.frameworks.hangUp(connection, reason),
      },
    });
    this.frameworks = new FrameworkDoor({
      settle: (event) => this.loop.settle(event),
      post: (event) => this.loop.post(event),
    });
    this.#outbox = new Outbox({
      clock,
      log,
      pin: (name, commit) => repo.pin(name, commit),
      record: (entries) => history.put(entries),
      delivered: (outbox) => this.loop.post({ kind: 'delivered', outbox }),
    });
    this.history = new ToldHistory(history, (isMeant) => this.#outbox.runs(isMeant));
    this.sync = new Sync({
      repo,
      loader,
      clock,
      log,
      random,
      settle: (event) => this.loop.settle(event),
      intervalMs: () => tables.cluster?.spec.sync.intervalMs ?? defaultIntervalMs,
    });
  }

  /** What can't leave the engine now, and why; it is tried again and again. */
  get undelivered(): readonly Undelivered[] {
    return this.#outbox.undelivered;
  }

  /** Agents may come in by this door as soon as it is opened. */
  attach(door: AgentDoor): AgentSessions {
    const { clock } = this;
    const { core, log } = this.#parts;
    const sessions = new AgentSessions({
      door,
      clock,
      log,
      agentTimeoutMs: core.tables.settings.agentTimeoutMs,
      identity: () => ({
        clusterId: core.tables.clusterId,
        epoch: core.tables.epoch,
        stored: this.loop.stored,
      }),
      post: (event) => this.loop.post(event),
    });
    this.#sessions = sessions;
    return sessions;
  }

  /**
   * The first batch, stored and spoken; rejects when it can't be. What an earlier engine has
   * decided is delivered before what this one does: the newest record of a run is the one that
   * stays.
   */
  async begin(): Promise<void> {
    for (const row of this.#parts.outbox) this.#outbox.add(row);
    await this.loop.start();
  }

  /**
   * Before agents may come to an engine that adopts: they are judged by what is wanted now, and
   * what a restored store wants is old. Rejects with a Problem when it can't be had.
   */
  async readWanted(): Promise<void> {
    const outcome = await this.sync.now();
    const where = this.#parts.repo.describe();
    const hint = 'mend that first, then start again with --adopt-epoch';
    if (!outcome.ok) throw new Problem('unreachable', { where, what: outcome.message, hint });
    const { cluster } = this.#parts.core.tables;
    if (cluster?.commit === outcome.commit) return;
    const head = outcome.commit.slice(0, 8);
    const what = `commit ${head} is faulty or blocked, so what runs can't be judged by it`;
    throw new Problem('faulty-revision', { where, what, hint });
  }

  /** Looks at the repository from now on. */
  goOn(): void {
    this.sync.start();
  }

  /** Nothing new comes in; `loop.stop` is the caller's, after its doors are closed. */
  async quiet(): Promise<void> {
    await this.sync.stop();
    this.#outbox.stop();
    this.#sessions?.stop();
    this.frameworks.shut('the engine stops');
  }
}
