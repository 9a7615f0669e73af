// The engine's way to a repository that is slow, away or broken as the script says. The mirror is
// on its disk and outlives the process.
import { type Repo, RepoError, type RepoFailure } from '../ports/repo.ts';
import type { Tree } from '../ports/tree.ts';
import type { Host } from './kernel/host.ts';
import type { Kernel } from './kernel/kernel.ts';
import { MemoryRemote, MemoryRepo } from './repo-memory.ts';

/** A failed fetch is told as late as this. */
const failureMs = 200;

export class SimRepository {
  readonly remote = new MemoryRemote();
  readonly #mirror = new MemoryRepo(this.remote);
  readonly #kernel: Kernel;
  #failure: { readonly kind: RepoFailure; readonly untilMs: number } | undefined;
  #slow = { byMs: 0, untilMs: 0 };

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  fail(kind: RepoFailure, forMs: number): void {
    this.#failure = { kind, untilMs: this.#kernel.agenda.nowMs + forMs };
  }

  slowDown(byMs: number, forMs: number): void {
    this.#slow = { byMs, untilMs: this.#kernel.agenda.nowMs + forMs };
  }

  heal(): void {
    this.#failure = undefined;
    this.#slow = { byMs: 0, untilMs: 0 };
  }

  /** As one engine process has it. */
  open(host: Host): Repo {
    const mirror = this.#mirror;
    return {
      fetch: () => this.#work(host, 'repo fetch', () => mirror.fetch()),
      commit: (id) => mirror.commit(id),
      tree: (commit) => this.#tree(host, mirror.tree(commit)),
      pin: (name, commit) => this.#work(host, 'repo pin', () => mirror.pin(name, commit)),
      describe: () => mirror.describe(),
      close: async () => undefined,
    };
  }

  #tree(host: Host, tree: Tree): Tree {
    return {
      list: () => this.#work(host, 'repo list', () => tree.list()),
      read: (blobs) => this.#work(host, 'repo read', () => tree.read(blobs)),
    };
  }

  async #work<T>(host: Host, act: string, read: () => Promise<T>): Promise<T> {
    const { random, agenda } = this.#kernel;
    const slowMs = this.#slow.untilMs > agenda.nowMs ? random.between(0, this.#slow.byMs) : 0;
    const failure = this.#failure;
    const isFailing = failure && failure.untilMs > agenda.nowMs && fails(failure.kind, act);
    if (!isFailing) return await host.work(act, random.between(1, 30) + slowMs, read);
    return await host.work(act, random.between(0, failureMs) + slowMs, () => {
      throw new RepoError(failure.kind, `memory at main: ${act}: ${failure.kind}`);
    });
  }
}

/** A corrupt mirror is met where it is read; the rest at the remote. */
const fails = (kind: RepoFailure, act: string): boolean =>
  kind === 'corrupt' ? act !== 'repo fetch' : act === 'repo fetch';
