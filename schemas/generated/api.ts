// Made from schemas/api/*.json by `npm run generate`; a test compares. Do not edit.

/**
 * Ids of agents, their names where only one has it, or ATTRIBUTE=VALUE for all that have it.
 *
 * @minItems 1
 * @maxItems 1000
 */
export type DrainWords = [string, ...string[]];

export interface ApiRoom {
  AgentList?: AgentList;
  AppApi?: AppApi;
  EventList?: EventList;
  JobApi?: JobApi;
  MaintenanceList?: MaintenanceList;
  OfferList?: OfferList;
  OperationApi?: OperationApi;
  PlanDocument?: PlanDocument;
  RevisionList?: RevisionList;
  RoleList?: RoleList;
  RolloutList?: RolloutList;
  RunApi?: RunApi;
  SnapshotView?: SnapshotView;
  StatusView?: StatusView;
  TaskApi?: TaskApi;
  VolumeList?: VolumeList;
  WhyView?: WhyView;
}
/**
 * Agents by id.
 */
export interface AgentList {
  /**
   * Raised when a field changes its meaning or goes away; new fields come without.
   */
  formatVersion: 1;
  absence: AbsenceView;
  items: AgentView[];
  /**
   * Pass as `cursor` for the next page; absent on the last one.
   */
  nextCursor?: string;
}
/**
 * How long each side outlives the other's absence, under the settings in force. What then becomes of instances is each app's `unreachable`.
 */
export interface AbsenceView {
  /**
   * How long an agent that has lost its engine runs its tasks on; null: without limit, until they end by themselves, by a failing health check or by their timeout.
   */
  tasksWithoutEngineMs: number | null;
  /**
   * An agent that has heard nothing of its engine for so long ends the connection, and dials anew.
   */
  engineSilenceMs: number;
  /**
   * How long an agent is waited for that is silent or disconnected.
   */
  agentTimeoutMs: number;
  /**
   * How long agents are waited for after an engine start.
   */
  agentReregistrationTimeoutMs: number;
  /**
   * How long after that none is declared unreachable, at most, while more than half of the agents are away; while none is connected: without limit.
   */
  heldMs: number;
  removalLimit: RemovalLimitView;
}
/**
 * Agents that are declared unreachable in one period, at most.
 */
export interface RemovalLimitView {
  agents: number;
  perMs: number;
}
/**
 * An admitted agent.
 */
export interface AgentView {
  id: string;
  hostname: string;
  version: string;
  presence: 'registered' | 'disconnected' | 'recovering' | 'unreachable' | 'gone';
  /**
   * Away since (milliseconds since 1970, UTC)
   */
  sinceMs?: number;
  /**
   * Waited for until, at most; then it is unreachable. Absent while it is away: without end, as no agent is connected (milliseconds since 1970, UTC)
   */
  untilMs?: number;
  /**
   * First admitted (milliseconds since 1970, UTC)
   */
  admittedMs: number;
  maintenance?: AgentMaintenance;
  /**
   * Facts for placement; `region` and `zone` say where it stands.
   */
  attributes: {
    [k: string]: string;
  };
  /**
   * By name, reserved amounts and all disks with them: cpus in cores, mem and disk in MiB.
   */
  resources: {
    [k: string]: AmountView;
  };
  /**
   * Host ports, reserved ones with them.
   */
  ports: {
    /**
     * Closed ranges.
     */
    ranges: number[][];
    used: number;
    free: number;
    /**
     * Held by something that is not ours, left alone for a while.
     */
    busy: number[];
  };
  /**
   * What of the resources is reserved, by role.
   */
  reserved: ReservedView[];
  /**
   * Disks beside the agent's own.
   */
  disks: DiskView[];
  capabilities: CapabilityView[];
  /**
   * Tasks on it that have not ended.
   */
  tasks: number;
  /**
   * Why nothing is placed on it; empty when it is offered.
   */
  waits: WaitView[];
  /**
   * What its operator will hardly have meant.
   */
  warnings: WarningView[];
  /**
   * Tasks that are to end and can't be killed. Absent: none.
   */
  unkillable?: UnkillableView[];
  /**
   * Tasks that run there and were given up, or that nobody knows: they are killed, and count for nothing. Absent: none.
   */
  orphans?: OrphanView[];
}
/**
 * What is planned for an agent.
 */
export interface AgentMaintenance {
  /**
   * scheduled: it is placed on last; draining: nothing is placed there, what is there is moved; drained: nothing runs there any more.
   */
  state: 'scheduled' | 'draining' | 'drained';
  /**
   * Name of the Maintenance, or `drain N`.
   */
  cause: string;
  /**
   * Who drains it; absent: the repository.
   */
  by?: string;
  /**
   * Begin of the window, or when it was drained (milliseconds since 1970, UTC)
   */
  startMs: number;
  /**
   * End of the window; absent: it doesn't end by itself (milliseconds since 1970, UTC)
   */
  endMs?: number;
  /**
   * Runs that are still there then are stopped; absent: they are waited for (milliseconds since 1970, UTC)
   */
  jobsUntilMs?: number;
}
/**
 * In the resource's unit.
 */
export interface AmountView {
  total: number;
  used: number;
}
/**
 * In units: cpus in cores, mem and disk in MiB.
 */
export interface ReservedView {
  role: string;
  /**
   * What `release` takes to give up what frameworks have reserved of it, now that none is left in the role.
   */
  release?: string;
  scalars: {
    [k: string]: number;
  };
  /**
   * Closed ranges, such as ports.
   */
  ranges: {
    [k: string]: number[][];
  };
  sets: {
    [k: string]: string[];
  };
}
/**
 * A disk beside the agent's own.
 */
export interface DiskView {
  /**
   * A mount is one whole file system, used whole or not at all.
   */
  kind: 'path' | 'mount';
  /**
   * Where it is on the agent.
   */
  root: string;
  /**
   * MiB.
   */
  total: number;
  /**
   * Absent: not reserved.
   */
  role?: string;
}
/**
 * What it can hold tasks to.
 */
export interface CapabilityView {
  name: string;
  level: 'enforced' | 'monitoring' | 'missing';
  note: string;
}
/**
 * One reason why something is not as wanted.
 */
export interface WaitView {
  /**
   * What kind of thing it waits for.
   */
  kind:
    | 'unplaceable'
    | 'quota'
    | 'volume'
    | 'dependency'
    | 'backoff'
    | 'paused'
    | 'quarantined'
    | 'recovering'
    | 'unreachable'
    | 'rolling'
    | 'stopping'
    | 'unhealthy'
    | 'starting'
    | 'disconnected'
    | 'gone'
    | 'avoided'
    | 'zombies'
    | 'unkillable'
    | 'no-resources'
    | 'draining'
    | 'drained'
    | 'repository'
    | 'revision'
    | 'parent-failed'
    | 'parent-running'
    | 'deadline'
    | 'suspended'
    | 'concurrency'
    | 'retry'
    | 'suppressed'
    | 'offers';
  /**
   * One sentence that a person can act on.
   */
  text: string;
  /**
   * It has waited for this since (milliseconds since 1970, UTC); absent where nobody noted it.
   */
  sinceMs?: number;
  next?: NextView;
}
/**
 * What comes next without anybody's doing.
 */
export interface NextView {
  what: string;
  /**
   * When (milliseconds since 1970, UTC)
   */
  atMs: number;
}
/**
 * What is, and what would change it.
 */
export interface WarningView {
  what: string;
  remedy: string;
}
/**
 * A task that is to end and can't be killed.
 */
export interface UnkillableView {
  task: string;
  /**
   * Where it hangs, and what would help.
   */
  text: string;
  /**
   * (milliseconds since 1970, UTC)
   */
  sinceMs?: number;
}
/**
 * A task that its agent runs and the engine doesn't count.
 */
export interface OrphanView {
  task: string;
  state: 'staging' | 'starting' | 'running' | 'killing';
  /**
   * When this engine first heard of it (milliseconds since 1970, UTC)
   */
  sinceMs: number;
  /**
   * `unkillable` where it can't be killed.
   */
  reason?: string;
  /**
   * What its agent says of it.
   */
  message?: string;
}
/**
 * What is said of apps.
 */
export interface AppApi {
  list?: AppList;
  detail?: AppDetail;
  wait?: WaitView;
}
/**
 * Apps by name.
 */
export interface AppList {
  /**
   * Raised when a field changes its meaning or goes away; new fields come without.
   */
  formatVersion: 1;
  items: AppView[];
  /**
   * Pass as `cursor` for the next page; absent on the last one.
   */
  nextCursor?: string;
}
/**
 * An app, one row.
 */
export interface AppView {
  name: string;
  role: string;
  /**
   * Its parent path.
   */
  group: string;
  labels: {
    [k: string]: string;
  };
  /**
   * healthy: as wanted; rolling: a new version is on its way; paused: held by an operator, or its rollout is; failed: what Git wants has failed, and is rolled back or held; degraded: fewer healthy than wanted; waiting: for a place, a dependency or a backoff; stopping: its file is deleted.
   */
  state: 'healthy' | 'rolling' | 'paused' | 'failed' | 'degraded' | 'waiting' | 'stopping';
  instances: InstancesView;
  version?: VersionView;
  rollout?: RolloutView;
  /**
   * Why it is not as wanted; empty when it is.
   */
  waits: WaitView[];
}
/**
 * How many there are.
 */
export interface InstancesView {
  wanted: number;
  /**
   * Launched and not ended, those that stop included.
   */
  total: number;
  running: number;
  /**
   * Healthy and ready.
   */
  healthy: number;
}
/**
 * What it is to run now.
 */
export interface VersionView {
  /**
   * Digest of the whole spec.
   */
  digest: string;
  /**
   * First 12 digits of the task's digest.
   */
  taskDigest: string;
  /**
   * The commit that brought it.
   */
  revision: string;
}
/**
 * One rollout of one app.
 */
export interface RolloutView {
  /**
   * NAME!N.
   */
  id: string;
  name: string;
  kind: 'deploy' | 'rollback';
  state: 'running' | 'paused' | 'succeeded' | 'failed' | 'superseded' | 'aborted';
  /**
   * Spec digest before it; absent on the first version ever.
   */
  from?: string;
  /**
   * Spec digest that it brings.
   */
  to: string;
  /**
   * The commit that brought it.
   */
  revision: string;
  /**
   * Begin (milliseconds since 1970, UTC)
   */
  startedMs: number;
  /**
   * End (milliseconds since 1970, UTC)
   */
  endedMs?: number;
  /**
   * Who paused or aborted it, or why it failed.
   */
  reason?: string;
  /**
   * Old instances that it set out to replace.
   */
  replacing: number;
  /**
   * While it is under way: instances of the new version that are healthy and watched for long enough.
   */
  proven?: number;
  /**
   * While it is under way: instances wanted.
   */
  wanted?: number;
  /**
   * While it is under way: old instances still there.
   */
  oldLeft?: number;
  /**
   * Failed launches counted against it.
   */
  failures: number;
  /**
   * Milliseconds without progress that are left, while its clock runs.
   */
  deadlineMs?: number;
}
/**
 * An app with all that belongs to it.
 */
export interface AppDetail {
  /**
   * Raised when a field changes its meaning or goes away; new fields come without.
   */
  formatVersion: 1;
  name: string;
  role: string;
  /**
   * Its parent path.
   */
  group: string;
  labels: {
    [k: string]: string;
  };
  /**
   * healthy: as wanted; rolling: a new version is on its way; paused: held by an operator, or its rollout is; failed: what Git wants has failed, and is rolled back or held; degraded: fewer healthy than wanted; waiting: for a place, a dependency or a backoff; stopping: its file is deleted.
   */
  state: 'healthy' | 'rolling' | 'paused' | 'failed' | 'degraded' | 'waiting' | 'stopping';
  instances: InstancesView;
  version?: VersionView;
  rollout?: RolloutView;
  /**
   * Why it is not as wanted; empty when it is.
   */
  waits: WaitView[];
  /**
   * Its normalised spec (engine/model/wanted.ts AppSpec).
   */
  spec?: {
    [k: string]: unknown;
  };
  origin?: OriginView;
  /**
   * Spec digest of the last version that was healthy on all instances.
   */
  lastHealthy?: string;
  /**
   * Held by an operator.
   */
  paused?: {
    by: string;
    /**
     * Since (milliseconds since 1970, UTC)
     */
    atMs: number;
  };
  quarantine: QuarantineView[];
  dependsOn: string[];
  /**
   * Apps that depend on it.
   */
  neededBy: string[];
  tasks: TaskView[];
  /**
   * Those of its slots, and the Volumes that it uses.
   */
  volumes: VolumeView[];
  /**
   * Newest first.
   */
  rollouts: RolloutView[];
  /**
   * Newest first.
   */
  failures: FailureView[];
}
/**
 * Where it stands in the repository.
 */
export interface OriginView {
  file: string;
  /**
   * From 1.
   */
  line: number;
  /**
   * Index within its file, from 0.
   */
  document: number;
  /**
   * Git blob id.
   */
  blob: string;
}
/**
 * A version that failed and is not tried again.
 */
export interface QuarantineView {
  /**
   * Version digest.
   */
  version: string;
  /**
   * The commit that brought it, while its spec is kept.
   */
  revision?: string;
  reason: string;
  policy: 'rollback' | 'pause';
}
/**
 * One launch of one instance of an app, or of one run of a job.
 */
export interface TaskView {
  /**
   * NAME#INSTANCE.LAUNCH, of a job NAME@KEY.LAUNCH.
   */
  id: string;
  /**
   * Its app or job.
   */
  name: string;
  /**
   * Its run, NAME@KEY; absent of an app's.
   */
  run?: string;
  /**
   * 0 of a job's.
   */
  instance: number;
  /**
   * Counts the launches of its instance or run.
   */
  launch: number;
  role: string;
  agentId: string;
  /**
   * Empty when its agent is forgotten.
   */
  hostname: string;
  state:
    | 'staging'
    | 'starting'
    | 'running'
    | 'killing'
    | 'finished'
    | 'failed'
    | 'killed'
    | 'error'
    | 'lost';
  health: 'unknown' | 'healthy' | 'unhealthy';
  /**
   * Its readiness checks pass, or it has none.
   */
  ready: boolean;
  /**
   * In units: cpus in cores, mem and disk in MiB.
   */
  resources: {
    [k: string]: number;
  };
  /**
   * Host ports, in the order of the task's ports.
   */
  ports: number[];
  /**
   * First 12 digits of its task's digest.
   */
  taskDigest: string;
  /**
   * The commit that first brought this task.
   */
  revision?: string;
  /**
   * Launch stored (milliseconds since 1970, UTC)
   */
  launchedMs: number;
  /**
   * How far it has come, while it doesn't run yet.
   */
  phase?: {
    name: 'fetching' | 'pulling' | 'starting';
    /**
     * By its agent's clock (milliseconds since 1970, UTC)
     */
    sinceMs: number;
  };
  /**
   * Start, by its agent's clock (milliseconds since 1970, UTC)
   */
  startedMs?: number;
  /**
   * Set once it is to stop.
   */
  kill?: {
    reason: string;
    /**
     * When that was decided (milliseconds since 1970, UTC)
     */
    atMs: number;
  };
  end?: TaskEnd;
  waits: WaitView[];
}
/**
 * How it ended.
 */
export interface TaskEnd {
  state:
    | 'staging'
    | 'starting'
    | 'running'
    | 'killing'
    | 'finished'
    | 'failed'
    | 'killed'
    | 'error'
    | 'lost';
  reason?: string;
  /**
   * What the agent said, with its last lines of output.
   */
  message?: string;
  exitCode?: number;
  signal?: string;
  /**
   * When the engine stored it (milliseconds since 1970, UTC)
   */
  atMs: number;
}
/**
 * A persistent volume: data that outlives its task.
 */
export interface VolumeView {
  /**
   * The task it was made for, and its path there: NAME#INSTANCE.LAUNCH:PATH; of a framework's, NAME!EPOCH.NUMBER. Absent: it is not made yet.
   */
  id?: string;
  /**
   * Whom it is kept for: a slot, or its Volume; of one that a framework made, or that nobody knows of, its id. What `release` takes.
   */
  name: string;
  /**
   * The app or Volume with which it goes. Absent: nobody knows of it.
   */
  owner?: string;
  role?: string;
  /**
   * Where its tasks see it, relative to their sandbox; of a Volume, where the one did that it was made for.
   */
  path?: string;
  /**
   * Where it is, by the agent's id.
   */
  agent?: string;
  sizeMib?: number;
  /**
   * in-use: a task has it; idle: kept, and nobody has it; missing: its tasks have had it, and its agent does not have it any more; leaving: given up, its agent has still to destroy it; stray: an agent has it, and nobody knows of it; not-made: a Volume that no task has used yet.
   */
  state: 'in-use' | 'idle' | 'missing' | 'leaving' | 'stray' | 'not-made';
  /**
   * The task that has it.
   */
  task?: string;
  /**
   * How it stands.
   */
  what: string;
  /**
   * What would change that; empty where nothing has to be done.
   */
  remedy: string;
  /**
   * Since when something is kept for it (milliseconds since 1970, UTC)
   */
  createdMs?: number;
}
/**
 * A task that failed by its own doing.
 */
export interface FailureView {
  task: string;
  agentId: string;
  /**
   * When (milliseconds since 1970, UTC)
   */
  atMs: number;
  /**
   * `exit code 3`, `signal SIGKILL`, or the reason.
   */
  how: string;
  /**
   * Its last lines of output, or what its check said; may be empty.
   */
  message: string;
}
/**
 * Events, ascending.
 */
export interface EventList {
  /**
   * Raised when a field changes its meaning or goes away; new fields come without.
   */
  formatVersion: 1;
  items: EventView[];
  /**
   * Pass as `cursor` for the next page; absent on the last one.
   */
  nextCursor?: string;
}
/**
 * One thing that happened.
 */
export interface EventView {
  /**
   * Ascending over the life of the store.
   */
  number: number;
  /**
   * When (milliseconds since 1970, UTC)
   */
  atMs: number;
  /**
   * `task-running`, `rollout-failed`, `agent-unreachable`.
   */
  kind: string;
  /**
   * Object, task or agent.
   */
  subject: string;
  message: string;
}
/**
 * What is said of jobs.
 */
export interface JobApi {
  list?: JobList;
  detail?: JobDetail;
  next?: NextDueList;
  graph?: GraphView;
}
/**
 * Jobs by name.
 */
export interface JobList {
  /**
   * Raised when a field changes its meaning or goes away; new fields come without.
   */
  formatVersion: 1;
  items: JobView[];
  /**
   * Pass as `cursor` for the next page; absent on the last one.
   */
  nextCursor?: string;
}
/**
 * A job, one row.
 */
export interface JobView {
  /**
   * Its path.
   */
  name: string;
  /**
   * Whose resources it uses.
   */
  role: string;
  /**
   * Its parent path.
   */
  group: string;
  /**
   * Its own and its groups'.
   */
  labels: {
    [k: string]: string;
  };
  /**
   * idle: nothing to do now; running: an attempt of it is launched; waiting: a run waits for its turn or a place; retrying: a run is between two attempts; suspended: nothing of it is due; going: its file is deleted, and its runs are being ended.
   */
  state: 'idle' | 'running' | 'waiting' | 'retrying' | 'suspended' | 'going';
  trigger: TriggerView;
  /**
   * Its next occurrence; absent when there is none: no timetable, none left, suspended (milliseconds since 1970, UTC)
   */
  nextDueMs?: number;
  last?: LastRunView;
  counts: RunCountsView;
  /**
   * Ids of runs that are not over, oldest first, at most 100; `counts.active` counts all.
   */
  active: string[];
  /**
   * What it and its runs wait for; empty when nothing does.
   */
  waits: WaitView[];
  /**
   * The commit that brought it; absent once its file is deleted.
   */
  revision?: string;
  origin?: OriginView;
}
/**
 * What starts a run of it.
 */
export interface TriggerView {
  /**
   * schedule: an ISO 8601 repeating interval; cron: five cron fields; after: other jobs; manual: an operator alone.
   */
  kind: 'schedule' | 'cron' | 'after' | 'manual';
  /**
   * In words: `every day, from 2026-01-01T02:00:00 in Europe/Berlin`, `after /etl/load`, `by hand`.
   */
  words: string;
  /**
   * The timetable as written; absent without one.
   */
  text?: string;
  /**
   * IANA zone that the timetable is read in; absent without one.
   */
  timeZone?: string;
  /**
   * Jobs that it runs after, by name; empty when it is not `after`.
   */
  parents: string[];
}
/**
 * The last run that ended, skipped ones apart.
 */
export interface LastRunView {
  /**
   * NAME@KEY.
   */
  id: string;
  /**
   * waiting: for its turn or a place; running: an attempt is launched; retrying: between two attempts; succeeded, failed: for good; skipped: never to start; expired: past its latest start; cancelled: by an operator, a newer run or the end of its job.
   */
  state:
    | 'waiting'
    | 'running'
    | 'retrying'
    | 'succeeded'
    | 'failed'
    | 'skipped'
    | 'expired'
    | 'cancelled';
  /**
   * When it ended (milliseconds since 1970, UTC)
   */
  atMs: number;
  /**
   * Of its last attempt, where it is still known.
   */
  exitCode?: number;
}
/**
 * Runs by how they ended, over the job's whole life.
 */
export interface RunCountsView {
  /**
   * Ended well.
   */
  succeeded: number;
  /**
   * Failed for good, softly or not.
   */
  failed: number;
  /**
   * Not over.
   */
  active: number;
  /**
   * Runs that failed after the last that succeeded, counted to 100; only where one job is asked for.
   */
  errorsSinceSuccess?: number;
}
/**
 * A job with all that belongs to it.
 */
export interface JobDetail {
  /**
   * Raised when a field changes its meaning or goes away; new fields come without.
   */
  formatVersion: 1;
  /**
   * Its path.
   */
  name: string;
  /**
   * Whose resources it uses.
   */
  role: string;
  /**
   * Its parent path.
   */
  group: string;
  /**
   * Its own and its groups'.
   */
  labels: {
    [k: string]: string;
  };
  /**
   * idle: nothing to do now; running: an attempt of it is launched; waiting: a run waits for its turn or a place; retrying: a run is between two attempts; suspended: nothing of it is due; going: its file is deleted, and its runs are being ended.
   */
  state: 'idle' | 'running' | 'waiting' | 'retrying' | 'suspended' | 'going';
  trigger: TriggerView;
  /**
   * Its next occurrence; absent when there is none: no timetable, none left, suspended (milliseconds since 1970, UTC)
   */
  nextDueMs?: number;
  last?: LastRunView;
  counts: RunCountsView;
  /**
   * Ids of runs that are not over, oldest first, at most 100; `counts.active` counts all.
   */
  active: string[];
  /**
   * What it and its runs wait for; empty when nothing does.
   */
  waits: WaitView[];
  /**
   * The commit that brought it; absent once its file is deleted.
   */
  revision?: string;
  origin?: OriginView;
  version?: VersionView;
  /**
   * Its normalised spec (engine/model/wanted.ts JobSpec); absent once its file is deleted.
   */
  spec?: {
    [k: string]: unknown;
  };
  task?: JobTaskView;
  policy?: JobPolicyView;
  /**
   * Jobs that run after it, by name.
   */
  children: string[];
  /**
   * Suspended since; absent when it is not (milliseconds since 1970, UTC)
   */
  suspendedMs?: number;
  /**
   * Its next occurrences, five at most; none while it is suspended.
   */
  next: DueView[];
  /**
   * Its newest runs, ten at most, newest first.
   */
  runs: RunView[];
}
/**
 * What an attempt of it runs.
 */
