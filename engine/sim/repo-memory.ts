// A repository in memory, for the simulator and for tests: a scripted remote with one followed ref
// (commits, force-pushes, a ref that goes, failures), and the engine's mirror of it. It keeps the
// Repo contract that the Git adapter keeps. Ids are digests of what they name, cut to the length of
// Git's, so one script gives one history.
import { digestBytes, digestJson, type Json } from '../lib/digest.ts';
import { type Commit, type Repo, RepoError, type RepoFailure } from '../ports/repo.ts';
import type { Tree, TreeEntry } from '../ports/tree.ts';

export interface MemoryCommit {
  /** Path to new text; null removes the file. Unnamed files stay as in the parent. */
  readonly files: Readonly<Record<string, string | null>>;
  readonly subject: string;
  readonly timeMs: number;
  readonly author?: string;
  readonly trailers?: Commit['trailers'];
  /** The commit it comes after; the ref's own when it isn't given, null for none. */
  readonly parent?: string | null;
}

interface Stored {
  readonly commit: Commit;
  readonly entries: readonly TreeEntry[];
}

const maxBlobBytes = 1_048_576;
const pinPattern = /^[A-Za-z0-9_][A-Za-z0-9_./-]*$/;

/** What the remote is; changes are seen by a MemoryRepo at its next fetch. */
export class MemoryRemote {
  readonly #commits = new Map<string, Stored>();
  readonly #blobs = new Map<string, Uint8Array>();
  #tip: string | undefined;
  #isEmpty = true;
  #failure: RepoFailure | undefined;

  /** Adds a commit and moves the ref to it; its id. */
  commit(change: MemoryCommit): string {
    const parent = change.parent === undefined ? this.#tip : (change.parent ?? undefined);
    const entries = this.#apply(parent, change.files);
    const body = {
      parents: parent === undefined ? [] : [parent],
      author: change.author ?? 'A Person <person@example.org>',
      timeMs: change.timeMs,
      subject: change.subject,
      trailers: change.trailers ?? [],
    };
    const id = cut(digestJson([body as unknown as Json, entries as unknown as Json]));
    this.#commits.set(id, { commit: { id, ...body }, entries });
    this.forceTo(id);
    return id;
  }

  /** Moves the ref to any commit there is. */
  forceTo(id: string): void {
    if (!this.#commits.has(id)) throw new Error(`${id}: isn't a commit here: commit it first`);
    this.#tip = id;
    this.#isEmpty = false;
  }

  /** The ref goes, another stays. */
  deleteRef(): void {
    this.#tip = undefined;
  }

  /** All refs go. */
  empty(): void {
    this.#tip = undefined;
    this.#isEmpty = true;
  }

  /** Each fetch fails so, until it is told otherwise by undefined. */
  fail(failure: RepoFailure | undefined): void {
    this.#failure = failure;
  }

  /** For the mirror: what the ref has, or why that can't be told. */
  tip(): { readonly id: string } | { readonly failure: RepoFailure } {
    if (this.#failure !== undefined) return { failure: this.#failure };
    if (this.#tip !== undefined) return { id: this.#tip };
    return { failure: this.#isEmpty ? 'empty' : 'missing-ref' };
  }

  stored(id: string): Stored | undefined {
    return this.#commits.get(id);
  }

  blob(id: string): Uint8Array | undefined {
    return this.#blobs.get(id);
  }

  #apply(parent: string | undefined, files: MemoryCommit['files']): readonly TreeEntry[] {
    const before = parent === undefined ? [] : (this.#commits.get(parent)?.entries ?? []);
    const entries = new Map(before.map((entry) => [entry.path, entry]));
    for (const [path, text] of Object.entries(files)) {
      entries.delete(path);
      if (text === null) continue;
      const bytes = new TextEncoder().encode(text);
      const blob = cut(digestBytes(bytes));
      this.#blobs.set(blob, bytes);
      entries.set(path, { path, blob, size: bytes.length, type: 'file' });
    }
    return [...entries.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  }
}

export class MemoryRepo implements Repo {
  readonly #remote: MemoryRemote;
  readonly #name: string;
  /** Commits in the mirror. */
  readonly #mirror = new Set<string>();
  readonly #pins = new Map<string, string>();
  #tip: string | undefined;
  #isClosed = false;

  constructor(remote: MemoryRemote, name = 'memory at main') {
    this.#remote = remote;
    this.#name = name;
  }

  async fetch(): Promise<Commit> {
    this.#requireOpen();
    const tip = this.#remote.tip();
    if ('failure' in tip) {
      throw new RepoError(tip.failure, `${this.#name}: ${tip.failure}: as the script says`);
    }
    this.#tip = tip.id;
    this.#keepHistory(tip.id);
    return this.#stored(tip.id).commit;
  }

  async commit(id: string): Promise<Commit> {
    this.#requireOpen();
    return this.#stored(id).commit;
  }

  tree(commit: string): Tree {
    return {
      list: async () => {
        this.#requireOpen();
        return this.#stored(commit).entries;
      },
      read: async (blobs) => {
        this.#requireOpen();
        return new Map(blobs.map((id) => [id, this.#blob(id)]));
      },
    };
  }

  async pin(name: string, commit: string): Promise<void> {
    this.#requireOpen();
    if (!pinPattern.test(name) || name.includes('..')) {
      const shown = JSON.stringify(name);
      throw new RepoError('refused', `pin ${shown}: isn't a ref name: use letters, digits, -`);
    }
    this.#stored(commit);
    this.#pins.set(name, commit);
  }

  describe(): string {
    return this.#name;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
  }

  /** Drops from the mirror what neither the ref nor a pin leads to. */
  collectGarbage(): void {
    this.#mirror.clear();
    for (const id of [this.#tip, ...this.#pins.values()]) {
      if (id !== undefined) this.#keepHistory(id);
    }
  }

  #keepHistory(tip: string): void {
    const waiting = [tip];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (this.#mirror.has(id)) continue;
      this.#mirror.add(id);
      waiting.push(...(this.#remote.stored(id)?.commit.parents ?? []));
    }
  }

  #stored(id: string): Stored {
    if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(id)) {
      const shown = JSON.stringify(id);
      throw new RepoError('refused', `commit ${shown}: isn't a commit id: give all 40 hex digits`);
    }
    const stored = this.#mirror.has(id) ? this.#remote.stored(id) : undefined;
    if (stored) return stored;
    throw new RepoError('missing-ref', `${this.#name}: commit ${id} isn't here: fetch it first`);
  }

  #blob(id: string): Uint8Array {
    const bytes = this.#remote.blob(id);
    if (bytes === undefined) {
      throw new RepoError('corrupt', `${this.#name}: blob ${id} is missing: ask for listed ones`);
    }
    if (bytes.length <= maxBlobBytes) return bytes;
    const what = `blob ${id} has ${bytes.length} bytes`;
    throw new RepoError('refused', `${this.#name}: ${what}: at most ${maxBlobBytes} are read`);
  }

  #requireOpen(): void {
    if (!this.#isClosed) return;
    throw new RepoError('unreachable', `${this.#name}: it was closed: open it again`);
  }
}

function cut(digest: string): string {
  return digest.slice(0, 40);
}
