import type { TaskList, TaskView } from '../../../schemas/generated/api.ts';
import { parseRunId } from '../../model/ids.ts';
import { waitsOfTask } from '../../step/apps/instance-waits.ts';
import type { Cluster } from '../../step/cluster.ts';
import type { Now } from '../../step/jobs/now.ts';
import { runWaits } from '../../step/jobs/waits.ts';
import { orphanWaits } from '../../step/master/task/unkillable.ts';
import { padded } from '../../step/memory/rows.ts';
import { ownerOf, type Tables, type TaskEntry } from '../../step/tables.ts';
import type { Wait } from '../../step/wait.ts';
import { fitsApp, fitsJob, type ListQuery } from './list-query.ts';
import { afterKey, byText, pageOf } from './page.ts';
import { inUnits, shortDigest } from './units.ts';
import { waitViews } from './wait-view.ts';

export function taskView(cluster: Cluster, task: TaskEntry, now: Now): TaskView {
  const { tables } = cluster;
  const { row, status } = task;
  const agent = tables.agents.get(row.agentId);
  const version = ownerOf(tables, row)?.versions.get(row.specDigest);
  return {
    id: row.id,
    name: row.name,
    ...(row.run === undefined ? {} : { run: row.run }),
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
    ...(status?.phase && !row.end ? { phase: { ...status.phase } } : {}),
    ...(status?.startedMs === undefined ? {} : { startedMs: status.startedMs }),
    ...(row.kill ? { kill: row.kill } : {}),
    ...(row.end ? { end: row.end } : {}),
    waits: waitViews(taskWaitsOf(cluster, task, now)),
  };
}

/** Its end's state; else what its agent last said; `staging` before it said anything. */
export const taskStateOf = (task: TaskEntry): TaskView['state'] =>
  task.row.end?.state ?? task.status?.state ?? 'staging';

/** Of an attempt: what its run waits for. Nothing once it has ended, and its agent knows that. */
export function taskWaitsOf(cluster: Cluster, task: TaskEntry, now: Now): readonly Wait[] {
  const { tables } = cluster;
  if (task.row.end) return orphanWaits(tables, task);
  if (task.row.run === undefined) return waitsOfTask(tables, task, now.nowMs);
  const job = tables.jobs.get(task.row.name);
  const run = job?.runs.get(task.row.run);
  return job && run ? runWaits(cluster, job, run, now) : [];
}

const slotOf = ({ row }: TaskEntry): string =>
  row.info !== undefined
    ? row.info.taskId
    : row.run === undefined
      ? padded(row.instance)
      : (parseRunId(row.run)?.key ?? '');

const keyOf = (task: TaskEntry): string =>
  `${task.row.name}#${slotOf(task)}.${padded(task.row.launch)}`;

export function taskList(cluster: Cluster, query: ListQuery, now: Now): TaskList {
  const rows = rowsOf(cluster.tables, query);
  const view = ({ task }: Row) => taskView(cluster, task, now);
  return pageOf({ rows, key: ({ key }) => key, view }, query);
}

/** By app, job and framework, from the cursor's on: a page costs what it shows. */
function* rowsOf(tables: Tables, query: ListQuery): Iterable<Row> {
  const from = afterKey(query)?.split('#')[0];
  for (const owner of ownersIn(tables, query)) {
    if (from !== undefined && byText(`${owner.row.name}#`, `${from}#`) < 0) continue;
    const rows: Row[] = [];
    for (const task of owner.tasks.values())
      if (isAsked(task, query)) rows.push({ key: keyOf(task), task });
    yield* rows.sort((a, b) => byText(a.key, b.key));
  }
}

interface Row {
  readonly key: string;
  readonly task: TaskEntry;
}

interface Owner {
  readonly row: { readonly name: string };
  readonly tasks: ReadonlyMap<string, TaskEntry>;
}

function ownersIn(tables: Tables, query: ListQuery): readonly Owner[] {
  const apps: readonly Owner[] = [...tables.apps.values()].filter((app) => fitsApp(app, query));
  const jobs: readonly Owner[] = [...tables.jobs.values()].filter((job) => fitsJob(job, query));
  return [...apps, ...jobs, ...frameworksIn(tables, query)]
    .map((owner) => ({ owner, key: `${owner.row.name}#` }))
    .sort((a, b) => byText(a.key, b.key))
    .map(({ owner }) => owner);
}

/** Of others: their tasks have neither groups nor labels. */
function frameworksIn(tables: Tables, { name, group, label }: ListQuery): readonly Owner[] {
  if (group !== undefined || label !== undefined) return [];
  return [...tables.frameworks.values()]
    .filter(({ row }) => name === undefined || name === row.id)
    .map(({ row, tasks }) => ({ row: { name: row.id }, tasks }));
}

const isAsked = (task: TaskEntry, query: ListQuery): boolean =>
  (query.role === undefined || task.row.info === undefined || task.row.role === query.role) &&
  (query.agent === undefined || task.row.agentId === query.agent) &&
  (query.state === undefined || taskStateOf(task) === query.state);
