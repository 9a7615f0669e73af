// The order that every store keeps: commits are applied in the order of the calls, and when one
// fails, those already called behind it fail too, for they were decided on top of it. So what is
// stored is always all the commits up to some call. Commits that wait are applied as one group,
// which costs one flush of the disk instead of one each.
import { StoreError, type Write } from './store.ts';
import { commitBytes } from './store-rules.ts';

export interface QueuedCommit {
  readonly writes: readonly Write[];
  readonly epoch: number;
  /** Of keys and values, in UTF-8. */
  readonly bytes: number;
}

/**
 * Applies a group in order. Resolves when it is durable, with a refusal for each commit whose epoch
 * is stale; rejects when nothing of the group is stored.
 */
type ApplyGroup = (group: readonly QueuedCommit[]) => Promise<readonly (StoreError | undefined)[]>;

/** What one group holds at most; one commit always fits. */
interface GroupBounds {
  readonly commits: number;
  readonly writes: number;
  readonly bytes: number;
}

/** Commits that may wait; callers await theirs, so more is a caller that doesn't. */
const maxWaiting = 10_000;

interface Waiting extends QueuedCommit {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export class CommitQueue {
  readonly #apply: ApplyGroup;
  readonly #bounds: GroupBounds;
  #waiting: Waiting[] = [];
  #draining: Promise<void> | undefined;
  /** Why nothing is taken any more. */
  #over: StoreError | undefined;

  constructor(bounds: GroupBounds, apply: ApplyGroup) {
    this.#bounds = bounds;
    this.#apply = apply;
  }

  /** Throws what a call of the store meets when the store is closed or broken. */
  check(): void {
    if (this.#over !== undefined) throw new StoreError(this.#over.failure, this.#over.message);
  }

  async commit(writes: readonly Write[], epoch: number): Promise<void> {
    this.check();
    const bytes = commitBytes(writes);
    if (this.#waiting.length >= maxWaiting) {
      const what = `${maxWaiting} commits wait already`;
      throw new StoreError('too-large', `store: ${what}: await one before the next`);
    }
    const stored = new Promise<void>((resolve, reject) => {
      this.#waiting.push({ writes, epoch, bytes, resolve, reject });
    });
    this.#draining ??= this.#drain();
    await stored;
  }

  /** Takes no more commits, and waits for those already called. */
  async close(): Promise<void> {
    this.#over ??= new StoreError('closed', 'store: it is closed: open it again');
    await this.#draining;
  }

  async #drain(): Promise<void> {
    // What is called in one turn goes into one group.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#nextGroup();
      const error = await this.#store(group);
      if (error === undefined) continue;
      const isFull = error instanceof StoreError && error.failure === 'full';
      if (isFull && group.length > 1) await this.#storeEach(group);
      else this.#fail(group, error);
    }
    this.#draining = undefined;
  }

  /** What kept the whole group from being stored; undefined: it is settled. */
  async #store(group: readonly Waiting[]): Promise<unknown> {
    try {
      const refusals = await this.#apply(group);
      for (const [at, commit] of group.entries()) settle(commit, refusals[at]);
      return undefined;
    } catch (error) {
      return error;
    }
  }

  /** One commit needs less room than the group; where one fails, those behind it fail. */
  async #storeEach(group: readonly Waiting[]): Promise<void> {
    for (const [at, commit] of group.entries()) {
      const error = await this.#store([commit]);
      if (error === undefined) continue;
      this.#fail(group.slice(at), error);
      return;
    }
  }

  #nextGroup(): readonly Waiting[] {
    let [writes, bytes, count] = [0, 0, 0];
    for (const commit of this.#waiting) {
      writes += commit.writes.length;
      bytes += commit.bytes;
      const fits =
        count < this.#bounds.commits &&
        writes <= this.#bounds.writes &&
        bytes <= this.#bounds.bytes;
      if (count > 0 && !fits) break;
      count++;
    }
    return this.#waiting.splice(0, count);
  }

  #fail(group: readonly Waiting[], error: unknown): void {
    for (const commit of group) commit.reject(error);
    const behind = this.#waiting;
    this.#waiting = [];
    const failure = error instanceof StoreError ? error.failure : 'broken';
    const text = error instanceof Error ? error.message : String(error);
    for (const commit of behind) {
      commit.reject(new StoreError(failure, `not tried, a commit before it failed: ${text}`));
    }
    if (failure === 'broken') this.#over ??= new StoreError('broken', text);
  }
}

function settle(commit: Waiting, refusal: StoreError | undefined): void {
  if (refusal === undefined) commit.resolve();
  else commit.reject(refusal);
}
