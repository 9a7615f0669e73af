// What a name means: an app or a job by its path, a task or a run by its id, an agent by its id or
// name. A job whose file is deleted is there as long as a run of it isn't over; its row and history
// stay behind it.
import { suggest } from '../lib/text/suggest.ts';
import { agentId, objectName, parseRunId, type RunId, type TaskId } from '../model/ids.ts';
import type { RunRow } from '../model/jobs.ts';
import { Problem } from '../model/problem.ts';
import { notOver } from '../step/jobs/run-ends.ts';
import type { AgentEntry, AppEntry, JobEntry, Tables, TaskEntry } from '../step/tables.ts';
import { runOf } from '../step/tables.ts';

export type Subject =
  | { readonly kind: 'app'; readonly app: AppEntry }
  | { readonly kind: 'job'; readonly job: JobEntry }
  /** One of the tables; others are in the history. */
  | { readonly kind: 'run'; readonly run: RunRow }
  | { readonly kind: 'task'; readonly task: TaskEntry }
  | { readonly kind: 'agent'; readonly agent: AgentEntry };

/** Throws a Problem `not-found` that says what may have been meant; `others` is known, too. */
export function findSubject(tables: Tables, name: string, others: readonly string[] = []): Subject {
  const found = lookUp(tables, name);
  if (found) return found;
  const job = jobNamed(tables, name);
  if (job) throw deletedJob(job);
  throw notFound(tables, name, [
    ...tables.apps.keys(),
    ...jobNames(tables),
    ...tables.agents.keys(),
    ...others,
  ]);
}

/** Undefined: nothing of these has that name. */
export function lookUp(tables: Tables, name: string): Subject | undefined {
  const task = tables.tasks.get(name as TaskId);
  if (task) return { kind: 'task', task };
  const run = runOf(tables, runIdIn(name));
  if (run) return { kind: 'run', run };
  const app = tables.apps.get(objectName(name)) ?? tables.apps.get(objectName(`/${name}`));
  if (app) return { kind: 'app', app };
  const job = jobNamed(tables, name);
  if (job && isThere(job)) return { kind: 'job', job };
  const agent = tables.agents.get(agentId(name)) ?? agentNamed(tables, name);
  return agent && { kind: 'agent', agent };
}

const jobNamed = (tables: Tables, name: string): JobEntry | undefined =>
  tables.jobs.get(objectName(name)) ?? tables.jobs.get(objectName(`/${name}`));

/** With or without its first slash. */
export const runIdIn = (text: string): RunId => (text.startsWith('/') ? text : `/${text}`) as RunId;

/** Wanted, or on its way out. */
export const isThere = (job: JobEntry): boolean =>
  job.row.wanted !== undefined || notOver(job).length > 0;

const jobNames = (tables: Tables): readonly string[] =>
  [...tables.jobs.values()].filter(isThere).map((job) => job.row.name);

/** Throws a Problem `not-found`. */
export function findJob(tables: Tables, name: string): JobEntry {
  const job = tables.jobs.get(objectName(name));
  if (job && isThere(job)) return job;
  if (job) throw deletedJob(job);
  throw notFound(tables, name, jobNames(tables));
}

function deletedJob({ row: { name } }: JobEntry): Problem {
  const hint = `its runs are still told of: \`meridian runs ${name}\``;
  return new Problem('not-found', { where: name, what: 'its file is deleted', hint });
}

/** One whose file is deleted too. Throws a Problem `not-found`. */
export function findJobRow(tables: Tables, name: string): JobEntry {
  const job = tables.jobs.get(objectName(name));
  if (job) return job;
  throw notFound(tables, name, jobNames(tables));
}

/** For a run that is neither in the tables nor in the history. */
export function noSuchRun(tables: Tables, id: string): Problem {
  const where = id.slice(0, 200);
  const name = parseRunId(id)?.name;
  if (name === undefined) {
    const hint = 'a run is named like /etl/load@t20260101T020000Z: see `meridian runs JOB`';
    return new Problem('not-found', { where, what: 'is no run', hint });
  }
  if (!tables.jobs.has(name)) return notFound(tables, name, jobNames(tables));
  const what = 'there is no such run, or it is kept no longer';
  return new Problem('not-found', { where, what, hint: `see \`meridian runs ${name}\`` });
}

/** Throws a Problem `not-found`. */
export function findApp(tables: Tables, name: string): AppEntry {
  const app = tables.apps.get(objectName(name));
  if (app) return app;
  throw notFound(tables, name, [...tables.apps.keys()]);
}

/** By the name that its id begins with, where only one that isn't gone has it. */
function agentNamed(tables: Tables, name: string): AgentEntry | undefined {
  const found = [...tables.agents.values()].filter(
    (agent) => agent.presence.kind !== 'gone' && agent.row.id.replace(/-[0-9a-f]{6}$/, '') === name,
  );
  return found.length === 1 ? found[0] : undefined;
}

function notFound(tables: Tables, name: string, known: readonly string[]): Problem {
  const where = name.slice(0, 200);
  const names = [...tables.apps.keys(), ...jobNames(tables)];
  const below = names.filter((one) => one.startsWith(`${name}/`)).sort();
  if (below.length > 0) {
    const what = 'is a group';
    return new Problem('not-found', {
      where,
      what,
      hint: `ask for ${below.slice(0, 5).join(', ')}`,
    });
  }
  const other = tables.apps.has(objectName(name)) ? 'app' : 'job';
  if (names.includes(name) && !known.includes(name)) {
    const hint = `ask for it as one: \`meridian ${other} ${name}\``;
    return new Problem('not-found', {
      where,
      what: `is ${other === 'app' ? 'an' : 'a'} ${other}`,
      hint,
    });
  }
  const meant = suggest(name.slice(0, 200), known) ?? endingIn(name, known);
  const hint = meant === undefined ? 'see `meridian status`' : `did you mean ${meant}?`;
  return new Problem('not-found', { where, what: 'nothing here has that name', hint });
}

/** The one whose path ends in what was asked for: `web` may mean /shop/web. */
function endingIn(name: string, known: readonly string[]): string | undefined {
  const found = known.filter((one) => one.endsWith(`/${name.replace(/^\/+/, '')}`));
  return found.length === 1 ? found[0] : undefined;
}
