// What jobs do and did: jobs, job, runs, graph.

import type { RunView } from '../../../../schemas/generated/api.ts';
import { apiSchemas } from '../../../../schemas/generated/api.ts';
import type { EngineClient } from '../../../client.ts';
import { Problem } from '../../../model/problem.ts';
import type { Call } from '../../call.ts';
import type { CommandSpec } from '../../command.ts';
import { isRunLike, jobName, runName } from '../../job-names.ts';
import { graphDot } from '../../show/graph/graph-dot.ts';
import { graphSvg } from '../../show/graph/graph-svg.ts';
import { graphText } from '../../show/graph/graph-text.ts';
import { jobsText } from '../../show/jobs/job-list-text.ts';
import { jobText } from '../../show/jobs/job-text.ts';
import { runText } from '../../show/jobs/run-text.ts';
import { runsText, type Tails } from '../../show/jobs/runs-text.ts';

const jobStates = apiSchemas.job.$defs.JobView.properties.state.enum;
const runStates = apiSchemas.run.$defs.RunView.properties.state.enum;

/** Runs shown, unless --limit says otherwise. */
const defaultRuns = 20;
const mostRuns = 10_000;
/** Newest failed runs whose output is asked for. */
const toldTails = 3;

export const jobs: CommandSpec = {
  name: 'jobs',
  about: 'All jobs, those that want a person first: next due, last run, and why one waits.',
  options: [
    { flags: '--role ROLE', about: 'of this role', completes: 'role' },
    { flags: '--group PATH', about: 'below this path' },
    { flags: '--label KEY=VALUE', about: 'with this label' },
    { flags: '--state STATE', about: 'in this state', choices: jobStates },
  ],
  isRemote: true,
  json: 'api/job.json#/$defs/JobList',
  examples: ['meridian jobs', 'meridian jobs --group /etl --output json'],
  async run(call) {
    const words = ['role', 'group', 'label', 'state'] as const;
    const given = words.flatMap((word) => {
      const value = call.text(word);
      return value === undefined ? [] : [[word, value] as const];
    });
    const list = await (await call.client()).jobs(Object.fromEntries(given));
    const options = given.map(([word]) => word);
    return call.answer(list, () => jobsText(list.items, call.page, options));
  },
};

export const job: CommandSpec = {
  name: 'job',
  about: 'One job: its policy in words, what comes next, parents and children, newest runs.',
  args: [{ name: 'NAME', about: 'its name, such as /etl/load', completes: 'job' }],
  isRemote: true,
  json: 'api/job.json#/$defs/JobDetail',
  examples: ['meridian job /etl/load'],
  async run(call) {
    const name = jobName(call);
    const view = await (await call.client()).job(name);
    return call.answer(view, () => jobText(view, call.page));
  },
};

export const runs: CommandSpec = {
  name: 'runs',
  about: 'Runs of a job, newest first; or one run, by its id, with what it said last.',
  args: [
    {
      name: 'JOB-OR-RUN',
      about: 'a job, or a run such as /etl/load@t20260131T020000Z',
      completes: 'job-or-run',
    },
  ],
  options: [
    { flags: '--limit N', about: `the newest N (= ${defaultRuns})` },
    { flags: '--state STATE', about: 'in this state', choices: runStates },
  ],
  isRemote: true,
  json: ['api/run.json#/$defs/RunList', 'api/run.json#/$defs/RunDetail'],
  examples: ['meridian runs /etl/load --state failed', 'meridian runs /etl/load@m42'],
  run: async (call) => (isRunLike(call.name) ? showRun(call) : listRuns(call)),
};

async function showRun(call: Call): Promise<number> {
  const id = runName(call);
  for (const option of ['limit', 'state'])
    if (call.text(option) !== undefined)
      throw call.wrong(option, `${id} is one run`, `leave it out, or name the job`);
  const view = await (await call.client()).run(id);
  return call.answer(view, () => runText(view, call.page));
}

async function listRuns(call: Call): Promise<number> {
  const name = jobName(call);
  const limit = call.count('limit', 1, mostRuns) ?? defaultRuns;
  const state = call.text('state');
  const client = await call.client();
  const list = await client.runs({ job: name, limit, ...(state === undefined ? {} : { state }) });
  const tails = call.isJson ? new Map<string, string>() : await tailsOf(client, list.items);
  return call.answer(list, () => runsText(list.items, tails, call.page));
}

/** The list doesn't hold outputs; those of the newest failures are asked for one by one. */
async function tailsOf(client: EngineClient, shown: readonly RunView[]): Promise<Tails> {
  const failed = shown.filter(({ state }) => state === 'failed').slice(0, toldTails);
  const found = await Promise.all(
    failed.map(async ({ id }) => [id, (await stderrOf(client, id)) ?? ''] as const),
  );
  return new Map(found);
}

/** A run may be forgotten between the two questions. */
async function stderrOf(client: EngineClient, id: string): Promise<string | undefined> {
  try {
    return (await client.run(id)).logTail?.stderr;
  } catch (error) {
    if (error instanceof Problem && error.code === 'not-found') return undefined;
    throw error;
  }
}

export const graph: CommandSpec = {
  name: 'graph',
  about: 'Which jobs run after which, with last results; to draw: dot for Graphviz, or svg.',
  isRemote: true,
  outputs: ['text', 'json', 'dot', 'svg'],
  json: 'api/job.json#/$defs/GraphView',
  examples: ['meridian graph', 'meridian graph --output svg > jobs.svg'],
  async run(call) {
    const view = await (await call.client()).graph();
    if (call.output === 'dot' || call.output === 'svg') {
      call.print(call.output === 'dot' ? graphDot(view) : graphSvg(view));
      return 0;
    }
    return call.answer(view, () => graphText(view, call.page));
  },
};
