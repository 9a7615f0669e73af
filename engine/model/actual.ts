// What is: the rows the store holds and the facts that agents report. The store holds every
// decision that must not be taken twice; agents hold what became of them (house.md part 3).
import type { Fault } from './fault.ts';
import type {
  AgentId,
  Digest,
  ObjectName,
  ReservationId,
  Role,
  RolloutId,
  RunId,
  TaskId,
  VolumeId,
} from './ids.ts';
import type { Resources } from './resources/amounts.ts';
import type { Bundle } from './resources/bundle.ts';
import type { Resource } from './resources/resource.ts';
import type { TaskInfo } from './scheduler-api/task-info.ts';
import type { SchedulerTaskState, Setter, TaskState } from './task/task-states.ts';
import type {
  AppSpec,
  ClusterSpec,
  GroupSpec,
  MaintenanceSpec,
  Origin,
  QuotaSpec,
  VolumeSpec,
} from './wanted.ts';

export type Health = 'unknown' | 'healthy' | 'unhealthy';

/** Newest bytes of an attempt's output. */
export interface LogTail {
  readonly stdout: string;
  readonly stderr: string;
  /** More of them was there than could be sent. */
  readonly isCut?: boolean;
}

/** What an agent last said of a task; the whole of it each time (level, not edge). */
export interface TaskStatus {
  readonly state: TaskState;
  /** Counts the agent's statements about this task; acknowledged by this number. */
  readonly seq: number;
  readonly reason?: string;
  readonly message?: string;
  /** How far one has come that doesn't run yet; since when, by its agent's clock. */
  readonly phase?: { readonly name: 'fetching' | 'pulling' | 'starting'; readonly sinceMs: number };
  /** When its phase `starting` began, its command, its kill: by its agent's clock. */
  readonly startingMs?: number;
  readonly startedMs?: number;
  readonly killingMs?: number;
  readonly endedMs?: number;
  readonly exitCode?: number;
  readonly signal?: string;
  /** User and system time of it and its children, once it has ended. */
  readonly cpuMs?: number;
  /** Of an ended task whose order asked for it. */
  readonly logTail?: LogTail;
  readonly health: Health;
  /** When the task last became healthy (or running, without checks) and ready. */
  readonly healthySinceMs?: number;
  readonly ready: boolean;
  /** Digest of the settings in force on the agent. */
  readonly settingsDigest: string;
  /** New settings on trial: what came of them so far. */
  readonly trial?: {
    readonly settingsDigest: string;
    readonly failed: boolean;
    readonly message?: string;
  };
}

/** A state that a task came to be in. */
export interface TaskMoment {
  readonly state: SchedulerTaskState;
  /** By the clock of who says so. */
  readonly atMs: number;
  readonly by: Setter;
  readonly reason?: string;
  readonly message?: string;
}

/** A launch intent: stored before its order is sent, kept until its end is acknowledged. */
export interface TaskRow {
  readonly id: TaskId;
  readonly name: ObjectName;
  /** 0 for an attempt of a run. */
  readonly instance: number;
  readonly launch: number;
  /** Of an attempt. */
  readonly run?: RunId;
  readonly framework: string;
  readonly role: Role;
  readonly agentId: AgentId;
  readonly resources: Resources;
  /** Of which resources of its agent it took them; absent: of what is nobody's. */
  readonly taken?: Bundle;
  /** Host ports by index of the task's ports. */
  readonly ports: readonly number[];
  readonly taskDigest: Digest;
  /** Digest of the whole app as it was launched from: key of its version row. */
  readonly specDigest: Digest;
  /** Of a task that a framework of others described: it has neither app nor job. */
  readonly info?: TaskInfo;
  readonly launchedMs: number;
  /** Set when a kill was decided: why, and when. */
  readonly kill?: { readonly reason: string; readonly atMs: number };
  /**
   * What it went through since it was launched, as far as its agent doesn't say it each time: that
   * its agent was unreachable, that it can't be killed, and what was before. Of an ended one: all.
   */
  readonly history?: readonly TaskMoment[];
  /** Set when it ended. */
  readonly end?: {
    readonly state: TaskState;
    readonly reason?: string;
    readonly message?: string;
    readonly exitCode?: number;
    readonly signal?: string;
    readonly cpuMs?: number;
    readonly atMs: number;
  };
}