export interface JobTaskView {
  /**
   * Its command as one line, without its environment.
   */
  command: string;
  /**
   * In units: cpus in cores, mem and disk in MiB.
   */
  resources: {
    [k: string]: number;
  };
  /**
   * First 12 digits of its task's digest.
   */
  taskDigest: string;
}
/**
 * How its runs are dealt with.
 */
export interface JobPolicyView {
  /**
   * What a due run does that meets one which is not over.
   */
  concurrency: 'forbid' | 'allow' | 'replace';
  /**
   * Which missed occurrences run later.
   */
  catchUp: 'none' | 'latest' | 'all';
  /**
   * How old a missed occurrence may be to be caught up with, in milliseconds.
   */
  catchUpWindowMs: number;
  /**
   * Latest start after the due time, in milliseconds; absent: until the next occurrence.
   */
  startingDeadlineMs?: number;
  /**
   * Attempts after the first, and the pauses before them.
   */
  retries: {
    /**
     * So many after the first.
     */
    count: number;
    /**
     * Pause before the first of them, in milliseconds.
     */
    delayMs: number;
    /**
     * What the pause is multiplied by for each further one.
     */
    factor: number;
    /**
     * Longest pause, in milliseconds.
     */
    maxMs: number;
  };
  /**
   * Longest attempt, in milliseconds; absent: none.
   */
  timeoutMs?: number;
  /**
   * A run that failed for good counts as done for its children.
   */
  softError: boolean;
  /**
   * What becomes of an attempt whose agent is unreachable: block waits for it, replace launches another.
   */
  unreachable: 'block' | 'replace';
  /**
   * Nothing of it is due.
   */
  suspended: boolean;
  /**
   * Ended runs kept in its history.
   */
  keep: number;
  /**
   * Who is told of failures.
   */
  owners: string[];
}
/**
 * One occurrence of a timetable.
 */
export interface DueView {
  /**
   * When (milliseconds since 1970, UTC)
   */
  atMs: number;
  /**
   * In ISO 8601, UTC.
   */
  utc: string;
  /**
   * On the wall clock of the timetable's zone.
   */
  local: string;
}
/**
 * One run of a job.
 */
export interface RunView {
  /**
   * NAME@KEY.
   */
  id: string;
  /**
   * Its job.
   */
  job: string;
  /**
   * What started it.
   */
  origin: TimetableOriginView | AfterOriginView | ManualOriginView;
  /**
   * The run that its lineage started with; itself where it did.
   */
  lineage: string;
  /**
   * Of a timetable run its occurrence, of another when it was triggered (milliseconds since 1970, UTC)
   */
  dueMs: number;
  /**
   * When it was stored (milliseconds since 1970, UTC)
   */
  createdMs: number;
  /**
   * Latest start; absent: none (milliseconds since 1970, UTC)
   */
  deadlineMs?: number;
  /**
   * Launch of its first attempt; absent before, and once that attempt is forgotten (milliseconds since 1970, UTC)
   */
  startedMs?: number;
  /**
   * When it was over; absent before (milliseconds since 1970, UTC)
   */
  endedMs?: number;
  /**
   * From its start to the end of its last attempt, or until now while it is not over, in milliseconds; absent before its start.
   */
  durationMs?: number;
  /**
   * From due to start, in milliseconds; absent before its start.
   */
  latenessMs?: number;
  /**
   * waiting: for its turn or a place; running: an attempt is launched; retrying: between two attempts; succeeded, failed: for good; skipped: never to start; expired: past its latest start; cancelled: by an operator, a newer run or the end of its job.
   */
  state:
    | 'waiting'
    | 'running'
    | 'retrying'
    | 'succeeded'
    | 'failed'
    | 'skipped'
    | 'expired'
    | 'cancelled';
  /**
   * Why it ended as it did: `running`, `missed`, `parent /etl/load`, `exit code 3: ...`.
   */
  reason?: string;
  /**
   * It failed, and counts as done for its children.
   */
  isSoft?: boolean;
  /**
   * It is to end; it is over when its attempt is.
   */
  cancel?: {
    /**
     * By whom or what.
     */
    reason: string;
    /**
     * When that was decided (milliseconds since 1970, UTC)
     */
    atMs: number;
  };
  /**
   * Occurrences that this record stands for.
   */
  missed?: {
    /**
     * The first of them (milliseconds since 1970, UTC)
     */
    fromMs: number;
    /**
     * How many.
     */
    count: number;
  };
  /**
   * While retrying: when the next attempt may start (milliseconds since 1970, UTC)
   */
  retryAtMs?: number;
  /**
   * Attempts so far, forgotten ones included.
   */
  launches: number;
  /**
   * Attempts that used up a retry.
   */
  failures: number;
  /**
   * Digest of the spec that it was last launched from, or created under.
   */
  specDigest: string;
  /**
   * Oldest first; only the newest are kept.
   */
  attempts: AttemptView[];
  /**
   * Why it is not over; empty when it is.
   */
  waits: WaitView[];
}
/**
 * It was due by its job's timetable.
 */
export interface TimetableOriginView {
  /**
   * By its timetable.
   */
  kind: 'timetable';
  /**
   * It was missed, and ran later.
   */
  isCatchUp: boolean;
}
/**
 * Runs of its job's parents triggered it.
 */
export interface AfterOriginView {
  /**
   * After its parents.
   */
  kind: 'after';
  parents: ParentRunView[];
}
/**
 * A run of a parent.
 */
export interface ParentRunView {
  /**
   * NAME@KEY.
   */
  run: string;
  /**
   * When that run was due (milliseconds since 1970, UTC)
   */
  dueMs: number;
  /**
   * Which of its attempts ended well.
   */
  attempt: number;
}
/**
 * An operator asked for it.
 */
export interface ManualOriginView {
  /**
   * By hand.
   */
  kind: 'manual';
  /**
   * Who asked.
   */
  who: string;
  /**
   * Names of the variables that were given, sorted; their values are not shown.
   */
  env: string[];
}
/**
 * One launch of a run.
 */
export interface AttemptView {
  /**
   * N of its task's id.
   */
  launch: number;
  /**
   * NAME@KEY.N.
   */
  taskId: string;
  /**
   * Where it was launched.
   */
  agentId: string;
  /**
   * Launch stored (milliseconds since 1970, UTC)
   */
  launchedMs: number;
  /**
   * Start, by its agent's clock; absent when that is not known (milliseconds since 1970, UTC)
   */
  startedMs?: number;
  /**
   * When the engine stored its end; absent while it has not ended (milliseconds since 1970, UTC)
   */
  endedMs?: number;
  /**
   * What its agent last said, or how it ended.
   */
  state:
    | 'staging'
    | 'starting'
    | 'running'
    | 'killing'
    | 'finished'
    | 'failed'
    | 'killed'
    | 'error'
    | 'lost';
  /**
   * In one word, as the agent said it.
   */
  reason?: string;
  /**
   * What the agent said, with its last lines of output.
   */
  message?: string;
  /**
   * Of its command.
   */
  exitCode?: number;
  /**
   * That ended it: `SIGKILL`.
   */
  signal?: string;
  /**
   * User and system time of it and its children, in milliseconds.
   */
  cpuMs?: number;
  /**
   * The commit that it was launched from.
   */
  revision: string;
  /**
   * It used up a retry; present once it has ended.
   */
  isCounted?: boolean;
}
/**
 * What comes next of one job's timetable.
 */
export interface NextDueList {
  /**
   * Raised when a field changes its meaning or goes away; new fields come without.
   */
  formatVersion: 1;
  /**
   * Its name.
   */
  job: string;
  /**
   * IANA zone of `local`; absent without a timetable.
   */
  timeZone?: string;
  /**
   * Ascending, strictly after what was asked for; fewer than asked for when the timetable ends, none without one.
   */
  items: DueView[];
}
/**
 * Which jobs run after which: nodes by name, edges by parent and child.
 */
export interface GraphView {
  /**
   * Raised when a field changes its meaning or goes away; new fields come without.
   */
  formatVersion: 1;
  nodes: GraphNodeView[];
  edges: GraphEdgeView[];
}
/**
 * A job.
 */
export interface GraphNodeView {
  /**
   * Its name.
   */
  job: string;
  /**
   * idle: nothing to do now; running: an attempt of it is launched; waiting: a run waits for its turn or a place; retrying: a run is between two attempts; suspended: nothing of it is due; going: its file is deleted, and its runs are being ended.
   */
  state: 'idle' | 'running' | 'waiting' | 'retrying' | 'suspended' | 'going';
  /**
   * How its last run that was not skipped ended; absent before the first.
   */
  last?:
    | 'waiting'
    | 'running'
    | 'retrying'
    | 'succeeded'
    | 'failed'
    | 'skipped'
    | 'expired'
    | 'cancelled';
  /**
   * What starts a run of it.
   */
  trigger: 'schedule' | 'cron' | 'after' | 'manual';
}
/**
 * A child runs after a parent.
 */
export interface GraphEdgeView {
  /**
   * Name of the job that goes before.
   */
  parent: string;
  /**
   * Name of the job that comes after.
   */
  child: string;
  /**
   * How the parent stands in the newest lineage of it: satisfied: done, the child may follow; failed: it failed for good, was cancelled, or was skipped; waiting: not over, or it has never run.
   */
  state: 'satisfied' | 'failed' | 'waiting';
  /**
   * The parent's run that says so; absent when it has none.
   */
  run?: string;
}
/**
 * Planned absences of agents that aren't over: those of the repository, then operators' drains.
 */
export interface MaintenanceList {
  /**
   * Raised when a field changes its meaning or goes away; new fields come without.
   */
  formatVersion: 1;
  items: MaintenanceView[];
  /**
   * Pass as `cursor` for the next page; absent on the last one.
   */
  nextCursor?: string;
}
/**
 * A planned absence, and how far it is.
 */
export interface MaintenanceView {
  /**
   * Of the Maintenance, or `drain N`.
   */
  name: string;
  /**
   * Who drains; absent: the repository.
   */
  by?: string;
  /**
   * ahead: its agents are placed on last; draining: they are emptied; drained: nothing runs on any of them.
   */
  state: 'ahead' | 'draining' | 'drained';
  /**
   * Agents are emptied from then on (milliseconds since 1970, UTC)
   */
  drainMs: number;
  /**
   * Its begin (milliseconds since 1970, UTC)
   */
  startMs: number;
  /**
   * Its end; absent: not by itself (milliseconds since 1970, UTC)
   */
  endMs?: number;
  /**
   * Agents that are emptied at a time.
   */
  batch: number;
  /**
   * What becomes of runs that are there when their time is over.
   */
  jobs: 'wait' | 'kill';
  /**
   * When that is (milliseconds since 1970, UTC)
   */
  jobsUntilMs?: number;
  /**
   * By id.
   */
  agents: MaintenanceAgent[];
  waits: WaitView[];
}
/**
 * An agent that is meant.
 */
export interface MaintenanceAgent {
  agentId: string;
  hostname: string;
  /**
   * scheduled: its turn is yet to come.
   */
  state: 'scheduled' | 'draining' | 'drained';
  /**
   * Instances of apps that are still there.
   */
  instances: number;
  /**
   * Runs of jobs that are still there.
   */
  runs: number;
  /**
   * Tasks of others' frameworks that are still there.
   */
  others: number;
}
/**
 * Offers that frameworks have and haven't answered, oldest first.
 */
export interface OfferList {
  /**
   * Raised when a field changes its meaning or goes away; new fields come without.
   */
  formatVersion: 1;
  items: OfferView[];
  /**
   * Pass as `cursor` for the next page; absent on the last one.
   */
  nextCursor?: string;
}
/**
 * What of an agent a framework may use until it answers.
 */
export interface OfferView {
  /**
   * FRAMEWORK:oEPOCH-N.
   */
  id: string;
  /**
   * Whose it is, by its id: NAME.N.
   */
  framework: string;
  role: string;
  agentId: string;
  hostname: string;
  /**
   * In units; what is reserved for the role is among it.
   */
  resources: {
    [k: string]: number;
  };
  /**
   * How many.
   */
  ports: number;
  /**
   * When it was made.
   */
  sinceMs: number;
}
/**
 * What is asked for and answered.
 */
export interface OperationApi {
  /**
   * What an operator asks for that is not wanted state.
   */
  body?:
    | AppOperation
    | AbortOperation
    | GoneOperation
    | DrainOperation
    | UndrainOperation
    | ReleaseOperation
    | RunOperation
    | RunChange;
  answer?: OperationAnswerView;
  sync?: SyncAnswer;
  health?: HealthAnswer;
  problem?: ProblemView;
}
/**
 * Hold an app where it is, or let it go on.
 */
export interface AppOperation {
  kind: 'pause' | 'resume';
  name: string;
}
/**
 * Give a rollout up.
 */
export interface AbortOperation {
  kind: 'abort';
  rollout: string;
}
/**
 * Declare that an agent never comes back: its tasks count as lost.
 */
export interface GoneOperation {
  kind: 'gone';
  /**
   * Its id, or its name where only one has it.
   */
  agent: string;
}
/**
 * Empty agents: nothing more is placed there, and what runs there is moved, another one healthy first.
 */
export interface DrainOperation {
  kind: 'drain';
  agents: DrainWords;
  /**
   * Agents that are emptied at a time; the others are placed on last.
   */
  batch?: number;
  /**
   * Runs, and tasks of others' frameworks, that are still there after so long are stopped; runs are tried again elsewhere, using up no retry. Absent: they are waited for.
   */
  jobsAfterSeconds?: number;
}
/**
 * Take drains back: the agents are placed on again, and what is still there stays.
 */
export interface UndrainOperation {
  kind: 'undrain';
  agents: DrainWords;
}
/**
 * Give data up: what is kept for a slot or a Volume, or a volume that nobody knows of.
 */
export interface ReleaseOperation {
  kind: 'release';
  /**
   * A slot, a Volume, a volume by its id, or what frameworks have reserved for a role on an agent: ROLE@AGENT.
   */
  name: string;
}
/**
 * Run a job now.
 */
export interface RunOperation {
  /**
   * A run of manual origin.
   */
  kind: 'run';
  /**
   * Its name.
   */
  job: string;
  /**
   * Variables for this run alone, at most 100: names of letters, digits and `_`, not MERIDIAN_..., values of at most 4 KiB.
   */
  env?: {
    [k: string]: string;
  };
}
/**
 * End a run, or try one again that failed or was cancelled.
 */
export interface RunChange {
  /**
   * cancel: it ends; retry: the same run gets another attempt.
   */
  kind: 'cancel' | 'retry';
  /**
   * NAME@KEY.
   */
  run: string;
}
/**
 * What came of an operation that was carried out.
 */
export interface OperationAnswerView {
  /**
   * Raised when a field changes its meaning or goes away; new fields come without.
   */
  formatVersion: 1;
  message: string;
  /**
   * The run that it made: NAME@KEY.
   */
  run?: string;
  /**
   * Of a drain: the agents that it means, by id.
   */
  agents?: string[];
}
/**
 * What one fetch found.
 */
export interface SyncAnswer {
  /**
   * Raised when a field changes its meaning or goes away; new fields come without.
   */
  formatVersion: 1;
  /**
   * Head of the followed ref.
   */
  commit?: string;
  /**
   * The revision that it became or is.
   */
  revision?: number;
  /**
   * Why it could not be read.
   */
  failure?: {
    code: string;
    message: string;
  };
}
/**
 * Live or ready.
 */
export interface HealthAnswer {
  status: 'ok' | 'starting';
}
/**
 * What went wrong (RFC 9457): `where: what is: what would be right`.
 */
export interface ProblemView {
  /**
   * `urn:meridian:problem:CODE`.
   */
  type: string;
  /**
   * Where, what is and what would be right, in one line.
   */
  title: string;
  /**
   * HTTP status.
   */
  status: number;
  /**
   * Short and stable: `not-found`, `bad-request`, `unauthorized`.
   */
  code: string;
  where: string;
  what: string;
  /**
   * What would be right.
   */
  hint: string;
  remedy: 'fix-spec' | 'fix-call' | 'retry' | 'wait';
}
/**
 * What a revision would change, with what consequence. The same inputs give the same bytes of canonical JSON; every other format is made from it.
 */
export interface PlanDocument {
  /**
   * Additions raise the second number, anything else the first.
   */
  formatVersion: '1.4';
  /**
   * SHA-256 in hex over the canonical JSON of the document without this member.
   */
  digest: string;
  header: PlanHeader;
  verdict: 'no-change' | 'changes' | 'blocked' | 'error';
  /**
   * With blocked and error: why, and what would help.
   */
  reason?: string;
  /**
   * With blocked: each thing that stands against it.
   */
  blocks?: PlanBlock[];
  summary: PlanSummary;
  /**
   * Deletions, then changes, then creations, each by name.
   */
  objects: PlanObject[];
  /**
   * What triggers or gates what, where that changes, of jobs; by child, then parent.
   */
  edges: PlanEdge[];
  fit?: PlanFit;
  /**
   * What was not looked at, each in a sentence; absent when all was.
   */
  notes?: string[];
  /**
   * What isn't as the applied revision wants it, and what it waits for; apart from changes. By name.
   */
  waits: PlanWait[];
  /**
   * Faults of the revision, by file, line and column.
   */
  diagnostics: PlanDiagnostic[];
}
export interface PlanHeader {
  /**
   * The cluster's name, when it has one.
   */
  cluster?: string;
  /**
   * Where the specs are from, without credentials.
   */
  repo: string;
  base: PlanBase;
  /**
   * Commit that is planned; absent for a folder that isn't committed.
   */
  head?: string;
  /**
   * Instant that the plan is reckoned for, ISO 8601 in UTC.
   */
  asOf: string;
  /**
   * Number of the engine's last notice when it was asked.
   */
  snapshotIndex?: number;
  /**
   * Version of Meridian that made the plan.
   */
  engineVersion: string;
  /**
   * Version of the time-zone data that due times are reckoned with, such as 2025b.
   */
  timeZoneData: string;
}
/**
 * What the revision is compared with.
 */
export interface PlanBase {
  /**
   * Nothing; another revision; what the engine has applied.
   */
  kind: 'empty' | 'base' | 'engine';
  commit?: string;
  /**
   * The commit that was expected to be applied, when another one is: the base has moved.
   */
  expected?: string;
}
/**
 * Why the revision isn't applied, and what would let it through.
 */
export interface PlanBlock {
  /**
   * mass-delete: it removes too much; quota: guarantees over what agents have, or a limit below use.
   */
  kind: 'mass-delete' | 'quota';
  /**
   * Of quota: whose, by name.
   */
  roles?: string[];
  text: string;
}
export interface PlanSummary {
  /**
   * Instances by what becomes of them.
   */
  instances: {
    create: number;
    destroy: number;
    replace: number;
    /**
     * Told new settings; they go on running.
     */
    inPlace: number;
    unchanged: number;
  };
  apps: PlanCounts;
  jobs: PlanJobCounts;
  groups: PlanCounts;
  quotas: PlanCounts;
  volumes: PlanCounts;
  maintenance: PlanCounts;
  /**
   * Settings of the Cluster that change.
   */
  clusterSettings: number;
}
/**
 * Objects.
 */
export interface PlanCounts {
  added: number;
  changed: number;
  removed: number;
}
/**
 * Jobs. What is suspended, resumed or retimed is counted as changed too.
 */
export interface PlanJobCounts {
  added: number;
  changed: number;
  removed: number;
  unchanged: number;
  suspended: number;
  resumed: number;
  /**
   * Their timetable, its zone or what triggers them is another one.
   */
  retimed: number;
}
export interface PlanObject {
  kind: 'App' | 'Job' | 'Group' | 'Quota' | 'Volume' | 'Maintenance' | 'Cluster';
  /**
   * Its name; a Quota's is its role.
   */
  name: string;
  action: 'delete' | 'change' | 'create';
  /**
   * Where it is committed; of what is deleted, where it was.
   */
  file?: string;
  /**
   * From 1.
   */
  line?: number;
  /**
   * What becomes of it, in one sentence.
   */
  impact: string;
  /**
   * Of a change: its fields.
   */
  changes: PlanChange[];
  job?: PlanJob;
  maintenance?: PlanMaintenance;
}
export interface PlanChange {
  /**
   * Field path below spec (labels are metadata's, but of a Group).
   */
  path: string;
  /**
   * As the spec language writes it; absent when it is new.
   */
  old?: string;
  /**
   * Absent when it is removed.
   */
  new?: string;
  /**
   * Old and new aren't shown.
   */
  sensitive?: true;
  file?: string;
  /**
   * From 1.
   */
  line?: number;
  /**
   * next-attempt: attempts that run go on, the next one takes it; schedule: when it is due.
   */
  consequence:
    | 'replace'
    | 'next-attempt'
    | 'in-place'
    | 'scale'
    | 'schedule'
    | 'settings'
    | 'placement'
    | 'policy'
    | 'none';
}
/**
 * Of a Job that is created or changed: when it is due and what it triggers.
 */
export interface PlanJob {
  /**
   * Such as schedule R/2026-01-01T02:00:00Z/PT24H, after /etl/a, manual.
   */
  trigger: string;
  /**
   * Of a timetable.
   */
  timeZone?: string;
  /**
   * The next three instants strictly after asOf; fewer when its timetable ends, none while it is suspended or has none.
   */
  nextDue: PlanDue[];
  /**
   * Where that changes: the same by what is applied.
   */
  wasDue?: PlanDue[];
  /**
   * Jobs that run after it, by name.
   */
  triggers: string[];
  catchUp?: PlanCatchUp;
  /**
   * What follows, each in a sentence.
   */
  notes: PlanNote[];
}
export interface PlanDue {
  /**
   * ISO 8601 in UTC.
   */
  at: string;
  /**
   * In the job's time zone, where that isn't UTC.
   */
  local?: string;
}
/**
 * What a job that is resumed makes up for, as of asOf.
 */
