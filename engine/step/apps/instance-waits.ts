// What the instances of an app wait for: agents that are away, health, a start, a stop. Instances
// that wait for the same thing are told of together.
import { namesText } from '../../lib/text/names-text.ts';
import { spokenDuration } from '../../lib/text/spoken-duration.ts';
import type { AgentPresence } from '../../model/actual.ts';
import type { NextStep } from '../../place/why.ts';
import { leavingWaits } from '../maintenance/waits.ts';
import { agentWaitOf } from '../master/agent-waits.ts';
import { isUnkillable, unkillableWaits } from '../master/task/unkillable.ts';
import type { AgentEntry, AppEntry, Tables, TaskEntry } from '../tables.ts';
import { ownerOf, wantedVersion } from '../tables.ts';
import { nextOf, sinceOf, type Wait } from '../wait.ts';

/** Tasks named in one sentence at most. */
const namedTasks = 3;

export function taskWaits(tables: Tables, app: AppEntry, nowMs: number): readonly Wait[] {
  const tasks = [...app.tasks.values()]
    .filter((task) => !task.row.end)
    .sort((a, b) => a.row.instance - b.row.instance || a.row.launch - b.row.launch);
  const { here, away } = split(tables, tasks);
  return [
    ...awayWaits(tables, app, away, nowMs),
    ...leavingWaits(tables, app, nowMs),
    ...unhealthyWaits(here),
    ...startingWaits(here),
    ...unkillableWaits(tables, here),
    ...stoppingWaits(tables, here, nowMs),
  ];
}

interface Split {
  readonly here: readonly TaskEntry[];
  readonly away: ReadonlyMap<AgentEntry, readonly TaskEntry[]>;
}

function split(tables: Tables, tasks: readonly TaskEntry[]): Split {
  const here: TaskEntry[] = [];
  const away = new Map<AgentEntry, TaskEntry[]>();
  for (const task of tasks) {
    const agent = tables.agents.get(task.row.agentId);
    if (!agent || agent.presence.kind === 'registered') here.push(task);
    else away.set(agent, [...(away.get(agent) ?? []), task]);
  }
  return { here, away };
}

function awayWaits(
  tables: Tables,
  app: AppEntry | undefined,
  away: Split['away'],
  nowMs: number,
): readonly Wait[] {
  return [...away].flatMap(([agent, tasks]) => {
    const wait = agentWaitOf(tables, agent, nowMs);
    if (!wait || !isAway(wait.kind)) return [];
    const then = replacedWhen(app, agent.presence, nowMs);
    const what = `${named(tasks)} on ${agent.row.id}, ${wait.what}${then}`;
    const { next, ...rest } = wait;
    return [{ ...rest, what, ...nextOf(nowMs, next, ...replacementSteps(app, agent.presence)) }];
  });
}

/** What becomes of what is on an unreachable agent, and when. */
function replacementSteps(app: AppEntry | undefined, presence: AgentPresence): readonly NextStep[] {
  const terms = app && wantedVersion(app)?.spec.unreachable;
  if (presence.kind !== 'unreachable' || terms === undefined) return [];
  const step = (what: string, afterMs: number | null): readonly NextStep[] =>
    afterMs === null ? [] : [{ what, atMs: presence.sinceMs + afterMs }];
  return [
    ...step('it is replaced (`unreachable.inactiveAfter`)', terms.inactiveAfterMs),
    ...step('it is given up (`unreachable.expungeAfter`)', terms.expungeAfterMs),
  ];
}

const isAway = (kind: string): kind is 'disconnected' | 'recovering' | 'unreachable' =>
  kind === 'disconnected' || kind === 'recovering' || kind === 'unreachable';

/** When what is on an unreachable agent is replaced. */
function replacedWhen(app: AppEntry | undefined, presence: AgentPresence, nowMs: number): string {
  if (presence.kind !== 'unreachable') return '';
  const after = app && wantedVersion(app)?.spec.unreachable.inactiveAfterMs;
  if (after === undefined) return '';
  if (after === null) return ', not replaced meanwhile (unreachable.inactiveAfter)';
  const leftMs = presence.sinceMs + after - nowMs;
  return leftMs > 0 ? `, replaced in ${spokenDuration(leftMs)}` : ', replaced';
}

