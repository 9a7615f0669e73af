// The cluster at a glance: counts, and what wants a person's eye.
import type { StatusView } from '../../../schemas/generated/api.ts';
import { spokenDuration } from '../../lib/text/spoken-duration.ts';
import type { Undelivered } from '../../loop/outbox/outbox-lane.ts';
import { worstFirst } from '../../model/severity.ts';
import { waitsOf } from '../../step/apps/waits.ts';
import type { Cluster } from '../../step/cluster.ts';
import { jobState } from '../../step/jobs/job-state.ts';
import { byEngine, type Now } from '../../step/jobs/now.ts';
import { isDone } from '../../step/jobs/run-ends.ts';
import { jobWaits } from '../../step/jobs/waits.ts';
import { agentWaitOf } from '../../step/master/agent-waits.ts';
import type { AppEntry, JobEntry, RepoState, Tables } from '../../step/tables.ts';
import { type Wait, waitText } from '../../step/wait.ts';
import { newestWait, repositoryWait } from '../../step/why/revision-waits.ts';
import { isThere } from '../subject.ts';
import { type AppState, appStateOf } from './app-state.ts';
import { runEndRemedy, runEndText } from './jobs/run-words.ts';
import { byText } from './page.ts';
import { revisionView } from './revision-view.ts';
import { taskStateOf } from './task-view.ts';
import { timesOf } from './wait-view.ts';

/** Reasons shown at most, the worst; the lists have all of them. */
const maxWaits = 100;
/** Apps that are asked for their reason at most: in an outage all of them have one. */
const maxAsked = 1_000;
/** Who is asked first. */
const appOrder: readonly AppState[] = [
  ...(['failed', 'degraded', 'waiting', 'paused', 'rolling', 'stopping', 'healthy'] as const),
];

type StatusWait = StatusView['waits'][number];

/** What of the engine its tables don't hold. */
export interface StatusMore {
  readonly version?: string;
  /** What can't leave it. */
  readonly undelivered?: readonly Undelivered[];
}

export function statusView(cluster: Cluster, now: Now, more: StatusMore = {}): StatusView {
  const { tables } = cluster;
  const { nowMs } = now;
  const { version, undelivered = [] } = more;
  const jobs = [...tables.jobs.values()].filter(isThere);
  const states = new Map<string, AppState>();
  for (const app of tables.apps.values()) states.set(app.row.name, appStateOf(tables, app, nowMs));
  const latest = tables.revisions.get(tables.lastRevision);
  return {
    formatVersion: 1,
    clusterId: tables.clusterId,
    epoch: tables.epoch,
    ...(version === undefined ? {} : { version }),
    startedMs: tables.startedMs,
    nowMs,
    repository: repositoryOf(tables.repo),
    ...(tables.cluster ? { applied: appliedOf(tables.cluster) } : {}),
    ...(latest ? { latest: revisionView(tables, latest) } : {}),
    apps: tally(states.values()),
    jobs: tally(jobs.map(jobState)),
    tasks: tally([...tables.tasks.values()].filter((task) => !task.row.end).map(taskStateOf)),
    agents: tally([...tables.agents.values()].map((agent) => agent.presence.kind)),
    waits: worstFirst([
      ...repositoryWaits(tables, nowMs),
      ...undelivered.map((one) => undeliveredWait(one, nowMs)),
      ...agentWaits(cluster, nowMs),
      ...appWaits(cluster, states, nowMs),
      ...jobs
        .sort((a, b) => byText(a.row.name, b.row.name))
        .flatMap((job) => jobWait(cluster, job, now)),
    ]).slice(0, maxWaits),
  };
}

const repositoryOf = (repo: RepoState): StatusView['repository'] => ({
  describe: repo.describe,
  ...(repo.head === undefined ? {} : { head: repo.head }),
  ...(repo.checkedMs === undefined ? {} : { checkedMs: repo.checkedMs }),
  ...(repo.failure ? { failure: repo.failure } : {}),
});

