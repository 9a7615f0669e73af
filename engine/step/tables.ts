// The engine's memory: what the store holds, plus what agents reported since this start. Mutable
// indexes in one place; every change goes through the step functions beside it.
import { Retries } from '../lib/retry/retries.ts';
import type {
  AgentPresence,
  AgentRow,
  AppRow,
  AppVersion,
  ClusterRow,
  MadeVolume,
  NoticeBlock,
  RevisionRow,
  RolloutRow,
  TaskRow,
  TaskStatus,
} from '../model/actual.ts';
import {
  type AgentId,
  type Digest,
  type FrameworkId,
  type ObjectName,
  parseRunId,
  type RolloutId,
  type RunId,
  type SlotId,
  type TaskId,
} from '../model/ids.ts';
import type { JobRow, JobVersion, LineageRow, RunRow } from '../model/jobs.ts';
import type { Bundle } from '../model/resources/bundle.ts';
import { isEverOffered } from '../model/resources/resource-warnings.ts';
import type { FrameworkRow } from '../model/scheduler-api/framework-info.ts';
import type { AppSpec, JobSpec, Placed } from '../model/wanted.ts';
import { JobGraph } from '../schedule/lineage.ts';
import {
  Outstanding,
  type OutstandingInverse,
  type OutstandingOffer,
} from './frameworks/offers/outstanding.ts';
import type { UpdateStream } from './frameworks/tasks/update-stream.ts';
import { Planned } from './maintenance/planned.ts';
import type { AgentStanding } from './maintenance/standing.ts';
import { Attendance } from './master/removals/attendance.ts';
import { type RemovalLimit, Removals } from './master/removals/removal-limit.ts';
import { KillWatch } from './master/task/kill-watch.ts';
import { Going } from './memory/going.ts';
import { PathMap } from './memory/path-map.ts';
import { Reservations } from './memory/reservations.ts';

export interface TaskEntry {
  row: TaskRow;
  /** What its agent last said, since this engine start. */
  status?: TaskStatus;
  /** When this engine first saw it healthy and ready without a break. */
  healthySinceMs?: number;
  /** When this engine first saw it unhealthy, unchecked or not ready, without a break. */
  unwellSinceMs?: number;
  /** When this engine first saw the settings on trial that it now has. */
  trialSinceMs?: number;
  /** When this engine last sent its launch. */
  orderedMs?: number;
  /** The settings last sent on this connection, so that they are sent once. */
  configured?: string;
}

/** A task that an agent runs and the engine has given up, or knows nothing of. */
export interface Zombie {
  readonly taskDigest: string;
  readonly status: TaskStatus;
  /** When this engine first heard of it. */
  readonly sinceMs: number;
}

export interface AgentEntry {
  row: AgentRow;
  presence: AgentPresence;
  /** It has said in this epoch what it runs. */
  hasRegistered?: boolean;
  /** Connection number while registered. */
  connection?: number;
  /** Registered, and nothing was heard of it for two pings. */
  isQuiet?: boolean;
  /** Tasks placed on it whose end isn't known. */
  readonly tasks: Set<TaskId>;
  /** Tasks it reported that are given up and not ended yet: nothing is placed until they are. */
  readonly zombies: Map<string, Zombie>;
  /** Tasks on it that it says can't be killed; absent: none ever was. */
  stuck?: Set<TaskId>;
  /** Since when there were any, without a break. */
  zombiesSinceMs?: number;
  /** Ports found busy with something that isn't ours: port to when it may be tried again. */
  readonly busyPorts: Map<number, number>;
  /** Volumes that it said are there, when it registered or since. */
  volumes?: ReadonlySet<string>;
  /** In planned absences; absent: nothing is planned for it. */
  standing?: AgentStanding;
  /** When this engine closed it. */
  closedMs?: number;
  /** Closed, and nothing runs there any more: told once. */
  isDrained?: boolean;
  /** No launches before this instant, and why: its sandbox failed, or it refused. */
  avoid?: { readonly untilMs: number; readonly why: string };
}

/** A framework of others. */
export interface FrameworkEntry {
  row: FrameworkRow;
  /** While it is subscribed. */
  connection?: number;
  /** Launches that aren't forgotten: an ended one is kept until its end is acknowledged. */
  readonly tasks: Map<TaskId, TaskEntry>;
  /** Of these, those that have ended, in the order in which they did. */
  readonly ended: Set<TaskId>;
  /** What it is told of each task. */
  readonly streams: Map<TaskId, UpdateStream>;
  /** When what it hasn't acknowledged is told again; nothing is while it isn't connected. */
  readonly retries: Retries<TaskId>;
  /** When the timer for that rings. */
  retryMs: number;
  /** Offers and inverse offers made since this engine start. */
  offers: number;
}

