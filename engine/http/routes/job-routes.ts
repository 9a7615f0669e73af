// Jobs, their runs and what comes next; and why anything is as it is, for a run may be in the
// history.
import type { JobDetail, NextDueList, RunList, WhyView } from '../../../schemas/generated/api.ts';
import { parseAttemptId, parseRunId, type TaskId } from '../../model/ids.ts';
import { findRun } from '../runs/find-run.ts';
import { findJob, runIdIn } from '../subject.ts';
import { dueViews, nextDueList } from '../views/jobs/due-view.ts';
import { graphView } from '../views/jobs/graph-view.ts';
import { countedRuns, jobDetail } from '../views/jobs/job-detail.ts';
import { jobList } from '../views/jobs/job-view.ts';
import { type RunPage, type RunQuery, runList, runPage } from '../views/jobs/run-list.ts';
import { runDetail, runView } from '../views/jobs/run-view.ts';
import { whyRun } from '../views/why/why-job.ts';
import { whyView } from '../views/why/why-view.ts';
import { list } from './list-route.ts';
import { nameIn, objectFilters, paging, text, word } from './parameters.ts';
import { json, querySchema, type Route, type RouteContext, viewed } from './route.ts';

const jobStates = word(
  'In this state.',
  ...['idle', 'running', 'waiting', 'retrying', 'suspended', 'going'],
);
const runStates = word(
  'In this state.',
  ...['waiting', 'running', 'retrying'],
  ...['succeeded', 'failed', 'skipped', 'expired', 'cancelled'],
);

const one = { method: 'GET', access: 'read', produces: json, hasEtag: true } as const;

const whyNames =
  'An app, a job, a run, a task, an agent, a framework, a role, a volume, a rollout, a revision ' +
  '(its number or commit) or a maintenance.';

export const jobRoutes: readonly Route[] = [
  list({
    id: 'listJobs',
    path: '/v1/jobs',
    summary: 'Jobs by name, each with its last run, its next and why it waits.',
    answer: 'job.json#/$defs/JobList',
    query: { ...objectFilters('A job'), state: jobStates },
    view: jobList,
  }),
  {
    ...one,
    id: 'job',
    path: '/v1/jobs/{name}',
    summary: 'A job with its spec, its policy, its next due times and its newest runs.',
    answer: 'job.json#/$defs/JobDetail',
    handle: (context, { rest }) => viewed(jobAnswer(context, nameIn(rest, 'job'))),
  },
  {
    ...one,
    id: 'nextDue',
    path: '/v1/next/{name}',
    summary: 'When a job is due next by its timetable.',
    query: querySchema({
      after: {
        description: 'Strictly after this instant (milliseconds since 1970, UTC) (= now).',
        type: 'integer',
        minimum: 0,
        maximum: 253_402_300_799_999,
      },
      count: { description: 'At most (= 5).', type: 'integer', minimum: 1, maximum: 1_000 },
    }),
    answer: 'job.json#/$defs/NextDueList',
    handle: (context, { rest, query }) => {
      const [after, count] = [query.after as number | undefined, query.count as number | undefined];
      return viewed(nextDueAnswer(context, nameIn(rest, 'job'), { after, count }));
    },
  },
  {
    ...one,
    id: 'listRuns',
    path: '/v1/runs',
    summary: 'Runs of a job, newest first; else of each job what is not over, and its last run.',
    query: querySchema({
      ...paging,
      job: text('Of this job: also those that its history keeps.'),
      state: runStates,
    }),
    answer: 'run.json#/$defs/RunList',
    handle: (context, { query }) => viewed(runsAnswer(context, query)),
  },
  {
    ...one,
    id: 'run',
    path: '/v1/runs/{id}',
    summary: 'A run with its attempts and the end of its output, as long as its history keeps it.',
    answer: 'run.json#/$defs/RunDetail',
    handle: async (context, { rest }) => {
      const run = await findRun(context, runIdIn(rest));
      return viewed(context.read((core, now) => runDetail(core, run, now)));
    },
  },
  {
    ...one,
    id: 'graph',
    path: '/v1/graph',
    summary: 'Which jobs run after which, and how each parent stands.',
    answer: 'job.json#/$defs/GraphView',
    handle: ({ read }) => viewed(read(({ tables }) => graphView(tables))),
  },
  {
    ...one,
    id: 'why',
    path: '/v1/why',
    summary: 'Why whatever has a name is as it is.',
    answer: 'why.json',
    query: querySchema({ name: text(whyNames) }, ['name']),
    handle: (context, { query }) => viewed(whyAnswer(context, String(query.name))),
  },
];

/** Due times worked out at once: the engine's batches go on between. */
const fewDues = 50;

async function nextDueAnswer(
  { read }: RouteContext,
  name: string,
  { after, count = 5 }: { readonly after: number | undefined; readonly count: number | undefined },
): Promise<NextDueList> {
  let answer = await read(({ tables }, { wallMs }) =>
    nextDueList(findJob(tables, name), after ?? wallMs, Math.min(count, fewDues)),
  );
  for (let last = answer.items.at(-1); last && answer.items.length < count; ) {
    const { atMs } = last;
    const few = Math.min(count - answer.items.length, fewDues);
    const more = await read(({ tables }) => dueViews(findJob(tables, name), atMs, few));
    answer = { ...answer, items: [...answer.items, ...more] };
    last = more.at(-1);
  }
  return answer;
}

/** Most times a few runs hold a success, and no more are read. */
const fewRuns = 20;

async function jobAnswer(context: RouteContext, name: string): Promise<JobDetail> {
  await context.read(({ tables }) => findJob(tables, name));
  let page = await newestRuns(context, { job: name, limit: fewRuns });
  if (page.nextCursor !== undefined && !page.runs.some((run) => run.state === 'succeeded'))
    page = await newestRuns(context, { job: name, limit: countedRuns });
  const { runs } = page;
  return context.read((core, now) => jobDetail(core, findJob(core.tables, name), runs, now));
}

async function runsAnswer(context: RouteContext, query: RunQuery): Promise<RunList> {
  const page = await newestRuns(context, query);
  return context.read((core, now) => runList(page, (run) => runView(core, run, now)));
}

const newestRuns = ({ face, read }: RouteContext, query: RunQuery): Promise<RunPage> =>
  runPage({ history: face.history, read: (view) => read(({ tables }) => view(tables)) }, query);

async function whyAnswer(context: RouteContext, name: string): Promise<WhyView> {
  const id = runIdIn(name);
  const attempt = parseAttemptId(id);
  const isTask = await context.read(({ tables }) => tables.tasks.has(name as TaskId));
  if (!parseRunId(id) && (isTask || !attempt))
    return context.read((core, now) => whyView(core, name, now));
  // A forgotten attempt stands in its run.
  const run = await findRun(context, attempt?.run ?? id);
  return context.read((core, now) => whyRun(core, run, now));
}