export interface PlanCatchUp {
  /**
   * Due times of the runs that start at once; of many the first ones.
   */
  runs: PlanDue[];
  runCount: number;
  /**
   * Occurrences that are recorded as missed.
   */
  missed: number;
}
export interface PlanNote {
  kind:
    | 'fires-at-once'
    | 'keeps-anchor'
    | 'retimed'
    | 'trigger'
    | 'never-due'
    | 'due-late'
    | 'suspended'
    | 'resumed'
    | 'catch-up'
    | 'missed'
    | 'runs'
    | 'concurrency'
    | 'history';
  /**
   * Easily overlooked, and maybe not meant.
   */
  warning?: true;
  text: string;
}
/**
 * Of a Maintenance that is created or changed: when its agents are emptied, and what becomes of what runs there. The engine's agents and instances are gone through in thought as they are once the commit's rollouts are through.
 */
export interface PlanMaintenance {
  /**
   * As of asOf: ahead; draining, its agents being emptied; under-way, past its start; over.
   */
  phase: 'ahead' | 'draining' | 'under-way' | 'over';
  /**
   * Its agents are emptied from then on. ISO 8601 in UTC.
   */
  drainAt: string;
  startAt: string;
  /**
   * Absent: when it is deleted.
   */
  endAt?: string;
  /**
   * Ids of the agents that are meant, sorted; absent where no engine was asked.
   */
  agents?: string[];
  /**
   * Apps that have instances on these agents, by name; absent where no engine was asked, and of what is over.
   */
  apps?: PlanMoves[];
  /**
   * Jobs that have attempts on these agents now, by name; absent as apps are.
   */
  jobs?: PlanAttempts[];
  /**
   * Other windows of the revision that mean some of the same agents at the same time, by name; absent as apps are.
   */
  overlaps?: PlanOverlap[];
  /**
   * What follows, each in a sentence.
   */
  notes: PlanMaintenanceNote[];
}
/**
 * What becomes of an app's instances on agents that are emptied. The eight counts add up to instances.
 */
export interface PlanMoves {
  app: string;
  /**
   * Instances on these agents.
   */
  instances: number;
  /**
   * A successor fits on another agent, and is healthy there first.
   */
  moves: number;
  /**
   * No other agent takes a successor: they stay, and hold the drain up.
   */
  nowhere: number;
  /**
   * The app's minimum of healthy instances doesn't let them stop: they hold the drain up.
   */
  held: number;
  /**
   * Their volumes are there: they stop, and wait until the agent is back.
   */
  stops: number;
  /**
   * Not healthy: they stop at once, and no other agent takes a successor yet.
   */
  waits: number;
  /**
   * There are enough others: they stop, and nothing takes their place.
   */
  ends: number;
  /**
   * Their agent is unreachable: nothing can be moved from there.
   */
  away: number;
  /**
   * Not judged: beyond the bound of what is tried, or of revocable resources.
   */
  unjudged: number;
  /**
   * All of it in one sentence.
   */
  text: string;
  misfit?: PlanMisfit;
}
export interface PlanMisfit {
  app: string;
  /**
   * Instances that don't fit.
   */
  missing: number;
  /**
   * In one sentence.
   */
  text: string;
  /**
   * What would make them fit.
   */
  remedy: string;
  reasons: PlanMisfitReason[];
}
export interface PlanMisfitReason {
  /**
   * agent: nothing is placed on it now; limit: of a role, on whichever agent.
   */
  kind: 'resource' | 'port' | 'constraint' | 'role' | 'agent' | 'limit' | 'guarantee';
  /**
   * Such as cpus, port 8080, rack unique, disconnected, or shop, whose limit it is.
   */
  name: string;
  /**
   * Agents that it rules out; several reasons may rule out one. A limit rules out all, of which there may be none.
   */
  agents: number;
  /**
   * What it is on one of them.
   */
  detail: string;
}
/**
 * What becomes of a job's attempts on agents that are emptied.
 */
export interface PlanAttempts {
  job: string;
  /**
   * Attempts on these agents.
   */
  attempts: number;
  /**
   * In one sentence.
   */
  text: string;
  misfit?: PlanJobMisfit;
}
export interface PlanJobMisfit {
  job: string;
  /**
   * In one sentence.
   */
  text: string;
  /**
   * What would make it fit.
   */
  remedy: string;
  reasons: PlanMisfitReason[];
}
export interface PlanOverlap {
  /**
   * The other window.
   */
  name: string;
  /**
   * Ids of agents that both mean, sorted.
   */
  agents: string[];
  /**
   * Both empty them or have them away from then on. ISO 8601 in UTC.
   */
  from: string;
  /**
   * Absent: neither ends by itself.
   */
  to?: string;
}
export interface PlanMaintenanceNote {
  kind:
    | 'over'
    | 'at-once'
    | 'no-agent'
    | 'unknown-agent'
    | 'agents-unknown'
    | 'away'
    | 'held-up'
    | 'not-begun'
    | 'frameworks'
    | 'reopened'
    | 'overlap';
  /**
   * Easily overlooked, and maybe not meant.
   */
  warning?: true;
  text: string;
}
export interface PlanEdge {
  /**
   * Name of a Job.
   */
  parent: string;
  /**
   * Name of a Job or of an App.
   */
  child: string;
  /**
   * after: runs of the parent trigger the child; depends-on: the child waits until the parent's last run has succeeded.
   */
  kind: 'after' | 'depends-on';
  change: 'added' | 'removed';
}
/**
 * Would all new instances fit on the engine's agents? The rollouts are gone through one by one, deletions first.
 */
export interface PlanFit {
  /**
   * New instances that fit.
   */
  fits: number;
  /**
   * New instances.
   */
  of: number;
  /**
   * New instances beyond the bound of what is tried.
   */
  unjudged: number;
  /**
   * Agents that tasks may be placed on now.
   */
  agents: number;
  /**
   * Agents that nothing is placed on now: not registered, or not offered.
   */
  agentsLeftOut: number;
  roles: PlanRoleShare[];
  failures: PlanMisfit[];
  jobs: PlanJobFit;
}
/**
 * A role's dominant share of the registered agents, and its Quota after the commit.
 */
export interface PlanRoleShare {
  role: string;
  /**
   * The dominant one after the commit, in the spec language's word; before it, where nothing is left; absent where there was nothing either.
   */
  resource?: string;
  /**
   * By what it uses now.
   */
  before: number;
  /**
   * With the new instances that fit.
   */
  after: number;
  /**
   * By all that the wanted apps ask for, whether it fits or not; jobs apart.
   */
  asked: number;
  weight: number;
  guarantee?: PlanAmounts;
  limit?: PlanAmounts;
}
/**
 * By resource, as the spec language writes it.
 */
export interface PlanAmounts {
  [k: string]: string;
}
/**
 * Would one attempt of each new or changed job fit on some agent, if that were empty?
 */
export interface PlanJobFit {
  /**
   * Jobs that fit.
   */
  fits: number;
  /**
   * Jobs that are new or ask for another place.
   */
  of: number;
  /**
   * Jobs beyond the bound of what is tried.
   */
  unjudged: number;
  failures: PlanJobMisfit[];
}
export interface PlanWait {
  name: string;
  /**
   * Such as quarantined, paused, backoff, unplaceable, dependency, unreachable, recovering; converging while it is on its way.
   */
  kind: string;
  /**
   * What it waits for.
   */
  text: string;
}
export interface PlanDiagnostic {
  severity: 'error';
  file: string;
  line: number;
  column: number;
  code: string;
  message: string;
  hint: string;
}
/**
 * Revisions, newest first.
 */
export interface RevisionList {
  /**
   * Raised when a field changes its meaning or goes away; new fields come without.
   */
  formatVersion: 1;
  items: RevisionView[];
  /**
   * Pass as `cursor` for the next page; absent on the last one.
   */
  nextCursor?: string;
}
/**
 * A commit that the engine looked at.
 */
export interface RevisionView {
  /**
   * Counts revisions from 1.
   */
  number: number;
  commit: string;
  subject: string;
  author: string;
  /**
   * Committer time (milliseconds since 1970, UTC)
   */
  commitMs: number;
  /**
   * Looked at (milliseconds since 1970, UTC)
   */
  seenMs: number;
  state: 'applied' | 'faulty' | 'blocked' | 'superseded';
  /**
   * The revision in force.
   */
  current: boolean;
  /**
   * At most 100.
   */
  faults: FaultView[];
  faultCount: number;
  /**
   * Why it is blocked.
   */
  reason?: string;
  /**
   * Apps.
   */
  changed: {
    added: number;
    changed: number;
    removed: number;
  };
}
/**
 * A fault in a file.
 */
export interface FaultView {
  file: string;
  line: number;
  column: number;
  code: string;
  message: string;
  hint: string;
}
/**
 * Roles by name.
 */
export interface RoleList {
  /**
   * Raised when a field changes its meaning or goes away; new fields come without.
   */
  formatVersion: 1;
  items: RoleView[];
  /**
   * Pass as `cursor` for the next page; absent on the last one.
   */
  nextCursor?: string;
}
/**
 * A role: whose resources.
 */
export interface RoleView {
  role: string;
  /**
   * Of its share; 1 unless a Quota says otherwise.
   */
  weight: number;
  /**
   * Dominant share, 0 to 1.
   */
  share: number;
  /**
   * The resource that it has most of, as agents name it; absent while it has nothing.
   */
  dominant?: string;
  guarantee?: RoleAmounts;
  limit?: RoleAmounts;
  /**
   * In units.
   */
  allocated: {
    [k: string]: number;
  };
  /**
   * Of what is allocated: offered to frameworks that haven't answered yet. Absent: nothing.
   */
  offered?: {
    [k: string]: number;
  };
  apps: number;
  /**
   * Instances and runs that wait for a place.
   */
  waiting: number;
  /**
   * Why they wait; three at most.
   */
  waits: WaitView[];
}
/**
 * As its Quota has them, in units, by the names that agents use: cpus in cores, mem and disk in MiB. Absent: none.
 */
export interface RoleAmounts {
  [k: string]: number;
}
/**
 * Rollouts, newest first.
 */
export interface RolloutList {
  /**
   * Raised when a field changes its meaning or goes away; new fields come without.
   */
  formatVersion: 1;
  items: RolloutView[];
  /**
   * Pass as `cursor` for the next page; absent on the last one.
   */
  nextCursor?: string;
}
/**
 * What is said of runs.
 */
export interface RunApi {
  list?: RunList;
  detail?: RunDetail;
}
/**
 * Runs, newest first.
 */
export interface RunList {
  /**
   * Raised when a field changes its meaning or goes away; new fields come without.
   */
  formatVersion: 1;
  items: RunView[];
  /**
   * Pass as `cursor` for the next page; absent on the last one.
   */
  nextCursor?: string;
}
/**
 * One run of a job, with the end of its output.
 */
export interface RunDetail {
  /**
   * Raised when a field changes its meaning or goes away; new fields come without.
   */
  formatVersion: 1;
  /**
   * NAME@KEY.
   */
  id: string;
  /**
   * Its job.
   */
  job: string;
  /**
   * What started it.
   */
  origin: TimetableOriginView | AfterOriginView | ManualOriginView;
  /**
   * The run that its lineage started with; itself where it did.
   */
  lineage: string;
  /**
   * Of a timetable run its occurrence, of another when it was triggered (milliseconds since 1970, UTC)
   */
  dueMs: number;
  /**
   * When it was stored (milliseconds since 1970, UTC)
   */
  createdMs: number;
  /**
   * Latest start; absent: none (milliseconds since 1970, UTC)
   */
  deadlineMs?: number;
  /**
   * Launch of its first attempt; absent before, and once that attempt is forgotten (milliseconds since 1970, UTC)
   */
  startedMs?: number;
  /**
   * When it was over; absent before (milliseconds since 1970, UTC)
   */
  endedMs?: number;
  /**
   * From its start to the end of its last attempt, or until now while it is not over, in milliseconds; absent before its start.
   */
  durationMs?: number;
  /**
   * From due to start, in milliseconds; absent before its start.
   */
  latenessMs?: number;
  /**
   * waiting: for its turn or a place; running: an attempt is launched; retrying: between two attempts; succeeded, failed: for good; skipped: never to start; expired: past its latest start; cancelled: by an operator, a newer run or the end of its job.
   */
  state:
    | 'waiting'
    | 'running'
    | 'retrying'
    | 'succeeded'
    | 'failed'
    | 'skipped'
    | 'expired'
    | 'cancelled';
  /**
   * Why it ended as it did: `running`, `missed`, `parent /etl/load`, `exit code 3: ...`.
   */
  reason?: string;
  /**
   * It failed, and counts as done for its children.
   */
  isSoft?: boolean;
  /**
   * It is to end; it is over when its attempt is.
   */
  cancel?: {
    /**
     * By whom or what.
     */
    reason: string;
    /**
     * When that was decided (milliseconds since 1970, UTC)
     */
    atMs: number;
  };
  /**
   * Occurrences that this record stands for.
   */
  missed?: {
    /**
     * The first of them (milliseconds since 1970, UTC)
     */
    fromMs: number;
    /**
     * How many.
     */
    count: number;
  };
  /**
   * While retrying: when the next attempt may start (milliseconds since 1970, UTC)
   */
  retryAtMs?: number;
  /**
   * Attempts so far, forgotten ones included.
   */
  launches: number;
  /**
   * Attempts that used up a retry.
   */
  failures: number;
  /**
   * Digest of the spec that it was last launched from, or created under.
   */
  specDigest: string;
  /**
   * Oldest first; only the newest are kept.
   */
  attempts: AttemptView[];
  /**
   * Why it is not over; empty when it is.
   */
  waits: WaitView[];
  logTail?: LogTailView;
}
/**
 * The end of the last attempt's output.
 */
export interface LogTailView {
  /**
   * Its last bytes as UTF-8.
   */
  stdout: string;
  /**
   * Its last bytes as UTF-8.
   */
  stderr: string;
}
/**
 * All that `plan` needs to know of the cluster (engine/plan/snapshot.ts).
 */
export interface SnapshotView {
  /**
   * Raised when a field changes its meaning or goes away; new fields come without.
   */
  formatVersion: 1;
  /**
   * Number of the last event.
   */
  index: number;
  clusterId: string;
  /**
   * The engine's clock (milliseconds since 1970, UTC)
   */
  nowMs: number;
  /**
   * Applied commit; absent before the first.
   */
  commit?: string;
  revision?: number;
  /**
   * Normalised ClusterSpec.
   */
  cluster?: {
    [k: string]: unknown;
  };
  /**
   * Normalised QuotaSpecs by role.
   */
  quotas: {
    [k: string]: unknown;
  }[];
  /**
   * Normalised GroupSpecs by name.
   */
  groups: {
    [k: string]: unknown;
  }[];
  /**
   * Normalised VolumeSpecs by name.
   */
  volumeSpecs: {
    [k: string]: unknown;
  }[];
  /**
   * Normalised MaintenanceSpecs by name.
   */
  maintenance?: {
    [k: string]: unknown;
  }[];
  /**
   * Persistent volumes that agents keep, by name and path.
   */
  volumes: SnapshotVolumeView[];
  apps: SnapshotAppView[];
  /**
   * By name; those that are being removed, and removed ones that are remembered, too.
   */
  jobs: SnapshotJobView[];
  agents: SnapshotAgentView[];
}
/**
 * A persistent volume that is made, or about to be.
 */
export interface SnapshotVolumeView {
  /**
   * Whom it is kept for: an instance of an app as NAME#INSTANCE, or a Volume by its name.
   */
  name: string;
  /**
   * The App or Volume that it goes with.
   */
  owner: string;
  /**
   * Where the task sees it, from its sandbox.
   */
  path: string;
  sizeMib: number;
  /**
   * Id of the agent that keeps it.
   */
  agent: string;
}
/**
 * An app that is applied, or that is being stopped.
 */
export interface SnapshotAppView {
  name: string;
  /**
   * Normalised AppSpec (engine/model/wanted.ts); absent once its file is deleted.
   */
  spec?: {
    [k: string]: unknown;
  };
  origin?: OriginView;
  /**
   * The commit that brought it.
   */
  revision?: string;
  running: number;
  healthy: number;
  /**
   * Launched and not ended.
   */
  total: number;
  instances: SnapshotInstancesView[];
  waits: WaitView[];
  /**
   * As wanted: nothing to start, stop or prove.
   */
  isSettled: boolean;
  /**
   * Nothing of it is replaced meanwhile.
   */
  hold?: {
    kind: 'paused' | 'quarantined' | 'rollout-paused';
    reason: string;
  };
  quarantine: QuarantineView[];
}
/**
 * Instances of one app, or attempts of one job, that run the same task on the same agent and hold the same ports.
 */
export interface SnapshotInstancesView {
  /**
   * Whole digest.
   */
  taskDigest: string;
  agentId: string;
  role: string;
  /**
   * Launched, not ended and not on their way out.
   */
  total: number;
  running: number;
  /**
   * Healthy and ready.
   */
  healthy: number;
  /**
   * What each of them takes, in 1/1000.
   */
  scalars: {
    [k: string]: number;
  };
  /**
   * Host ports that they hold.
   */
  ports: number[];
}
/**
 * A job that is applied, that is being removed, or that is remembered.
 */
export interface SnapshotJobView {
  /**
   * Its path.
   */
  name: string;
  /**
   * Normalised JobSpec (engine/model/wanted.ts); absent once its file is deleted.
   */
  spec?: {
    [k: string]: unknown;
  };
  origin?: OriginView;
  /**
   * The commit that brought it.
   */
  revision?: string;
  /**
   * Text and zone of the timetable that `anchorMs` and `throughMs` are about.
   */
  timetable?: string;
  /**
   * Of a timetable with an empty start: when it was first applied (milliseconds since 1970, UTC)
   */
  anchorMs?: number;
  /**
   * Every occurrence up to then has its run, or is recorded as missed (milliseconds since 1970, UTC)
   */
  throughMs?: number;
  /**
   * Suspended since (milliseconds since 1970, UTC)
   */
  suspendedMs?: number;
  /**
   * The last run that ended, skipped ones apart.
   */
  last?: {
    /**
     * NAME@KEY.
     */
    run: string;
    /**
     * waiting: for its turn or a place; running: an attempt is launched; retrying: between two attempts; succeeded, failed: for good; skipped: never to start; expired: past its latest start; cancelled: by an operator, a newer run or the end of its job.
     */
    state:
      | 'waiting'
      | 'running'
      | 'retrying'
      | 'succeeded'
      | 'failed'
      | 'skipped'
      | 'expired'
      | 'cancelled';
    /**
     * When it ended (milliseconds since 1970, UTC)
     */
    atMs: number;
  };
  /**
   * Runs that are not over, by id.
   */
  runs: SnapshotRunView[];
  /**
   * Attempts of it that hold a place.
   */
  instances: SnapshotInstancesView[];
  /**
   * What it and its runs wait for.
   */
  waits: WaitView[];
  /**
   * Its file is deleted, and runs of it are still being ended.
   */
  isGoing: boolean;
}
/**
 * A run that is not over.
 */
export interface SnapshotRunView {
  /**
   * NAME@KEY.
   */
  id: string;
  /**
   * waiting: for its turn or a place; running: an attempt is launched; retrying: between two attempts; succeeded, failed: for good; skipped: never to start; expired: past its latest start; cancelled: by an operator, a newer run or the end of its job.
   */
  state:
    | 'waiting'
    | 'running'
    | 'retrying'
    | 'succeeded'
    | 'failed'
    | 'skipped'
    | 'expired'
    | 'cancelled';
  /**
   * When it was due (milliseconds since 1970, UTC)
   */
  dueMs: number;
}
/**
 * An agent as placement sees it.
 */
export interface SnapshotAgentView {
  agentId: string;
  hostname: string;
  presence: 'registered' | 'disconnected' | 'recovering' | 'unreachable' | 'gone';
  attributes: {
    [k: string]: string;
  };
  total: SnapshotResourcesView;
  /**
   * All its scalars, what is reserved included, in 1/1000 of their unit: guarantees are held against it.
   */
  capacity?: {
    [k: string]: number;
  };
  free: SnapshotResourcesView;
  /**
   * Tasks may be placed on it now.
   */
  isOffered: boolean;
  whyNot?: string;
  /**
   * Tasks of others' frameworks that haven't ended there; absent: none.
   */
  frameworkTasks?: number;
}
/**
 * As in the wire protocol: scalars in 1/1000 of their unit.
 */
export interface SnapshotResourcesView {
  scalars: {
    [k: string]: number;
  };
  ranges: {
    [k: string]: [number, number][];
  };
  sets: {
    [k: string]: string[];
  };
}
/**
 * The cluster at a glance.
 */
export interface StatusView {
  /**
   * Raised when a field changes its meaning or goes away; new fields come without.
   */
  formatVersion: 1;
  clusterId: string;
  epoch: number;
  /**
   * The engine's version.
   */
  version?: string;
  /**
   * This engine took over (milliseconds since 1970, UTC)
   */
  startedMs: number;
  /**
   * The engine's clock (milliseconds since 1970, UTC)
   */
  nowMs: number;
  /**
   * What is followed.
   */
  repository: {
    /**
     * Without credentials.
     */
    describe: string;
    /**
     * Commit of the followed ref.
     */
    head?: string;
    /**
     * Last looked at (milliseconds since 1970, UTC)
     */
    checkedMs?: number;
    /**
     * While it can't be read.
     */
    failure?: {
      code: string;
      message: string;
      /**
       * Since (milliseconds since 1970, UTC)
       */
      sinceMs: number;
    };
  };
  /**
   * The revision in force.
   */
  applied?: {
    commit: string;
    revision: number;
    /**
     * Documents of other tools, passed over.
     */
    ignoredDocuments: number;
  };
  latest?: RevisionView;
  /**
   * Apps by state word.
   */
  apps: {
    [k: string]: number;
  };
  /**
   * Jobs by state word.
   */
  jobs: {
    [k: string]: number;
  };
  /**
   * Tasks that have not ended, by state.
   */
  tasks: {
    [k: string]: number;
  };
  /**
   * Agents by presence.
   */
  agents: {
    [k: string]: number;
  };
  /**
   * The worst first, 100 at most.
   *
   * Items: Something that wants a person's eye.
   */
  waits: {
    subject: string;
    kind: string;
    text: string;
    /**
     * Since (milliseconds since 1970, UTC); absent where nobody noted it.
     */
    sinceMs?: number;
    next?: NextView;
  }[];
}
/**
 * What is said of tasks.
 */
export interface TaskApi {
  list?: TaskList;
  detail?: TaskDetail;
}
/**
 * Tasks by name, instance and launch; ended ones too, as long as they are remembered.
 */
export interface TaskList {
  /**
   * Raised when a field changes its meaning or goes away; new fields come without.
   */
  formatVersion: 1;
  items: TaskView[];
  /**
   * Pass as `cursor` for the next page; absent on the last one.
   */
  nextCursor?: string;
}
/**
 * A task, and what it went through.
 */