/** A persistent volume of a reservation. */
export interface VolumeRow {
  readonly id: VolumeId;
  /** Where the task sees it. */
  readonly path: string;
  readonly sizeMib: number;
  /** A task that has it was heard to run: from then on none starts without its data. */
  readonly isUsed?: true;
}

/**
 * What an agent keeps for a slot of an app, so that the instance can always come back to its
 * volumes, or the volume of a Volume object. Stored before it is used, until it is released.
 */
export interface ReservationRow {
  readonly id: ReservationId;
  /** App or Volume: it goes with that. */
  readonly owner: ObjectName;
  readonly role: Role;
  readonly agentId: AgentId;
  /** All that is kept, volumes among it: it stands for the same without its last reservation. */
  readonly kept: Bundle;
  /** By path. */
  readonly volumes: readonly VolumeRow[];
  readonly createdMs: number;
}

/** A volume that was given up: it takes up its disk until its agent has destroyed it. */
export interface LeavingVolume {
  readonly id: VolumeId;
  readonly owner: ObjectName;
  readonly agentId: AgentId;
  readonly resource: Resource;
  /** A framework's: its disk is free at once. */
  readonly isFree?: true;
  readonly reason: string;
  readonly atMs: number;
}

export type AgentPresence =
  /** Connected and registered in this epoch. */
  | { readonly kind: 'registered' }
  /** Connection broken; waited for until the agent timeout. */
  | { readonly kind: 'disconnected'; readonly sinceMs: number }
  /** Admitted before this engine start, not back yet. */
  | { readonly kind: 'recovering'; readonly sinceMs: number }
  /** Declared unreachable; may come back. */
  | { readonly kind: 'unreachable'; readonly sinceMs: number }
  /** Declared gone by an operator; never comes back. */
  | { readonly kind: 'gone'; readonly sinceMs: number };

export interface Capability {
  readonly name: string;
  readonly level: 'enforced' | 'monitoring' | 'missing';
  /** For what isn't enforced: why, and what would change it. */
  readonly note: string;
}

export interface AgentFacts {
  readonly hostname: string;
  readonly version: string;
  readonly resources: Bundle;
  readonly attributes: Readonly<Record<string, string>>;
  readonly capabilities: readonly Capability[];
}

/** An admitted agent. */
export interface AgentRow {
  readonly id: AgentId;
  readonly facts: AgentFacts;
  readonly admittedMs: number;
  /** Only what must survive a restart: an unreachable or gone verdict. */
  readonly verdict?: { readonly kind: 'unreachable' | 'gone'; readonly atMs: number };
  /** Instances that it has no place for any more since its facts changed, and why. */
  readonly unfit?: Readonly<Record<TaskId, string>>;
}

/** An operator's word that agents are to be emptied, until it is taken back. */
export interface DrainRow {
  /** Counts drains from 1. */
  readonly number: number;
  /** Sorted. */
  readonly agents: readonly AgentId[];
  /** Agents that are emptied at a time. */
  readonly batch: number;
  readonly by: string;
  readonly atMs: number;
  /** Runs and tasks of others' frameworks that are there then are stopped; absent: waited for. */
  readonly jobsUntilMs?: number;
}

/** A version of an app that runs or may have to run again, kept by `spec.digest`. */
export interface AppVersion {
  readonly spec: AppSpec;
  /** Commit that brought it. */
  readonly revision: string;
  /** The commit that first brought its task digest: MERIDIAN_REVISION. */
  readonly taskRevision: string;
  readonly origin: Origin;
}

export type RolloutState = 'running' | 'paused' | 'succeeded' | 'failed' | 'superseded' | 'aborted';

export interface RolloutRow {
  readonly id: RolloutId;
  readonly name: ObjectName;
  readonly kind: 'deploy' | 'rollback';
  readonly state: RolloutState;
  /** Spec digests; `from` is absent on the first version ever. */
  readonly from?: Digest;
  readonly to: Digest;
  readonly revision: string;
  readonly startedMs: number;
  readonly endedMs?: number;
  /** Who paused or aborted it, or why it failed. */
  readonly reason?: string;
  /** When it was paused last. */
  readonly pausedMs?: number;
  /** Old instances that were there at its start and are to be replaced. */
  readonly replacing: number;
  /** What it depends on was there once: it isn't gated again. */
  readonly opened: boolean;
  /** Failed launches by instance number. */
  readonly failures: Readonly<Record<string, number>>;
  /** Most that was ever reached: proven new instances and settings applied, less old ones left. */
  readonly progress: number;
  /** Deadline: time without progress before `clockSinceMs`, which is absent while it stands. */
  readonly clockUsedMs: number;
  readonly clockSinceMs?: number;
}

