// One task in full, as an engine answers: one that failed after its agent had been unreachable, one
// that can't be killed, and one on its way.
import type { TaskDetail, TaskView } from '../../../schemas/generated/api.ts';
import { nowMs } from './fake-tools.ts';

const ago = (seconds: number): number => nowMs - seconds * 1000;

const web: TaskView = {
  ...{ id: '/shop/web#0.8', name: '/shop/web', instance: 0, launch: 8, role: 'shop' },
  ...{ agentId: 'rack1-3f9a2c', hostname: 'rack1.example.com', state: 'running' },
  ...{ health: 'healthy', ready: true, resources: { cpus: 0.5, mem: 128 }, ports: [31_005] },
  ...{ taskDigest: 'c'.repeat(12), revision: 'c'.repeat(40), launchedMs: ago(7_250), waits: [] },
};

const until = (state: 'starting' | 'running', seconds: number) =>
  ({ state, atMs: ago(seconds), by: 'agent' }) as const;

const said = 'exit code 3\nstderr: reading\nno such \u001b[31mmode\nError: no such mode';

const failed: TaskDetail = {
  formatVersion: 1,
  task: {
    ...{ ...web, state: 'failed', health: 'unknown', ready: false, startedMs: ago(7_249) },
    end: {
      ...{ state: 'failed', reason: 'command-exit', exitCode: 3, message: said },
      atMs: ago(7_100),
    },
  },
  history: [
    { state: 'staging', atMs: ago(7_250), by: 'engine' },
    ...[until('starting', 7_249.9), until('running', 7_249)],
    { state: 'unreachable', atMs: ago(7_200), by: 'engine', reason: 'agent-unreachable' },
    { state: 'running', atMs: ago(7_150), by: 'engine', reason: 'agent-returned' },
    { state: 'failed', atMs: ago(7_100), by: 'agent', reason: 'command-exit', message: said },
  ],
};

const hang =
  'a process of it outlives SIGKILL: pid 812 (dd) is in state D, in nfs_wait_bit_killable';

const stuck: TaskDetail = {
  formatVersion: 1,
  task: {
    ...{ ...web, id: '/shop/web#1.7', instance: 1, launch: 7, state: 'killing' },
    kill: { reason: 'replaced', atMs: ago(95) },
    waits: [
      {
        ...{ kind: 'unkillable', sinceMs: ago(80) },
        text:
          `/shop/web#1.7 on rack1-3f9a2c can't be killed: ${hang}: see what hangs on host ` +
          'rack1.example.com; a reboot ends it, and its agent says so when it is back; ' +
          '`meridian gone rack1-3f9a2c` if it never comes back',
      },
    ],
  },
  history: [
    { state: 'staging', atMs: ago(7_250), by: 'engine' },
    ...[until('starting', 7_249.9), until('running', 7_249)],
    { state: 'killing', atMs: ago(94.9), by: 'agent', message: 'replaced' },
    { state: 'killing', atMs: ago(80), by: 'agent', reason: 'unkillable', message: hang },
  ],
};

const { ports: _, startedMs: __, ...unplaced } = web;

const starting: TaskDetail = {
  formatVersion: 1,
  task: {
    ...{ ...unplaced, id: '/shop/web#2.11', instance: 2, launch: 11, state: 'starting' },
    ...{ health: 'unknown', ready: false, ports: [], launchedMs: ago(42) },
    phase: { name: 'starting', sinceMs: ago(41) },
    waits: [{ kind: 'starting', text: '/shop/web#2.11 is starting', sinceMs: ago(42) }],
  },
  history: [{ state: 'staging', atMs: ago(42), by: 'engine' }, until('starting', 41)],
};

const all: readonly TaskDetail[] = [failed, stuck, starting];

/** The first where none has that id. */
export const cannedTask = (id: string): TaskDetail =>
  all.find(({ task }) => task.id === id) ?? failed;
