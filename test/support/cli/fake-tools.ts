// A world for the command line: real folders and a real Git below one root, an engine of canned
// answers, a clock that only sleeping moves, and a terminal that remembers.
import { resolve } from 'node:path';
import { openFolderTree } from '../../../engine/adapters/tree-files.ts';
import {
  differences,
  findWorkTree,
  headCommit,
  mergeBase,
  openGitTree,
} from '../../../engine/adapters/tree-git.ts';
import {
  commitTree,
  dirtyPaths,
  prepareRollback,
  pushBranch,
} from '../../../engine/adapters/work-tree.ts';
import { runCli } from '../../../engine/cli/run-cli.ts';
import type { SimTools } from '../../../engine/cli/sim/sim-tools.ts';
import type { Io, RunningCluster, Tools } from '../../../engine/cli/tools.ts';
import type { EngineClient } from '../../../engine/client.ts';

export const nowMs = Date.parse('2026-01-31T08:00:00Z');

export interface World {
  /** Relative folders count from here. */
  readonly root?: string;
  readonly client?: Partial<EngineClient>;
  /** Instead of that one: a real one, of a real server. */
  readonly openClient?: Tools['openClient'];
  readonly columns?: number;
  readonly rows?: number;
  readonly isTerminal?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Map<string, string>;
  readonly startCluster?: Tools['startCluster'];
  readonly runEngine?: Tools['runEngine'];
  readonly simulate?: Partial<SimTools>;
  /** Instead of the clock that only sleeping moves. */
  readonly nowMs?: () => number;
  /** Instead of moving the clock at once. */
  readonly sleep?: Tools['sleep'];
  readonly interrupted?: () => Promise<void>;
  /** Hears each write to standard output. */
  readonly onStdout?: (text: string) => void;
  readonly onStderr?: (text: string) => void;
}

export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Addresses that a client was opened for, with the token that it was given. */
  readonly opened: readonly string[];
  readonly agentArgs: readonly string[] | undefined;
}

export async function run(argv: readonly string[], world: World = {}): Promise<Run> {
  const heard = { stdout: '', stderr: '', opened: [] as string[], agentArgs: undefined as Args };
  const tools = fakeTools(world, heard);
  const code = await runCli(argv, tools);
  return { code, ...heard };
}

type Args = readonly string[] | undefined;

interface Heard {
  stdout: string;
  stderr: string;
  readonly opened: string[];
  agentArgs: Args;
}

const noCluster = (): Promise<RunningCluster> => Promise.reject(new Error('no cluster here'));

const noSimulator: SimTools = {
  run: () => Promise.reject(new Error('no simulator here')),
  shrink: () => Promise.reject(new Error('no simulator here')),
  runMany: () => Promise.reject(new Error('no simulator here')),
  cpuMs: () => 0,
};

const fakeIo = (world: World, heard: Heard): Io => ({
  stdout: (text) => {
    const said = typeof text === 'string' ? text : Buffer.from(text).toString('utf8');
    heard.stdout += said;
    world.onStdout?.(said);
  },
  stderr: (text) => {
    heard.stderr += text;
    world.onStderr?.(text);
  },
  drained: async () => undefined,
  isTerminal: world.isTerminal ?? false,
  isErrorTerminal: world.isTerminal ?? false,
  columns: world.columns ?? Number.POSITIVE_INFINITY,
  rows: world.rows ?? Number.POSITIVE_INFINITY,
  onResize: () => undefined,
  env: world.env ?? { MERIDIAN_URL: 'http://engine.example.com:5050' },
});

function fakeTools(world: World, heard: Heard): Tools {
  const { root = '/nonexistent', files = new Map<string, string>() } = world;
  const at = (folder: string): string => resolve(root, folder);
  let clockMs = nowMs;
  return {
    tree: (folder) => openFolderTree(at(folder)),
    repo: {
      gitTree: (folder, ref) => openGitTree(at(folder), ref),
      headCommit: (folder, ref) => headCommit(at(folder), ref),
      mergeBase: (folder, one, other) => mergeBase(at(folder), one, other),
      findWorkTree: (folder) => findWorkTree(at(folder)),
      differences,
      dirtyPaths,
      prepareRollback,
      commit: commitTree,
      push: pushBranch,
    },
    openClient: (options) => {
      const { url, token } = options;
      heard.opened.push(token === undefined ? url : `${url} ${token.reveal()}`);
      if (world.openClient !== undefined) return world.openClient(options);
      return { url, ...world.client } as EngineClient;
    },
    startCluster: world.startCluster ?? noCluster,
    runEngine: world.runEngine ?? (() => Promise.reject(new Error('no engine here'))),
    runAgent: async (args) => {
      heard.agentArgs = args;
      return 7;
    },
    simulate: { ...noSimulator, ...world.simulate },
    files: {
      read: async (path) => files.get(path),
      write: async (path, text) => void files.set(path, text),
      remove: async (path) => void files.delete(path),
    },
    io: fakeIo(world, heard),
    nowMs: world.nowMs ?? (() => clockMs),
    sleep:
      world.sleep ??
      (async (ms) => {
        clockMs += ms;
      }),
    interrupted: world.interrupted ?? (() => new Promise(() => undefined)),
    version: '1.2.3',
    timeZoneData: '2025b',
    program: 'meridian',
  };
}
