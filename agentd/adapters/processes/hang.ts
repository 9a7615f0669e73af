// Where processes hang that SIGKILL doesn't end, as the kernel tells: their state, and the
// function that they sleep in. Files of /proc that wait for the process itself (cmdline, environ)
// aren't read.
import { readFileSync } from 'node:fs';
import type { ProcessesLeft } from '../../ports/processes.ts';
import type { Stat } from './proc-table.ts';

/** So many are named. */
const shownProcesses = 3;

export function leftOf(stats: readonly Stat[]): ProcessesLeft {
  const shown = stats.slice(0, shownProcesses).flatMap(({ pid }) => hangOf(pid) ?? []);
  return { count: stats.length, shown };
}

type Hang = ProcessesLeft['shown'][number];

/** Undefined when it has just ended. */
function hangOf(pid: number): Hang | undefined {
  const line = textOf(pid, 'stat');
  const [open, close] = [line.indexOf('('), line.lastIndexOf(')')];
  if (open < 0 || close < 0) return undefined;
  const name = line.slice(open + 1, close).replaceAll(/[^\x20-\x7e]/g, '?');
  const state = line.slice(close + 2, close + 3);
  const waitsIn = waitsInOf(pid);
  return { pid, name, state, ...(waitsIn === undefined ? {} : { waitsIn }) };
}

/** The kernel's stack is for root alone, and says more. */
function waitsInOf(pid: number): string | undefined {
  const found =
    /^\[<[0-9a-f]+>\] (\w+)/.exec(textOf(pid, 'stack'))?.[1] ?? textOf(pid, 'wchan').trim();
  return found === '' || found === '0' ? undefined : found.slice(0, 64);
}

function textOf(pid: number, file: 'stat' | 'stack' | 'wchan'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return '';
  }
}
