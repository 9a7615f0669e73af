// What the command line is handed by main.ts: everything outside of it. Commands reach the disk,
// Git, the network, the clock and the terminal through this record alone.
import type { ClientOptions, EngineClient } from '../client.ts';
import type { TreeEntry } from '../model/tree-entry.ts';
import type { SimTools } from './sim/sim-tools.ts';

/** A folder's specs, or a commit's (engine/ports/tree.ts). */
export interface SpecTree {
  list(): Promise<readonly TreeEntry[]>;
  read(blobs: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
}

export interface CommitFacts {
  readonly id: string;
  readonly timeMs: number;
  readonly subject: string;
  readonly trailers: readonly { readonly key: string; readonly value: string }[];
}

/** Where a folder stands in its repository. */
export interface WorkTreeFacts {
  readonly root: string;
  /** The folder from the root; '' for the root itself. */
  readonly path: string;
  /** Undefined when HEAD is detached. */
  readonly branch: string | undefined;
  readonly head: CommitFacts | undefined;
}

export interface RollbackWish {
  /** The repository's root. */
  readonly root: string;
  readonly head: string;
  /** The commit whose tree is wanted again. */
  readonly to: string;
  /** Files and folders that shall be as they were, from the root; `.` for all of it. */
  readonly paths: readonly string[];
}

export interface PreparedRollback {
  /** Id of the tree that the new commit will have; stored, and nothing else changed. */
  readonly tree: string;
  readonly changes: readonly { readonly path: string; readonly kind: ChangeKind }[];
}

export type ChangeKind = 'added' | 'changed' | 'removed';

export interface NewCommit {
  readonly root: string;
  readonly head: string;
  readonly tree: string;
  readonly message: string;
}

/** Git, of the repository that somebody works in. All reject with an error that may be shown. */
export interface RepoTools {
  gitTree(folder: string, ref: string): Promise<SpecTree>;
  headCommit(folder: string, ref: string): Promise<CommitFacts>;
  mergeBase(folder: string, one: string, other: string): Promise<string | undefined>;
  findWorkTree(folder: string): Promise<WorkTreeFacts | undefined>;
  /** Paths that the folder has otherwise than the commit. */
  differences(committed: SpecTree, folder: SpecTree): Promise<readonly { readonly path: string }[]>;
  /** What isn't committed or is in the way, one line each as `git status` says it; bounded. */
  dirtyPaths(root: string): Promise<readonly string[]>;
  prepareRollback(wish: RollbackWish): Promise<PreparedRollback>;
  /** Commits on the branch that is checked out, and brings the folder there; the commit's id. */
  commit(commit: NewCommit): Promise<string>;
  /** Pushes the branch to where it is followed from; what it was pushed to. */
  push(root: string, branch: string): Promise<string>;
}

export interface UpOptions {
  /** Absent: the bundled example, in a repository of its own under `data`. */
  readonly repo?: string;
  readonly ref?: string;
  readonly agents: number;
  readonly data: string;
  /** 0: a free one. */
  readonly port: number;
  readonly keepTasks: boolean;
}

export interface RunningCluster {
  readonly url: string;
  readonly repo: string;
  readonly isExample: boolean;
  readonly dataFolder: string;
  readonly agents: readonly string[];
  readonly warnings: readonly string[];
  /** Resolves with the reason when the cluster can't go on. */
  readonly failed: Promise<Error>;
  stop(): Promise<void>;
}

export interface EngineOptions {
  readonly config: string;
  readonly adoptEpoch: boolean;
  /** Over the configuration's. */
  readonly agentTimeoutMs?: number;
}

export interface RunningEngine {
  readonly url: string;
  readonly failed: Promise<Error>;
  stop(): Promise<void>;
}

export interface Io {
  stdout(text: string | Uint8Array): void;
  stderr(text: string): void;
  /** Resolves when standard output takes more. */
  drained(): Promise<void>;
  /** Whether standard output is a terminal. */
  readonly isTerminal: boolean;
  readonly isErrorTerminal: boolean;
  /** Of the terminal now; Infinity where lines aren't to be cut. */
  readonly columns: number;
  /** Of the terminal now; Infinity where there is none. */
  readonly rows: number;
  /** Told whenever the terminal has another size. */
  onResize(listener: () => void): void;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Small files of the command line's own: tokens, and where `up` is. */
export interface FileTools {
  /** Undefined when there is none; rejects when it can't be read. */
  read(path: string): Promise<string | undefined>;
  /** Makes its folder too; readable by the user alone. */
  write(path: string, text: string): Promise<void>;
  remove(path: string): Promise<void>;
}

export interface Tools {
  tree(folder: string): SpecTree;
  readonly repo: RepoTools;
  openClient(options: ClientOptions): EngineClient;
  startCluster(options: UpOptions): Promise<RunningCluster>;
  runEngine(options: EngineOptions): Promise<RunningEngine>;
  /** Becomes the agent; its exit code. */
  runAgent(args: readonly string[]): Promise<number>;
  readonly simulate: SimTools;
  readonly files: FileTools;
  readonly io: Io;
  nowMs(): number;
  sleep(ms: number): Promise<void>;
  /** Resolves at Ctrl-C or SIGTERM, which from the first call on don't end the process. */
  interrupted(): Promise<void>;
  /** Of Meridian. */
  readonly version: string;
  /** Version of the time-zone data, such as `2025b`. */
  readonly timeZoneData: string;
  /** How a shell calls this program, such as `node /opt/meridian/main.js`. */
  readonly program: string;
}
