#!/usr/bin/env -S node --max-semi-space-size=32
// meridian: the command line, given the world. With node's own bound of 16 MiB for young objects,
// a busy engine spends a fifth of its time on collecting them.
import { once } from 'node:events';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readOwnFile, removeOwnFile, writeOwnFile } from './adapters/own-files.ts';
import { packageVersion } from './adapters/package-version.ts';
import { openFolderTree } from './adapters/tree-files.ts';
import {
  differences,
  findWorkTree,
  headCommit,
  mergeBase,
  openGitTree,
} from './adapters/tree-git.ts';
import { commitTree, dirtyPaths, prepareRollback, pushBranch } from './adapters/work-tree.ts';
import { runCli } from './cli/run-cli.ts';
import type { SimTools } from './cli/sim/sim-tools.ts';
import type { Io, Tools } from './cli/tools.ts';
import { openClient } from './client.ts';
import { shellWord } from './lib/text/shell-word.ts';

/** Signals after the first that are ignored while everything is being stopped. */
const patience = 2;

const { stdout, stderr } = process;

const io: Io = {
  stdout: (text) => void stdout.write(text),
  stderr: (text) => void stderr.write(text),
  drained: async () => {
    if (stdout.writableNeedDrain) await once(stdout, 'drain');
  },
  isTerminal: stdout.isTTY === true,
  isErrorTerminal: stderr.isTTY === true,
  get columns() {
    return stdout.isTTY === true ? stdout.columns || 80 : Number.POSITIVE_INFINITY;
  },
  get rows() {
    return stdout.isTTY === true ? stdout.rows || 24 : Number.POSITIVE_INFINITY;
  },
  onResize: (listener) => void stdout.on('resize', listener),
  env: process.env,
};

function interrupted(): Promise<void> {
  let times = 0;
  return new Promise((resolve) => {
    const hear = (): void => {
      times += 1;
      if (times > 1 + patience) process.exit(130);
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, hear);
  });
}

/** The agent's main ends the process by itself. */
async function runAgent(args: readonly string[]): Promise<number> {
  process.argv.splice(2, process.argv.length, ...args);
  await import('../agentd/main.ts');
  return Number(process.exitCode ?? 0);
}

/** The simulator is loaded when it is asked for. */
const simulate: SimTools = {
  run: async (...args) => (await import('./assemble-sim.ts')).runWorld(...args),
  shrink: async (...args) => (await import('./assemble-sim.ts')).shrinkWorld(...args),
  runMany: async (worlds) => (await import('./assemble-sim.ts')).runManyWorlds(worlds),
  cpuMs: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
};

const self = process.argv[1] ?? 'meridian';

const tools: Tools = {
  tree: (folder) => openFolderTree(folder),
  repo: {
    gitTree: openGitTree,
    headCommit,
    mergeBase,
    findWorkTree,
    differences,
    dirtyPaths,
    prepareRollback,
    commit: commitTree,
    push: pushBranch,
  },
  openClient,
  // Store, server and Git come with these two; other commands needn't wait for them to load.
  startCluster: async (options) => (await import('./assemble-cluster.ts')).startCluster(options),
  runEngine: async (options) => (await import('./assemble-cluster.ts')).startDaemon(options),
  runAgent,
  simulate,
  files: { read: readOwnFile, write: writeOwnFile, remove: removeOwnFile },
  io,
  nowMs: Date.now,
  sleep: async (ms) => void (await sleep(ms)),
  interrupted,
  version: packageVersion(),
  timeZoneData: process.versions.tz ?? 'unknown',
  program:
    basename(self) === 'meridian'
      ? 'meridian'
      : `node ${shellWord(fileURLToPath(import.meta.url))}`,
};

// A reader that has seen enough (`| head`) is no error.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

const code = await runCli(process.argv.slice(2), tools);
stdout.write('', () => process.exit(code));