/** Why a version is not to be rolled out again, and what its policy made of the failure. */
export interface Quarantine {
  readonly reason: string;
  readonly policy: 'rollback' | 'pause';
}

/** All that the engine remembers of one app beside its tasks, slots, versions and rollouts. */
export interface AppRow {
  readonly name: ObjectName;
  /** Spec digest that Git wants; absent once the file is deleted and what ran is being stopped. */
  readonly wanted?: Digest;
  /** What was wanted before `revision`: holds again if an engine died before that was applied. */
  readonly before?: { readonly revision: number; readonly wanted?: Digest };
  /** Spec digest that its last rollout to succeed brought it to. */
  readonly current?: Digest;
  /** Spec digest of the last version that was healthy on all its instances. */
  readonly lastHealthy?: Digest;
  /** By version digest. */
  readonly quarantine: Readonly<Record<string, Quarantine>>;
  /** Rollouts counted so far. */
  readonly rollouts: number;
  /** Set while an operator has paused it. */
  readonly paused?: { readonly by: string; readonly atMs: number };
  /** Launch delay after failures of one version digest. */
  readonly backoff?: {
    readonly version: Digest;
    readonly delayMs: number;
    readonly untilMs: number;
  };
}

export type RevisionState = 'applied' | 'faulty' | 'blocked' | 'superseded';

/** One commit that the engine looked at. */
export interface RevisionRow {
  /** Counts revisions from 1. */
  readonly number: number;
  readonly commit: string;
  readonly subject: string;
  readonly author: string;
  readonly commitMs: number;
  readonly seenMs: number;
  readonly state: RevisionState;
  /** Faults, at most 100 of them; `faultCount` says how many there were. */
  readonly faults: readonly Fault[];
  readonly faultCount: number;
  /** Why it is blocked. */
  readonly reason?: string;
  readonly changed: { readonly added: number; readonly changed: number; readonly removed: number };
}

/** What the applied revision set beside apps. */
export interface ClusterRow {
  readonly spec: ClusterSpec;
  readonly quotas: readonly QuotaSpec[];
  /** Absent: none. */
  readonly volumes?: readonly VolumeSpec[];
  /** Absent: none. */
  readonly maintenance?: readonly MaintenanceSpec[];
  readonly groups: readonly GroupSpec[];
  readonly ignoredDocuments: number;
  readonly commit: string;
  readonly revision: number;
}

/** One thing that happened, as `events` shows it. */
export interface NoticeRow {
  /** Ascending over the life of the store. */
  readonly number: number;
  readonly atMs: number;
  /** Kebab-case: `task-running`, `rollout-failed`, `agent-unreachable`. */
  readonly kind: string;
  /** Object, task or agent it is about. */
  readonly subject: string;
  readonly message: string;
}

/** Notices as they are stored: those of one block of numbers. */
export interface NoticeBlock {
  /** From 1. */
  readonly block: number;
  /** Of the newest notice in it. */
  readonly number: number;
  /** Ascending. */
  readonly notices: readonly NoticeRow[];
}

/** An operation someone asked for. */
export interface AuditRow {
  readonly number: number;
  readonly atMs: number;
  readonly who: string;
  readonly operation: string;
  readonly subject: string;
  readonly outcome: string;
}

/** What frameworks of others have made of an agent's resources by RESERVE and CREATE. */
export interface ConversionRow {
  readonly agentId: AgentId;
  readonly made: Bundle;
  /** Absent: none. */
  readonly volumes?: readonly MadeVolume[];
}

/** A framework's volume: its name is free again once it is destroyed, its id is of it alone. */
export interface MadeVolume {
  readonly name: string;
  /** By which its agent knows it: NAME!EPOCH.NUMBER. */
  readonly id: VolumeId;
  /** A task has had it: none starts without its data. */
  readonly isUsed?: true;
}
