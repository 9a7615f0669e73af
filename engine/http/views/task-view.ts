import type { TaskList, TaskView } from '../../../schemas/generated/api.ts';
import { waitsOfTask } from '../../step/apps/instance-waits.ts';
import { padded } from '../../step/rows.ts';
import type { AppEntry, Tables, TaskEntry } from '../../step/tables.ts';
import type { ListQuery } from './list-query.ts';
import { fitsApp } from './list-query.ts';
import { afterKey, byText, pageOf } from './page.ts';
import { inUnits, shortDigest } from './units.ts';
import { waitViews } from './wait-view.ts';

export function taskView(tables: Tables, task: TaskEntry, nowMs: number): TaskView {
  const { row, status } = task;
  const agent = tables.agents.get(row.agentId);
  const version = tables.apps.get(row.name)?.versions.get(row.specDigest);
  return {
    id: row.id,
    name: row.name,
    instance: row.instance,
    launch: row.launch,
    role: row.role,
    agentId: row.agentId,
    hostname: agent?.row.facts.hostname ?? '',
    state: taskStateOf(task),
    health: status?.health ?? 'unknown',
    ready: status?.ready ?? false,
    resources: inUnits(row.resources.scalars),
    ports: [...row.ports],
    taskDigest: shortDigest(row.taskDigest),
    ...(version ? { revision: version.taskRevision } : {}),
    launchedMs: row.launchedMs,
    ...(status?.startedMs === undefined ? {} : { startedMs: status.startedMs }),
    ...(row.kill ? { kill: row.kill } : {}),
    ...(row.end ? { end: row.end } : {}),
    waits: waitViews(waitsOfTask(tables, task, nowMs)),
  };
}

/** Its end's state; else what its agent last said; `staging` before it said anything. */
export const taskStateOf = (task: TaskEntry): TaskView['state'] =>
  task.row.end?.state ?? task.status?.state ?? 'staging';

const keyOf = ({ row }: TaskEntry): string =>
  `${row.name}#${padded(row.instance)}.${padded(row.launch)}`;

export function taskList(tables: Tables, query: ListQuery, nowMs: number): TaskList {
  return pageOf(
    { rows: rowsOf(tables, query), key: keyOf, view: (task) => taskView(tables, task, nowMs) },
    query,
  );
}

/** App by app, from the cursor's on: a page costs what it shows. */
function* rowsOf(tables: Tables, query: ListQuery): Iterable<TaskEntry> {
  const from = afterKey(query)?.split('#')[0];
  for (const app of appsIn(tables, query)) {
    if (from !== undefined && byText(app.row.name, from) < 0) continue;
    const tasks = [...app.tasks.values()].filter((task) => isAsked(task, query));
    yield* tasks.sort((a, b) => byText(keyOf(a), keyOf(b)));
  }
}

function appsIn(tables: Tables, query: ListQuery): readonly AppEntry[] {
  return [...tables.apps.values()]
    .filter((app) => fitsApp(app, query))
    .sort((a, b) => byText(`${a.row.name}#`, `${b.row.name}#`));
}

const isAsked = (task: TaskEntry, query: ListQuery): boolean =>
  (query.agent === undefined || task.row.agentId === query.agent) &&
  (query.state === undefined || taskStateOf(task) === query.state);