export interface AppEntry {
  row: AppRow;
  readonly versions: Map<Digest, AppVersion>;
  /** Every launch that isn't forgotten, ended ones included. */
  readonly tasks: Map<TaskId, TaskEntry>;
  /** The rollout under way, paused ones included. */
  rollout?: RolloutRow;
  /** Ended rollouts, oldest first, bounded. */
  readonly history: RolloutRow[];
  /** Slots to launch that no offer has met yet, and since when. */
  unmet:
    | { readonly version: AppVersion; readonly slots: readonly number[]; readonly sinceMs: number }
    | undefined;
  /** Instances of the version that runs or rolls out which are proven. */
  proven: number;
  /** As wanted: nothing to start, stop or prove. */
  isSettled: boolean;
  /** What depends on it needn't wait for it; undefined until that was looked at. */
  isThere: boolean | undefined;
  /** Times it was looked at: its tasks change only with these, or while it is to be looked at. */
  looks: number;
}

export interface JobEntry {
  row: JobRow;
  readonly versions: Map<Digest, JobVersion>;
  /** Launches that aren't forgotten: those of the runs below. */
  readonly tasks: Map<TaskId, TaskEntry>;
  /** Runs that aren't over, and ended ones that may still be asked for; oldest first. */
  readonly runs: Map<RunId, RunRow>;
  /** Its next occurrence by the machine's clock; undefined: none, or not by a timetable. */
  nextDueMs: number | undefined;
  /** Lineages that one of its runs started. */
  readonly lineages: Set<RunId>;
  /** Runs to launch that no offer has met, and since when. */
  unmet:
    | { readonly version: JobVersion; readonly runs: readonly RunId[]; readonly sinceMs: number }
    | undefined;
}

/** How the followed repository is doing. */
export interface RepoState {
  /** What is followed, without credentials. */
  readonly describe: string;
  readonly head?: string;
  /** Set while it can't be read. */
  readonly failure?: { readonly code: string; readonly message: string; readonly sinceMs: number };
  readonly checkedMs?: number;
}

export interface EngineSettings {
  readonly agentTimeoutMs: number;
  readonly agentReregistrationTimeoutMs: number;
  /** Absent: `usualRemovalLimit`. */
  readonly agentRemovalLimit?: RemovalLimit;
  /** An offer to a framework of others is taken back after that; absent: never. */
  readonly offerTimeoutMs?: number;
}

export class Tables {
  clusterId = '';
  epoch = 0;
  /** Every launch count starts above this (raised by --adopt-epoch). */
  launchBase = 0;
  /** Of the last --adopt-epoch: agents that have seen none so high are judged by what they run. */
  adoptedEpoch = 0;
  /** When that was; undefined when it never adopted. */
  adoptedMs: number | undefined;
  /** When this engine took over. */
  startedMs = 0;
  readonly settings: EngineSettings;
  readonly agents = new Map<AgentId, AgentEntry>();
  /** Who of them is there, and who is waited for. */
  readonly attendance = new Attendance();
  readonly removals: Removals;
  readonly tasks = new Map<TaskId, TaskEntry>();
  /** Those that their agents are told to kill. */
  readonly kills = new KillWatch();
  /** Highest launch count of each slot; outlives the app. */
  readonly launches = new Map<SlotId, number>();
  /** What agents keep for slots and Volumes. */
  readonly reservations = new Reservations();
  readonly frameworks = new Map<FrameworkId, FrameworkEntry>();
  /** Highest incarnation of each framework's name. */
  readonly incarnations = new Map<string, number>();
  /** Frameworks by the number of the connection that they are subscribed on. */
  readonly subscribers = new Map<number, FrameworkId>();
  /** Of frameworks of others: never stored. */
  readonly offers = new Outstanding<OutstandingOffer>();
  readonly inverseOffers = new Outstanding<OutstandingInverse>();
  /** What these have made of agents' resources. */
  readonly conversions = new Map<AgentId, Bundle>();
  /** The volumes among them, by name. */
  readonly madeVolumes = new Map<AgentId, Map<string, MadeVolume>>();
  /** Number of the newest of them in this epoch. */
  lastVolume = 0;
  readonly planned = new Planned();
  readonly apps = new PathMap<AppEntry>();
  /** Apps whose file is deleted and which are being stopped. */
  readonly going = new Going();
  /** Apps that wait for what they depend on. */
  readonly gated = new Set<ObjectName>();
  /** Apps to be looked at before the batch ends. */
  readonly dirtyApps = new Set<ObjectName>();
  readonly jobs = new PathMap<JobEntry>();
  /** Jobs to be looked at before the batch ends. */
  readonly dirtyJobs = new Set<ObjectName>();
  /** Runs that ended in this batch, and from which something may follow yet. */
  readonly endedRuns: RunRow[] = [];
  /** Lineages of which something may still follow. */
  readonly lineages = new Map<RunId, LineageRow>();
  /** Who comes after whom, of the jobs that Git wants. */
  graph = new JobGraph([]);
  /** Edges of it have changed since lineages were last looked at. */
  isRegraphed = false;
  /** Runs that were stored in front of a job which never was: to be deleted. */
  readonly strayRuns: RunId[] = [];
  /** Records of what timetables made due that were stored in front of the rows that decide it. */
  readonly recorded: RunRow[] = [];
  /** Jobs of the applied revision, as `applied` has the apps. */
  appliedJobs = new Map<ObjectName, Placed<JobSpec>>();
  /** Apps and jobs stored as a revision wants them that was never applied: as before again. */
  readonly undone = new Set<ObjectName>();
  /** Apps of the applied revision as `specs` made them: unchanged ones keep their identity. */
  applied = new Map<ObjectName, Placed<AppSpec>>();
  cluster: ClusterRow | undefined;
  readonly revisions = new Map<number, RevisionRow>();
  readonly rollouts = new Map<RolloutId, RolloutRow>();
  lastRevision = 0;
  lastNotice = 0;
  /** The newest, to which the next notice is added unless it is full. */
  noticeBlock: NoticeBlock | undefined;
  /** `lastNotice` when this engine took over. */
  loadedNotice = 0;
  lastAudit = 0;
  lastOutbox = 0;
  repo: RepoState = { describe: '' };

