// Turns an app's tasks into what the rolling rules look at.
import type { AgentPresence } from '../../model/actual.ts';
import type { AppSpec } from '../../model/wanted.ts';
import type { InstanceView, Proof, Standing } from '../../roll/instance-view.ts';
import { isLeaving } from '../maintenance/leaving.ts';
import type { AppEntry, Tables, TaskEntry } from '../tables.ts';

export interface ViewWish {
  /** The version that counts as target. */
  readonly spec: AppSpec;
  readonly nowMs: number;
}

/** Views of all tasks that haven't ended. */
export function instanceViews(tables: Tables, app: AppEntry, wish: ViewWish): InstanceView[] {
  const views: InstanceView[] = [];
  for (const task of app.tasks.values()) {
    if (task.row.end) continue;
    const presence = tables.agents.get(task.row.agentId)?.presence;
    const standing = standingOf(task, presence, wish);
    views.push({
      taskId: task.row.id,
      instance: task.row.instance,
      launch: task.row.launch,
      launchedMs: task.row.launchedMs,
      version: task.row.taskDigest === wish.spec.taskDigest ? 'target' : 'old',
      standing,
      proof: proofOf(task, wish),
      isLeaving: isSeen(standing, presence) && isLeaving(tables, task.row),
    });
  }
  return views;
}

/** Nothing can be moved from an agent that isn't there, told to stop or not. */
const isSeen = (standing: Standing, presence: AgentPresence | undefined): boolean =>
  standing === 'live' || (standing === 'stopping' && presence?.kind !== 'unreachable');

function standingOf(
  task: TaskEntry,
  presence: AgentPresence | undefined,
  wish: ViewWish,
): Standing {
  if (presence?.kind === 'unreachable') {
    const after = wish.spec.unreachable.inactiveAfterMs;
    if (after !== null && wish.nowMs >= presence.sinceMs + after) return 'inactive';
    return task.row.kill ? 'stopping' : 'unreachable';
  }
  if (task.row.kill) return 'stopping';
  return presence?.kind === 'recovering' ? 'recovering' : 'live';
}

function proofOf(task: TaskEntry, wish: ViewWish): Proof {
  const status = task.status;
  if (status?.state !== 'running') return 'pending';
  if (status.health === 'unhealthy') return 'unhealthy';
  if (status.health === 'unknown' || !status.ready || task.healthySinceMs === undefined)
    return 'pending';
  const isProven = wish.nowMs - task.healthySinceMs >= wish.spec.update.watchMs;
  return isProven ? 'proven' : 'healthy';
}

/** When the next instance will have been watched long enough, or an unreachable one is inactive. */
export function nextViewChangeMs(
  tables: Tables,
  app: AppEntry,
  wish: ViewWish,
): number | undefined {
  let next: number | undefined;
  const consider = (atMs: number | undefined) => {
    if (atMs !== undefined && atMs > wish.nowMs) next = Math.min(next ?? atMs, atMs);
  };
  for (const task of app.tasks.values()) {
    if (task.row.end) continue;
    if (task.healthySinceMs !== undefined) consider(task.healthySinceMs + wish.spec.update.watchMs);
    const presence = tables.agents.get(task.row.agentId)?.presence;
    if (presence?.kind !== 'unreachable') continue;
    const { inactiveAfterMs } = wish.spec.unreachable;
    if (inactiveAfterMs !== null) consider(presence.sinceMs + inactiveAfterMs);
  }
  return next;
}
