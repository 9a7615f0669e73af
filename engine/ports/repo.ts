// The Git repository that says what is wanted. Reading it never executes anything in it, and a
// failure to read is never "nothing wanted".
import type { Tree } from './tree.ts';

export interface Commit {
  readonly id: string;
  readonly parents: readonly string[];
  readonly author: string;
  /** Committer time. */
  readonly timeMs: number;
  readonly subject: string;
  /** Trailers of the message's last paragraph, in order. */
  readonly trailers: readonly { readonly key: string; readonly value: string }[];
}

export type RepoFailure =
  | 'unreachable'
  | 'denied'
  | 'missing-ref'
  | 'empty'
  | 'refused'
  | 'corrupt'
  | 'timeout';

/** `message` never holds a credential. */
export class RepoError extends Error {
  readonly failure: RepoFailure;
  constructor(failure: RepoFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RepoError';
    this.failure = failure;
  }
}

export interface Repo {
  /**
   * The commit that the followed ref has now at the remote, fetched into the mirror if it isn't
   * there. Rejects with a RepoError; the mirror keeps what it had.
   */
  fetch(): Promise<Commit>;
  commit(id: string): Promise<Commit>;
  /** The tree of a commit in the mirror. */
  tree(commit: string): Tree;
  /** Keeps a commit from garbage collection, under `refs/meridian/NAME`. Idempotent. */
  pin(name: string, commit: string): Promise<void>;
  /** What is followed, for people, with credentials as `***`. */
  describe(): string;
  close(): Promise<void>;
}
