// Whether a world rests: what the engine has to do is done, or waits for something that time alone
// doesn't bring. An app whose program ends by itself, or never gets ready, never rests: it is given
// a while, and then not waited for.

import type { TaskId } from '../../model/ids.ts';
import { waitsOf } from '../../step/apps/waits.ts';
import type { AppEntry } from '../../step/tables.ts';
import type { SeenEngine, Sight } from '../invariants/sight.ts';
import { isSteady } from './is-steady.ts';

/** How long after the faults everything is waited for. */
const restlessMs = 60_000;
/** The slowest disk has destroyed a volume by then. */
const destroyMs = 30_000;
/** How long an attempt may take to begin before it is waited for. */
const beginMs = 2_000;
/** Waits that only time ends. */
const passing: ReadonlySet<string> = new Set([
  'backoff',
  'disconnected',
  'recovering',
  'avoided',
  'zombies',
  'starting',
  'unhealthy',
  'rolling',
  'stopping',
  'unkillable',
]);
/** Waits that somebody else has to end: what else it waits for isn't reached. */
const standing: ReadonlySet<string> = new Set([
  'paused',
  'unplaceable',
  'quota',
  'dependency',
  'volume',
]);

/** What doesn't rest, in one line; undefined when all does. `healedMs`: since the faults ended. */
export function restless(
  { engine, machines, commits }: Sight,
  healedMs: number,
): string | undefined {
  if (!engine) return 'no engine is up';
  const { tables } = engine.core;
  if (tables.repo.failure) return `the repository: ${tables.repo.failure.message}`;
  if (tables.repo.head !== commits.at(-1)) return `the ref is at ${commits.at(-1)}, not seen yet`;
  for (const { agentId } of machines.values()) {
    const presence = presenceOf(engine, agentId);
    if (presence !== 'registered') return `${agentId} is ${presence ?? 'unknown'}`;
  }
  const late = lateTask(engine, machines);
  if (late !== undefined) return `${late} is about to begin`;
  for (const { tasks } of machines.values())
    for (const { taskId, isHanging } of tasks.values())
      if (isHanging) return `${taskId} was killed, and is about to end`;
  for (const { row, presence, zombies } of tables.agents.values())
    if (presence.kind === 'registered' && zombies.size > 0)
      return `${row.id} still runs ${[...zombies.keys()].join(', ')}`;
  for (const { id, agentId } of tables.reservations.leaving.values())
    if (healedMs < destroyMs && presenceOf(engine, agentId) === 'registered')
      return `${id} is about to be destroyed`;
  for (const app of tables.apps.values()) {
    const isLeft = healedMs > restlessMs && !isSettling(app);
    const waits = isLeft ? undefined : restlessWaits(engine, app);
    if (waits !== undefined) return `${app.row.name}: ${waits}`;
  }
  return undefined;
}

/** One that its agent takes to be running, and whose command hasn't come so far yet. */
function lateTask({ core, wallMs }: SeenEngine, machines: Sight['machines']): string | undefined {
  for (const machine of machines.values())
    for (const { taskId, command } of machine.tasks.values()) {
      const task = command === 'none' ? core.tables.tasks.get(taskId as TaskId) : undefined;
      if (!task || task.row.end || task.row.agentId !== machine.agentId) continue;
      // Attempts of jobs come again and again.
      if (task.row.run === undefined || wallMs - task.row.launchedMs > beginMs) return taskId;
    }
  return undefined;
}

/** All versions of it that run, or may have to, are steady. */
const isSettling = (app: AppEntry): boolean =>
  [...app.versions.values()].every(({ spec }) => isSteady(spec));

function presenceOf({ core: { tables } }: SeenEngine, agentId: string): string | undefined {
  for (const { row, presence } of tables.agents.values())
    if (row.id === agentId) return presence.kind;
  return undefined;
}

function restlessWaits(engine: SeenEngine, app: AppEntry): string | undefined {
  const waits = waitsOf(engine.core, app, engine.wallMs);
  if (waits.some(({ kind }) => standing.has(kind))) return undefined;
  const kinds = waits.map(({ kind }) => kind);
  // A successor's time passes; a quarantine ends by a commit alone.
  const isMoving = kinds.includes('draining') && !kinds.includes('quarantined');
  if (!isMoving && !kinds.some((kind) => passing.has(kind))) return undefined;
  return waits.map(({ kind, what }) => `${kind} (${what})`).join('; ');
}
