// What lives of a soak's cluster: task scripts by their task, and what is none of the cluster's.
import { readFileSync, readlinkSync } from 'node:fs';
import { allPids } from '../../../agentd/adapters/processes/proc-table.ts';

export interface Living {
  /** Pids of task scripts by task id. */
  readonly tasks: ReadonlyMap<string, readonly number[]>;
  /** Tasks that have any process, their supervisor included. */
  readonly present: ReadonlySet<string>;
  /** Whatever else mentions the folder, the given pids and their children apart. */
  readonly strays: readonly string[];
}

const inTask = /\/agent-[^/]+\/tasks\/([^/]+)/;
/** Engine and agents themselves, and what they have started for themselves. */
const isOurs = (pid: number, known: ReadonlySet<number>): boolean =>
  known.has(pid) || known.has(parentOf(pid)) || known.has(parentOf(parentOf(pid)));

export function livingUnder(folder: string, known: readonly number[]): Living {
  const tasks = new Map<string, number[]>();
  const present = new Set<string>();
  const strays: string[] = [];
  const mine = new Set([...known, process.pid]);
  for (const pid of allPids()) {
    const where = folderOf(pid);
    const words = wordsOf(pid);
    if (!where.startsWith(folder) && !words.some((word) => word.includes(folder))) continue;
    const name = inTask.exec(where)?.[1];
    if (name === undefined) {
      if (!isOurs(pid, mine)) strays.push(`pid ${pid}: ${words.join(' ')}`);
      continue;
    }
    const id = name.replaceAll('~', '/');
    present.add(id);
    if (isScript(words)) tasks.set(id, [...(tasks.get(id) ?? []), pid]);
  }
  return { tasks, present, strays };
}

/** `/bin/sh .../task.sh steady 0 0`: the supervisor has more words before it. */
const isScript = (words: readonly string[]): boolean => words[1]?.endsWith('/task.sh') === true;

function folderOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}

function wordsOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

function parentOf(pid: number): number {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return Number(line.slice(line.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return 0;
  }
}
