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
import type { RunningCluster, Tools } from '../../../engine/cli/tools.ts';
import type { EngineClient } from '../../../engine/client.ts';

export const nowMs = Date.parse('2026-01-31T08:00:00Z');

export interface World {
  /** Relative folders count from here. */
  readonly root?: string;
  readonly client?: Partial<EngineClient>;
  readonly columns?: number;
  readonly isTerminal?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Map<string, string>;
  readonly startCluster?: Tools['startCluster'];
  readonly runEngine?: Tools['runEngine'];
  readonly simulate?: Partial<SimTools>;
  /** Instead of the clock that only sleeping moves. */
  readonly nowMs?: () => number;
  readonly interrupted?: () => Promise<void>;
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
    openClient: ({ url, token }) => {
      heard.opened.push(token === undefined ? url : `${url} ${token.reveal()}`);
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
    io: {
      stdout: (text) => {
        heard.stdout += typeof text === 'string' ? text : Buffer.from(text).toString('utf8');
      },
      stderr: (text) => {
        heard.stderr += text;
      },
      drained: async () => undefined,
      isTerminal: world.isTerminal ?? false,
      isErrorTerminal: world.isTerminal ?? false,
      columns: world.columns ?? Number.POSITIVE_INFINITY,
      env: world.env ?? { MERIDIAN_URL: 'http://engine.example.com:5050' },
    },
    nowMs: world.nowMs ?? (() => clockMs),
    sleep: async (ms) => {
      clockMs += ms;
    },
    interrupted: world.interrupted ?? (() => new Promise(() => undefined)),
    version: '1.2.3',
    program: 'meridian',
  };
}
