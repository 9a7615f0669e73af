// Which processes an agent takes for a task's, as agentd/adapters/processes/group.ts finds them:
// while its supervisor is in order the recorded command, otherwise whatever has the task's sandbox
// in its environment, a supervisor on its way included. Under another boot nothing is.
import { type Ground, note } from '../ground.ts';
import type { Killable, Signalable } from '../machine-disk.ts';
import type { SimTask } from './sim-task.ts';

interface Group {
  readonly commands: readonly Signalable[];
  readonly supervisors: readonly Killable[];
}

const nothing: Group = { commands: [], supervisors: [] };

export function groupOf({ disk, bootId }: Ground, task: SimTask): Group {
  const { taskId } = task;
  const supervisor = disk.read(taskId, 'pid');
  if (supervisor && supervisor.bootId !== bootId) return nothing;
  const isInOrder = supervisor?.process.isAlive || disk.read(taskId, 'exit');
  if (!isInOrder) return { commands: [...task.commands], supervisors: [...task.supervisors] };
  const child = disk.read(taskId, 'child')?.process;
  return child?.isAlive ? { ...nothing, commands: [child] } : nothing;
}

/** SIGKILL to all of it; how many there were. */
export function killGroup(ground: Ground, task: SimTask): number {
  const { commands, supervisors } = groupOf(ground, task);
  for (const supervisor of supervisors) supervisor.kill();
  for (const command of commands) command.signal('SIGKILL');
  return commands.length + supervisors.length;
}

export function killSupervisor({ disk, bootId }: Ground, { taskId }: SimTask): void {
  const supervisor = disk.read(taskId, 'pid');
  if (supervisor?.bootId === bootId) supervisor.process.kill();
}

/** To the command if it has recorded itself; throws when what it is told can't be written down. */
export function tellToEnd({ disk, bootId }: Ground, { taskId }: SimTask, signal: string): void {
  disk.demandRoom('write killing.tmp');
  if (disk.read(taskId, 'pid')?.bootId === bootId)
    disk.read(taskId, 'child')?.process.signal(signal);
}

/** Whether a supervisor is in the process table; a shell on its way looks like one. */
export function hasSupervisor(ground: Ground, { supervisors, commands }: SimTask): boolean {
  let isThere = supervisors.size > 0;
  for (const command of commands) isThere ||= !command.isRunning;
  note(ground, isThere ? 'search found its supervisor' : 'search found nothing');
  return isThere;
}
