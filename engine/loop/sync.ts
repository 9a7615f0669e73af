// Watches the repository: fetch, list, read what isn't known, load, and post what the commit asks
// for. Failing to read is said and tried again; it is never "nothing wanted". The last good
// revision stays wanted.

import type { SpecLoader } from '../../specs/loader.ts';
import { allowedRoles } from '../plan/quota/allowed-roles.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import { type Commit, type Repo, RepoError } from '../ports/repo.ts';
import type { EngineEvent, SeenCommit, SeenRevision } from '../step/events.ts';

/** Reads of one commit at most: meridian.yaml, then what its paths name. */
const maxReads = 4;
/** Polls are spread over this part of the interval. */
const jitterPart = 0.1;
/** An unreadable repository is asked for again after at most so many intervals. */
const maxBackoff = 6;

export interface SyncParts {
  readonly repo: Repo;
  readonly loader: SpecLoader;
  readonly clock: Clock;
  readonly log: Log;
  /** 0 to 1. */
  readonly random: () => number;
  /** Resolves once what follows from the event is stored. */
  readonly settle: (event: EngineEvent) => Promise<void>;
  /** As the applied revision says. */
  readonly intervalMs: () => number;
}

export type SyncOutcome =
  | { readonly ok: true; readonly commit: string }
  | { readonly ok: false; readonly code: string; readonly message: string };

export class Sync {
  readonly #parts: SyncParts;
  #seen: string | undefined;
  #failures = 0;
  #running: Promise<SyncOutcome> | undefined;
  /** Set by calls that come while a look is under way: it may have missed what they know of. */
  #next: Promise<SyncOutcome> | undefined;
  #cancel: (() => void) | undefined;
  #isStopped = false;

  constructor(parts: SyncParts) {
    this.#parts = parts;
  }

  start(): void {
    void this.now();
  }

  /** Looks now; a look under way is followed by another, which all who asked meanwhile share. */
  now(): Promise<SyncOutcome> {
    if (this.#next !== undefined) return this.#next;
    if (!this.#running) return this.#look();
    this.#next = this.#running.then(() => {
      this.#next = undefined;
      return this.#look();
    });
    return this.#next;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancel?.();
    await this.#running;
  }

  #look(): Promise<SyncOutcome> {
    this.#cancel?.();
    if (this.#isStopped) return Promise.resolve(hasStopped);
    this.#running = this.#lookOnce().then((outcome) => {
      this.#running = undefined;
      this.#failures = outcome.ok ? 0 : this.#failures + 1;
      if (!this.#isStopped) this.#lookLater();
      return outcome;
    });
    return this.#running;
  }

  #lookLater(): void {
    if (this.#next !== undefined) return;
    const slower = Math.min(2 ** this.#failures, maxBackoff);
    const jitter = 1 + jitterPart * this.#parts.random();
    const delayMs = this.#parts.intervalMs() * slower * jitter;
    this.#cancel = this.#parts.clock.after(delayMs, () => void this.#look());
  }

  async #lookOnce(): Promise<SyncOutcome> {
    const { repo } = this.#parts;
    const describe = repo.describe();
    try {
      const commit = await repo.fetch();
      if (commit.id !== this.#seen) {
        const revision = await this.#revisionOf(commit);
        await this.#parts.settle({ kind: 'revision', revision });
        this.#seen = commit.id;
      }
      await this.#parts.settle({ kind: 'repo', describe, head: commit.id });
      return { ok: true, commit: commit.id };
    } catch (error) {
      const failure = failureOf(error);
      this.#parts.log.warn('the repository can’t be read', { repository: describe, ...failure });
      return await this.#sayFailure({ kind: 'repo', describe, failure });
    }
  }

  /** The engine itself may be what can't go on: then nobody is left to hear of it. */
  async #sayFailure(
    event: Extract<EngineEvent, { kind: 'repo' }> & { readonly failure: Failure },
  ): Promise<SyncOutcome> {
    try {
      await this.#parts.settle(event);
    } catch (error) {
      this.#parts.log.warn('the engine takes no word of the repository', {
        error: failureOf(error).message,
      });
    }
    return { ok: false, ...event.failure };
  }

  async #revisionOf(commit: Commit): Promise<SeenRevision> {
    const { loader, repo } = this.#parts;
    const tree = repo.tree(commit.id);
    const entries = await tree.list();
    let need = loader.needs(entries);
    const bytes = new Map<string, Uint8Array>();
    for (let reads = 0; reads < maxReads; reads += 1) {
      const read = await tree.read(need.map((entry) => entry.blob));
      for (const [blob, content] of read) bytes.set(blob, content);
      const outcome = loader.load(entries, bytes);
      if (outcome.kind === 'need') need = outcome.entries;
      else if (outcome.kind === 'wanted')
        return { kind: 'wanted', commit: seenCommit(commit), wanted: outcome.wanted };
      else {
        const { faults, faultCount } = outcome;
        return { kind: 'faulty', commit: seenCommit(commit), faults, faultCount };
      }
    }
    throw new Error('bug: the spec loader asks for ever more files');
  }
}

function seenCommit(commit: Commit): SeenCommit {
  const trailer = commit.trailers.findLast(
    ({ key, value }) => key.toLowerCase() === 'meridian-allow-delete' && /^\d{1,9}$/.test(value),
  );
  return {
    id: commit.id,
    subject: commit.subject,
    author: commit.author,
    timeMs: commit.timeMs,
    ...(trailer === undefined ? {} : { allowDelete: Number(trailer.value) }),
    ...allowedRoles(commit.trailers),
  };
}

interface Failure {
  readonly code: string;
  readonly message: string;
}

const hasStopped: SyncOutcome = { ok: false, code: 'internal', message: 'the engine stops' };

function failureOf(error: unknown): Failure {
  if (error instanceof RepoError) return { code: error.failure, message: error.message };
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}
