// /proc: who a pid is. A process is known by its pid together with its start time (field 22 of its
// stat, in clock ticks since boot), because pids are used again.
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

export interface Stat {
  readonly pid: number;
  readonly group: number;
  readonly session: number;
  /** Text of clock ticks since boot: only ever compared. */
  readonly start: string;
  /** Ended, and waiting for its parent to notice. */
  readonly isZombie: boolean;
}

/** The fields of one stat line; the command's name in brackets may hold anything. */
export function parseStat(line: string): Stat | undefined {
  const close = line.lastIndexOf(')');
  const fields = line.slice(close + 2).split(' ');
  const [state = '', , group = '', session = ''] = fields;
  const start = fields[19];
  const pid = Number.parseInt(line, 10);
  if (close < 0 || start === undefined || !Number.isSafeInteger(pid)) return undefined;
  const isZombie = state === 'Z' || state === 'X';
  return { pid, group: Number(group), session: Number(session), start, isZombie };
}

/** Undefined when there is no such process. */
export function statOf(pid: number): Stat | undefined {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return undefined;
  }
}

export const allPids = (): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

const livingStats = (): readonly Stat[] =>
  allPids().flatMap((pid) => {
    const stat = statOf(pid);
    return stat === undefined || stat.isZombie ? [] : [stat];
  });

/** Reads the process table once for all who ask in the same moment, after they have asked. */
export class SharedScans {
  #next: Promise<readonly Stat[]> | undefined;

  /** All processes there are, zombies left out. */
  living(): Promise<readonly Stat[]> {
    this.#next ??= new Promise((resolve) => {
      setImmediate(() => {
        this.#next = undefined;
        resolve(livingStats());
      });
    });
    return this.#next;
  }
}

async function words(pid: number, file: 'environ' | 'cmdline'): Promise<readonly string[]> {
  try {
    return (await readFile(`/proc/${pid}/${file}`, 'utf8')).split('\0');
  } catch {
    return [];
  }
}

/** Its environment began with this entry among others. Not readable: no. */
export const hasEnviron = async (pid: number, entry: string): Promise<boolean> =>
  (await words(pid, 'environ')).includes(entry);

export const commandLine = (pid: number): Promise<readonly string[]> => words(pid, 'cmdline');

export const readBootId = (): string =>
  readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