const named = (tasks: readonly TaskEntry[]): string => {
  const ids = tasks.map((task) => task.row.id);
  return `${namesText(ids, namedTasks)} ${tasks.length === 1 ? 'is' : 'are'}`;
};

function unhealthyWaits(here: readonly TaskEntry[]): readonly Wait[] {
  const sick = here.filter((task) => !task.row.kill && task.status?.health === 'unhealthy');
  const [first] = sick;
  if (!first) return [];
  const said = first.status?.message;
  const what = `${named(sick)} unhealthy${said === undefined ? '' : ` (${said})`}`;
  const remedy = `see \`meridian logs ${first.row.id}\`, and commit a fix or a revert`;
  return [{ kind: 'unhealthy', what, remedy, ...sinceOf(earliest(sick)) }];
}

function startingWaits(here: readonly TaskEntry[]): readonly Wait[] {
  const waits: Wait[] = [];
  const kept = here.filter((task) => !task.row.kill);
  const unborn = kept.filter((task) => task.status?.state !== 'running');
  const [slowest] = [...unborn].sort((a, b) => a.row.launchedMs - b.row.launchedMs);
  if (slowest) {
    const doing = slowest.status?.phase?.name ?? 'starting';
    const what = `${named(unborn)} ${doing}${saidOf(slowest)}`;
    waits.push({ kind: 'starting', what, remedy: '', sinceMs: slowest.row.launchedMs });
  }
  const unsure = kept.filter((task) => task.status?.state === 'running' && isUnsure(task));
  const [first] = unsure;
  if (first) {
    const isUnready = first.status?.health === 'healthy';
    const what = isUnready ? 'not ready yet' : 'not checked healthy yet';
    const said = saidOf(first);
    const remedy = `see \`meridian logs ${first.row.id}\``;
    const since = sinceOf(earliest(unsure));
    waits.push({ kind: 'starting', what: `${named(unsure)} ${what}${said}`, remedy, ...since });
  }
  return waits;
}

/** When the first of them was seen to be unwell. */
function earliest(tasks: readonly TaskEntry[]): number | undefined {
  const since = tasks.flatMap(({ unwellSinceMs }) => unwellSinceMs ?? []);
  return since.length === 0 ? undefined : Math.min(...since);
}

const saidOf = ({ status }: TaskEntry): string =>
  status?.message === undefined ? '' : ` (${status.message})`;

const isUnsure = ({ status }: TaskEntry): boolean =>
  status?.health === 'unknown' || (status?.health === 'healthy' && !status.ready);

function stoppingWaits(tables: Tables, here: readonly TaskEntry[], nowMs: number): readonly Wait[] {
  const leaving = here.filter((task) => task.row.kill && !isUnkillable(tables, task));
  const [first] = leaving;
  if (!first?.row.kill) return [];
  const since = spokenDuration(nowMs - first.row.kill.atMs);
  const what = `${named(leaving)} to stop (${first.row.kill.reason}), asked ${since} ago`;
  const sinceMs = first.row.kill.atMs;
  return [{ kind: 'stopping', what, remedy: '', sinceMs, ...killNext(tables, first, nowMs) }];
}

/** When its grace is over. */
function killNext(tables: Tables, { row }: TaskEntry, nowMs: number): Pick<Wait, 'next'> {
  const version = ownerOf(tables, row)?.versions.get(row.specDigest);
  const policy = row.info?.kill ?? version?.spec.task.kill;
  if (!row.kill || !policy) return {};
  const atMs = row.kill.atMs + policy.delayMs + policy.graceMs;
  return nextOf(nowMs, { what: 'it is killed (`kill.grace`)', atMs });
}

/** What one task waits for; nothing once it has ended. */
export function waitsOfTask(tables: Tables, task: TaskEntry, nowMs: number): readonly Wait[] {
  if (task.row.end) return [];
  const { name, info } = task.row;
  const app = tables.apps.get(name);
  const { here, away } = split(tables, [task]);
  return [
    ...(app || info ? awayWaits(tables, app, away, nowMs) : []),
    ...unhealthyWaits(here),
    ...startingWaits(here),
    ...unkillableWaits(tables, here),
    ...stoppingWaits(tables, here, nowMs),
  ];
}
