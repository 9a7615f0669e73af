// One word for how an app is doing, and how many of its instances there are. What an agent that is
// away last said of its tasks counts for nothing.
import type { AppView, InstancesView } from '../../../schemas/generated/api.ts';
import { aimOf } from '../../step/apps/aim.ts';
import { delayedUntilMs } from '../../step/apps/backoff.ts';
import { type AppEntry, type Tables, type TaskEntry, wantedVersion } from '../../step/tables.ts';

export type AppState = AppView['state'];

export function appStateOf(tables: Tables, app: AppEntry, nowMs: number): AppState {
  const wanted = wantedVersion(app);
  if (!wanted) return 'stopping';
  if (app.row.paused) return 'paused';
  if (aimOf(app)?.quarantine) return 'failed';
  if (app.rollout?.state === 'paused') return 'paused';
  const counts = instancesOf(tables, app);
  const isShort = counts.healthy < counts.wanted || app.rollout !== undefined;
  const isDelayed = delayedUntilMs(app.row.backoff, wanted.spec, nowMs) !== undefined;
  if (tables.gated.has(app.row.name) || app.unmet || (isShort && isDelayed)) return 'waiting';
  if (app.rollout) return 'rolling';
  return counts.healthy < counts.wanted ? 'degraded' : 'healthy';
}

export function instancesOf(tables: Tables, app: AppEntry): InstancesView {
  let total = 0;
  let running = 0;
  let healthy = 0;
  for (const task of app.tasks.values()) {
    if (task.row.end) continue;
    total += 1;
    if (!isRunning(tables, task)) continue;
    running += 1;
    if (isHealthy(tables, task)) healthy += 1;
  }
  return { wanted: wantedVersion(app)?.spec.instances ?? 0, total, running, healthy };
}

/** Its agent is there, or only just away, and says that it runs. */
export function isRunning(tables: Tables, task: TaskEntry): boolean {
  const presence = tables.agents.get(task.row.agentId)?.presence.kind;
  const isTold = presence === 'registered' || presence === 'disconnected';
  return isTold && !task.row.end && task.status?.state === 'running';
}

export const isHealthy = (tables: Tables, task: TaskEntry): boolean =>
  isRunning(tables, task) && task.status?.health === 'healthy' && task.status.ready;