export interface TaskDetail {
  /**
   * Raised when a field changes its meaning or goes away; new fields come without.
   */
  formatVersion: 1;
  task: TaskView;
  /**
   * Its states, oldest first: of many the first four and the newest thirteen.
   */
  history: TaskMomentView[];
}
/**
 * A state that it came to be in.
 */
export interface TaskMomentView {
  state:
    | 'staging'
    | 'starting'
    | 'running'
    | 'killing'
    | 'finished'
    | 'failed'
    | 'killed'
    | 'error'
    | 'lost'
    | 'unreachable';
  /**
   * By the clock of who says so (milliseconds since 1970, UTC)
   */
  atMs: number;
  /**
   * Who says so.
   */
  by: 'engine' | 'agent';
  reason?: string;
  message?: string;
}
/**
 * Persistent volumes by whom they are kept for; then those that are leaving, then those that nobody knows of.
 */
export interface VolumeList {
  /**
   * Raised when a field changes its meaning or goes away; new fields come without.
   */
  formatVersion: 1;
  items: VolumeView[];
  /**
   * Pass as `cursor` for the next page; absent on the last one.
   */
  nextCursor?: string;
}
/**
 * Why something is as it is.
 */
export interface WhyView {
  /**
   * Raised when a field changes its meaning or goes away; new fields come without.
   */
  formatVersion: 1;
  name: string;
  subject:
    | 'app'
    | 'task'
    | 'agent'
    | 'job'
    | 'run'
    | 'framework'
    | 'role'
    | 'volume'
    | 'rollout'
    | 'revision'
    | 'maintenance';
  state: string;
  /**
   * One sentence that a person can act on.
   */
  sentence: string;
  /**
   * What it is read from, most telling first.
   */
  evidence: string[];
  /**
   * What would change it; empty when nothing is to be done.
   */
  remedy: string;
  waits: WaitView[];
  placement?: PlacementView;
  packing?: PackingView;
  /**
   * Of a framework, what keeps agents from being offered to it, by role.
   */
  offers?: RoleOffersView[];
  /**
   * Newest first.
   */
  failures: FailureView[];
}
/**
 * Instances, or runs of a job, that fit nowhere now.
 */
export interface PlacementView {
  /**
   * Of an app; empty of a job.
   */
  instances: number[];
  /**
   * Of a job; absent of an app.
   */
  runs?: string[];
  /**
   * Since (milliseconds since 1970, UTC)
   */
  sinceMs: number;
  /**
   * Agents there are.
   */
  agents: number;
  ruledOut: RuledOutView[];
  /**
   * What would make one fit.
   */
  wouldFit: string;
}
/**
 * Agents that one thing ruled out.
 */
export interface RuledOutView {
  /**
   * `cpus`, `port 8080`, `rack unique`, `disconnected`.
   */
  by: string;
  /**
   * agent: nothing is placed on it now; role: what is free there is kept for others; filter: a framework wants no offers of it now.
   */
  kind: 'resource' | 'port' | 'constraint' | 'role' | 'agent' | 'limit' | 'guarantee' | 'filter';
  /**
   * How many.
   */
  agents: number;
  /**
   * What it says of the first of them.
   */
  detail: string;
}
/**
 * Where one more instance, or run, would go.
 */
export interface PackingView {
  policy: 'pack' | 'spread';
  /**
   * Those that fit, the one that would be taken first; ten at most.
   */
  agents: RankedAgentView[];
}
/**
 * What placement looks at on an agent that fits.
 */
export interface RankedAgentView {
  agentId: string;
  /**
   * Instances of the app, or runs of the job, that are there.
   */
  instances: number;
  /**
   * Largest part of any resource that is taken there, 0 to 1.
   */
  full: number;
}
/**
 * A framework in one of its roles.
 */
export interface RoleOffersView {
  role: string;
  /**
   * Agents there are.
   */
  agents: number;
  ruledOut: RuledOutView[];
}

