// A full round right after a batch: every app and job is looked at and everything is offered again,
// and that must find nothing to write and nothing to say (house.md part 3, Level, not edge). Those
// whose timer or due time has come are left out: that they are looked at is still to come. Timers
// that a round asks for don't count, and what it only notes in passing is put back: the world goes
// on as if it hadn't been.
import { isRunOver } from '../../model/jobs.ts';
import type { Effects } from '../../step/effects.ts';
import type { EngineCore } from '../../step/engine-core.ts';
import { mustGo } from '../../step/maintenance/leaving.ts';
import type { AppEntry, JobEntry, Tables } from '../../step/tables.ts';

/** What the engine goes by, and what its machine's clock shows. */
export interface Clocks {
  readonly nowMs: number;
  readonly wallMs: number;
}

/** `due`: keys of timers that are due and not handled yet. What it found, in one line. */
export function fullRound(
  core: Pick<EngineCore, 'tables' | 'allocator' | 'handle'>,
  { nowMs, wallMs }: Clocks,
  due: ReadonlySet<string>,
): string | undefined {
  const { tables, allocator } = core;
  let isBusyPortDue = false;
  for (const key of due) if (key.startsWith('busy/')) isBusyPortDue = true;
  for (const name of tables.apps.keys()) if (!due.has(`app/${name}`)) tables.dirtyApps.add(name);
  for (const [name, job] of tables.jobs)
    if (!due.has(`job/${name}`) && !isDue(tables, job, wallMs)) tables.dirtyJobs.add(name);
  for (const id of tables.reservations.keys()) tables.reservations.dirty.add(id);
  // Ports that may be tried again would change what fits.
  if (!isBusyPortDue) allocator.stir();
  const notes = [...tables.apps.values()].map((app) => ({ app, note: noteOf(app) }));
  const { effects, isUnfinished } = core.handle([], nowMs, wallMs);
  for (const { app, note } of notes) Object.assign(app, note);
  const found = foundIn(effects);
  if (found.length > 0) return `a full round finds ${found.join(', ')}`;
  return isUnfinished ? 'a full round finds no end' : undefined;
}

/**
 * The machine's clock may have been put forward: an occurrence, a deadline or the end of what a
 * drain leaves to runs has come.
 */
function isDue(tables: Tables, { nextDueMs, runs, tasks }: JobEntry, wallMs: number): boolean {
  if (nextDueMs !== undefined && nextDueMs <= wallMs) return true;
  for (const { row } of tasks.values())
    if (row.kill === undefined && mustGo(tables, row, wallMs)) return true;
  for (const { state, deadlineMs } of runs.values())
    if (!isRunOver(state) && deadlineMs !== undefined && deadlineMs <= wallMs) return true;
  return false;
}

const noteOf = ({ proven, isSettled, isThere }: AppEntry) => ({ proven, isSettled, isThere });

function foundIn(effects: Effects): readonly string[] {
  const found: string[] = [];
  for (const id of effects.tasks) found.push(`task ${id}`);
  for (const id of effects.forgottenTasks) found.push(`forgotten ${id}`);
  for (const id of effects.agents) found.push(`agent ${id}`);
  for (const name of effects.apps) found.push(`app ${name}`);
  for (const name of effects.jobs) found.push(`job ${name}`);
  for (const id of effects.runs) found.push(`run ${id}`);
  for (const id of effects.forgottenRuns) found.push(`forgotten ${id}`);
  for (const id of effects.lineages) found.push(`lineage ${id}`);
  for (const row of effects.outbox) found.push(`outbox ${row.kind}`);
  for (const id of effects.rollouts) found.push(`rollout ${id}`);
  for (const key of effects.versions.keys()) found.push(key);
  for (const id of effects.reservations) found.push(`reservation ${id}`);
  for (const id of effects.leaving) found.push(`leaving ${id}`);
  for (const slot of effects.slots.keys()) found.push(`slot ${slot}`);
  for (const { order } of effects.orders)
    found.push(`${order.kind} ${'taskId' in order ? order.taskId : ''}`);
  for (const { kind, subject } of effects.notices) found.push(`notice ${kind} of ${subject}`);
  if (effects.closes.length > 0) found.push(`${effects.closes.length} connections to close`);
  return found;
}
