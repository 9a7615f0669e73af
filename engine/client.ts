// The typed client of the engine's own API. Whatever goes wrong is a Problem that says where, what
// is and what would be right; the token is sent to the engine and appears nowhere else.
import type {
  AgentList,
  AppDetail,
  AppList,
  EventList,
  EventView,
  GraphView,
  JobDetail,
  JobList,
  MaintenanceList,
  NextDueList,
  OfferList,
  OperationAnswerView,
  RevisionList,
  RoleList,
  RolloutList,
  RunDetail,
  RunList,
  SnapshotView,
  StatusView,
  SyncAnswer,
  TaskDetail,
  TaskList,
  VolumeList,
  WhyView,
} from '../schemas/generated/api.ts';
import { type Connection, connect, type Query } from './client-connection.ts';
import { type FollowNote, type FollowOptions, followEvents } from './client-events.ts';
import { readOutput } from './client-output.ts';
import type { Redacted } from './lib/redacted.ts';
import { Problem } from './model/problem.ts';
import type {
  AppSpec,
  ClusterSpec,
  GroupSpec,
  JobSpec,
  QuotaSpec,
  VolumeSpec,
} from './model/wanted.ts';

export type { FollowNote, FollowOptions };

/** Rows of one page; the engine allows so many at most. */
const pageRows = 1_000;
/** Pages read of one list at most. */
const maxPages = 1_000;
/** Events of an answer, unless more or fewer are asked for. */
const defaultEvents = 100;
/** A fetch of the repository is waited for so long. */
const syncTimeoutMs = 120_000;

export interface ListQuery {
  /** Rows at most; absent: all. */
  readonly limit?: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
  readonly role?: string;
  /** A path: what is below it. */
  readonly group?: string;
  /** `key` or `key=value`. */
  readonly label?: string;
  readonly state?: string;
  /** An app's or a job's name. */
  readonly name?: string;
  /** An agent's id. */
  readonly agent?: string;
}

export interface RunsQuery {
  /** Rows at most; absent: all. */
  readonly limit?: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
  /** A job's name; absent: only runs that aren't over, and the last one of each job. */
  readonly job?: string;
  readonly state?: string;
}

export interface DueQuery {
  /** Strictly after this instant; absent: now. */
  readonly afterMs?: number;
  /** At most (= 5), to 1,000. */
  readonly count?: number;
}

export interface LogsQuery {
  readonly task: string;
  readonly file: 'stdout' | 'stderr';
  readonly follow?: boolean;
  readonly tailLines?: number;
  readonly tailBytes?: number;
  readonly signal?: AbortSignal;
}

export type OperationRequest =
  | { readonly kind: 'pause' | 'resume'; readonly name: string }
  | { readonly kind: 'abort'; readonly rollout: string }
  | { readonly kind: 'gone'; readonly agent: string }
  | {
      readonly kind: 'drain';
      /** Ids, names, or ATTRIBUTE=VALUE. */
      readonly agents: readonly string[];
      /** Agents at a time (= 1). */
      readonly batch?: number;
      /** Runs that are there after that are stopped; absent: waited for. */
      readonly jobsAfterSeconds?: number;
    }
  | { readonly kind: 'undrain'; readonly agents: readonly string[] }
  /** Of a slot, a Volume, or a volume by its id. */
  | { readonly kind: 'release'; readonly name: string }
  | {
      readonly kind: 'run';
      readonly job: string;
      readonly env?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'cancel' | 'retry'; readonly run: string };

/** The snapshot, its specs by their types: the engine made them with the same code. */
export type ClusterSnapshot = Omit<
  SnapshotView,
  'apps' | 'jobs' | 'cluster' | 'quotas' | 'groups' | 'volumeSpecs'
> & {
  readonly cluster?: ClusterSpec;
  readonly quotas: readonly QuotaSpec[];
  readonly groups: readonly GroupSpec[];
  readonly volumeSpecs: readonly VolumeSpec[];
  readonly apps: readonly (Omit<SnapshotView['apps'][number], 'spec'> & {
    readonly spec?: AppSpec;
  })[];
  readonly jobs: readonly (Omit<SnapshotView['jobs'][number], 'spec'> & {
    readonly spec?: JobSpec;
  })[];
};

/** Every call rejects with a Problem; lists hold all rows unless the query bounds them. */
export interface EngineClient {
  /** Where the engine is, without credentials. */
  readonly url: string;
  status(): Promise<StatusView>;
  apps(query?: ListQuery): Promise<AppList>;
  app(name: string): Promise<AppDetail>;
  tasks(query?: ListQuery): Promise<TaskList>;
  task(id: string): Promise<TaskDetail>;
  agents(query?: ListQuery): Promise<AgentList>;
  /** Planned absences of agents that aren't over. */
  maintenance(query?: ListQuery): Promise<MaintenanceList>;
  roles(query?: ListQuery): Promise<RoleList>;
  /** Oldest first. */
  offers(query?: ListQuery): Promise<OfferList>;
  /** `name`: of this app or Volume. */
  volumes(query?: ListQuery): Promise<VolumeList>;
  jobs(query?: ListQuery): Promise<JobList>;
  job(name: string): Promise<JobDetail>;
  /** Newest first. */
  runs(query?: RunsQuery): Promise<RunList>;
  run(id: string): Promise<RunDetail>;
  graph(): Promise<GraphView>;
  /** When a job is due next, by its timetable; whether it is suspended or not. */
  nextDue(job: string, query?: DueQuery): Promise<NextDueList>;
  /** Of an app, a job, a run, a task or an agent. */
  why(name: string): Promise<WhyView>;
  rollouts(query?: ListQuery): Promise<RolloutList>;
  revisions(query?: ListQuery): Promise<RevisionList>;
  /** Events after a number, ascending; without one the newest. */
  events(query?: { readonly after?: number; readonly limit?: number }): Promise<EventList>;
  /**
   * Events as they happen, those after `after` first (absent: only new ones). A connection that
   * breaks is dialled again where it broke; ends with the signal.
   */
  followEvents(options?: FollowOptions): AsyncIterable<EventView>;
  /** A task's output; with `follow` until the task's file ends or the signal says so. */
  logs(query: LogsQuery): AsyncIterable<Uint8Array>;
  snapshot(): Promise<ClusterSnapshot>;
  /** Fetches the repository once and answers when what came of it is stored. */
  sync(): Promise<SyncAnswer>;
  operate(operation: OperationRequest): Promise<OperationAnswerView>;
}

