// Made from schemas/api/*.json by `npm run generate`; a test compares. Do not edit.

export interface ApiRoom {
  AgentList?: AgentList;
  AppApi?: AppApi;
  EventList?: EventList;
  OperationApi?: OperationApi;
  PlanDocument?: PlanDocument;
  ProblemView?: ProblemView;
  RevisionList?: RevisionList;
  RoleList?: RoleList;
  RolloutList?: RolloutList;
  SnapshotView?: SnapshotView;
  StatusView?: StatusView;
  TaskList?: TaskList;
  WaitView?: WaitView;
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
  items: AgentView[];
  /**
   * Pass as `cursor` for the next page; absent on the last one.
   */
  nextCursor?: string;
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
   * Waited for until; then it is unreachable (milliseconds since 1970, UTC)
   */
  untilMs?: number;
  /**
   * First admitted (milliseconds since 1970, UTC)
   */
  admittedMs: number;
  attributes: {
    [k: string]: string;
  };
  /**
   * By name: cpus in cores, mem and disk in MiB.
   */
  resources: {
    [k: string]: AmountView;
  };
  /**
   * Host ports.
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
  capabilities: CapabilityView[];
  /**
   * Tasks on it that have not ended.
   */
  tasks: number;
  /**
   * Why nothing is placed on it; empty when it is offered.
   */
  waits: WaitView[];
}
/**
 * In the resource's unit.
 */
export interface AmountView {
  total: number;
  used: number;
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
    | 'repository'
    | 'revision';
  /**
   * One sentence that a person can act on.
   */
  text: string;
}
/**
 * What is said of apps.
 */
export interface AppApi {
  list?: AppList;
  detail?: AppDetail;
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
  reason: string;
  policy: 'rollback' | 'pause';
}
/**
 * One launch of one instance.
 */
