// Of agents that are emptied, and of what is still there: what it waits for, and what would help.
import { namesText } from '../../lib/text/names-text.ts';
import { counted } from '../../lib/text/spoken-duration.ts';
import { isoInstant } from '../../lib/time.ts';
import { type InstanceView, isKept } from '../../roll/instance-view.ts';
import { whyStays } from '../../roll/why-stays.ts';
import { aimOf } from '../apps/aim.ts';
import { instanceViews } from '../apps/instance-views.ts';
import { type AgentEntry, type AppEntry, appOf, type Tables, type TaskEntry } from '../tables.ts';
import { nextOf, sinceOf, type Wait } from '../wait.ts';
import { occupantsOf } from './leaving.ts';
import type { AgentStanding } from './standing.ts';

/** Instances told of, of one app; and apps, of one agent. */
const told = 3;

/** What an agent is that nothing is placed on because it is emptied. */
export function closedWait(tables: Tables, agent: AgentEntry, nowMs: number): Wait | undefined {
  const { standing, row } = agent;
  if (standing?.kind !== 'closed') return undefined;
  const left = leftText(tables, agent);
  const what = `${causeText(standing)}: ${left === '' ? 'nothing runs there any more' : left}`;
  const remedy =
    standing.by === undefined
      ? `change or delete ${standing.cause} in the repository to call it off`
      : `\`meridian undrain ${row.id}\` ${left === '' ? 'when its work is done' : 'calls it off'}`;
  const { endMs } = standing;
  return {
    ...{ kind: left === '' ? 'drained' : 'draining', what, remedy },
    ...sinceOf(agent.closedMs),
    ...nextOf(nowMs, endMs === null ? undefined : { what: 'its window is over', atMs: endMs }),
  };
}

/** `drained by ann (drain 3)`; `drained for /rack-2, until 2026-12-01T03:00:00Z`. */
function causeText({ by, cause, endMs }: AgentStanding): string {
  if (by !== undefined) return `drained by ${by} (${cause})`;
  return `drained for ${cause}${endMs === null ? '' : `, until ${isoInstant(endMs)}`}`;
}

/** Empty when nothing is left. */
function leftText(tables: Tables, agent: AgentEntry): string {
  const { instances, runs, others } = occupantsOf(tables, agent);
  const { zombies } = agent;
  const parts = [
    ...(instances > 0 ? [counted(instances, 'instance')] : []),
    ...(runs > 0 ? [counted(runs, 'run')] : []),
    ...(others > 0 ? [`${counted(others, 'task')} of frameworks`] : []),
    ...(zombies.size > 0 ? [`${counted(zombies.size, 'task')} given up before`] : []),
  ];
  return parts.length === 0 ? '' : `${parts.join(', ')} left`;
}

/** What keeps on an agent that is emptied what is still there. */
export function occupantWaits(tables: Tables, agent: AgentEntry, nowMs: number): readonly Wait[] {
  if (agent.standing?.kind !== 'closed') return [];
  const apps = new Set<AppEntry>();
  const runs: string[] = [];
  for (const id of [...agent.tasks].sort()) {
    const row = tables.tasks.get(id)?.row;
    const app = row && appOf(tables, row);
    if (app) apps.add(app);
    if (row?.run !== undefined) runs.push(row.run);
  }
  return [
    ...[...apps].slice(0, told).flatMap((app) => leavingWaits(tables, app, nowMs, agent)),
    ...runWaits(agent, runs, nowMs),
  ];
}

function runWaits(
  { standing, closedMs }: AgentEntry,
  runs: readonly string[],
  nowMs: number,
): readonly Wait[] {
  const [first] = runs;
  if (first === undefined) return [];
  const what = `${counted(runs.length, 'run')} may finish: ${namesText(runs, told)}`;
  const jobsUntilMs = standing?.jobsUntilMs;
  const end = jobsUntilMs === undefined ? undefined : { what: 'it is stopped', atMs: jobsUntilMs };
  const remedy = `\`meridian cancel ${first}\` ends it now`;
  return [{ kind: 'draining', what, remedy, ...sinceOf(closedMs), ...nextOf(nowMs, end) }];
}

/** Of instances that are to go from where they are, or from that agent. */
export function leavingWaits(
  tables: Tables,
  app: AppEntry,
  nowMs: number,
  from?: AgentEntry,
): readonly Wait[] {
  const aim = aimOf(app);
  if (!aim) return [];
  const { spec } = aim.version;
  const views = instanceViews(tables, app, { spec, nowMs });
  const isExclusive = spec.task.volumes !== undefined;
  const asked = { instances: aim.instances, policy: spec.update, isExclusive, views };
  return views
    .filter((view) => isKept(view) && view.isLeaving && from?.tasks.has(view.taskId) !== false)
    .slice(0, told)
    .flatMap((view) => {
      const task = app.tasks.get(view.taskId);
      if (!task) return [];
      const stay = stayText(whyStays(asked, view), app, view);
      const what = `${leavesText(tables, task)}: ${stay.what}`;
      const since = sinceOf(tables.agents.get(task.row.agentId)?.closedMs);
      return [{ kind: 'draining', what, remedy: stay.remedy, ...since }];
    });
}

function leavesText(tables: Tables, { row }: TaskEntry): string {
  const agent = tables.agents.get(row.agentId);
  const standing = agent?.standing;
  const why =
    standing?.kind === 'closed' ? causeText(standing) : `it ${agent?.row.unfit?.[row.id] ?? ''}`;
  return `${row.id} leaves ${row.agentId} (${why})`;
}

function stayText(
  stay: ReturnType<typeof whyStays>,
  app: AppEntry,
  view: InstanceView,
): Pick<Wait, 'what' | 'remedy'> {
  if (stay.kind === 'minimum') {
    const { healthy, minHealthy } = stay;
    const what = `${healthy} are healthy, and ${minHealthy} must be without it`;
    const remedy = 'wait for the others, or commit a lower `update.minimumHealth`';
    return { what, remedy: healthy === 0 ? '' : remedy };
  }
  const { successor } = stay;
  if (successor) {
    const what = `its successor ${successor.taskId} isn't healthy and ready yet`;
    return { what, remedy: `see \`meridian why ${successor.taskId}\`` };
  }
  const hasNoPlace = app.unmet?.slots.includes(view.instance) === true;
  const what = hasNoPlace ? 'its successor has no place' : 'its successor is yet to be started';
  return { what, remedy: hasNoPlace ? `see \`meridian why ${app.row.name}\`` : '' };
}
