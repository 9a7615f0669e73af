import type { TaskDetail } from '../../../../schemas/generated/api.ts';
import type { TaskId } from '../../../model/ids.ts';
import { Problem } from '../../../model/problem.ts';
import type { Cluster } from '../../../step/cluster.ts';
import type { Now } from '../../../step/jobs/now.ts';
import { historyOf } from '../../../step/master/task/history.ts';
import { taskView } from '../task-view.ts';

type Moment = TaskDetail['history'][number];

/** Throws a Problem `not-found`. */
export function taskDetail(cluster: Cluster, id: string, now: Now): TaskDetail {
  const { tables } = cluster;
  const task = tables.tasks.get(id as TaskId) ?? tables.tasks.get(`/${id}` as TaskId);
  if (!task) throw noSuchTask(id);
  const history = historyOf(tables, task).map((moment) => ({
    ...moment,
    state: moment.state as Moment['state'],
    atMs: Math.round(moment.atMs),
  }));
  return { formatVersion: 1, task: taskView(cluster, task, now), history };
}

const noSuchTask = (id: string): Problem =>
  new Problem('not-found', {
    where: id.slice(0, 200),
    what: 'there is no such task, or it is remembered no longer',
    hint: 'see `meridian tasks --all`',
  });
