// Which processes are a task's, for certain. Its command leads a session and group numbered like
// its own pid. While the leader is there with the recorded start time, all of that session are the
// task's; when it has gone, only those are whose environment names the task's sandbox. Under
// another boot nothing is.
import { hasEnviron, type SharedScans, type Stat, statOf } from './proc-table.ts';
import { type Recorded, readChild, readExit, readSupervisor } from './task-files.ts';

export interface Place {
  readonly folder: string;
  readonly sandbox: string;
  readonly bootId: string;
  readonly scans: SharedScans;
}

const isSame = (recorded: Recorded, stat: Stat | undefined): boolean =>
  stat !== undefined && stat.start === recorded.start;

export function isAlive(recorded: Recorded): boolean {
  const stat = statOf(recorded.pid);
  return isSame(recorded, stat) && stat?.isZombie === false;
}

async function withSandbox(stats: readonly Stat[], sandbox: string): Promise<readonly Stat[]> {
  const entry = `MESOS_SANDBOX=${sandbox}`;
  const marks = await Promise.all(stats.map((stat) => hasEnviron(stat.pid, entry)));
  return stats.filter((_, index) => marks[index] === true);
}

/** Its supervisor has ended without an exit file, so what it had recorded may not be all. */
function isAbandoned({ folder }: Place): boolean {
  const supervisor = readSupervisor(folder);
  const hasGone = supervisor === undefined || !isAlive(supervisor);
  return hasGone && readExit(folder) === undefined;
}

/** All living processes of the task, its supervisor apart while that is in order. */
export async function processesOf(place: Place): Promise<readonly Stat[]> {
  const supervisor = readSupervisor(place.folder);
  if (supervisor !== undefined && supervisor.bootId !== place.bootId) return [];
  const stats = await place.scans.living();
  if (isAbandoned(place)) {
    const inGroup = await groupOf(place, stats);
    const known = new Set(inGroup.map((stat) => stat.pid));
    const others = stats.filter((stat) => !known.has(stat.pid));
    return [...inGroup, ...(await withSandbox(others, place.sandbox))];
  }
  return groupOf(place, stats);
}

async function groupOf(place: Place, stats: readonly Stat[]): Promise<readonly Stat[]> {
  const child = readChild(place.folder);
  if (child === undefined) return [];
  const members = stats.filter(({ pid, group, session }) =>
    [pid, group, session].includes(child.pid),
  );
  const leader = statOf(child.pid);
  if (leader === undefined) return withSandbox(members, place.sandbox);
  return isSame(child, leader) ? members : [];
}

/** Signals one process if it is still the one that was seen. */
function signalOne(seen: Stat, signal: NodeJS.Signals): void {
  const now = statOf(seen.pid);
  if (now === undefined || now.start !== seen.start) return;
  trySignal(seen.pid, signal);
}

function trySignal(target: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(target, signal);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ESRCH' || code === 'EPERM') return false;
    throw error;
  }
}

/** To the command's group if its leader is there; before it leads one, to itself. */
export function signalGroup({ folder, bootId }: Place, signal: NodeJS.Signals): void {
  if (readSupervisor(folder)?.bootId !== bootId) return;
  const child = readChild(folder);
  if (child === undefined || !isSame(child, statOf(child.pid))) return;
  if (!trySignal(-child.pid, signal)) trySignal(child.pid, signal);
}

export function signalEach(seen: readonly Stat[], signal: NodeJS.Signals): void {
  for (const stat of seen) signalOne(stat, signal);
}

/** The supervisor that has recorded itself under this boot, if it is there still. */
export function recordedSupervisor({ folder, bootId }: Place): readonly Stat[] {
  const recorded = readSupervisor(folder);
  if (recorded?.bootId !== bootId) return [];
  const stat = statOf(recorded.pid);
  return stat !== undefined && isSame(recorded, stat) && !stat.isZombie ? [stat] : [];
}