/** The schemas of this room by file name. */
export const apiSchemas = {
  "agent": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://meridian.dev/schemas/api/agent.json",
    "title": "AgentList",
    "description": "Agents by id.",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "formatVersion",
      "absence",
      "items"
    ],
    "properties": {
      "formatVersion": {
        "const": 1,
        "description": "Raised when a field changes its meaning or goes away; new fields come without."
      },
      "absence": {
        "$ref": "#/$defs/AbsenceView"
      },
      "items": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/AgentView"
        }
      },
      "nextCursor": {
        "type": "string",
        "description": "Pass as `cursor` for the next page; absent on the last one."
      }
    },
    "$defs": {
      "AbsenceView": {
        "description": "How long each side outlives the other's absence, under the settings in force. What then becomes of instances is each app's `unreachable`.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "tasksWithoutEngineMs",
          "engineSilenceMs",
          "agentTimeoutMs",
          "agentReregistrationTimeoutMs",
          "heldMs",
          "removalLimit"
        ],
        "properties": {
          "tasksWithoutEngineMs": {
            "type": [
              "integer",
              "null"
            ],
            "description": "How long an agent that has lost its engine runs its tasks on; null: without limit, until they end by themselves, by a failing health check or by their timeout."
          },
          "engineSilenceMs": {
            "type": "integer",
            "description": "An agent that has heard nothing of its engine for so long ends the connection, and dials anew."
          },
          "agentTimeoutMs": {
            "type": "integer",
            "description": "How long an agent is waited for that is silent or disconnected."
          },
          "agentReregistrationTimeoutMs": {
            "type": "integer",
            "description": "How long agents are waited for after an engine start."
          },
          "heldMs": {
            "type": "integer",
            "description": "How long after that none is declared unreachable, at most, while more than half of the agents are away; while none is connected: without limit."
          },
          "removalLimit": {
            "$ref": "#/$defs/RemovalLimitView"
          }
        }
      },
      "RemovalLimitView": {
        "description": "Agents that are declared unreachable in one period, at most.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "agents",
          "perMs"
        ],
        "properties": {
          "agents": {
            "type": "integer"
          },
          "perMs": {
            "type": "integer"
          }
        }
      },
      "AgentMaintenance": {
        "description": "What is planned for an agent.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "state",
          "cause",
          "startMs"
        ],
        "properties": {
          "state": {
            "enum": [
              "scheduled",
              "draining",
              "drained"
            ],
            "description": "scheduled: it is placed on last; draining: nothing is placed there, what is there is moved; drained: nothing runs there any more."
          },
          "cause": {
            "type": "string",
            "description": "Name of the Maintenance, or `drain N`."
          },
          "by": {
            "type": "string",
            "description": "Who drains it; absent: the repository."
          },
          "startMs": {
            "type": "integer",
            "description": "Begin of the window, or when it was drained (milliseconds since 1970, UTC)"
          },
          "endMs": {
            "type": "integer",
            "description": "End of the window; absent: it doesn't end by itself (milliseconds since 1970, UTC)"
          },
          "jobsUntilMs": {
            "type": "integer",
            "description": "Runs that are still there then are stopped; absent: they are waited for (milliseconds since 1970, UTC)"
          }
        }
      },
      "AgentView": {
        "description": "An admitted agent.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "id",
          "hostname",
          "version",
          "presence",
          "admittedMs",
          "attributes",
          "resources",
          "ports",
          "reserved",
          "disks",
          "capabilities",
          "tasks",
          "waits",
          "warnings"
        ],
        "properties": {
          "id": {
            "type": "string"
          },
          "hostname": {
            "type": "string"
          },
          "version": {
            "type": "string"
          },
          "presence": {
            "enum": [
              "registered",
              "disconnected",
              "recovering",
              "unreachable",
              "gone"
            ]
          },
          "sinceMs": {
            "type": "integer",
            "description": "Away since (milliseconds since 1970, UTC)"
          },
          "untilMs": {
            "type": "integer",
            "description": "Waited for until, at most; then it is unreachable. Absent while it is away: without end, as no agent is connected (milliseconds since 1970, UTC)"
          },
          "admittedMs": {
            "type": "integer",
            "description": "First admitted (milliseconds since 1970, UTC)"
          },
          "maintenance": {
            "$ref": "#/$defs/AgentMaintenance"
          },
          "attributes": {
            "type": "object",
            "additionalProperties": {
              "type": "string"
            },
            "description": "Facts for placement; `region` and `zone` say where it stands."
          },
          "resources": {
            "type": "object",
            "additionalProperties": {
              "$ref": "#/$defs/AmountView"
            },
            "description": "By name, reserved amounts and all disks with them: cpus in cores, mem and disk in MiB."
          },
          "ports": {
            "description": "Host ports, reserved ones with them.",
            "type": "object",
            "additionalProperties": false,
            "required": [
              "ranges",
              "used",
              "free",
              "busy"
            ],
            "properties": {
              "ranges": {
                "type": "array",
                "items": {
                  "type": "array",
                  "items": {
                    "type": "integer"
                  }
                },
                "description": "Closed ranges."
              },
              "used": {
                "type": "integer"
              },
              "free": {
                "type": "integer"
              },
              "busy": {
                "type": "array",
                "items": {
                  "type": "integer"
                },
                "description": "Held by something that is not ours, left alone for a while."
              }
            }
          },
          "reserved": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/ReservedView"
            },
            "description": "What of the resources is reserved, by role."
          },
          "disks": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/DiskView"
            },
            "description": "Disks beside the agent's own."
          },
          "capabilities": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/CapabilityView"
            }
          },
          "tasks": {
            "type": "integer",
            "description": "Tasks on it that have not ended."
          },
          "waits": {
            "type": "array",
            "items": {
              "$ref": "app.json#/$defs/WaitView"
            },
            "description": "Why nothing is placed on it; empty when it is offered."
          },
          "warnings": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/WarningView"
            },
            "description": "What its operator will hardly have meant."
          },
          "unkillable": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/UnkillableView"
            },
            "description": "Tasks that are to end and can't be killed. Absent: none."
          },
          "orphans": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/OrphanView"
            },
            "description": "Tasks that run there and were given up, or that nobody knows: they are killed, and count for nothing. Absent: none."
          }
        }
      },
      "UnkillableView": {
        "description": "A task that is to end and can't be killed.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "task",
          "text"
        ],
        "properties": {
          "task": {
            "type": "string"
          },
          "text": {
            "type": "string",
            "description": "Where it hangs, and what would help."
          },
          "sinceMs": {
            "type": "integer",
            "description": "(milliseconds since 1970, UTC)"
          }
        }
      },
      "OrphanView": {
        "description": "A task that its agent runs and the engine doesn't count.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "task",
          "state",
          "sinceMs"
        ],
        "properties": {
          "task": {
            "type": "string"
          },
          "state": {
            "enum": [
              "staging",
              "starting",
              "running",
              "killing"
            ]
          },
          "sinceMs": {
            "type": "integer",
            "description": "When this engine first heard of it (milliseconds since 1970, UTC)"
          },
          "reason": {
            "type": "string",
            "description": "`unkillable` where it can't be killed."
          },
          "message": {
            "type": "string",
            "description": "What its agent says of it."
          }
        }
      },
      "ReservedView": {
        "description": "In units: cpus in cores, mem and disk in MiB.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "role",
          "scalars",
          "ranges",
          "sets"
        ],
        "properties": {
          "role": {
            "type": "string"
          },
          "release": {
            "type": "string",
            "description": "What `release` takes to give up what frameworks have reserved of it, now that none is left in the role."
          },
          "scalars": {
            "type": "object",
            "additionalProperties": {
              "type": "number"
            }
          },
          "ranges": {
            "type": "object",
            "additionalProperties": {
              "type": "array",
              "items": {
                "type": "array",
                "items": {
                  "type": "integer"
                }
              }
            },
            "description": "Closed ranges, such as ports."
          },
          "sets": {
            "type": "object",
            "additionalProperties": {
              "type": "array",
              "items": {
                "type": "string"
              }
            }
          }
        }
      },
      "DiskView": {
        "description": "A disk beside the agent's own.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "kind",
          "root",
          "total"
        ],
        "properties": {
          "kind": {
            "enum": [
              "path",
              "mount"
            ],
            "description": "A mount is one whole file system, used whole or not at all."
          },
          "root": {
            "type": "string",
            "description": "Where it is on the agent."
          },
          "total": {
            "type": "number",
            "description": "MiB."
          },
          "role": {
            "type": "string",
            "description": "Absent: not reserved."
          }
        }
      },
      "WarningView": {
        "description": "What is, and what would change it.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "what",
          "remedy"
        ],
        "properties": {
          "what": {
            "type": "string"
          },
          "remedy": {
            "type": "string"
          }
        }
      },
      "AmountView": {
        "description": "In the resource's unit.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "total",
          "used"
        ],
        "properties": {
          "total": {
            "type": "number"
          },
          "used": {
            "type": "number"
          }
        }
      },
      "CapabilityView": {
        "description": "What it can hold tasks to.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "name",
          "level",
          "note"
        ],
        "properties": {
          "name": {
            "type": "string"
          },
          "level": {
            "enum": [
              "enforced",
              "monitoring",
              "missing"
            ]
          },
          "note": {
            "type": "string"
          }
        }
      }
    }
  },
  "app": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://meridian.dev/schemas/api/app.json",
    "title": "AppApi",
    "description": "What is said of apps.",
    "type": "object",
    "additionalProperties": false,
    "required": [],
    "properties": {
      "list": {
        "$ref": "#/$defs/AppList"
      },
      "detail": {
        "$ref": "#/$defs/AppDetail"
      },
      "wait": {
        "$ref": "#/$defs/WaitView"
      }
    },
    "$defs": {
      "AppList": {
        "description": "Apps by name.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "formatVersion",
          "items"
        ],
        "properties": {
          "formatVersion": {
            "const": 1,
            "description": "Raised when a field changes its meaning or goes away; new fields come without."
          },
          "items": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/AppView"
            }
          },
          "nextCursor": {
            "type": "string",
            "description": "Pass as `cursor` for the next page; absent on the last one."
          }
        }
      },
      "AppView": {
        "description": "An app, one row.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "name",
          "role",
          "group",
          "labels",
          "state",
          "instances",
          "waits"
        ],
        "properties": {
          "name": {
            "type": "string"
          },
          "role": {
            "type": "string"
          },
          "group": {
            "type": "string",
            "description": "Its parent path."
          },
          "labels": {
            "type": "object",
            "additionalProperties": {
              "type": "string"
            }
          },
          "state": {
            "enum": [
              "healthy",
              "rolling",
              "paused",
              "failed",
              "degraded",
              "waiting",
              "stopping"
            ],
            "description": "healthy: as wanted; rolling: a new version is on its way; paused: held by an operator, or its rollout is; failed: what Git wants has failed, and is rolled back or held; degraded: fewer healthy than wanted; waiting: for a place, a dependency or a backoff; stopping: its file is deleted."
          },
          "instances": {
            "$ref": "#/$defs/InstancesView"
          },
          "version": {
            "$ref": "#/$defs/VersionView"
          },
          "rollout": {
            "$ref": "rollout.json#/$defs/RolloutView"
          },
          "waits": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/WaitView"
            },
            "description": "Why it is not as wanted; empty when it is."
          }
        }
      },
      "AppDetail": {
        "description": "An app with all that belongs to it.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "formatVersion",
          "name",
          "role",
          "group",
          "labels",
          "state",
          "instances",
          "waits",
          "quarantine",
          "dependsOn",
          "neededBy",
          "tasks",
          "volumes",
          "rollouts",
          "failures"
        ],
        "properties": {
          "formatVersion": {
            "const": 1,
            "description": "Raised when a field changes its meaning or goes away; new fields come without."
          },
          "name": {
            "type": "string"
          },
          "role": {
            "type": "string"
          },
          "group": {
            "type": "string",
            "description": "Its parent path."
          },
          "labels": {
            "type": "object",
            "additionalProperties": {
              "type": "string"
            }
          },
          "state": {
            "enum": [
              "healthy",
              "rolling",
              "paused",
              "failed",
              "degraded",
              "waiting",
              "stopping"
            ],
            "description": "healthy: as wanted; rolling: a new version is on its way; paused: held by an operator, or its rollout is; failed: what Git wants has failed, and is rolled back or held; degraded: fewer healthy than wanted; waiting: for a place, a dependency or a backoff; stopping: its file is deleted."
          },
          "instances": {
            "$ref": "#/$defs/InstancesView"
          },
          "version": {
            "$ref": "#/$defs/VersionView"
          },
          "rollout": {
            "$ref": "rollout.json#/$defs/RolloutView"
          },
          "waits": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/WaitView"
            },
            "description": "Why it is not as wanted; empty when it is."
          },
          "spec": {
            "type": "object",
            "additionalProperties": {},
            "description": "Its normalised spec (engine/model/wanted.ts AppSpec)."
          },
          "origin": {
            "$ref": "#/$defs/OriginView"
          },
          "lastHealthy": {
            "type": "string",
            "description": "Spec digest of the last version that was healthy on all instances."
          },
          "paused": {
            "description": "Held by an operator.",
            "type": "object",
            "additionalProperties": false,
            "required": [
              "by",
              "atMs"
            ],
            "properties": {
              "by": {
                "type": "string"
              },
              "atMs": {
                "type": "integer",
                "description": "Since (milliseconds since 1970, UTC)"
              }
            }
          },
          "quarantine": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/QuarantineView"
            }
          },
          "dependsOn": {
            "type": "array",
            "items": {
              "type": "string"
            }
          },
          "neededBy": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "Apps that depend on it."
          },
          "tasks": {
            "type": "array",
            "items": {
              "$ref": "task.json#/$defs/TaskView"
            }
          },
          "volumes": {
            "type": "array",
            "items": {
              "$ref": "resources/volume.json#/$defs/VolumeView"
            },
            "description": "Those of its slots, and the Volumes that it uses."
          },
          "rollouts": {
            "type": "array",
            "items": {
              "$ref": "rollout.json#/$defs/RolloutView"
            },
            "description": "Newest first."
          },
          "failures": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/FailureView"
            },
            "description": "Newest first."
          }
        }
      },
      "InstancesView": {
        "description": "How many there are.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "wanted",
          "total",
          "running",
          "healthy"
        ],
        "properties": {
          "wanted": {
            "type": "integer"
          },
          "total": {
            "type": "integer",
            "description": "Launched and not ended, those that stop included."
          },
          "running": {
            "type": "integer"
          },
          "healthy": {
            "type": "integer",
            "description": "Healthy and ready."
          }
        }
      },
      "VersionView": {
        "description": "What it is to run now.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "digest",
          "taskDigest",
          "revision"
        ],
        "properties": {
          "digest": {
            "type": "string",
            "description": "Digest of the whole spec."
          },
          "taskDigest": {
            "type": "string",
            "description": "First 12 digits of the task's digest."
          },
          "revision": {
            "type": "string",
            "description": "The commit that brought it."
          }
        }
      },
      "OriginView": {
        "description": "Where it stands in the repository.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "file",
          "line",
          "document",
          "blob"
        ],
        "properties": {
          "file": {
            "type": "string"
          },
          "line": {
            "type": "integer",
            "description": "From 1."
          },
          "document": {
            "type": "integer",
            "description": "Index within its file, from 0."
          },
          "blob": {
            "type": "string",
            "description": "Git blob id."
          }
        }
      },
      "FailureView": {
        "description": "A task that failed by its own doing.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "task",
          "agentId",
          "atMs",
          "how",
          "message"
        ],
        "properties": {
          "task": {
            "type": "string"
          },
          "agentId": {
            "type": "string"
          },
          "atMs": {
            "type": "integer",
            "description": "When (milliseconds since 1970, UTC)"
          },
          "how": {
            "type": "string",
            "description": "`exit code 3`, `signal SIGKILL`, or the reason."
          },
          "message": {
            "type": "string",
            "description": "Its last lines of output, or what its check said; may be empty."
          }
        }
      },
      "QuarantineView": {
        "description": "A version that failed and is not tried again.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "version",
          "reason",
          "policy"
        ],
        "properties": {
          "version": {
            "type": "string",
            "description": "Version digest."
          },
          "revision": {
            "type": "string",
            "description": "The commit that brought it, while its spec is kept."
          },
          "reason": {
            "type": "string"
          },
          "policy": {
            "enum": [
              "rollback",
              "pause"
            ]
          }
        }
      },
      "WaitView": {
        "description": "One reason why something is not as wanted.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "kind",
          "text"
        ],
        "properties": {
          "kind": {
            "enum": [
              "unplaceable",
              "quota",
              "volume",
              "dependency",
              "backoff",
              "paused",
              "quarantined",
              "recovering",
              "unreachable",
              "rolling",
              "stopping",
              "unhealthy",
              "starting",
              "disconnected",
              "gone",
              "avoided",
              "zombies",
              "unkillable",
              "no-resources",
              "draining",
              "drained",
              "repository",
              "revision",
              "parent-failed",
              "parent-running",
              "deadline",
              "suspended",
              "concurrency",
              "retry",
              "suppressed",
              "offers"
            ],
            "description": "What kind of thing it waits for."
          },
          "text": {
            "type": "string",
            "description": "One sentence that a person can act on."
          },
          "sinceMs": {
            "type": "integer",
            "description": "It has waited for this since (milliseconds since 1970, UTC); absent where nobody noted it."
          },
          "next": {
            "$ref": "#/$defs/NextView"
          }
        }
      },
      "NextView": {
        "description": "What comes next without anybody's doing.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "what",
          "atMs"
        ],
        "properties": {
          "what": {
            "type": "string"
          },
          "atMs": {
            "type": "integer",
            "description": "When (milliseconds since 1970, UTC)"
          }
        }
      }
    }
  },
  "event": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://meridian.dev/schemas/api/event.json",
    "title": "EventList",
    "description": "Events, ascending.",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "formatVersion",
      "items"
    ],
    "properties": {
      "formatVersion": {
        "const": 1,
        "description": "Raised when a field changes its meaning or goes away; new fields come without."
      },
      "items": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/EventView"
        }
      },
      "nextCursor": {
        "type": "string",
        "description": "Pass as `cursor` for the next page; absent on the last one."
      }
    },
    "$defs": {
      "EventView": {
        "description": "One thing that happened.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "number",
          "atMs",
          "kind",
          "subject",
          "message"
        ],
        "properties": {
          "number": {
            "type": "integer",
            "description": "Ascending over the life of the store."
          },
          "atMs": {
            "type": "integer",
            "description": "When (milliseconds since 1970, UTC)"
          },
          "kind": {
            "type": "string",
            "description": "`task-running`, `rollout-failed`, `agent-unreachable`."
          },
          "subject": {
            "type": "string",
            "description": "Object, task or agent."
          },
          "message": {
            "type": "string"
          }
        }
      }
    }
  },
  "job": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://meridian.dev/schemas/api/job.json",
    "title": "JobApi",
    "description": "What is said of jobs.",
    "type": "object",
    "additionalProperties": false,
    "required": [],
    "properties": {
      "list": {
        "$ref": "#/$defs/JobList"
      },
      "detail": {
        "$ref": "#/$defs/JobDetail"
      },
      "next": {
        "$ref": "#/$defs/NextDueList"
      },
      "graph": {
        "$ref": "#/$defs/GraphView"
      }
    },
    "$defs": {
      "JobList": {
        "description": "Jobs by name.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "formatVersion",
          "items"
        ],
        "properties": {
          "formatVersion": {
            "const": 1,
            "description": "Raised when a field changes its meaning or goes away; new fields come without."
          },
          "items": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/JobView"
            }
          },
          "nextCursor": {
            "type": "string",
            "description": "Pass as `cursor` for the next page; absent on the last one."
          }
        }
      },
      "JobView": {
        "description": "A job, one row.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "name",
          "role",
          "group",
          "labels",
          "state",
          "trigger",
          "counts",
          "active",
          "waits"
        ],
        "properties": {
          "name": {
            "type": "string",
            "description": "Its path."
          },
          "role": {
            "type": "string",
            "description": "Whose resources it uses."
          },
          "group": {
            "type": "string",
            "description": "Its parent path."
          },
          "labels": {
            "type": "object",
            "additionalProperties": {
              "type": "string"
            },
            "description": "Its own and its groups'."
          },
          "state": {
            "enum": [
              "idle",
              "running",
              "waiting",
              "retrying",
              "suspended",
              "going"
            ],
            "description": "idle: nothing to do now; running: an attempt of it is launched; waiting: a run waits for its turn or a place; retrying: a run is between two attempts; suspended: nothing of it is due; going: its file is deleted, and its runs are being ended."
          },
          "trigger": {
            "$ref": "#/$defs/TriggerView"
          },
          "nextDueMs": {
            "type": "integer",
            "description": "Its next occurrence; absent when there is none: no timetable, none left, suspended (milliseconds since 1970, UTC)"
          },
          "last": {
            "$ref": "#/$defs/LastRunView"
          },
          "counts": {
            "$ref": "#/$defs/RunCountsView"
          },
          "active": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "Ids of runs that are not over, oldest first, at most 100; `counts.active` counts all."
          },
          "waits": {
            "type": "array",
            "items": {
              "$ref": "app.json#/$defs/WaitView"
            },
            "description": "What it and its runs wait for; empty when nothing does."
          },
          "revision": {
            "type": "string",
            "description": "The commit that brought it; absent once its file is deleted."
          },
          "origin": {
            "$ref": "app.json#/$defs/OriginView"
          }
        }
      },
      "JobDetail": {
        "description": "A job with all that belongs to it.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "formatVersion",
          "name",
          "role",
          "group",
          "labels",
          "state",
          "trigger",
          "counts",
          "active",
          "waits",
          "children",
          "next",
          "runs"
        ],
        "properties": {
          "formatVersion": {
            "const": 1,
            "description": "Raised when a field changes its meaning or goes away; new fields come without."
          },
          "name": {
            "type": "string",
            "description": "Its path."
          },
          "role": {
            "type": "string",
            "description": "Whose resources it uses."
          },
          "group": {
            "type": "string",
            "description": "Its parent path."
          },
          "labels": {
            "type": "object",
            "additionalProperties": {
              "type": "string"
            },
            "description": "Its own and its groups'."
          },
          "state": {
            "enum": [
              "idle",
              "running",
              "waiting",
              "retrying",
              "suspended",
              "going"
            ],
            "description": "idle: nothing to do now; running: an attempt of it is launched; waiting: a run waits for its turn or a place; retrying: a run is between two attempts; suspended: nothing of it is due; going: its file is deleted, and its runs are being ended."
          },
          "trigger": {
            "$ref": "#/$defs/TriggerView"
          },
          "nextDueMs": {
            "type": "integer",
            "description": "Its next occurrence; absent when there is none: no timetable, none left, suspended (milliseconds since 1970, UTC)"
          },
          "last": {
            "$ref": "#/$defs/LastRunView"
          },
          "counts": {
            "$ref": "#/$defs/RunCountsView"
          },
          "active": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "Ids of runs that are not over, oldest first, at most 100; `counts.active` counts all."
          },
          "waits": {
            "type": "array",
            "items": {
              "$ref": "app.json#/$defs/WaitView"
            },
            "description": "What it and its runs wait for; empty when nothing does."
          },
          "revision": {
            "type": "string",
            "description": "The commit that brought it; absent once its file is deleted."
          },
          "origin": {
            "$ref": "app.json#/$defs/OriginView"
          },
          "version": {
            "$ref": "app.json#/$defs/VersionView"
          },
          "spec": {
            "type": "object",
            "additionalProperties": {},
            "description": "Its normalised spec (engine/model/wanted.ts JobSpec); absent once its file is deleted."
          },
          "task": {
            "$ref": "#/$defs/JobTaskView"
          },
          "policy": {
            "$ref": "#/$defs/JobPolicyView"
          },
          "children": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "Jobs that run after it, by name."
          },
          "suspendedMs": {
            "type": "integer",
            "description": "Suspended since; absent when it is not (milliseconds since 1970, UTC)"
          },
          "next": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/DueView"
            },
            "description": "Its next occurrences, five at most; none while it is suspended."
          },
          "runs": {
            "type": "array",
            "items": {
              "$ref": "run.json#/$defs/RunView"
            },
            "description": "Its newest runs, ten at most, newest first."
          }
        }
      },
      "TriggerView": {
        "description": "What starts a run of it.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "kind",
          "words",
          "parents"
        ],
        "properties": {
          "kind": {
            "enum": [
              "schedule",
              "cron",
              "after",
              "manual"
            ],
            "description": "schedule: an ISO 8601 repeating interval; cron: five cron fields; after: other jobs; manual: an operator alone."
          },
          "words": {
            "type": "string",
            "description": "In words: `every day, from 2026-01-01T02:00:00 in Europe/Berlin`, `after /etl/load`, `by hand`."
          },
          "text": {
            "type": "string",
            "description": "The timetable as written; absent without one."
          },
          "timeZone": {
            "type": "string",
            "description": "IANA zone that the timetable is read in; absent without one."
          },
          "parents": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "Jobs that it runs after, by name; empty when it is not `after`."
          }
        }
      },
      "LastRunView": {
        "description": "The last run that ended, skipped ones apart.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "id",
          "state",
          "atMs"
        ],
        "properties": {
          "id": {
            "type": "string",
            "description": "NAME@KEY."
          },
          "state": {
            "enum": [
              "waiting",
              "running",
              "retrying",
              "succeeded",
              "failed",
              "skipped",
              "expired",
              "cancelled"
            ],
            "description": "waiting: for its turn or a place; running: an attempt is launched; retrying: between two attempts; succeeded, failed: for good; skipped: never to start; expired: past its latest start; cancelled: by an operator, a newer run or the end of its job."
          },
          "atMs": {
            "type": "integer",
            "description": "When it ended (milliseconds since 1970, UTC)"
          },
          "exitCode": {
            "type": "integer",
            "description": "Of its last attempt, where it is still known."
          }
        }
      },
      "RunCountsView": {
        "description": "Runs by how they ended, over the job's whole life.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "succeeded",
          "failed",
          "active"
        ],
        "properties": {
          "succeeded": {
            "type": "integer",
            "description": "Ended well."
          },
          "failed": {
            "type": "integer",
            "description": "Failed for good, softly or not."
          },
          "active": {
            "type": "integer",
            "description": "Not over."
          },
          "errorsSinceSuccess": {
            "type": "integer",
            "description": "Runs that failed after the last that succeeded, counted to 100; only where one job is asked for."
          }
        }
      },
      "JobTaskView": {
        "description": "What an attempt of it runs.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "command",
          "resources",
          "taskDigest"
        ],
        "properties": {
          "command": {
            "type": "string",
            "description": "Its command as one line, without its environment."
          },
          "resources": {
            "type": "object",
            "additionalProperties": {
              "type": "number"
            },
            "description": "In units: cpus in cores, mem and disk in MiB."
          },
          "taskDigest": {
            "type": "string",
            "description": "First 12 digits of its task's digest."
          }
        }
      },
      "JobPolicyView": {
        "description": "How its runs are dealt with.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "concurrency",
          "catchUp",
          "catchUpWindowMs",
          "retries",
          "softError",
          "unreachable",
          "suspended",
          "keep",
          "owners"
        ],
        "properties": {
          "concurrency": {
            "enum": [
              "forbid",
              "allow",
              "replace"
            ],
            "description": "What a due run does that meets one which is not over."
          },
          "catchUp": {
            "enum": [
              "none",
              "latest",
              "all"
            ],
            "description": "Which missed occurrences run later."
          },
          "catchUpWindowMs": {
            "type": "integer",
            "description": "How old a missed occurrence may be to be caught up with, in milliseconds."
          },
          "startingDeadlineMs": {
            "type": "integer",
            "description": "Latest start after the due time, in milliseconds; absent: until the next occurrence."
          },
          "retries": {
            "description": "Attempts after the first, and the pauses before them.",
            "type": "object",
            "additionalProperties": false,
            "required": [
              "count",
              "delayMs",
              "factor",
              "maxMs"
            ],
            "properties": {
              "count": {
                "type": "integer",
                "description": "So many after the first."
              },
              "delayMs": {
                "type": "integer",
                "description": "Pause before the first of them, in milliseconds."
              },
              "factor": {
                "type": "number",
                "description": "What the pause is multiplied by for each further one."
              },
              "maxMs": {
                "type": "integer",
                "description": "Longest pause, in milliseconds."
              }
            }
          },
          "timeoutMs": {
            "type": "integer",
            "description": "Longest attempt, in milliseconds; absent: none."
          },
          "softError": {
            "type": "boolean",
            "description": "A run that failed for good counts as done for its children."
          },
          "unreachable": {
            "enum": [
              "block",
              "replace"
            ],
            "description": "What becomes of an attempt whose agent is unreachable: block waits for it, replace launches another."
          },
          "suspended": {
            "type": "boolean",
            "description": "Nothing of it is due."
          },
          "keep": {
            "type": "integer",
            "description": "Ended runs kept in its history."
          },
          "owners": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "Who is told of failures."
          }
        }
      },
      "DueView": {
        "description": "One occurrence of a timetable.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "atMs",
          "utc",
          "local"
        ],
        "properties": {
          "atMs": {
            "type": "integer",
            "description": "When (milliseconds since 1970, UTC)"
          },
          "utc": {
            "type": "string",
            "description": "In ISO 8601, UTC."
          },
          "local": {
            "type": "string",
            "description": "On the wall clock of the timetable's zone."
          }
        }
      },
      "NextDueList": {
        "description": "What comes next of one job's timetable.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "formatVersion",
          "job",
          "items"
        ],
        "properties": {
          "formatVersion": {
            "const": 1,
            "description": "Raised when a field changes its meaning or goes away; new fields come without."
          },
          "job": {
            "type": "string",
            "description": "Its name."
          },
          "timeZone": {
            "type": "string",
            "description": "IANA zone of `local`; absent without a timetable."
          },
          "items": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/DueView"
            },
            "description": "Ascending, strictly after what was asked for; fewer than asked for when the timetable ends, none without one."
          }
        }
      },
      "GraphView": {
        "description": "Which jobs run after which: nodes by name, edges by parent and child.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "formatVersion",
          "nodes",
          "edges"
        ],
        "properties": {
          "formatVersion": {
            "const": 1,
            "description": "Raised when a field changes its meaning or goes away; new fields come without."
          },
          "nodes": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/GraphNodeView"
            }
          },
          "edges": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/GraphEdgeView"
            }
          }
        }
      },
      "GraphNodeView": {
        "description": "A job.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "job",
          "state",
          "trigger"
        ],
        "properties": {
          "job": {
            "type": "string",
            "description": "Its name."
          },
          "state": {
            "enum": [
              "idle",
              "running",
              "waiting",
              "retrying",
              "suspended",
              "going"
            ],
            "description": "idle: nothing to do now; running: an attempt of it is launched; waiting: a run waits for its turn or a place; retrying: a run is between two attempts; suspended: nothing of it is due; going: its file is deleted, and its runs are being ended."
          },
          "last": {
            "enum": [
              "waiting",
              "running",
              "retrying",
              "succeeded",
              "failed",
              "skipped",
              "expired",
              "cancelled"
            ],
            "description": "How its last run that was not skipped ended; absent before the first."
          },
          "trigger": {
            "enum": [
              "schedule",
              "cron",
              "after",
              "manual"
            ],
            "description": "What starts a run of it."
          }
        }
      },
      "GraphEdgeView": {
        "description": "A child runs after a parent.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "parent",
          "child",
          "state"
        ],
        "properties": {
          "parent": {
            "type": "string",
            "description": "Name of the job that goes before."
          },
          "child": {
            "type": "string",
            "description": "Name of the job that comes after."
          },
          "state": {
            "enum": [
              "satisfied",
              "failed",
              "waiting"
            ],
            "description": "How the parent stands in the newest lineage of it: satisfied: done, the child may follow; failed: it failed for good, was cancelled, or was skipped; waiting: not over, or it has never run."
          },
          "run": {
            "type": "string",
            "description": "The parent's run that says so; absent when it has none."
          }
        }
      }
    }
  },
  "maintenance": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://meridian.dev/schemas/api/resources/maintenance.json",
    "title": "MaintenanceList",
    "description": "Planned absences of agents that aren't over: those of the repository, then operators' drains.",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "formatVersion",
      "items"
    ],
    "properties": {
      "formatVersion": {
        "const": 1,
        "description": "Raised when a field changes its meaning or goes away; new fields come without."
      },
      "items": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/MaintenanceView"
        }
      },
      "nextCursor": {
        "type": "string",
        "description": "Pass as `cursor` for the next page; absent on the last one."
      }
    },
    "$defs": {
      "MaintenanceView": {
        "description": "A planned absence, and how far it is.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "name",
          "state",
          "drainMs",
          "startMs",
          "batch",
          "jobs",
          "agents",
          "waits"
        ],
        "properties": {
          "name": {
            "type": "string",
            "description": "Of the Maintenance, or `drain N`."
          },
          "by": {
            "type": "string",
            "description": "Who drains; absent: the repository."
          },
          "state": {
            "enum": [
              "ahead",
              "draining",
              "drained"
            ],
            "description": "ahead: its agents are placed on last; draining: they are emptied; drained: nothing runs on any of them."
          },
          "drainMs": {
            "type": "integer",
            "description": "Agents are emptied from then on (milliseconds since 1970, UTC)"
          },
          "startMs": {
            "type": "integer",
            "description": "Its begin (milliseconds since 1970, UTC)"
          },
          "endMs": {
            "type": "integer",
            "description": "Its end; absent: not by itself (milliseconds since 1970, UTC)"
          },
          "batch": {
            "type": "integer",
            "description": "Agents that are emptied at a time."
          },
          "jobs": {
            "enum": [
              "wait",
              "kill"
            ],
            "description": "What becomes of runs that are there when their time is over."
          },
          "jobsUntilMs": {
            "type": "integer",
            "description": "When that is (milliseconds since 1970, UTC)"
          },
          "agents": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/MaintenanceAgent"
            },
            "description": "By id."
          },
          "waits": {
            "type": "array",
            "items": {
              "$ref": "../app.json#/$defs/WaitView"
            }
          }
        }
      },
      "MaintenanceAgent": {
        "description": "An agent that is meant.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "agentId",
          "hostname",
          "state",
          "instances",
          "runs",
          "others"
        ],
        "properties": {
          "agentId": {
            "type": "string"
          },
          "hostname": {
            "type": "string"
          },
          "state": {
            "enum": [
              "scheduled",
              "draining",
              "drained"
            ],
            "description": "scheduled: its turn is yet to come."
          },
          "instances": {
            "type": "integer",
            "description": "Instances of apps that are still there."
          },
          "runs": {
            "type": "integer",
            "description": "Runs of jobs that are still there."
          },
          "others": {
            "type": "integer",
            "description": "Tasks of others' frameworks that are still there."
          }
        }
      }
    }
  },
  "offer": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://meridian.dev/schemas/api/resources/offer.json",
    "title": "OfferList",
    "description": "Offers that frameworks have and haven't answered, oldest first.",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "formatVersion",
      "items"
    ],
    "properties": {
      "formatVersion": {
        "const": 1,
        "description": "Raised when a field changes its meaning or goes away; new fields come without."
      },
      "items": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/OfferView"
        }
      },
      "nextCursor": {
        "type": "string",
        "description": "Pass as `cursor` for the next page; absent on the last one."
      }
    },
    "$defs": {
      "OfferView": {
        "description": "What of an agent a framework may use until it answers.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "id",
          "framework",
          "role",
          "agentId",
          "hostname",
          "resources",
          "ports",
          "sinceMs"
        ],
        "properties": {
          "id": {
            "type": "string",
            "description": "FRAMEWORK:oEPOCH-N."
          },
          "framework": {
            "type": "string",
            "description": "Whose it is, by its id: NAME.N."
          },
          "role": {
            "type": "string"
          },
          "agentId": {
            "type": "string"
          },
          "hostname": {
            "type": "string"
          },
          "resources": {
            "type": "object",
            "additionalProperties": {
              "type": "number"
            },
            "description": "In units; what is reserved for the role is among it."
          },
          "ports": {
            "type": "integer",
            "description": "How many."
          },
          "sinceMs": {
            "type": "number",
            "description": "When it was made."
          }
        }
      }
    }
  },
  "operation": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://meridian.dev/schemas/api/operation.json",
    "title": "OperationApi",
    "description": "What is asked for and answered.",
    "type": "object",
    "additionalProperties": false,
    "required": [],
    "properties": {
      "body": {
        "$ref": "#/$defs/OperationBody"
      },
      "answer": {
        "$ref": "#/$defs/OperationAnswerView"
      },
      "sync": {
        "$ref": "#/$defs/SyncAnswer"
      },
      "health": {
        "$ref": "#/$defs/HealthAnswer"
      },
      "problem": {
        "$ref": "#/$defs/ProblemView"
      }
    },
    "$defs": {
      "OperationAnswerView": {
        "description": "What came of an operation that was carried out.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "formatVersion",
          "message"
        ],
        "properties": {
          "formatVersion": {
            "const": 1,
            "description": "Raised when a field changes its meaning or goes away; new fields come without."
          },
          "message": {
            "type": "string"
          },
          "run": {
            "type": "string",
            "description": "The run that it made: NAME@KEY."
          },
          "agents": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "Of a drain: the agents that it means, by id."
          }
        }
      },
      "OperationBody": {
        "description": "What an operator asks for that is not wanted state.",
        "oneOf": [
          {
            "$ref": "#/$defs/AppOperation"
          },
          {
            "$ref": "#/$defs/AbortOperation"
          },
          {
            "$ref": "#/$defs/GoneOperation"
          },
          {
            "$ref": "#/$defs/DrainOperation"
          },
          {
            "$ref": "#/$defs/UndrainOperation"
          },
          {
            "$ref": "#/$defs/ReleaseOperation"
          },
          {
            "$ref": "#/$defs/RunOperation"
          },
          {
            "$ref": "#/$defs/RunChange"
          }
        ]
      },
      "AppOperation": {
        "description": "Hold an app where it is, or let it go on.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "kind",
          "name"
        ],
        "properties": {
          "kind": {
            "enum": [
              "pause",
              "resume"
            ]
          },
          "name": {
            "type": "string",
            "minLength": 2,
            "maxLength": 128,
            "pattern": "^/"
          }
        }
      },
      "AbortOperation": {
        "description": "Give a rollout up.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "kind",
          "rollout"
        ],
        "properties": {
          "kind": {
            "const": "abort"
          },
          "rollout": {
            "type": "string",
            "minLength": 1,
            "maxLength": 160
          }
        }
      },
      "GoneOperation": {
        "description": "Declare that an agent never comes back: its tasks count as lost.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "kind",
          "agent"
        ],
        "properties": {
          "kind": {
            "const": "gone"
          },
          "agent": {
            "type": "string",
            "minLength": 1,
            "maxLength": 128,
            "description": "Its id, or its name where only one has it."
          }
        }
      },
      "DrainWords": {
        "description": "Ids of agents, their names where only one has it, or ATTRIBUTE=VALUE for all that have it.",
        "type": "array",
        "minItems": 1,
        "maxItems": 1000,
        "items": {
          "type": "string",
          "minLength": 1,
          "maxLength": 256
        }
      },
      "DrainOperation": {
        "description": "Empty agents: nothing more is placed there, and what runs there is moved, another one healthy first.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "kind",
          "agents"
        ],
        "properties": {
          "kind": {
            "const": "drain"
          },
          "agents": {
            "$ref": "#/$defs/DrainWords"
          },
          "batch": {
            "type": "integer",
            "minimum": 1,
            "maximum": 100000,
            "default": 1,
            "description": "Agents that are emptied at a time; the others are placed on last."
          },
          "jobsAfterSeconds": {
            "type": "number",
            "minimum": 0,
            "maximum": 31536000,
            "description": "Runs, and tasks of others' frameworks, that are still there after so long are stopped; runs are tried again elsewhere, using up no retry. Absent: they are waited for."
          }
        }
      },
      "UndrainOperation": {
        "description": "Take drains back: the agents are placed on again, and what is still there stays.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "kind",
          "agents"
        ],
        "properties": {
          "kind": {
            "const": "undrain"
          },
          "agents": {
            "$ref": "#/$defs/DrainWords"
          }
        }
      },
      "ReleaseOperation": {
        "description": "Give data up: what is kept for a slot or a Volume, or a volume that nobody knows of.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "kind",
          "name"
        ],
        "properties": {
          "kind": {
            "const": "release"
          },
          "name": {
            "type": "string",
            "minLength": 1,
            "maxLength": 600,
            "description": "A slot, a Volume, a volume by its id, or what frameworks have reserved for a role on an agent: ROLE@AGENT."
          }
        }
      },
      "RunOperation": {
        "description": "Run a job now.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "kind",
          "job"
        ],
        "properties": {
          "kind": {
            "const": "run",
            "description": "A run of manual origin."
          },
          "job": {
            "type": "string",
            "description": "Its name.",
            "minLength": 2,
            "maxLength": 128,
            "pattern": "^/"
          },
          "env": {
            "type": "object",
            "additionalProperties": {
              "type": "string",
              "maxLength": 4096
            },
            "maxProperties": 100,
            "description": "Variables for this run alone, at most 100: names of letters, digits and `_`, not MERIDIAN_..., values of at most 4 KiB."
          }
        }
      },
      "RunChange": {
        "description": "End a run, or try one again that failed or was cancelled.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "kind",
          "run"
        ],
        "properties": {
          "kind": {
            "enum": [
              "cancel",
              "retry"
            ],
            "description": "cancel: it ends; retry: the same run gets another attempt."
          },
          "run": {
            "type": "string",
            "description": "NAME@KEY.",
            "minLength": 4,
            "maxLength": 200
          }
        }
      },
      "SyncAnswer": {
        "description": "What one fetch found.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "formatVersion"
        ],
        "properties": {
          "formatVersion": {
            "const": 1,
            "description": "Raised when a field changes its meaning or goes away; new fields come without."
          },
          "commit": {
            "type": "string",
            "description": "Head of the followed ref."
          },
          "revision": {
            "type": "integer",
            "description": "The revision that it became or is."
          },
          "failure": {
            "description": "Why it could not be read.",
            "type": "object",
            "additionalProperties": false,
            "required": [
              "code",
              "message"
            ],
            "properties": {
              "code": {
                "type": "string"
              },
              "message": {
                "type": "string"
              }
            }
          }
        }
      },
      "HealthAnswer": {
        "description": "Live or ready.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "status"
        ],
        "properties": {
          "status": {
            "enum": [
              "ok",
              "starting"
            ]
          }
        }
      },
      "ProblemView": {
        "description": "What went wrong (RFC 9457): `where: what is: what would be right`.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "type",
          "title",
          "status",
          "code",
          "where",
          "what",
          "hint",
          "remedy"
        ],
        "properties": {
          "type": {
            "type": "string",
            "description": "`urn:meridian:problem:CODE`."
          },
          "title": {
            "type": "string",
            "description": "Where, what is and what would be right, in one line."
          },
          "status": {
            "type": "integer",
            "description": "HTTP status."
          },
          "code": {
            "type": "string",
            "description": "Short and stable: `not-found`, `bad-request`, `unauthorized`."
          },
          "where": {
            "type": "string"
          },
          "what": {
            "type": "string"
          },
          "hint": {
            "type": "string",
            "description": "What would be right."
          },
          "remedy": {
            "enum": [
              "fix-spec",
              "fix-call",
              "retry",
              "wait"
            ]
          }
        }
      }
    }
  },
  "plan": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://meridian.dev/schemas/api/plan.json",
    "title": "PlanDocument",
    "description": "What a revision would change, with what consequence. The same inputs give the same bytes of canonical JSON; every other format is made from it.",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "formatVersion",
      "digest",
      "header",
      "verdict",
      "summary",
      "objects",
      "edges",
      "waits",
      "diagnostics"
    ],
    "properties": {
      "formatVersion": {
        "description": "Additions raise the second number, anything else the first.",
        "const": "1.4"
      },
      "digest": {
        "description": "SHA-256 in hex over the canonical JSON of the document without this member.",
        "type": "string",
        "pattern": "^[0-9a-f]{64}$"
      },
      "header": {
        "$ref": "#/$defs/PlanHeader"
      },
      "verdict": {
        "$ref": "#/$defs/PlanVerdict"
      },
      "reason": {
        "description": "With blocked and error: why, and what would help.",
        "type": "string"
      },
      "blocks": {
        "description": "With blocked: each thing that stands against it.",
        "type": "array",
        "items": {
          "$ref": "#/$defs/PlanBlock"
        }
      },
      "summary": {
        "$ref": "#/$defs/PlanSummary"
      },
      "objects": {
        "description": "Deletions, then changes, then creations, each by name.",
        "type": "array",
        "items": {
          "$ref": "#/$defs/PlanObject"
        }
      },
      "edges": {
        "description": "What triggers or gates what, where that changes, of jobs; by child, then parent.",
        "type": "array",
        "items": {
          "$ref": "#/$defs/PlanEdge"
        }
      },
      "fit": {
        "$ref": "#/$defs/PlanFit"
      },
      "notes": {
        "description": "What was not looked at, each in a sentence; absent when all was.",
        "type": "array",
        "items": {
          "type": "string"
        }
      },
      "waits": {
        "description": "What isn't as the applied revision wants it, and what it waits for; apart from changes. By name.",
        "type": "array",
        "items": {
          "$ref": "#/$defs/PlanWait"
        }
      },
      "diagnostics": {
        "description": "Faults of the revision, by file, line and column.",
        "type": "array",
        "items": {
          "$ref": "#/$defs/PlanDiagnostic"
        }
      }
    },
    "$defs": {
      "PlanHeader": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "repo",
          "base",
          "asOf",
          "engineVersion",
          "timeZoneData"
        ],
        "properties": {
          "cluster": {
            "description": "The cluster's name, when it has one.",
            "type": "string"
          },
          "repo": {
            "description": "Where the specs are from, without credentials.",
            "type": "string"
          },
          "base": {
            "$ref": "#/$defs/PlanBase"
          },
          "head": {
            "description": "Commit that is planned; absent for a folder that isn't committed.",
            "type": "string"
          },
          "asOf": {
            "description": "Instant that the plan is reckoned for, ISO 8601 in UTC.",
            "type": "string"
          },
          "snapshotIndex": {
            "description": "Number of the engine's last notice when it was asked.",
            "x-unit": "count",
            "type": "integer",
            "minimum": 0
          },
          "engineVersion": {
            "description": "Version of Meridian that made the plan.",
            "type": "string"
          },
          "timeZoneData": {
            "description": "Version of the time-zone data that due times are reckoned with, such as 2025b.",
            "type": "string"
          }
        }
      },
      "PlanBase": {
        "description": "What the revision is compared with.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "kind"
        ],
        "properties": {
          "kind": {
            "description": "Nothing; another revision; what the engine has applied.",
            "enum": [
              "empty",
              "base",
              "engine"
            ]
          },
          "commit": {
            "type": "string"
          },
          "expected": {
            "description": "The commit that was expected to be applied, when another one is: the base has moved.",
            "type": "string"
          }
        }
      },
      "PlanVerdict": {
        "enum": [
          "no-change",
          "changes",
          "blocked",
          "error"
        ]
      },
      "PlanBlock": {
        "description": "Why the revision isn't applied, and what would let it through.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "kind",
          "text"
        ],
        "properties": {
          "kind": {
            "description": "mass-delete: it removes too much; quota: guarantees over what agents have, or a limit below use.",
            "enum": [
              "mass-delete",
              "quota"
            ]
          },
          "roles": {
            "description": "Of quota: whose, by name.",
            "type": "array",
            "items": {
              "type": "string"
            }
          },
          "text": {
            "type": "string"
          }
        }
      },
      "PlanCounts": {
        "description": "Objects.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "added",
          "changed",
          "removed"
        ],
        "properties": {
          "added": {
            "type": "integer",
            "minimum": 0
          },
          "changed": {
            "type": "integer",
            "minimum": 0
          },
          "removed": {
            "type": "integer",
            "minimum": 0
          }
        }
      },
      "PlanJobCounts": {
        "description": "Jobs. What is suspended, resumed or retimed is counted as changed too.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "added",
          "changed",
          "removed",
          "unchanged",
          "suspended",
          "resumed",
          "retimed"
        ],
        "properties": {
          "added": {
            "type": "integer",
            "minimum": 0
          },
          "changed": {
            "type": "integer",
            "minimum": 0
          },
          "removed": {
            "type": "integer",
            "minimum": 0
          },
          "unchanged": {
            "type": "integer",
            "minimum": 0
          },
          "suspended": {
            "type": "integer",
            "minimum": 0
          },
          "resumed": {
            "type": "integer",
            "minimum": 0
          },
          "retimed": {
            "description": "Their timetable, its zone or what triggers them is another one.",
            "type": "integer",
            "minimum": 0
          }
        }
      },
      "PlanSummary": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "instances",
          "apps",
          "jobs",
          "groups",
          "quotas",
          "volumes",
          "maintenance",
          "clusterSettings"
        ],
        "properties": {
          "instances": {
            "description": "Instances by what becomes of them.",
            "type": "object",
            "additionalProperties": false,
            "required": [
              "create",
              "destroy",
              "replace",
              "inPlace",
              "unchanged"
            ],
            "properties": {
              "create": {
                "type": "integer",
                "minimum": 0
              },
              "destroy": {
                "type": "integer",
                "minimum": 0
              },
              "replace": {
                "type": "integer",
                "minimum": 0
              },
              "inPlace": {
                "description": "Told new settings; they go on running.",
                "type": "integer",
                "minimum": 0
              },
              "unchanged": {
                "type": "integer",
                "minimum": 0
              }
            }
          },
          "apps": {
            "$ref": "#/$defs/PlanCounts"
          },
          "jobs": {
            "$ref": "#/$defs/PlanJobCounts"
          },
          "groups": {
            "$ref": "#/$defs/PlanCounts"
          },
          "quotas": {
            "$ref": "#/$defs/PlanCounts"
          },
          "volumes": {
            "$ref": "#/$defs/PlanCounts"
          },
          "maintenance": {
            "$ref": "#/$defs/PlanCounts"
          },
          "clusterSettings": {
            "description": "Settings of the Cluster that change.",
            "type": "integer",
            "minimum": 0
          }
        }
      },
      "PlanObject": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "kind",
          "name",
          "action",
          "impact",
          "changes"
        ],
        "properties": {
          "kind": {
            "enum": [
              "App",
              "Job",
              "Group",
              "Quota",
              "Volume",
              "Maintenance",
              "Cluster"
            ]
          },
          "name": {
            "description": "Its name; a Quota's is its role.",
            "type": "string"
          },
          "action": {
            "enum": [
              "delete",
              "change",
              "create"
            ]
          },
          "file": {
            "description": "Where it is committed; of what is deleted, where it was.",
            "type": "string"
          },
          "line": {
            "description": "From 1.",
            "type": "integer",
            "minimum": 1
          },
          "impact": {
            "description": "What becomes of it, in one sentence.",
            "type": "string"
          },
          "changes": {
            "description": "Of a change: its fields.",
            "type": "array",
            "items": {
              "$ref": "#/$defs/PlanChange"
            }
          },
          "job": {
            "$ref": "#/$defs/PlanJob"
          },
          "maintenance": {
            "$ref": "#/$defs/PlanMaintenance"
          }
        }
      },
      "PlanJob": {
        "description": "Of a Job that is created or changed: when it is due and what it triggers.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "trigger",
          "nextDue",
          "triggers",
          "notes"
        ],
        "properties": {
          "trigger": {
            "description": "Such as schedule R/2026-01-01T02:00:00Z/PT24H, after /etl/a, manual.",
            "type": "string"
          },
          "timeZone": {
            "description": "Of a timetable.",
            "type": "string"
          },
          "nextDue": {
            "description": "The next three instants strictly after asOf; fewer when its timetable ends, none while it is suspended or has none.",
            "type": "array",
            "items": {
              "$ref": "#/$defs/PlanDue"
            }
          },
          "wasDue": {
            "description": "Where that changes: the same by what is applied.",
            "type": "array",
            "items": {
              "$ref": "#/$defs/PlanDue"
            }
          },
          "triggers": {
            "description": "Jobs that run after it, by name.",
            "type": "array",
            "items": {
              "type": "string"
            }
          },
          "catchUp": {
            "$ref": "#/$defs/PlanCatchUp"
          },
          "notes": {
            "description": "What follows, each in a sentence.",
            "type": "array",
            "items": {
              "$ref": "#/$defs/PlanNote"
            }
          }
        }
      },
      "PlanDue": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "at"
        ],
        "properties": {
          "at": {
            "description": "ISO 8601 in UTC.",
            "type": "string"
          },
          "local": {
            "description": "In the job's time zone, where that isn't UTC.",
            "type": "string"
          }
        }
      },
      "PlanCatchUp": {
        "description": "What a job that is resumed makes up for, as of asOf.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "runs",
          "runCount",
          "missed"
        ],
        "properties": {
          "runs": {
            "description": "Due times of the runs that start at once; of many the first ones.",
            "type": "array",
            "items": {
              "$ref": "#/$defs/PlanDue"
            }
          },
          "runCount": {
            "type": "integer",
            "minimum": 0
          },
          "missed": {
            "description": "Occurrences that are recorded as missed.",
            "type": "integer",
            "minimum": 0
          }
        }
      },
      "PlanNote": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "kind",
          "text"
        ],
        "properties": {
          "kind": {
            "enum": [
              "fires-at-once",
              "keeps-anchor",
              "retimed",
              "trigger",
              "never-due",
              "due-late",
              "suspended",
              "resumed",
              "catch-up",
              "missed",
              "runs",
              "concurrency",
              "history"
            ]
          },
          "warning": {
            "description": "Easily overlooked, and maybe not meant.",
            "const": true
          },
          "text": {
            "type": "string"
          }
        }
      },
      "PlanMaintenance": {
        "description": "Of a Maintenance that is created or changed: when its agents are emptied, and what becomes of what runs there. The engine's agents and instances are gone through in thought as they are once the commit's rollouts are through.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "phase",
          "drainAt",
          "startAt",
          "notes"
        ],
        "properties": {
          "phase": {
            "description": "As of asOf: ahead; draining, its agents being emptied; under-way, past its start; over.",
            "enum": [
              "ahead",
              "draining",
              "under-way",
              "over"
            ]
          },
          "drainAt": {
            "description": "Its agents are emptied from then on. ISO 8601 in UTC.",
            "type": "string"
          },
          "startAt": {
            "type": "string"
          },
          "endAt": {
            "description": "Absent: when it is deleted.",
            "type": "string"
          },
          "agents": {
            "description": "Ids of the agents that are meant, sorted; absent where no engine was asked.",
            "type": "array",
            "items": {
              "type": "string"
            }
          },
          "apps": {
            "description": "Apps that have instances on these agents, by name; absent where no engine was asked, and of what is over.",
            "type": "array",
            "items": {
              "$ref": "#/$defs/PlanMoves"
            }
          },
          "jobs": {
            "description": "Jobs that have attempts on these agents now, by name; absent as apps are.",
            "type": "array",
            "items": {
              "$ref": "#/$defs/PlanAttempts"
            }
          },
          "overlaps": {
            "description": "Other windows of the revision that mean some of the same agents at the same time, by name; absent as apps are.",
            "type": "array",
            "items": {
              "$ref": "#/$defs/PlanOverlap"
            }
          },
          "notes": {
            "description": "What follows, each in a sentence.",
            "type": "array",
            "items": {
              "$ref": "#/$defs/PlanMaintenanceNote"
            }
          }
        }
      },
      "PlanMoves": {
        "description": "What becomes of an app's instances on agents that are emptied. The eight counts add up to instances.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "app",
          "instances",
          "moves",
          "nowhere",
          "held",
          "stops",
          "waits",
          "ends",
          "away",
          "unjudged",
          "text"
        ],
        "properties": {
          "app": {
            "type": "string"
          },
          "instances": {
            "description": "Instances on these agents.",
            "type": "integer",
            "minimum": 1
          },
          "moves": {
            "description": "A successor fits on another agent, and is healthy there first.",
            "type": "integer",
            "minimum": 0
          },
          "nowhere": {
            "description": "No other agent takes a successor: they stay, and hold the drain up.",
            "type": "integer",
            "minimum": 0
          },
          "held": {
            "description": "The app's minimum of healthy instances doesn't let them stop: they hold the drain up.",
            "type": "integer",
            "minimum": 0
          },
          "stops": {
            "description": "Their volumes are there: they stop, and wait until the agent is back.",
            "type": "integer",
            "minimum": 0
          },
          "waits": {
            "description": "Not healthy: they stop at once, and no other agent takes a successor yet.",
            "type": "integer",
            "minimum": 0
          },
          "ends": {
            "description": "There are enough others: they stop, and nothing takes their place.",
            "type": "integer",
            "minimum": 0
          },
          "away": {
            "description": "Their agent is unreachable: nothing can be moved from there.",
            "type": "integer",
            "minimum": 0
          },
          "unjudged": {
            "description": "Not judged: beyond the bound of what is tried, or of revocable resources.",
            "type": "integer",
            "minimum": 0
          },
          "text": {
            "description": "All of it in one sentence.",
            "type": "string"
          },
          "misfit": {
            "$ref": "#/$defs/PlanMisfit"
          }
        }
      },
      "PlanAttempts": {
        "description": "What becomes of a job's attempts on agents that are emptied.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "job",
          "attempts",
          "text"
        ],
        "properties": {
          "job": {
            "type": "string"
          },
          "attempts": {
            "description": "Attempts on these agents.",
            "type": "integer",
            "minimum": 1
          },
          "text": {
            "description": "In one sentence.",
            "type": "string"
          },
          "misfit": {
            "$ref": "#/$defs/PlanJobMisfit"
          }
        }
      },
      "PlanOverlap": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "name",
          "agents",
          "from"
        ],
        "properties": {
          "name": {
            "description": "The other window.",
            "type": "string"
          },
          "agents": {
            "description": "Ids of agents that both mean, sorted.",
            "type": "array",
            "items": {
              "type": "string"
            }
          },
          "from": {
            "description": "Both empty them or have them away from then on. ISO 8601 in UTC.",
            "type": "string"
          },
          "to": {
            "description": "Absent: neither ends by itself.",
            "type": "string"
          }
        }
      },
      "PlanMaintenanceNote": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "kind",
          "text"
        ],
        "properties": {
          "kind": {
            "enum": [
              "over",
              "at-once",
              "no-agent",
              "unknown-agent",
              "agents-unknown",
              "away",
              "held-up",
              "not-begun",
              "frameworks",
              "reopened",
              "overlap"
            ]
          },
          "warning": {
            "description": "Easily overlooked, and maybe not meant.",
            "const": true
          },
          "text": {
            "type": "string"
          }
        }
      },
      "PlanEdge": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "parent",
          "child",
          "kind",
          "change"
        ],
        "properties": {
          "parent": {
            "description": "Name of a Job.",
            "type": "string"
          },
          "child": {
            "description": "Name of a Job or of an App.",
            "type": "string"
          },
          "kind": {
            "description": "after: runs of the parent trigger the child; depends-on: the child waits until the parent's last run has succeeded.",
            "enum": [
              "after",
              "depends-on"
            ]
          },
          "change": {
            "enum": [
              "added",
              "removed"
            ]
          }
        }
      },
      "PlanConsequence": {
        "description": "next-attempt: attempts that run go on, the next one takes it; schedule: when it is due.",
        "enum": [
          "replace",
          "next-attempt",
          "in-place",
          "scale",
          "schedule",
          "settings",
          "placement",
          "policy",
          "none"
        ]
      },
      "PlanChange": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "path",
          "consequence"
        ],
        "properties": {
          "path": {
            "description": "Field path below spec (labels are metadata's, but of a Group).",
            "type": "string"
          },
          "old": {
            "description": "As the spec language writes it; absent when it is new.",
            "type": "string"
          },
          "new": {
            "description": "Absent when it is removed.",
            "type": "string"
          },
          "sensitive": {
            "description": "Old and new aren't shown.",
            "const": true
          },
          "file": {
            "type": "string"
          },
          "line": {
            "description": "From 1.",
            "type": "integer",
            "minimum": 1
          },
          "consequence": {
            "$ref": "#/$defs/PlanConsequence"
          }
        }
      },
      "PlanFit": {
        "description": "Would all new instances fit on the engine's agents? The rollouts are gone through one by one, deletions first.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "fits",
          "of",
          "unjudged",
          "agents",
          "agentsLeftOut",
          "roles",
          "failures",
          "jobs"
        ],
        "properties": {
          "fits": {
            "description": "New instances that fit.",
            "type": "integer",
            "minimum": 0
          },
          "of": {
            "description": "New instances.",
            "type": "integer",
            "minimum": 0
          },
          "unjudged": {
            "description": "New instances beyond the bound of what is tried.",
            "type": "integer",
            "minimum": 0
          },
          "agents": {
            "description": "Agents that tasks may be placed on now.",
            "type": "integer",
            "minimum": 0
          },
          "agentsLeftOut": {
            "description": "Agents that nothing is placed on now: not registered, or not offered.",
            "type": "integer",
            "minimum": 0
          },
          "roles": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/PlanRoleShare"
            }
          },
          "failures": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/PlanMisfit"
            }
          },
          "jobs": {
            "$ref": "#/$defs/PlanJobFit"
          }
        }
      },
      "PlanJobFit": {
        "description": "Would one attempt of each new or changed job fit on some agent, if that were empty?",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "fits",
          "of",
          "unjudged",
          "failures"
        ],
        "properties": {
          "fits": {
            "description": "Jobs that fit.",
            "type": "integer",
            "minimum": 0
          },
          "of": {
            "description": "Jobs that are new or ask for another place.",
            "type": "integer",
            "minimum": 0
          },
          "unjudged": {
            "description": "Jobs beyond the bound of what is tried.",
            "type": "integer",
            "minimum": 0
          },
          "failures": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/PlanJobMisfit"
            }
          }
        }
      },
      "PlanJobMisfit": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "job",
          "text",
          "remedy",
          "reasons"
        ],
        "properties": {
          "job": {
            "type": "string"
          },
          "text": {
            "description": "In one sentence.",
            "type": "string"
          },
          "remedy": {
            "description": "What would make it fit.",
            "type": "string"
          },
          "reasons": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/PlanMisfitReason"
            }
          }
        }
      },
      "PlanRoleShare": {
        "description": "A role's dominant share of the registered agents, and its Quota after the commit.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "role",
          "before",
          "after",
          "asked",
          "weight"
        ],
        "properties": {
          "role": {
            "type": "string"
          },
          "resource": {
            "description": "The dominant one after the commit, in the spec language's word; before it, where nothing is left; absent where there was nothing either.",
            "type": "string"
          },
          "before": {
            "description": "By what it uses now.",
            "type": "number",
            "minimum": 0
          },
          "after": {
            "description": "With the new instances that fit.",
            "type": "number",
            "minimum": 0
          },
          "asked": {
            "description": "By all that the wanted apps ask for, whether it fits or not; jobs apart.",
            "type": "number",
            "minimum": 0
          },
          "weight": {
            "type": "number",
            "minimum": 0
          },
          "guarantee": {
            "$ref": "#/$defs/PlanAmounts"
          },
          "limit": {
            "$ref": "#/$defs/PlanAmounts"
          }
        }
      },
      "PlanAmounts": {
        "description": "By resource, as the spec language writes it.",
        "type": "object",
        "additionalProperties": {
          "type": "string"
        }
      },
      "PlanMisfit": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "app",
          "missing",
          "text",
          "remedy",
          "reasons"
        ],
        "properties": {
          "app": {
            "type": "string"
          },
          "missing": {
            "description": "Instances that don't fit.",
            "type": "integer",
            "minimum": 1
          },
          "text": {
            "description": "In one sentence.",
            "type": "string"
          },
          "remedy": {
            "description": "What would make them fit.",
            "type": "string"
          },
          "reasons": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/PlanMisfitReason"
            }
          }
        }
      },
      "PlanMisfitReason": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "kind",
          "name",
          "agents",
          "detail"
        ],
        "properties": {
          "kind": {
            "description": "agent: nothing is placed on it now; limit: of a role, on whichever agent.",
            "enum": [
              "resource",
              "port",
              "constraint",
              "role",
              "agent",
              "limit",
              "guarantee"
            ]
          },
          "name": {
            "description": "Such as cpus, port 8080, rack unique, disconnected, or shop, whose limit it is.",
            "type": "string"
          },
          "agents": {
            "description": "Agents that it rules out; several reasons may rule out one. A limit rules out all, of which there may be none.",
            "type": "integer",
            "minimum": 0
          },
          "detail": {
            "description": "What it is on one of them.",
            "type": "string"
          }
        }
      },
      "PlanWait": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "name",
          "kind",
          "text"
        ],
        "properties": {
          "name": {
            "type": "string"
          },
          "kind": {
            "description": "Such as quarantined, paused, backoff, unplaceable, dependency, unreachable, recovering; converging while it is on its way.",
            "type": "string"
          },
          "text": {
            "description": "What it waits for.",
            "type": "string"
          }
        }
      },
      "PlanDiagnostic": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "severity",
          "file",
          "line",
          "column",
          "code",
          "message",
          "hint"
        ],
        "properties": {
          "severity": {
            "const": "error"
          },
          "file": {
            "type": "string"
          },
          "line": {
            "type": "integer",
            "minimum": 1
          },
          "column": {
            "type": "integer",
            "minimum": 1
          },
          "code": {
            "type": "string"
          },
          "message": {
            "type": "string"
          },
          "hint": {
            "type": "string"
          }
        }
      }
    }
  },
  "revision": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://meridian.dev/schemas/api/revision.json",
    "title": "RevisionList",
    "description": "Revisions, newest first.",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "formatVersion",
      "items"
    ],
    "properties": {
      "formatVersion": {
        "const": 1,
        "description": "Raised when a field changes its meaning or goes away; new fields come without."
      },
      "items": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/RevisionView"
        }
      },
      "nextCursor": {
        "type": "string",
        "description": "Pass as `cursor` for the next page; absent on the last one."
      }
    },
    "$defs": {
      "RevisionView": {
        "description": "A commit that the engine looked at.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "number",
          "commit",
          "subject",
          "author",
          "commitMs",
          "seenMs",
          "state",
          "current",
          "faults",
          "faultCount",
          "changed"
        ],
        "properties": {
          "number": {
            "type": "integer",
            "description": "Counts revisions from 1."
          },
          "commit": {
            "type": "string"
          },
          "subject": {
            "type": "string"
          },
          "author": {
            "type": "string"
          },
          "commitMs": {
            "type": "integer",
            "description": "Committer time (milliseconds since 1970, UTC)"
          },
          "seenMs": {
            "type": "integer",
            "description": "Looked at (milliseconds since 1970, UTC)"
          },
          "state": {
            "enum": [
              "applied",
              "faulty",
              "blocked",
              "superseded"
            ]
          },
          "current": {
            "type": "boolean",
            "description": "The revision in force."
          },
          "faults": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/FaultView"
            },
            "description": "At most 100."
          },
          "faultCount": {
            "type": "integer"
          },
          "reason": {
            "type": "string",
            "description": "Why it is blocked."
          },
          "changed": {
            "description": "Apps.",
            "type": "object",
            "additionalProperties": false,
            "required": [
              "added",
              "changed",
              "removed"
            ],
            "properties": {
              "added": {
                "type": "integer"
              },
              "changed": {
                "type": "integer"
              },
              "removed": {
                "type": "integer"
              }
            }
          }
        }
      },
      "FaultView": {
        "description": "A fault in a file.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "file",
          "line",
          "column",
          "code",
          "message",
          "hint"
        ],
        "properties": {
          "file": {
            "type": "string"
          },
          "line": {
            "type": "integer"
          },
          "column": {
            "type": "integer"
          },
          "code": {
            "type": "string"
          },
          "message": {
            "type": "string"
          },
          "hint": {
            "type": "string"
          }
        }
      }
    }
  },
  "role": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://meridian.dev/schemas/api/role.json",
    "title": "RoleList",
    "description": "Roles by name.",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "formatVersion",
      "items"
    ],
    "properties": {
      "formatVersion": {
        "const": 1,
        "description": "Raised when a field changes its meaning or goes away; new fields come without."
      },
      "items": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/RoleView"
        }
      },
      "nextCursor": {
        "type": "string",
        "description": "Pass as `cursor` for the next page; absent on the last one."
      }
    },
    "$defs": {
      "RoleAmounts": {
        "description": "As its Quota has them, in units, by the names that agents use: cpus in cores, mem and disk in MiB. Absent: none.",
        "type": "object",
        "additionalProperties": {
          "type": "number"
        }
      },
      "RoleView": {
        "description": "A role: whose resources.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "role",
          "weight",
          "share",
          "allocated",
          "apps",
          "waiting",
          "waits"
        ],
        "properties": {
          "role": {
            "type": "string"
          },
          "weight": {
            "type": "number",
            "description": "Of its share; 1 unless a Quota says otherwise."
          },
          "share": {
            "type": "number",
            "description": "Dominant share, 0 to 1."
          },
          "dominant": {
            "type": "string",
            "description": "The resource that it has most of, as agents name it; absent while it has nothing."
          },
          "guarantee": {
            "$ref": "#/$defs/RoleAmounts"
          },
          "limit": {
            "$ref": "#/$defs/RoleAmounts"
          },
          "allocated": {
            "type": "object",
            "additionalProperties": {
              "type": "number"
            },
            "description": "In units."
          },
          "offered": {
            "type": "object",
            "additionalProperties": {
              "type": "number"
            },
            "description": "Of what is allocated: offered to frameworks that haven't answered yet. Absent: nothing."
          },
          "apps": {
            "type": "integer"
          },
          "waiting": {
            "type": "integer",
            "description": "Instances and runs that wait for a place."
          },
          "waits": {
            "type": "array",
            "items": {
              "$ref": "app.json#/$defs/WaitView"
            },
            "description": "Why they wait; three at most."
          }
        }
      }
    }
  },
  "rollout": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://meridian.dev/schemas/api/rollout.json",
    "title": "RolloutList",
    "description": "Rollouts, newest first.",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "formatVersion",
      "items"
    ],
    "properties": {
      "formatVersion": {
        "const": 1,
        "description": "Raised when a field changes its meaning or goes away; new fields come without."
      },
      "items": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/RolloutView"
        }
      },
      "nextCursor": {
        "type": "string",
        "description": "Pass as `cursor` for the next page; absent on the last one."
      }
    },
    "$defs": {
      "RolloutView": {
        "description": "One rollout of one app.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "id",
          "name",
          "kind",
          "state",
          "to",
          "revision",
          "startedMs",
          "replacing",
          "failures"
        ],
        "properties": {
          "id": {
            "type": "string",
            "description": "NAME!N."
          },
          "name": {
            "type": "string"
          },
          "kind": {
            "enum": [
              "deploy",
              "rollback"
            ]
          },
          "state": {
            "enum": [
              "running",
              "paused",
              "succeeded",
              "failed",
              "superseded",
              "aborted"
            ]
          },
          "from": {
            "type": "string",
            "description": "Spec digest before it; absent on the first version ever."
          },
          "to": {
            "type": "string",
            "description": "Spec digest that it brings."
          },
          "revision": {
            "type": "string",
            "description": "The commit that brought it."
          },
          "startedMs": {
            "type": "integer",
            "description": "Begin (milliseconds since 1970, UTC)"
          },
          "endedMs": {
            "type": "integer",
            "description": "End (milliseconds since 1970, UTC)"
          },
          "reason": {
            "type": "string",
            "description": "Who paused or aborted it, or why it failed."
          },
          "replacing": {
            "type": "integer",
            "description": "Old instances that it set out to replace."
          },
          "proven": {
            "type": "integer",
            "description": "While it is under way: instances of the new version that are healthy and watched for long enough."
          },
          "wanted": {
            "type": "integer",
            "description": "While it is under way: instances wanted."
          },
          "oldLeft": {
            "type": "integer",
            "description": "While it is under way: old instances still there."
          },
          "failures": {
            "type": "integer",
            "description": "Failed launches counted against it."
          },
          "deadlineMs": {
            "type": "integer",
            "description": "Milliseconds without progress that are left, while its clock runs."
          }
        }
      }
    }
  },
  "run": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://meridian.dev/schemas/api/run.json",
    "title": "RunApi",
    "description": "What is said of runs.",
    "type": "object",
    "additionalProperties": false,
    "required": [],
    "properties": {
      "list": {
        "$ref": "#/$defs/RunList"
      },
      "detail": {
        "$ref": "#/$defs/RunDetail"
      }
    },
    "$defs": {
      "RunList": {
        "description": "Runs, newest first.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "formatVersion",
          "items"
        ],
        "properties": {
          "formatVersion": {
            "const": 1,
            "description": "Raised when a field changes its meaning or goes away; new fields come without."
          },
          "items": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/RunView"
            }
          },
          "nextCursor": {
            "type": "string",
            "description": "Pass as `cursor` for the next page; absent on the last one."
          }
        }
      },
      "RunView": {
        "description": "One run of a job.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "id",
          "job",
          "origin",
          "lineage",
          "dueMs",
          "createdMs",
          "state",
          "launches",
          "failures",
          "specDigest",
          "attempts",
          "waits"
        ],
        "properties": {
          "id": {
            "type": "string",
            "description": "NAME@KEY."
          },
          "job": {
            "type": "string",
            "description": "Its job."
          },
          "origin": {
            "$ref": "#/$defs/RunOriginView"
          },
          "lineage": {
            "type": "string",
            "description": "The run that its lineage started with; itself where it did."
          },
          "dueMs": {
            "type": "integer",
            "description": "Of a timetable run its occurrence, of another when it was triggered (milliseconds since 1970, UTC)"
          },
          "createdMs": {
            "type": "integer",
            "description": "When it was stored (milliseconds since 1970, UTC)"
          },
          "deadlineMs": {
            "type": "integer",
            "description": "Latest start; absent: none (milliseconds since 1970, UTC)"
          },
          "startedMs": {
            "type": "integer",
            "description": "Launch of its first attempt; absent before, and once that attempt is forgotten (milliseconds since 1970, UTC)"
          },
          "endedMs": {
            "type": "integer",
            "description": "When it was over; absent before (milliseconds since 1970, UTC)"
          },
          "durationMs": {
            "type": "integer",
            "description": "From its start to the end of its last attempt, or until now while it is not over, in milliseconds; absent before its start."
          },
          "latenessMs": {
            "type": "integer",
            "description": "From due to start, in milliseconds; absent before its start."
          },
          "state": {
            "enum": [
              "waiting",
              "running",
              "retrying",
              "succeeded",
              "failed",
              "skipped",
              "expired",
              "cancelled"
            ],
            "description": "waiting: for its turn or a place; running: an attempt is launched; retrying: between two attempts; succeeded, failed: for good; skipped: never to start; expired: past its latest start; cancelled: by an operator, a newer run or the end of its job."
          },
          "reason": {
            "type": "string",
            "description": "Why it ended as it did: `running`, `missed`, `parent /etl/load`, `exit code 3: ...`."
          },
          "isSoft": {
            "type": "boolean",
            "description": "It failed, and counts as done for its children."
          },
          "cancel": {
            "description": "It is to end; it is over when its attempt is.",
            "type": "object",
            "additionalProperties": false,
            "required": [
              "reason",
              "atMs"
            ],
            "properties": {
              "reason": {
                "type": "string",
                "description": "By whom or what."
              },
              "atMs": {
                "type": "integer",
                "description": "When that was decided (milliseconds since 1970, UTC)"
              }
            }
          },
          "missed": {
            "description": "Occurrences that this record stands for.",
            "type": "object",
            "additionalProperties": false,
            "required": [
              "fromMs",
              "count"
            ],
            "properties": {
              "fromMs": {
                "type": "integer",
                "description": "The first of them (milliseconds since 1970, UTC)"
              },
              "count": {
                "type": "integer",
                "description": "How many."
              }
            }
          },
          "retryAtMs": {
            "type": "integer",
            "description": "While retrying: when the next attempt may start (milliseconds since 1970, UTC)"
          },
          "launches": {
            "type": "integer",
            "description": "Attempts so far, forgotten ones included."
          },
          "failures": {
            "type": "integer",
            "description": "Attempts that used up a retry."
          },
          "specDigest": {
            "type": "string",
            "description": "Digest of the spec that it was last launched from, or created under."
          },
          "attempts": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/AttemptView"
            },
            "description": "Oldest first; only the newest are kept."
          },
          "waits": {
            "type": "array",
            "items": {
              "$ref": "app.json#/$defs/WaitView"
            },
            "description": "Why it is not over; empty when it is."
          }
        }
      },
      "RunDetail": {
        "description": "One run of a job, with the end of its output.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "formatVersion",
          "id",
          "job",
          "origin",
          "lineage",
          "dueMs",
          "createdMs",
          "state",
          "launches",
          "failures",
          "specDigest",
          "attempts",
          "waits"
        ],
        "properties": {
          "formatVersion": {
            "const": 1,
            "description": "Raised when a field changes its meaning or goes away; new fields come without."
          },
          "id": {
            "type": "string",
            "description": "NAME@KEY."
          },
          "job": {
            "type": "string",
            "description": "Its job."
          },
          "origin": {
            "$ref": "#/$defs/RunOriginView"
          },
          "lineage": {
            "type": "string",
            "description": "The run that its lineage started with; itself where it did."
          },
          "dueMs": {
            "type": "integer",
            "description": "Of a timetable run its occurrence, of another when it was triggered (milliseconds since 1970, UTC)"
          },
          "createdMs": {
            "type": "integer",
            "description": "When it was stored (milliseconds since 1970, UTC)"
          },
          "deadlineMs": {
            "type": "integer",
            "description": "Latest start; absent: none (milliseconds since 1970, UTC)"
          },
          "startedMs": {
            "type": "integer",
            "description": "Launch of its first attempt; absent before, and once that attempt is forgotten (milliseconds since 1970, UTC)"
          },
          "endedMs": {
            "type": "integer",
            "description": "When it was over; absent before (milliseconds since 1970, UTC)"
          },
          "durationMs": {
            "type": "integer",
            "description": "From its start to the end of its last attempt, or until now while it is not over, in milliseconds; absent before its start."
          },
          "latenessMs": {
            "type": "integer",
            "description": "From due to start, in milliseconds; absent before its start."
          },
          "state": {
            "enum": [
              "waiting",
              "running",
              "retrying",
              "succeeded",
              "failed",
              "skipped",
              "expired",
              "cancelled"
            ],
            "description": "waiting: for its turn or a place; running: an attempt is launched; retrying: between two attempts; succeeded, failed: for good; skipped: never to start; expired: past its latest start; cancelled: by an operator, a newer run or the end of its job."
          },
          "reason": {
            "type": "string",
            "description": "Why it ended as it did: `running`, `missed`, `parent /etl/load`, `exit code 3: ...`."
          },
          "isSoft": {
            "type": "boolean",
            "description": "It failed, and counts as done for its children."
          },
          "cancel": {
            "description": "It is to end; it is over when its attempt is.",
            "type": "object",
            "additionalProperties": false,
            "required": [
              "reason",
              "atMs"
            ],
            "properties": {
              "reason": {
                "type": "string",
                "description": "By whom or what."
              },
              "atMs": {
                "type": "integer",
                "description": "When that was decided (milliseconds since 1970, UTC)"
              }
            }
          },
          "missed": {
            "description": "Occurrences that this record stands for.",
            "type": "object",
            "additionalProperties": false,
            "required": [
              "fromMs",
              "count"
            ],
            "properties": {
              "fromMs": {
                "type": "integer",
                "description": "The first of them (milliseconds since 1970, UTC)"
              },
              "count": {
                "type": "integer",
                "description": "How many."
              }
            }
          },
          "retryAtMs": {
            "type": "integer",
            "description": "While retrying: when the next attempt may start (milliseconds since 1970, UTC)"
          },
          "launches": {
            "type": "integer",
            "description": "Attempts so far, forgotten ones included."
          },
          "failures": {
            "type": "integer",
            "description": "Attempts that used up a retry."
          },
          "specDigest": {
            "type": "string",
            "description": "Digest of the spec that it was last launched from, or created under."
          },
          "attempts": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/AttemptView"
            },
            "description": "Oldest first; only the newest are kept."
          },
          "waits": {
            "type": "array",
            "items": {
              "$ref": "app.json#/$defs/WaitView"
            },
            "description": "Why it is not over; empty when it is."
          },
          "logTail": {
            "$ref": "#/$defs/LogTailView"
          }
        }
      },
      "RunOriginView": {
        "description": "What started it.",
        "oneOf": [
          {
            "$ref": "#/$defs/TimetableOriginView"
          },
          {
            "$ref": "#/$defs/AfterOriginView"
          },
          {
            "$ref": "#/$defs/ManualOriginView"
          }
        ]
      },
      "TimetableOriginView": {
        "description": "It was due by its job's timetable.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "kind",
          "isCatchUp"
        ],
        "properties": {
          "kind": {
            "const": "timetable",
            "description": "By its timetable."
          },
          "isCatchUp": {
            "type": "boolean",
            "description": "It was missed, and ran later."
          }
        }
      },
      "AfterOriginView": {
        "description": "Runs of its job's parents triggered it.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "kind",
          "parents"
        ],
        "properties": {
          "kind": {
            "const": "after",
            "description": "After its parents."
          },
          "parents": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/ParentRunView"
            }
          }
        }
      },
      "ManualOriginView": {
        "description": "An operator asked for it.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "kind",
          "who",
          "env"
        ],
        "properties": {
          "kind": {
            "const": "manual",
            "description": "By hand."
          },
          "who": {
            "type": "string",
            "description": "Who asked."
          },
          "env": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "Names of the variables that were given, sorted; their values are not shown."
          }
        }
      },
      "ParentRunView": {
        "description": "A run of a parent.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "run",
          "dueMs",
          "attempt"
        ],
        "properties": {
          "run": {
            "type": "string",
            "description": "NAME@KEY."
          },
          "dueMs": {
            "type": "integer",
            "description": "When that run was due (milliseconds since 1970, UTC)"
          },
          "attempt": {
            "type": "integer",
            "description": "Which of its attempts ended well."
          }
        }
      },
      "AttemptView": {
        "description": "One launch of a run.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "launch",
          "taskId",
          "agentId",
          "launchedMs",
          "state",
          "revision"
        ],
        "properties": {
          "launch": {
            "type": "integer",
            "description": "N of its task's id."
          },
          "taskId": {
            "type": "string",
            "description": "NAME@KEY.N."
          },
          "agentId": {
            "type": "string",
            "description": "Where it was launched."
          },
          "launchedMs": {
            "type": "integer",
            "description": "Launch stored (milliseconds since 1970, UTC)"
          },
          "startedMs": {
            "type": "integer",
            "description": "Start, by its agent's clock; absent when that is not known (milliseconds since 1970, UTC)"
          },
          "endedMs": {
            "type": "integer",
            "description": "When the engine stored its end; absent while it has not ended (milliseconds since 1970, UTC)"
          },
          "state": {
            "enum": [
              "staging",
              "starting",
              "running",
              "killing",
              "finished",
              "failed",
              "killed",
              "error",
              "lost"
            ],
            "description": "What its agent last said, or how it ended."
          },
          "reason": {
            "type": "string",
            "description": "In one word, as the agent said it."
          },
          "message": {
            "type": "string",
            "description": "What the agent said, with its last lines of output."
          },
          "exitCode": {
            "type": "integer",
            "description": "Of its command."
          },
          "signal": {
            "type": "string",
            "description": "That ended it: `SIGKILL`."
          },
          "cpuMs": {
            "type": "integer",
            "description": "User and system time of it and its children, in milliseconds."
          },
          "revision": {
            "type": "string",
            "description": "The commit that it was launched from."
          },
          "isCounted": {
            "type": "boolean",
            "description": "It used up a retry; present once it has ended."
          }
        }
      },
      "LogTailView": {
        "description": "The end of the last attempt's output.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "stdout",
          "stderr"
        ],
        "properties": {
          "stdout": {
            "type": "string",
            "description": "Its last bytes as UTF-8."
          },
          "stderr": {
            "type": "string",
            "description": "Its last bytes as UTF-8."
          }
        }
      }
    }
  },
  "snapshot": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://meridian.dev/schemas/api/snapshot.json",
    "title": "SnapshotView",
    "description": "All that `plan` needs to know of the cluster (engine/plan/snapshot.ts).",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "formatVersion",
      "index",
      "clusterId",
      "nowMs",
      "quotas",
      "groups",
      "volumes",
      "volumeSpecs",
      "apps",
      "jobs",
      "agents"
    ],
    "properties": {
      "formatVersion": {
        "const": 1,
        "description": "Raised when a field changes its meaning or goes away; new fields come without."
      },
      "index": {
        "type": "integer",
        "description": "Number of the last event."
      },
      "clusterId": {
        "type": "string"
      },
      "nowMs": {
        "type": "integer",
        "description": "The engine's clock (milliseconds since 1970, UTC)"
      },
      "commit": {
        "type": "string",
        "description": "Applied commit; absent before the first."
      },
      "revision": {
        "type": "integer"
      },
      "cluster": {
        "type": "object",
        "additionalProperties": {},
        "description": "Normalised ClusterSpec."
      },
      "quotas": {
        "type": "array",
        "items": {
          "type": "object",
          "additionalProperties": {}
        },
        "description": "Normalised QuotaSpecs by role."
      },
      "groups": {
        "type": "array",
        "items": {
          "type": "object",
          "additionalProperties": {}
        },
        "description": "Normalised GroupSpecs by name."
      },
      "volumeSpecs": {
        "type": "array",
        "items": {
          "type": "object",
          "additionalProperties": {}
        },
        "description": "Normalised VolumeSpecs by name."
      },
      "maintenance": {
        "type": "array",
        "items": {
          "type": "object",
          "additionalProperties": {}
        },
        "description": "Normalised MaintenanceSpecs by name."
      },
      "volumes": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/SnapshotVolumeView"
        },
        "description": "Persistent volumes that agents keep, by name and path."
      },
      "apps": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/SnapshotAppView"
        }
      },
      "jobs": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/SnapshotJobView"
        },
        "description": "By name; those that are being removed, and removed ones that are remembered, too."
      },
      "agents": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/SnapshotAgentView"
        }
      }
    },
    "$defs": {
      "SnapshotVolumeView": {
        "description": "A persistent volume that is made, or about to be.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "name",
          "owner",
          "path",
          "sizeMib",
          "agent"
        ],
        "properties": {
          "name": {
            "type": "string",
            "description": "Whom it is kept for: an instance of an app as NAME#INSTANCE, or a Volume by its name."
          },
          "owner": {
            "type": "string",
            "description": "The App or Volume that it goes with."
          },
          "path": {
            "type": "string",
            "description": "Where the task sees it, from its sandbox."
          },
          "sizeMib": {
            "type": "integer"
          },
          "agent": {
            "type": "string",
            "description": "Id of the agent that keeps it."
          }
        }
      },
      "SnapshotAppView": {
        "description": "An app that is applied, or that is being stopped.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "name",
          "running",
          "healthy",
          "total",
          "instances",
          "waits",
          "isSettled",
          "quarantine"
        ],
        "properties": {
          "name": {
            "type": "string"
          },
          "spec": {
            "type": "object",
            "additionalProperties": {},
            "description": "Normalised AppSpec (engine/model/wanted.ts); absent once its file is deleted."
          },
          "origin": {
            "$ref": "app.json#/$defs/OriginView"
          },
          "revision": {
            "type": "string",
            "description": "The commit that brought it."
          },
          "running": {
            "type": "integer"
          },
          "healthy": {
            "type": "integer"
          },
          "total": {
            "type": "integer",
            "description": "Launched and not ended."
          },
          "instances": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/SnapshotInstancesView"
            }
          },
          "waits": {
            "type": "array",
            "items": {
              "$ref": "app.json#/$defs/WaitView"
            }
          },
          "isSettled": {
            "type": "boolean",
            "description": "As wanted: nothing to start, stop or prove."
          },
          "hold": {
            "description": "Nothing of it is replaced meanwhile.",
            "type": "object",
            "additionalProperties": false,
            "required": [
              "kind",
              "reason"
            ],
            "properties": {
              "kind": {
                "enum": [
                  "paused",
                  "quarantined",
                  "rollout-paused"
                ]
              },
              "reason": {
                "type": "string"
              }
            }
          },
          "quarantine": {
            "type": "array",
            "items": {
              "$ref": "app.json#/$defs/QuarantineView"
            }
          }
        }
      },
      "SnapshotJobView": {
        "description": "A job that is applied, that is being removed, or that is remembered.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "name",
          "runs",
          "instances",
          "waits",
          "isGoing"
        ],
        "properties": {
          "name": {
            "type": "string",
            "description": "Its path."
          },
          "spec": {
            "type": "object",
            "additionalProperties": {},
            "description": "Normalised JobSpec (engine/model/wanted.ts); absent once its file is deleted."
          },
          "origin": {
            "$ref": "app.json#/$defs/OriginView"
          },
          "revision": {
            "type": "string",
            "description": "The commit that brought it."
          },
          "timetable": {
            "type": "string",
            "description": "Text and zone of the timetable that `anchorMs` and `throughMs` are about."
          },
          "anchorMs": {
            "type": "integer",
            "description": "Of a timetable with an empty start: when it was first applied (milliseconds since 1970, UTC)"
          },
          "throughMs": {
            "type": "integer",
            "description": "Every occurrence up to then has its run, or is recorded as missed (milliseconds since 1970, UTC)"
          },
          "suspendedMs": {
            "type": "integer",
            "description": "Suspended since (milliseconds since 1970, UTC)"
          },
          "last": {
            "description": "The last run that ended, skipped ones apart.",
            "type": "object",
            "additionalProperties": false,
            "required": [
              "run",
              "state",
              "atMs"
            ],
            "properties": {
              "run": {
                "type": "string",
                "description": "NAME@KEY."
              },
              "state": {
                "enum": [
                  "waiting",
                  "running",
                  "retrying",
                  "succeeded",
                  "failed",
                  "skipped",
                  "expired",
                  "cancelled"
                ],
                "description": "waiting: for its turn or a place; running: an attempt is launched; retrying: between two attempts; succeeded, failed: for good; skipped: never to start; expired: past its latest start; cancelled: by an operator, a newer run or the end of its job."
              },
              "atMs": {
                "type": "integer",
                "description": "When it ended (milliseconds since 1970, UTC)"
              }
            }
          },
          "runs": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/SnapshotRunView"
            },
            "description": "Runs that are not over, by id."
          },
          "instances": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/SnapshotInstancesView"
            },
            "description": "Attempts of it that hold a place."
          },
          "waits": {
            "type": "array",
            "items": {
              "$ref": "app.json#/$defs/WaitView"
            },
            "description": "What it and its runs wait for."
          },
          "isGoing": {
            "type": "boolean",
            "description": "Its file is deleted, and runs of it are still being ended."
          }
        }
      },
      "SnapshotRunView": {
        "description": "A run that is not over.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "id",
          "state",
          "dueMs"
        ],
        "properties": {
          "id": {
            "type": "string",
            "description": "NAME@KEY."
          },
          "state": {
            "enum": [
              "waiting",
              "running",
              "retrying",
              "succeeded",
              "failed",
              "skipped",
              "expired",
              "cancelled"
            ],
            "description": "waiting: for its turn or a place; running: an attempt is launched; retrying: between two attempts; succeeded, failed: for good; skipped: never to start; expired: past its latest start; cancelled: by an operator, a newer run or the end of its job."
          },
          "dueMs": {
            "type": "integer",
            "description": "When it was due (milliseconds since 1970, UTC)"
          }
        }
      },
      "SnapshotInstancesView": {
        "description": "Instances of one app, or attempts of one job, that run the same task on the same agent and hold the same ports.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "taskDigest",
          "agentId",
          "role",
          "total",
          "running",
          "healthy",
          "scalars",
          "ports"
        ],
        "properties": {
          "taskDigest": {
            "type": "string",
            "description": "Whole digest."
          },
          "agentId": {
            "type": "string"
          },
          "role": {
            "type": "string"
          },
          "total": {
            "type": "integer",
            "description": "Launched, not ended and not on their way out."
          },
          "running": {
            "type": "integer"
          },
          "healthy": {
            "type": "integer",
            "description": "Healthy and ready."
          },
          "scalars": {
            "type": "object",
            "additionalProperties": {
              "type": "integer"
            },
            "description": "What each of them takes, in 1/1000."
          },
          "ports": {
            "type": "array",
            "items": {
              "type": "integer"
            },
            "description": "Host ports that they hold."
          }
        }
      },
      "SnapshotAgentView": {
        "description": "An agent as placement sees it.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "agentId",
          "hostname",
          "presence",
          "attributes",
          "total",
          "free",
          "isOffered"
        ],
        "properties": {
          "agentId": {
            "type": "string"
          },
          "hostname": {
            "type": "string"
          },
          "presence": {
            "enum": [
              "registered",
              "disconnected",
              "recovering",
              "unreachable",
              "gone"
            ]
          },
          "attributes": {
            "type": "object",
            "additionalProperties": {
              "type": "string"
            }
          },
          "total": {
            "$ref": "#/$defs/SnapshotResourcesView"
          },
          "capacity": {
            "type": "object",
            "additionalProperties": {
              "type": "integer"
            },
            "description": "All its scalars, what is reserved included, in 1/1000 of their unit: guarantees are held against it."
          },
          "free": {
            "$ref": "#/$defs/SnapshotResourcesView"
          },
          "isOffered": {
            "type": "boolean",
            "description": "Tasks may be placed on it now."
          },
          "whyNot": {
            "type": "string"
          },
          "frameworkTasks": {
            "type": "integer",
            "description": "Tasks of others' frameworks that haven't ended there; absent: none."
          }
        }
      },
      "SnapshotResourcesView": {
        "description": "As in the wire protocol: scalars in 1/1000 of their unit.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "scalars",
          "ranges",
          "sets"
        ],
        "properties": {
          "scalars": {
            "type": "object",
            "additionalProperties": {
              "type": "integer"
            }
          },
          "ranges": {
            "type": "object",
            "additionalProperties": {
              "type": "array",
              "items": {
                "type": "array",
                "items": {
                  "type": "integer"
                },
                "minItems": 2,
                "maxItems": 2
              }
            }
          },
          "sets": {
            "type": "object",
            "additionalProperties": {
              "type": "array",
              "items": {
                "type": "string"
              }
            }
          }
        }
      }
    }
  },
  "status": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://meridian.dev/schemas/api/status.json",
    "title": "StatusView",
    "description": "The cluster at a glance.",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "formatVersion",
      "clusterId",
      "epoch",
      "startedMs",
      "nowMs",
      "repository",
      "apps",
      "jobs",
      "tasks",
      "agents",
      "waits"
    ],
    "properties": {
      "formatVersion": {
        "const": 1,
        "description": "Raised when a field changes its meaning or goes away; new fields come without."
      },
      "clusterId": {
        "type": "string"
      },
      "epoch": {
        "type": "integer"
      },
      "version": {
        "type": "string",
        "description": "The engine's version."
      },
      "startedMs": {
        "type": "integer",
        "description": "This engine took over (milliseconds since 1970, UTC)"
      },
      "nowMs": {
        "type": "integer",
        "description": "The engine's clock (milliseconds since 1970, UTC)"
      },
      "repository": {
        "description": "What is followed.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "describe"
        ],
        "properties": {
          "describe": {
            "type": "string",
            "description": "Without credentials."
          },
          "head": {
            "type": "string",
            "description": "Commit of the followed ref."
          },
          "checkedMs": {
            "type": "integer",
            "description": "Last looked at (milliseconds since 1970, UTC)"
          },
          "failure": {
            "description": "While it can't be read.",
            "type": "object",
            "additionalProperties": false,
            "required": [
              "code",
              "message",
              "sinceMs"
            ],
            "properties": {
              "code": {
                "type": "string"
              },
              "message": {
                "type": "string"
              },
              "sinceMs": {
                "type": "integer",
                "description": "Since (milliseconds since 1970, UTC)"
              }
            }
          }
        }
      },
      "applied": {
        "description": "The revision in force.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "commit",
          "revision",
          "ignoredDocuments"
        ],
        "properties": {
          "commit": {
            "type": "string"
          },
          "revision": {
            "type": "integer"
          },
          "ignoredDocuments": {
            "type": "integer",
            "description": "Documents of other tools, passed over."
          }
        }
      },
      "latest": {
        "$ref": "revision.json#/$defs/RevisionView"
      },
      "apps": {
        "type": "object",
        "additionalProperties": {
          "type": "integer"
        },
        "description": "Apps by state word."
      },
      "jobs": {
        "type": "object",
        "additionalProperties": {
          "type": "integer"
        },
        "description": "Jobs by state word."
      },
      "tasks": {
        "type": "object",
        "additionalProperties": {
          "type": "integer"
        },
        "description": "Tasks that have not ended, by state."
      },
      "agents": {
        "type": "object",
        "additionalProperties": {
          "type": "integer"
        },
        "description": "Agents by presence."
      },
      "waits": {
        "description": "The worst first, 100 at most.",
        "type": "array",
        "items": {
          "description": "Something that wants a person's eye.",
          "type": "object",
          "additionalProperties": false,
          "required": [
            "subject",
            "kind",
            "text"
          ],
          "properties": {
            "subject": {
              "type": "string"
            },
            "kind": {
              "type": "string"
            },
            "text": {
              "type": "string"
            },
            "sinceMs": {
              "type": "integer",
              "description": "Since (milliseconds since 1970, UTC); absent where nobody noted it."
            },
            "next": {
              "$ref": "app.json#/$defs/NextView"
            }
          }
        }
      }
    }
  },
  "task": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://meridian.dev/schemas/api/task.json",
    "title": "TaskApi",
    "description": "What is said of tasks.",
    "type": "object",
    "additionalProperties": false,
    "required": [],
    "properties": {
      "list": {
        "$ref": "#/$defs/TaskList"
      },
      "detail": {
        "$ref": "#/$defs/TaskDetail"
      }
    },
    "$defs": {
      "TaskList": {
        "description": "Tasks by name, instance and launch; ended ones too, as long as they are remembered.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "formatVersion",
          "items"
        ],
        "properties": {
          "formatVersion": {
            "const": 1,
            "description": "Raised when a field changes its meaning or goes away; new fields come without."
          },
          "items": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/TaskView"
            }
          },
          "nextCursor": {
            "type": "string",
            "description": "Pass as `cursor` for the next page; absent on the last one."
          }
        }
      },
      "TaskView": {
        "description": "One launch of one instance of an app, or of one run of a job.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "id",
          "name",
          "instance",
          "launch",
          "role",
          "agentId",
          "hostname",
          "state",
          "health",
          "ready",
          "resources",
          "ports",
          "taskDigest",
          "launchedMs",
          "waits"
        ],
        "properties": {
          "id": {
            "type": "string",
            "description": "NAME#INSTANCE.LAUNCH, of a job NAME@KEY.LAUNCH."
          },
          "name": {
            "type": "string",
            "description": "Its app or job."
          },
          "run": {
            "type": "string",
            "description": "Its run, NAME@KEY; absent of an app's."
          },
          "instance": {
            "type": "integer",
            "description": "0 of a job's."
          },
          "launch": {
            "type": "integer",
            "description": "Counts the launches of its instance or run."
          },
          "role": {
            "type": "string"
          },
          "agentId": {
            "type": "string"
          },
          "hostname": {
            "type": "string",
            "description": "Empty when its agent is forgotten."
          },
          "state": {
            "enum": [
              "staging",
              "starting",
              "running",
              "killing",
              "finished",
              "failed",
              "killed",
              "error",
              "lost"
            ]
          },
          "health": {
            "enum": [
              "unknown",
              "healthy",
              "unhealthy"
            ]
          },
          "ready": {
            "type": "boolean",
            "description": "Its readiness checks pass, or it has none."
          },
          "resources": {
            "type": "object",
            "additionalProperties": {
              "type": "number"
            },
            "description": "In units: cpus in cores, mem and disk in MiB."
          },
          "ports": {
            "type": "array",
            "items": {
              "type": "integer"
            },
            "description": "Host ports, in the order of the task's ports."
          },
          "taskDigest": {
            "type": "string",
            "description": "First 12 digits of its task's digest."
          },
          "revision": {
            "type": "string",
            "description": "The commit that first brought this task."
          },
          "launchedMs": {
            "type": "integer",
            "description": "Launch stored (milliseconds since 1970, UTC)"
          },
          "phase": {
            "description": "How far it has come, while it doesn't run yet.",
            "type": "object",
            "additionalProperties": false,
            "required": [
              "name",
              "sinceMs"
            ],
            "properties": {
              "name": {
                "enum": [
                  "fetching",
                  "pulling",
                  "starting"
                ]
              },
              "sinceMs": {
                "type": "integer",
                "description": "By its agent's clock (milliseconds since 1970, UTC)"
              }
            }
          },
          "startedMs": {
            "type": "integer",
            "description": "Start, by its agent's clock (milliseconds since 1970, UTC)"
          },
          "kill": {
            "description": "Set once it is to stop.",
            "type": "object",
            "additionalProperties": false,
            "required": [
              "reason",
              "atMs"
            ],
            "properties": {
              "reason": {
                "type": "string"
              },
              "atMs": {
                "type": "integer",
                "description": "When that was decided (milliseconds since 1970, UTC)"
              }
            }
          },
          "end": {
            "$ref": "#/$defs/TaskEnd"
          },
          "waits": {
            "type": "array",
            "items": {
              "$ref": "app.json#/$defs/WaitView"
            }
          }
        }
      },
      "TaskDetail": {
        "description": "A task, and what it went through.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "formatVersion",
          "task",
          "history"
        ],
        "properties": {
          "formatVersion": {
            "const": 1,
            "description": "Raised when a field changes its meaning or goes away; new fields come without."
          },
          "task": {
            "$ref": "#/$defs/TaskView"
          },
          "history": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/TaskMomentView"
            },
            "description": "Its states, oldest first: of many the first four and the newest thirteen."
          }
        }
      },
      "TaskMomentView": {
        "description": "A state that it came to be in.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "state",
          "atMs",
          "by"
        ],
        "properties": {
          "state": {
            "enum": [
              "staging",
              "starting",
              "running",
              "killing",
              "finished",
              "failed",
              "killed",
              "error",
              "lost",
              "unreachable"
            ]
          },
          "atMs": {
            "type": "integer",
            "description": "By the clock of who says so (milliseconds since 1970, UTC)"
          },
          "by": {
            "enum": [
              "engine",
              "agent"
            ],
            "description": "Who says so."
          },
          "reason": {
            "type": "string"
          },
          "message": {
            "type": "string"
          }
        }
      },
      "TaskEnd": {
        "description": "How it ended.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "state",
          "atMs"
        ],
        "properties": {
          "state": {
            "enum": [
              "staging",
              "starting",
              "running",
              "killing",
              "finished",
              "failed",
              "killed",
              "error",
              "lost"
            ]
          },
          "reason": {
            "type": "string"
          },
          "message": {
            "type": "string",
            "description": "What the agent said, with its last lines of output."
          },
          "exitCode": {
            "type": "integer"
          },
          "signal": {
            "type": "string"
          },
          "atMs": {
            "type": "integer",
            "description": "When the engine stored it (milliseconds since 1970, UTC)"
          }
        }
      }
    }
  },
  "volume": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://meridian.dev/schemas/api/resources/volume.json",
    "title": "VolumeList",
    "description": "Persistent volumes by whom they are kept for; then those that are leaving, then those that nobody knows of.",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "formatVersion",
      "items"
    ],
    "properties": {
      "formatVersion": {
        "const": 1,
        "description": "Raised when a field changes its meaning or goes away; new fields come without."
      },
      "items": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/VolumeView"
        }
      },
      "nextCursor": {
        "type": "string",
        "description": "Pass as `cursor` for the next page; absent on the last one."
      }
    },
    "$defs": {
      "VolumeView": {
        "description": "A persistent volume: data that outlives its task.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "name",
          "state",
          "what",
          "remedy"
        ],
        "properties": {
          "id": {
            "type": "string",
            "description": "The task it was made for, and its path there: NAME#INSTANCE.LAUNCH:PATH; of a framework's, NAME!EPOCH.NUMBER. Absent: it is not made yet."
          },
          "name": {
            "type": "string",
            "description": "Whom it is kept for: a slot, or its Volume; of one that a framework made, or that nobody knows of, its id. What `release` takes."
          },
          "owner": {
            "type": "string",
            "description": "The app or Volume with which it goes. Absent: nobody knows of it."
          },
          "role": {
            "type": "string"
          },
          "path": {
            "type": "string",
            "description": "Where its tasks see it, relative to their sandbox; of a Volume, where the one did that it was made for."
          },
          "agent": {
            "type": "string",
            "description": "Where it is, by the agent's id."
          },
          "sizeMib": {
            "type": "integer"
          },
          "state": {
            "enum": [
              "in-use",
              "idle",
              "missing",
              "leaving",
              "stray",
              "not-made"
            ],
            "description": "in-use: a task has it; idle: kept, and nobody has it; missing: its tasks have had it, and its agent does not have it any more; leaving: given up, its agent has still to destroy it; stray: an agent has it, and nobody knows of it; not-made: a Volume that no task has used yet."
          },
          "task": {
            "type": "string",
            "description": "The task that has it."
          },
          "what": {
            "type": "string",
            "description": "How it stands."
          },
          "remedy": {
            "type": "string",
            "description": "What would change that; empty where nothing has to be done."
          },
          "createdMs": {
            "type": "integer",
            "description": "Since when something is kept for it (milliseconds since 1970, UTC)"
          }
        }
      }
    }
  },
  "why": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://meridian.dev/schemas/api/why.json",
    "title": "WhyView",
    "description": "Why something is as it is.",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "formatVersion",
      "name",
      "subject",
      "state",
      "sentence",
      "evidence",
      "remedy",
      "waits",
      "failures"
    ],
    "properties": {
      "formatVersion": {
        "const": 1,
        "description": "Raised when a field changes its meaning or goes away; new fields come without."
      },
      "name": {
        "type": "string"
      },
      "subject": {
        "enum": [
          "app",
          "task",
          "agent",
          "job",
          "run",
          "framework",
          "role",
          "volume",
          "rollout",
          "revision",
          "maintenance"
        ]
      },
      "state": {
        "type": "string"
      },
      "sentence": {
        "type": "string",
        "description": "One sentence that a person can act on."
      },
      "evidence": {
        "type": "array",
        "items": {
          "type": "string"
        },
        "description": "What it is read from, most telling first."
      },
      "remedy": {
        "type": "string",
        "description": "What would change it; empty when nothing is to be done."
      },
      "waits": {
        "type": "array",
        "items": {
          "$ref": "app.json#/$defs/WaitView"
        }
      },
      "placement": {
        "$ref": "#/$defs/PlacementView"
      },
      "packing": {
        "$ref": "#/$defs/PackingView"
      },
      "offers": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/RoleOffersView"
        },
        "description": "Of a framework, what keeps agents from being offered to it, by role."
      },
      "failures": {
        "type": "array",
        "items": {
          "$ref": "app.json#/$defs/FailureView"
        },
        "description": "Newest first."
      }
    },
    "$defs": {
      "PackingView": {
        "description": "Where one more instance, or run, would go.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "policy",
          "agents"
        ],
        "properties": {
          "policy": {
            "enum": [
              "pack",
              "spread"
            ]
          },
          "agents": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/RankedAgentView"
            },
            "description": "Those that fit, the one that would be taken first; ten at most."
          }
        }
      },
      "RankedAgentView": {
        "description": "What placement looks at on an agent that fits.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "agentId",
          "instances",
          "full"
        ],
        "properties": {
          "agentId": {
            "type": "string"
          },
          "instances": {
            "type": "integer",
            "description": "Instances of the app, or runs of the job, that are there."
          },
          "full": {
            "type": "number",
            "description": "Largest part of any resource that is taken there, 0 to 1."
          }
        }
      },
      "PlacementView": {
        "description": "Instances, or runs of a job, that fit nowhere now.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "instances",
          "sinceMs",
          "agents",
          "ruledOut",
          "wouldFit"
        ],
        "properties": {
          "instances": {
            "type": "array",
            "items": {
              "type": "integer"
            },
            "description": "Of an app; empty of a job."
          },
          "runs": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "Of a job; absent of an app."
          },
          "sinceMs": {
            "type": "integer",
            "description": "Since (milliseconds since 1970, UTC)"
          },
          "agents": {
            "type": "integer",
            "description": "Agents there are."
          },
          "ruledOut": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/RuledOutView"
            }
          },
          "wouldFit": {
            "type": "string",
            "description": "What would make one fit."
          }
        }
      },
      "RoleOffersView": {
        "description": "A framework in one of its roles.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "role",
          "agents",
          "ruledOut"
        ],
        "properties": {
          "role": {
            "type": "string"
          },
          "agents": {
            "type": "integer",
            "description": "Agents there are."
          },
          "ruledOut": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/RuledOutView"
            }
          }
        }
      },
      "RuledOutView": {
        "description": "Agents that one thing ruled out.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "by",
          "kind",
          "agents",
          "detail"
        ],
        "properties": {
          "by": {
            "type": "string",
            "description": "`cpus`, `port 8080`, `rack unique`, `disconnected`."
          },
          "kind": {
            "enum": [
              "resource",
              "port",
              "constraint",
              "role",
              "agent",
              "limit",
              "guarantee",
              "filter"
            ],
            "description": "agent: nothing is placed on it now; role: what is free there is kept for others; filter: a framework wants no offers of it now."
          },
          "agents": {
            "type": "integer",
            "description": "How many."
          },
          "detail": {
            "type": "string",
            "description": "What it says of the first of them."
          }
        }
      }
    }
  }
} as const;
