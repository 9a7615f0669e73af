// What the supervisor has written in a task's folder. A file counts only when it is whole.
import { readFileSync, statSync } from 'node:fs';

export interface Recorded {
  readonly pid: number;
  readonly start: string;
}

export interface RecordedSupervisor extends Recorded {
  readonly bootId: string;
}

export interface RecordedChild extends Recorded {
  readonly startedMs: number;
}

export interface RecordedExit {
  readonly code: number;
  readonly timedOut: boolean;
  readonly endedMs: number;
  /** User and system time; absent when the shell's words for it can't be read. */
  readonly cpuMs?: number;
}

interface Line {
  /** Without its end. */
  readonly text: string;
  readonly writtenMs: number;
}

function readLine(path: string): Line | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  try {
    const text = readFileSync(path, 'latin1');
    if (!text.endsWith('\n')) return undefined;
    return { text: text.slice(0, -1), writtenMs: Math.round(found.mtimeMs) };
  } catch {
    return undefined;
  }
}

const isPid = (pid: number): boolean => Number.isSafeInteger(pid) && pid > 1;

/** How a claim of the agent's begins; a supervisor's is another word. */
export const agentMark = 'agent ';

/** Undefined when nobody holds it; with the agent's note when the agent does. */
export function readClaim(folder: string): { readonly note: string | undefined } | undefined {
  const path = `${folder}/claim`;
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
  const text = readFileSync(path, 'utf8');
  const isAgents = text.startsWith(agentMark) && text.endsWith('\n');
  return { note: isAgents ? text.slice(agentMark.length, -1) : undefined };
}

export function readSupervisor(folder: string): RecordedSupervisor | undefined {
  const [pid, start, bootId] = readLine(`${folder}/pid`)?.text.split(' ') ?? [];
  if (start === undefined || bootId === undefined || !isPid(Number(pid))) return undefined;
  return { pid: Number(pid), start, bootId };
}

export function readChild(folder: string): RecordedChild | undefined {
  const line = readLine(`${folder}/child`);
  const [pid, start] = line?.text.split(' ') ?? [];
  if (line === undefined || start === undefined || !isPid(Number(pid))) return undefined;
  return { pid: Number(pid), start, startedMs: line.writtenMs };
}

/** The task's watchdog, once it was there. */
export function readWatchdog(folder: string): Recorded | undefined {
  const [pid, start] = readLine(`${folder}/watchdog`)?.text.split(' ') ?? [];
  if (start === undefined || !isPid(Number(pid))) return undefined;
  return { pid: Number(pid), start };
}

/** What a shell can say of a command's end. Anything else is what a disk made of it. */
const exitText = /^(0|[1-9]\d{0,2})( timeout)?(?: cpu ([0-9ms., ]+))?$/;
const maxCode = 255;

export function readExit(folder: string): RecordedExit | undefined {
  const line = readLine(`${folder}/exit`);
  const found = exitText.exec(line?.text ?? '');
  if (line === undefined || found === null || Number(found[1]) > maxCode) return undefined;
  const cpuMs = parseTimes(found[3] ?? '');
  return {
    code: Number(found[1]),
    timedOut: found[2] !== undefined,
    endedMs: line.writtenMs,
    ...(cpuMs === undefined ? {} : { cpuMs }),
  };
}

const time = String.raw`(\d{1,9})m(\d{1,2})[.,](\d{1,9})s`;
const timesText = new RegExp(`^${time} ${time}$`);

/** One line of `times` (POSIX; some shells put a comma): user and system time, in ms. */
function parseTimes(text: string): number | undefined {
  const found = timesText.exec(text);
  if (found === null) return undefined;
  const [, userMin, userSec, userPart, systemMin, systemSec, systemPart] = found;
  const minutes = Number(userMin) + Number(systemMin);
  const seconds = Number(`${userSec}.${userPart}`) + Number(`${systemSec}.${systemPart}`);
  return Math.round((minutes * 60 + seconds) * 1000);
}
