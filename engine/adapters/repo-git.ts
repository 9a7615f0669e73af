// The Repo port on the system's git: a bare mirror, one followed ref. Reading a repository runs
// nothing in it (git/hardening.ts), a remote that can't be read is an error that leaves the mirror
// as it was, and a mirror that is broken is made afresh beside the old one.
import { type Commit, type Repo, RepoError } from '../ports/repo.ts';
import type { Tree } from '../ports/tree.ts';
import { type Access, GitAccess, requireGit } from './git/access.ts';
import {
  type Asking,
  fetchInto,
  findTarget,
  pollTarget,
  type Target,
  tipRef,
} from './git/follow.ts';
import { type Git, isWell } from './git/git.ts';
import { countPacks, Mirror } from './git/mirror.ts';
import { gitTree, readCommit } from './git/objects.ts';
import { carryPins, pinRef, setRefs } from './git/pins.ts';
import { describeFollowed, type Followed, isObjectId, parseRef } from './git/ref-name.ts';
import { type Credentials, parseRemote, type Remote } from './git/remote.ts';

export interface GitRepoOptions extends Access {
  /** A local path, file://, ssh:// or host:path, https://; http:// to this machine only. */
  readonly url: string;
  /** A branch, a tag, refs/..., a commit's full id, or HEAD: the default branch. */
  readonly ref: string;
  /** Where the mirror is kept: a folder of its own, used by one engine at a time. */
  readonly folder: string;
  /** For one `fetch()` at the most, and for one question to the mirror. */
  readonly timeoutMs: number;
  /** Bytes that one fetch may bring; 1 GiB when it isn't given. */
  readonly maxFetchBytes?: number;
  /** Instead of, and stronger than, those in the url. */
  readonly credentials?: Credentials;
}

const defaultMaxFetchBytes = 1_073_741_824;
/** Each fetch leaves a pack; above this many they are put together. */
const maxPacks = 40;

/**
 * Opens the mirror, without asking the remote. Rejects with a RepoError (`refused`) when the url
 * or the ref can't be used, or git is absent or older than 2.39.
 */
export async function openGitRepo(options: GitRepoOptions): Promise<Repo> {
  const remote = parseRemote(options.url, options.credentials);
  const followed = parseRef(options.ref);
  await requireGit(options.timeoutMs);
  const mirror = await Mirror.open(options.folder);
  const access = await GitAccess.open(remote, options);
  return new GitRepo({ options, remote, followed, mirror, access });
}

interface Parts {
  readonly options: GitRepoOptions;
  readonly remote: Remote;
  readonly followed: Followed;
  readonly mirror: Mirror;
  readonly access: GitAccess;
}

interface Known {
  /** What the remote's ref had: a commit's id, or an annotated tag's. */
  readonly remoteId: string;
  readonly commit: Commit;
}

