// What the instances of an app wait for: agents that are away, health, a start, a stop. Instances
// that wait for the same thing are told of together.
import { spokenDuration } from '../../lib/text/spoken-duration.ts';
import type { AgentPresence } from '../../model/actual.ts';
import { agentWaitOf } from '../master/agent-waits.ts';
import type { AgentEntry, AppEntry, Tables, TaskEntry } from '../tables.ts';
import { wantedVersion } from '../tables.ts';
import type { Wait } from '../wait.ts';

/** Tasks named in one sentence at most. */
const namedTasks = 3;

export function taskWaits(tables: Tables, app: AppEntry, nowMs: number): readonly Wait[] {
  const tasks = [...app.tasks.values()]
    .filter((task) => !task.row.end)
    .sort((a, b) => a.row.instance - b.row.instance || a.row.launch - b.row.launch);
  const { here, away } = split(tables, tasks);
  return [
    ...awayWaits(tables, app, away, nowMs),
    ...unhealthyWaits(here),
    ...startingWaits(here),
    ...stoppingWaits(here, nowMs),
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
    return [{ kind: wait.kind, what, remedy: wait.remedy }];
  });
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
  const ids = tasks.slice(0, namedTasks).map((task) => task.row.id);
  const more = tasks.length > namedTasks ? ` and ${tasks.length - namedTasks} more` : '';
  return `${ids.join(', ')}${more} ${tasks.length === 1 ? 'is' : 'are'}`;
};

function unhealthyWaits(here: readonly TaskEntry[]): readonly Wait[] {
  const sick = here.filter((task) => !task.row.kill && task.status?.health === 'unhealthy');
  const [first] = sick;
  if (!first) return [];
  const said = first.status?.message;
  const what = `${named(sick)} unhealthy${said === undefined ? '' : ` (${said})`}`;
  return [{ kind: 'unhealthy', what, remedy: `see \`meridian logs ${first.row.id}\`` }];
}

function startingWaits(here: readonly TaskEntry[]): readonly Wait[] {
  const waits: Wait[] = [];
  const kept = here.filter((task) => !task.row.kill);
  const unborn = kept.filter((task) => task.status?.state !== 'running');
  if (unborn.length > 0)
    waits.push({ kind: 'starting', what: `${named(unborn)} starting`, remedy: '' });
  const unsure = kept.filter((task) => task.status?.state === 'running' && isUnsure(task));
  const [first] = unsure;
  if (first) {
    const isUnready = first.status?.health === 'healthy';
    const what = isUnready ? 'not ready yet' : 'not checked healthy yet';
    const said = first.status?.message === undefined ? '' : ` (${first.status.message})`;
    waits.push({ kind: 'starting', what: `${named(unsure)} ${what}${said}`, remedy: '' });
  }
  return waits;
}

const isUnsure = ({ status }: TaskEntry): boolean =>
  status?.health === 'unknown' || (status?.health === 'healthy' && !status.ready);

function stoppingWaits(here: readonly TaskEntry[], nowMs: number): readonly Wait[] {
  const leaving = here.filter((task) => task.row.kill);
  const [first] = leaving;
  if (!first?.row.kill) return [];
  const since = spokenDuration(nowMs - first.row.kill.atMs);
  const what = `${named(leaving)} to stop (${first.row.kill.reason}), asked ${since} ago`;
  return [{ kind: 'stopping', what, remedy: '' }];
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
    ...stoppingWaits(here, nowMs),
  ];
}