export interface TaskView {
  /**
   * NAME#INSTANCE.LAUNCH.
   */
  id: string;
  /**
   * Its app.
   */
  name: string;
  instance: number;
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
 * What is asked for and answered.
 */
export interface OperationApi {
  /**
   * What an operator asks for that is not wanted state.
   */
  body?: AppOperation | AbortOperation | GoneOperation;
  answer?: OperationAnswerView;
  sync?: SyncAnswer;
  health?: HealthAnswer;
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
 * What came of an operation that was carried out.
 */
export interface OperationAnswerView {
  /**
   * Raised when a field changes its meaning or goes away; new fields come without.
   */
  formatVersion: 1;
  message: string;
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
 * What a revision would change, with what consequence. The same inputs give the same bytes of canonical JSON; every other format is made from it.
 */
export interface PlanDocument {
  /**
   * Additions raise the second number, anything else the first.
   */
  formatVersion: '1.0';
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
  summary: PlanSummary;
  /**
   * Deletions, then changes, then creations, each by name.
   */
  objects: PlanObject[];
  fit?: PlanFit;
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
  groups: PlanCounts;
  quotas: PlanCounts;
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
export interface PlanObject {
  kind: 'App' | 'Group' | 'Quota' | 'Cluster';
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
}
export interface PlanChange {
  /**
   * Field path below spec (of an App, labels are metadata's).
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
  consequence: 'replace' | 'in-place' | 'scale' | 'settings' | 'placement' | 'policy' | 'none';
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
}
/**
 * A role's dominant share of the registered agents.
 */
export interface PlanRoleShare {
  role: string;
  before: number;
  after: number;
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
   * agent: nothing is placed on it now.
   */
  kind: 'resource' | 'port' | 'constraint' | 'agent';
  /**
   * Such as cpus, port 8080, rack unique, or disconnected.
   */
  name: string;
  /**
   * Agents that it rules out; several reasons may rule out one.
   */
  agents: number;
  /**
   * What it is on one of them.
   */
  detail: string;
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
   * In units.
   */
  allocated: {
    [k: string]: number;
  };
  apps: number;
  /**
   * Instances that wait for a place.
   */
  waiting: number;
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
  apps: SnapshotAppView[];
  agents: SnapshotAgentView[];
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
 * Instances of one app that run the same task on the same agent and hold the same ports.
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
  free: SnapshotResourcesView;
  /**
   * Tasks may be placed on it now.
   */
  isOffered: boolean;
  whyNot?: string;
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
   * Items: Something that wants a person's eye.
   */
  waits: {
    subject: string;
    kind: string;
    text: string;
  }[];
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
 * Why something is as it is.
 */
export interface WhyView {
  /**
   * Raised when a field changes its meaning or goes away; new fields come without.
   */
  formatVersion: 1;
  name: string;
  subject: 'app' | 'task' | 'agent';
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
  /**
   * Newest first.
   */
  failures: FailureView[];
}
/**
 * Instances that fit nowhere now.
 */
export interface PlacementView {
  instances: number[];
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
  kind: 'resource' | 'port' | 'constraint' | 'agent';
  /**
   * How many.
   */
  agents: number;
  /**
   * What it says of the first of them.
   */
  detail: string;
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
          "$ref": "#/$defs/AgentView"
        }
      },
      "nextCursor": {
        "type": "string",
        "description": "Pass as `cursor` for the next page; absent on the last one."
      }
    },
    "$defs": {
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
          "capabilities",
          "tasks",
          "waits"
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
            "description": "Waited for until; then it is unreachable (milliseconds since 1970, UTC)"
          },
          "admittedMs": {
            "type": "integer",
            "description": "First admitted (milliseconds since 1970, UTC)"
          },
          "attributes": {
            "type": "object",
            "additionalProperties": {
              "type": "string"
            }
          },
          "resources": {
            "type": "object",
            "additionalProperties": {
              "$ref": "#/$defs/AmountView"
            },
            "description": "By name: cpus in cores, mem and disk in MiB."
          },
          "ports": {
            "description": "Host ports.",
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
              "$ref": "wait.json"
            },
            "description": "Why nothing is placed on it; empty when it is offered."
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
              "$ref": "wait.json"
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
              "$ref": "wait.json"
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
      "waits",
      "diagnostics"
    ],
    "properties": {
      "formatVersion": {
        "description": "Additions raise the second number, anything else the first.",
        "const": "1.0"
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
      "fit": {
        "$ref": "#/$defs/PlanFit"
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
          "engineVersion"
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
      "PlanSummary": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "instances",
          "apps",
          "groups",
          "quotas",
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
          "groups": {
            "$ref": "#/$defs/PlanCounts"
          },
          "quotas": {
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
              "Group",
              "Quota",
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
          }
        }
      },
      "PlanConsequence": {
        "enum": [
          "replace",
          "in-place",
          "scale",
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
            "description": "Field path below spec (of an App, labels are metadata's).",
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
          "failures"
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
          }
        }
      },
      "PlanRoleShare": {
        "description": "A role's dominant share of the registered agents.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "role",
          "before",
          "after"
        ],
        "properties": {
          "role": {
            "type": "string"
          },
          "before": {
            "type": "number",
            "minimum": 0
          },
          "after": {
            "type": "number",
            "minimum": 0
          }
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
            "description": "agent: nothing is placed on it now.",
            "enum": [
              "resource",
              "port",
              "constraint",
              "agent"
            ]
          },
          "name": {
            "description": "Such as cpus, port 8080, rack unique, or disconnected.",
            "type": "string"
          },
          "agents": {
            "description": "Agents that it rules out; several reasons may rule out one.",
            "type": "integer",
            "minimum": 1
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
  "problem": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://meridian.dev/schemas/api/problem.json",
    "title": "ProblemView",
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
          "waiting"
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
          "allocated": {
            "type": "object",
            "additionalProperties": {
              "type": "number"
            },
            "description": "In units."
          },
          "apps": {
            "type": "integer"
          },
          "waiting": {
            "type": "integer",
            "description": "Instances that wait for a place."
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
      "apps",
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
      "apps": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/SnapshotAppView"
        }
      },
      "agents": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/SnapshotAgentView"
        }
      }
    },
    "$defs": {
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
              "$ref": "wait.json"
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
      "SnapshotInstancesView": {
        "description": "Instances of one app that run the same task on the same agent and hold the same ports.",
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
          "free": {
            "$ref": "#/$defs/SnapshotResourcesView"
          },
          "isOffered": {
            "type": "boolean",
            "description": "Tasks may be placed on it now."
          },
          "whyNot": {
            "type": "string"
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
            }
          }
        }
      }
    }
  },
  "task": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://meridian.dev/schemas/api/task.json",
    "title": "TaskList",
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
    },
    "$defs": {
      "TaskView": {
        "description": "One launch of one instance.",
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
            "description": "NAME#INSTANCE.LAUNCH."
          },
          "name": {
            "type": "string",
            "description": "Its app."
          },
          "instance": {
            "type": "integer"
          },
          "launch": {
            "type": "integer"
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
              "$ref": "wait.json"
            }
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
  "wait": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://meridian.dev/schemas/api/wait.json",
    "title": "WaitView",
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
          "repository",
          "revision"
        ],
        "description": "What kind of thing it waits for."
      },
      "text": {
        "type": "string",
        "description": "One sentence that a person can act on."
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
          "agent"
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
          "$ref": "wait.json"
        }
      },
      "placement": {
        "$ref": "#/$defs/PlacementView"
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
      "PlacementView": {
        "description": "Instances that fit nowhere now.",
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
            }
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
              "agent"
            ]
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