class GitRepo implements Repo {
  readonly #parts: Parts;
  readonly #closing = new AbortController();
  /** One change to the mirror at a time. */
  #queue: Promise<unknown> = Promise.resolve();
  #target: Target | undefined;
  #known: Known | undefined;
  /** A read found the mirror broken: the next fetch makes it afresh. */
  #isBroken = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  fetch(): Promise<Commit> {
    return this.#inTurn(() => this.#fetchNow());
  }

  async commit(id: string): Promise<Commit> {
    this.#requireId(id);
    return this.#noticing(id, async () => readCommit(this.#reader(), id));
  }

  tree(commit: string): Tree {
    const tree = gitTree(() => this.#reader(), { commit, prefix: '' });
    return {
      list: () =>
        this.#noticing(commit, async () => {
          this.#requireId(commit);
          return tree.list();
        }),
      read: (blobs) => this.#noticing(commit, () => tree.read(blobs)),
    };
  }

  pin(name: string, commit: string): Promise<void> {
    return this.#inTurn(async () => {
      const ref = pinRef(name);
      const { id } = await this.commit(commit);
      await setRefs(this.#reader(), [{ ref, id }]);
    });
  }

  describe(): string {
    return `${this.#parts.remote.shown} at ${describeFollowed(this.#parts.followed)}`;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#queue.catch(() => undefined);
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#queue.then(async () => {
      this.#requireOpen();
      return work();
    });
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async #fetchNow(): Promise<Commit> {
    const { followed, mirror, access } = this.#parts;
    const untilMs = performance.now() + this.#parts.options.timeoutMs;
    if (!(await mirror.isThere())) {
      await access.prepare();
      this.#isBroken = true;
    }
    const known = this.#isBroken ? undefined : this.#known;
    if (known && followed.kind === 'commit') return known.commit;
    const isFirst = this.#known === undefined;
    const path = mirror.path;
    if (known && this.#target?.poll === 'list') {
      const id = await pollTarget(this.#asking(path, untilMs), this.#target);
      if (id === known.remoteId) return known.commit;
      // Gone: the listing of everything below tells why.
      if (id === undefined) this.#target = undefined;
    }
    if (followed.kind === 'commit' && !this.#isBroken && path !== undefined) {
      const commit = await this.#keptCommit(followed.id);
      if (commit) return this.#learn(commit, followed.id);
    }
    return this.#fetchTarget(untilMs, isFirst);
  }

  async #fetchTarget(untilMs: number, isFirst: boolean): Promise<Commit> {
    const { mirror, followed } = this.#parts;
    this.#target ??= await findTarget(this.#asking(mirror.path, untilMs), followed);
    if (isFirst && mirror.path !== undefined && !(await this.#isWhole())) this.#isBroken = true;
    const commit = await this.#bring(this.#target, untilMs);
    this.#isBroken = false;
    const remoteId = await this.#tipId(commit);
    return this.#learn(commit, remoteId);
  }

  /** Brings the target into the mirror, or into a new one when there is none that can be used. */
  async #bring(target: Target, untilMs: number): Promise<Commit> {
    const { path } = this.#parts.mirror;
    if (path === undefined || this.#isBroken) return this.#makeAfresh(target, untilMs);
    try {
      const asking = this.#asking(path, untilMs);
      await fetchInto({ ...asking, maxBytes: this.#maxBytes }, target.ref, tipRef);
      return await readCommit(this.#reader(), tipRef);
    } catch (error) {
      const isCorrupt = error instanceof RepoError && error.failure === 'corrupt';
      if (!isCorrupt) throw this.#withoutTarget(error);
      return this.#makeAfresh(target, untilMs);
    }
  }

  /** A ref that is gone has to be looked for again next time. */
  #withoutTarget(error: unknown): unknown {
    if (error instanceof RepoError && error.failure === 'missing-ref') this.#target = undefined;
    return error;
  }

  async #makeAfresh(target: Target, untilMs: number): Promise<Commit> {
    const { mirror } = this.#parts;
    const old = mirror.path;
    const path = await mirror.begin(target.format);
    try {
      const fetching = { ...this.#asking(path, untilMs), maxBytes: this.#maxBytes };
      await fetchInto(fetching, target.ref, tipRef);
      if (old !== undefined) {
        const git = this.#parts.access.remoteGit(path, ['file']);
        const timeoutMs = Math.max(1, untilMs - performance.now());
        await carryPins({ ...fetching, git, timeoutMs }, this.#parts.access.localGit(old));
      }
      const commit = await readCommit(this.#parts.access.localGit(path), tipRef);
      await mirror.adopt(path);
      return commit;
    } catch (error) {
      await mirror.discard(path).catch(() => undefined);
      throw this.#withoutTarget(error);
    }
  }

  #learn(commit: Commit, remoteId: string): Commit {
    this.#known = { remoteId, commit };
    this.#tidySoon();
    return commit;
  }

  /** What the fetched ref itself has: for an annotated tag that isn't the commit. */
  async #tipId(commit: Commit): Promise<string> {
    if (this.#target?.ref.startsWith('refs/heads/')) return commit.id;
    const answer = await this.#reader().ask({ args: ['rev-parse', '--verify', tipRef] });
    return answer.toString('utf8').trim();
  }

  /** A followed commit that the mirror has already, kept under the tip. */
  async #keptCommit(id: string): Promise<Commit | undefined> {
    const git = this.#reader();
    if (!(await this.#isWhole())) return undefined;
    const commit = await readCommit(git, id).catch(() => undefined);
    if (commit) await setRefs(git, [{ ref: tipRef, id }]);
    return commit;
  }

  /** Whether everything that the mirror's refs name is there: looked at once after a start. */
  async #isWhole(): Promise<boolean> {
    const args = ['rev-list', '--objects', '--no-walk', '--quiet', '--all'];
    const output = await this.#reader().run({ args });
    if (output.end !== 'exited') return true;
    return isWell(output) && output.stderr === '';
  }

  /** Puts packs together when there are many, before the next change of the mirror. */
  #tidySoon(): void {
    this.#queue = this.#queue.then(async () => {
      const path = this.#parts.mirror.path;
      if (path === undefined || this.#closing.signal.aborted) return;
      if ((await countPacks(path)) <= maxPacks) return;
      // Not of consequence when it fails: it is tried again after the next fetch.
      const args = ['gc', '--quiet', '--prune=1.day.ago'];
      await this.#reader().run({ args, signal: this.#closing.signal });
    });
  }

  #asking(path: string | undefined, untilMs: number): Asking {
    const { access, remote } = this.#parts;
    return {
      git: access.remoteGit(path),
      url: remote.url,
      timeoutMs: Math.max(1, untilMs - performance.now()),
      signal: this.#closing.signal,
    };
  }

  get #maxBytes(): number {
    return this.#parts.options.maxFetchBytes ?? defaultMaxFetchBytes;
  }

  #reader(): Git {
    this.#requireOpen();
    const { access, mirror } = this.#parts;
    if (mirror.path !== undefined) return access.localGit(mirror.path);
    throw new RepoError('missing-ref', `${access.where}: nothing is fetched yet: fetch first`);
  }

  async #noticing<Result>(commit: string, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof RepoError && this.#tellsOfHarm(error, commit)) this.#isBroken = true;
      throw error;
    }
  }

  /** What was fetched and isn't there any more was taken away. */
  #tellsOfHarm({ failure }: RepoError, commit: string): boolean {
    const wasFetched = commit === this.#known?.commit.id;
    return failure === 'corrupt' || (failure === 'missing-ref' && wasFetched);
  }

  #requireId(id: string): void {
    if (isObjectId(id)) return;
    const shown = JSON.stringify(id.slice(0, 80));
    throw new RepoError('refused', `commit ${shown}: isn't a commit id: give all 40 hex digits`);
  }

  #requireOpen(): void {
    if (!this.#closing.signal.aborted) return;
    throw new RepoError('unreachable', `${this.#parts.access.where}: it was closed: open it again`);
  }
}
