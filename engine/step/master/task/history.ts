// What a task went through, with times, reasons, and who said so. An agent says with each status
// when its task began to start, began, and began to be killed: these moments are never stored while
// the task lives, and are known again as soon as its agent is back. Stored with the row, which is
// written then anyway or seldom, are the moments that no agent repeats (its agent was unreachable
// and came back, it can't be killed) with all that was before them; and with its end all of it. At
// most the first three and the newest thirteen.
import type { TaskMoment, TaskRow, TaskStatus } from '../../../model/actual.ts';
import type { TaskReason } from '../../../model/task/task-reasons.ts';
import type { AgentEntry, Tables, TaskEntry } from '../../tables.ts';
import type { MasterTurn } from '../master-turn.ts';

const keptFirst = 3;
const keptNewest = 13;

/** Oldest first. */
export function historyOf(tables: Tables, task: TaskEntry): readonly TaskMoment[] {
  const { row } = task;
  const launched: TaskMoment = { state: 'staging', atMs: row.launchedMs, by: 'engine' };
  if (row.end) return [launched, ...endedHistory(row, row.end)];
  return [launched, ...livingHistory(tables, task)];
}

/** Its last moment stands there without what its end says of it. */
function endedHistory(
  { history = [] }: TaskRow,
  end: NonNullable<TaskRow['end']>,
): readonly TaskMoment[] {
  const { state, reason, message, atMs } = end;
  const last = history.at(-1) ?? { state, atMs, by: 'engine' };
  const words = {
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
  };
  return [...history.slice(0, -1), { ...last, ...words }];
}

function livingHistory(tables: Tables, { row, status }: TaskEntry): readonly TaskMoment[] {
  const { history = [] } = row;
  const known = new Set(history.map(keyOf));
  const said = status === undefined ? [] : saidBy(row, status);
  const news = said.filter((moment) => !known.has(keyOf(moment)));
  const agent = tables.agents.get(row.agentId);
  return [...merged(history, news), ...(agent ? awayMoments(agent) : [])];
}

/** An engine that has just started hears late of what was before. */
const merged = (
  history: readonly TaskMoment[],
  news: readonly TaskMoment[],
): readonly TaskMoment[] =>
  history.length === 0 || news.length === 0
    ? [...history, ...news]
    : [...history, ...news].sort((a, b) => a.atMs - b.atMs);

const keyOf = ({ state, atMs, by }: TaskMoment): string => `${state} ${atMs} ${by}`;

function saidBy({ kill }: TaskRow, status: TaskStatus): readonly TaskMoment[] {
  const { startingMs, startedMs, killingMs } = status;
  const at = (state: TaskMoment['state'], atMs: number | undefined): readonly TaskMoment[] =>
    atMs === undefined ? [] : [{ state, atMs, by: 'agent' }];
  const why = kill?.reason ?? (status.state === 'killing' ? status.message : undefined);
  return [
    ...at('starting', startingMs),
    ...at('running', startedMs),
    ...at('killing', killingMs).map((moment) => (why ? { ...moment, message: why } : moment)),
  ];
}

const awayMoments = ({ presence }: AgentEntry): readonly TaskMoment[] =>
  presence.kind === 'unreachable'
    ? [engineMoment('unreachable', presence.sinceMs, 'agent-unreachable')]
    : [];

const engineMoment = (
  state: TaskMoment['state'],
  atMs: number,
  reason: TaskReason,
): TaskMoment => ({ state, atMs, by: 'engine', reason });

const bounded = (history: readonly TaskMoment[]): readonly TaskMoment[] =>
  history.length <= keptFirst + keptNewest
    ? history
    : [...history.slice(0, keptFirst), ...history.slice(-keptNewest)];

/** All but its launch, which the row has anyway. */
function store(turn: MasterTurn, task: TaskEntry, history: readonly TaskMoment[]): void {
  task.row = { ...task.row, history: bounded(history) };
  turn.effects.tasks.add(task.row.id);
}

/** The row of one that ends so: nobody is asked again what it went through. */
export function endedRow(
  tables: Tables,
  task: TaskEntry,
  end: NonNullable<TaskRow['end']>,
): TaskRow {
  const { status } = task;
  const isSaid = status?.state === end.state && status.endedMs !== undefined;
  const last: TaskMoment = isSaid
    ? { state: end.state, atMs: status.endedMs ?? end.atMs, by: 'agent' }
    : { state: end.state, atMs: end.atMs, by: 'engine' };
  return { ...task.row, end, history: bounded([...livingHistory(tables, task), last]) };
}

/** Its agent's verdict is about to be forgotten: its tasks keep that they were unreachable. */
export function keepAway(turn: MasterTurn, agent: AgentEntry): void {
  if (agent.presence.kind !== 'unreachable') return;
  for (const id of agent.tasks) {
    const task = turn.tables.tasks.get(id);
    if (task) store(turn, task, livingHistory(turn.tables, task));
  }
}

/** Its agent, which was unreachable, has said how its tasks are. */
export function noteReturn(turn: MasterTurn, agent: AgentEntry): void {
  for (const id of agent.tasks) {
    const task = turn.tables.tasks.get(id);
    const history = task?.row.history ?? [];
    if (!task || history.at(-1)?.state !== 'unreachable') continue;
    const state = task.status?.state ?? 'staging';
    const back = engineMoment(state, turn.nowMs, 'agent-returned');
    store(turn, task, [...livingHistory(turn.tables, task), back]);
  }
}

/** Its agent says for the first time that it can't be killed. */
export function noteStuck(turn: MasterTurn, task: TaskEntry, message: string): void {
  const moment: TaskMoment = {
    ...{ state: 'killing', atMs: turn.nowMs, by: 'agent' },
    ...{ reason: 'unkillable' satisfies TaskReason, message },
  };
  store(turn, task, [...livingHistory(turn.tables, task), moment]);
}

export const isKnownStuck = ({ row: { history = [] } }: TaskEntry): boolean =>
  history.some(({ reason }) => reason === 'unkillable');