export interface ClientOptions {
  readonly url: string;
  readonly token?: Redacted;
  /** Who asks, for the audit: as the caller's system knows them. */
  readonly user?: string;
  /** Of one answer (= 30,000); streams only have to begin within it. */
  readonly timeoutMs?: number;
}

/** Throws a Problem when the URL is none; connects with the first call. */
export function openClient(options: ClientOptions): EngineClient {
  const to = connect(options);
  const get = <T>(path: string, query: Query = {}): Promise<T> =>
    to.json<T>('GET', path, { query });
  return {
    url: to.url,
    status: () => get('/v1/status'),
    apps: (query) => allPages<AppList>(to, '/v1/apps', query),
    app: (name) => get(`/v1/apps/${inPath(name)}`),
    tasks: (query) => allPages<TaskList>(to, '/v1/tasks', query),
    task: (id) => get(`/v1/tasks/${inPath(id)}`),
    agents: (query) => allPages<AgentList>(to, '/v1/agents', query),
    maintenance: (query) => allPages<MaintenanceList>(to, '/v1/maintenance', query),
    roles: (query) => allPages<RoleList>(to, '/v1/roles', query),
    offers: (query) => allPages<OfferList>(to, '/v1/offers', query),
    volumes: (query) => allPages<VolumeList>(to, '/v1/volumes', query),
    jobs: (query) => allPages<JobList>(to, '/v1/jobs', query),
    job: (name) => get(`/v1/jobs/${inPath(name)}`),
    runs: (query) => allPages<RunList>(to, '/v1/runs', query),
    run: (id) => get(`/v1/runs/${inPath(id)}`),
    graph: () => get('/v1/graph'),
    nextDue: (job, { afterMs, count } = {}) =>
      get(`/v1/next/${inPath(job)}`, { after: afterMs, count }),
    why: (name) => get('/v1/why', { name }),
    rollouts: (query) => allPages<RolloutList>(to, '/v1/rollouts', query),
    revisions: (query) => allPages<RevisionList>(to, '/v1/revisions', query),
    events: (query) => events(to, query),
    followEvents: (query = {}) => followEvents(to, query),
    logs: (query) => logs(to, query),
    snapshot: () => get('/v1/snapshot'),
    sync: () => to.json('POST', '/v1/sync', { body: {}, timeoutMs: syncTimeoutMs }),
    operate: (operation) => to.json('POST', '/v1/operations', { body: operation }),
  };
}

/** A name without its first slash; its other slashes stand as they are. */
const inPath = (name: string): string =>
  name.replace(/^\//, '').split('/').map(encodeURIComponent).join('/');

interface AnyList {
  readonly formatVersion: 1;
  readonly items: readonly unknown[];
  readonly nextCursor?: string;
}

async function allPages<L extends AnyList>(
  to: Connection,
  path: string,
  query: ListQuery | RunsQuery = {},
): Promise<L> {
  const wanted = query.limit ?? Number.POSITIVE_INFINITY;
  const items: unknown[] = [];
  let cursor = query.cursor;
  for (let page = 0; page < maxPages; page += 1) {
    const limit = Math.min(pageRows, wanted - items.length);
    const list = await to.json<L>('GET', path, { query: { ...query, limit, cursor } });
    items.push(...list.items);
    cursor = list.nextCursor;
    const isWhole = cursor === undefined || items.length >= wanted;
    if (isWhole) return { ...list, items };
  }
  const what = `${path} has over ${items.length} rows`;
  throw new Problem('too-large', { where: to.url, what, hint: 'ask for fewer with a filter' });
}

/** Pages are asked for by the number of the last event. */
async function events(
  to: Connection,
  query: { readonly after?: number; readonly limit?: number } = {},
): Promise<EventList> {
  const wanted = query.limit ?? defaultEvents;
  const page = (after: number | undefined, limit: number): Promise<EventList> =>
    to.json('GET', '/v1/events', { query: { after, limit } });
  const first = await page(query.after, Math.min(pageRows, wanted));
  if (query.after === undefined && wanted > pageRows) {
    const last = first.items.at(-1)?.number ?? 0;
    return events(to, { after: Math.max(0, last - wanted), limit: wanted });
  }
  const { items } = first;
  let { nextCursor } = first;
  while (nextCursor !== undefined && items.length < wanted) {
    const more = await page(Number(nextCursor), Math.min(pageRows, wanted - items.length));
    items.push(...more.items);
    nextCursor = more.nextCursor;
  }
  return { formatVersion: 1, items, ...(nextCursor === undefined ? {} : { nextCursor }) };
}

async function* logs(to: Connection, query: LogsQuery): AsyncIterable<Uint8Array> {
  const { signal, ...rest } = query;
  yield* readOutput(to, { query: { ...rest }, ...(signal ? { signal } : {}) });
}