const appliedOf = ({ commit, revision, ignoredDocuments }: NonNullable<Tables['cluster']>) => ({
  commit,
  revision,
  ignoredDocuments,
});

function tally(words: Iterable<string>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

function repositoryWaits(tables: Tables, nowMs: number): readonly StatusWait[] {
  const unread = repositoryWait(tables, nowMs);
  const newest = newestWait(tables);
  return [
    ...(unread ? [statusWait(tables.repo.describe, unread)] : []),
    ...(newest ? [statusWait(newest.subject, newest.wait)] : []),
  ];
}

const statusWait = (subject: string, wait: Wait): StatusWait => ({
  ...{ subject, kind: wait.kind, text: waitText(wait) },
  ...timesOf(wait),
});

function agentWaits({ tables }: Cluster, nowMs: number): readonly StatusWait[] {
  if (tables.agents.size === 0 && tables.apps.size + tables.appliedJobs.size > 0) {
    const text = 'there is no agent: start one with `meridian-agentd`';
    return [{ subject: 'agents', kind: 'unplaceable', text }];
  }
  return [...tables.agents.values()]
    .filter((agent) => agent.presence.kind !== 'gone')
    .sort((a, b) => byText(a.row.id, b.row.id))
    .flatMap((agent) => {
      const wait = agentWaitOf(tables, agent, nowMs);
      return wait ? [statusWait(agent.row.id, wait)] : [];
    });
}

function appWaits(
  cluster: Cluster,
  states: ReadonlyMap<string, AppState>,
  nowMs: number,
): readonly StatusWait[] {
  const rankOf = (app: AppEntry) => appOrder.indexOf(states.get(app.row.name) ?? 'healthy');
  return [...cluster.tables.apps.values()]
    .filter((app) => states.get(app.row.name) !== 'healthy')
    .sort((a, b) => rankOf(a) - rankOf(b) || byText(a.row.name, b.row.name))
    .slice(0, maxAsked)
    .sort((a, b) => byText(a.row.name, b.row.name))
    .flatMap((app) => {
      const [wait] = waitsOf(cluster, app, nowMs);
      return wait ? [statusWait(app.row.name, wait)] : [];
    });
}

/** What is no more than the usual course of runs. */
const usual: ReadonlySet<Wait['kind']> = new Set([
  ...(['starting', 'stopping', 'suspended', 'concurrency', 'deadline', 'parent-running'] as const),
]);

/** What keeps a job from running, or how its last run failed. */
function jobWait(cluster: Cluster, job: JobEntry, now: Now): readonly StatusWait[] {
  const subject = job.row.name;
  const wait = jobWaits(cluster, job, now).find(({ kind }) => !usual.has(kind));
  if (wait) return [statusWait(subject, wait)];
  const { last } = job.row;
  if (!last || last.state === 'cancelled' || isDone(job.row)) return [];
  const run = job.runs.get(last.run);
  if (!run) return [];
  const ago = spokenDuration(now.wallMs - last.atMs);
  const how = `its last run, ${run.id}, ended ${ago} ago: ${runEndText(run)}`;
  const sinceMs = Math.round(byEngine(last.atMs, now) ?? now.nowMs);
  return [{ subject, kind: last.state, text: `${how}: ${runEndRemedy(run)}`, sinceMs }];
}

function undeliveredWait(one: Undelivered, nowMs: number): StatusWait {
  const what = one.kind === 'run' ? 'ended runs for the history' : 'commits to pin';
  const since = spokenDuration(nowMs - one.sinceMs);
  const text = `${one.waiting} ${what} can't be written for ${since} (${one.error})`;
  const remedy = 'see whether its disk is full; it is tried again';
  const { sinceMs } = one;
  return { subject: 'engine', kind: 'undelivered', text: `${text}: ${remedy}`, sinceMs };
}