  constructor(settings: EngineSettings) {
    this.settings = settings;
    this.removals = new Removals(settings.agentRemovalLimit);
  }

  /** What an app depends on may be there now. */
  stirGated(): void {
    for (const name of this.gated) this.dirtyApps.add(name);
  }
}

export function newAppEntry(row: AppRow): AppEntry {
  return {
    row,
    versions: new Map(),
    tasks: new Map(),
    history: [],
    unmet: undefined,
    proven: 0,
    isSettled: false,
    isThere: undefined,
    looks: 0,
  };
}

export function newJobEntry(row: JobRow): JobEntry {
  return {
    row,
    versions: new Map(),
    tasks: new Map(),
    runs: new Map(),
    lineages: new Set(),
    nextDueMs: undefined,
    unmet: undefined,
  };
}

export const newFrameworkEntry = (row: FrameworkRow): FrameworkEntry => ({
  row,
  tasks: new Map(),
  ended: new Set(),
  streams: new Map(),
  retries: new Retries(),
  retryMs: Infinity,
  offers: 0,
});

export function newAgentEntry(row: AgentRow, presence: AgentPresence): AgentEntry {
  return { row, presence, tasks: new Set(), zombies: new Map(), busyPorts: new Map() };
}

/** Something may be placed there now. */
export const isOfferable = (agent: AgentEntry): boolean =>
  agent.presence.kind === 'registered' &&
  agent.standing?.kind !== 'closed' &&
  agent.zombies.size === 0 &&
  !agent.avoid &&
  isEverOffered(agent.row.facts.resources);

/** The version that an app is to run, or undefined once its file is deleted. */
export function wantedVersion(app: AppEntry): AppVersion | undefined {
  return app.row.wanted === undefined ? undefined : app.versions.get(app.row.wanted);
}

export function runOf(tables: Tables, id: RunId): RunRow | undefined {
  const name = parseRunId(id)?.name;
  return name === undefined ? undefined : tables.jobs.get(name)?.runs.get(id);
}

export const appFramework = 'apps';
export const jobFramework = 'jobs';

/** The app or job that a task belongs to; undefined for one of a framework of others. */
export function ownerOf(tables: Tables, task: TaskRow): AppEntry | JobEntry | undefined {
  if (task.info !== undefined) return undefined;
  return task.framework === jobFramework ? tables.jobs.get(task.name) : tables.apps.get(task.name);
}

/** Nothing for tasks of others. */
export const appOf = (tables: Tables, { framework, name }: TaskRow): AppEntry | undefined =>
  framework === appFramework ? tables.apps.get(name) : undefined;

/** Tasks of the same app, job or framework of others. */
export const siblingsOf = (tables: Tables, task: TaskRow): Map<TaskId, TaskEntry> | undefined =>
  task.info === undefined
    ? ownerOf(tables, task)?.tasks
    : tables.frameworks.get(task.framework as FrameworkId)?.tasks;

/** The version that a job is to run, or undefined once its file is deleted. */
export function wantedJob(job: JobEntry): JobVersion | undefined {
  return job.row.wanted === undefined ? undefined : job.versions.get(job.row.wanted);
}

export function lastHealthyVersion(app: AppEntry): AppVersion | undefined {
  return app.row.lastHealthy === undefined ? undefined : app.versions.get(app.row.lastHealthy);
}
