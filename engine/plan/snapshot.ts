// What the engine has applied and what there is of it, at one instant, as plain data: what a plan
// is made against. `GET /v1/snapshot` carries it.
import type { AgentPresence } from '../model/actual.ts';
import type { AgentId, Digest, ObjectName, ReservationId, Role } from '../model/ids.ts';
import type { JobRow, RunRow } from '../model/jobs.ts';
import type { Resources, Scalars } from '../model/resources/amounts.ts';
import type {
  AppSpec,
  ClusterSpec,
  GroupSpec,
  JobSpec,
  MaintenanceSpec,
  Origin,
  QuotaSpec,
  VolumeSpec,
} from '../model/wanted.ts';

export interface Snapshot {
  /** Number of the last notice. */
  readonly index: number;
  /** Commit of the applied revision; absent before the first. */
  readonly commit?: string;
  /** By name; of apps that are being removed too. */
  readonly apps: readonly SnapshotApp[];
  /** By name; of jobs that are being removed, and of removed ones that are remembered, too. */
  readonly jobs: readonly SnapshotJob[];
  readonly groups: readonly GroupSpec[];
  readonly quotas: readonly QuotaSpec[];
  /** By name; absent: none. */
  readonly volumeSpecs?: readonly VolumeSpec[];
  /** By name; absent: none. */
  readonly maintenance?: readonly MaintenanceSpec[];
  /** What agents keep, by name and path; absent: nothing. */
  readonly volumes?: readonly SnapshotVolume[];
  /** Absent before the first revision. */
  readonly cluster?: ClusterSpec;
  /** By id; all that are admitted. */
  readonly agents: readonly SnapshotAgent[];
}

/** A persistent volume: an agent has it, or is told to make it. */
export interface SnapshotVolume {
  readonly name: ReservationId;
  /** App or Volume: it goes with that. */
  readonly owner: ObjectName;
  readonly path: string;
  readonly sizeMib: number;
  readonly agent: AgentId;
}

export interface SnapshotApp {
  readonly name: ObjectName;
  /** As applied; absent while what ran of a deleted app is being stopped. */
  readonly spec?: AppSpec;
  readonly origin?: Origin;
  /** Instances that haven't ended, those on their way out apart. */
  readonly instances: readonly SnapshotInstances[];
  readonly waits: readonly SnapshotWait[];
}

/** What of a job's row the plan reckons with (engine/model/jobs.ts), as that row has it. */
export type JobMemory = Pick<
  JobRow,
  'timetable' | 'anchorMs' | 'throughMs' | 'suspendedMs' | 'last'
>;

export interface SnapshotJob extends JobMemory {
  readonly name: ObjectName;
  /** As applied; absent once its file is deleted. */
  readonly spec?: JobSpec;
  readonly origin?: Origin;
  /** Commit that brought it. */
  readonly revision?: string;
  /** Runs that aren't over, by id. */
  readonly runs: readonly SnapshotRun[];
  /** Attempts of it that hold a place. */
  readonly instances: readonly SnapshotInstances[];
  readonly waits: readonly SnapshotWait[];
  /** Its file is deleted, and runs of it are still being ended. */
  readonly isGoing: boolean;
}

/** A run that isn't over: which it is, and since when it was due. */
export type SnapshotRun = Pick<RunRow, 'id' | 'state' | 'dueMs'>;

/** Instances of one app, or attempts of one job, that run the same task on the same agent. */
export interface SnapshotInstances {
  readonly taskDigest: Digest;
  readonly agentId: AgentId;
  /** Whose resources they use. */
  readonly role: Role;
  readonly total: number;
  readonly running: number;
  readonly healthy: number;
  /** What each of them takes, in 1/1000. */
  readonly scalars: Scalars;
  /** Host ports that all of them hold. */
  readonly ports: readonly number[];
}

/** Why an app or a job isn't as wanted. */
export interface SnapshotWait {
  /** `quarantined`, `paused`, `backoff`, `unplaceable`, `dependency`, `unreachable`, ... */
  readonly kind: string;
  readonly text: string;
}

export interface SnapshotAgent {
  readonly agentId: AgentId;
  readonly hostname: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly free: Resources;
  readonly total: Resources;
  /** All its scalars, what is reserved included; absent: those of `total`. */
  readonly capacity?: Scalars;
  readonly presence: AgentPresence['kind'];
  /** False: registered, but nothing is placed on it now; absent: offered when registered. */
  readonly isOffered?: boolean;
  /** Why nothing is placed on it. */
  readonly whyNot?: string;
  /** Tasks of others' frameworks that haven't ended there; absent: none. */
  readonly frameworkTasks?: number;
}

/** Tasks may be placed on it now. */
export const isOpen = ({ presence, isOffered }: SnapshotAgent): boolean =>
  presence === 'registered' && isOffered !== false;
