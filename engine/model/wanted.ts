// Wanted state after `specs` has read it: every default filled in, durations in milliseconds,
// decimals as integers of 1/1000 (`...Milli`), sizes in MiB. What can't be carried out yet never
// gets here: `specs` reports it as a `not-yet` fault.
import type { Digest, ObjectName, Role } from './ids.ts';
import type { Scalars } from './resources/amounts.ts';
import type { Timetable } from './timetable.ts';

/** Where an object stands in the tree. `blob` is the Git blob id. */
export interface Origin {
  readonly file: string;
  readonly blob: string;
  /** Index of the document within its file, from 0. */
  readonly document: number;
  /** Line of the document's first key, from 1. */
  readonly line: number;
}

export interface PortSpec {
  readonly name: string;
  /** Host port asked for; 0: any from the agent's range. */
  readonly host: number;
  /** Service port; 0: none. */
  readonly service: number;
  readonly protocol: 'tcp' | 'udp';
  readonly labels: Readonly<Record<string, string>>;
}

/** A folder that outlives the task, made where its first user is placed; one task's at a time. */
export interface VolumeMount {
  /** Where the task sees it; relative to its sandbox. */
  readonly path: string;
  readonly source: /** Of each instance its own. */
    | { readonly kind: 'persistent'; readonly sizeMib: number }
    /** The Volume of that name. */
    | { readonly kind: 'volume'; readonly name: ObjectName };
}

export interface KillPolicy {
  readonly delayMs: number;
  readonly graceMs: number;
  readonly signal: string;
}

/** What one instance runs. Templates of launch time (`{{ instance }}`) are still in the texts. */
export interface TaskSpec {
  readonly command: { readonly shell: string } | { readonly args: readonly string[] };
  /** Absent: the agent's `--default-user`. */
  readonly user?: string;
  readonly cpusMilli: number;
  readonly memoryMib: number;
  readonly diskMib: number;
  readonly ports: readonly PortSpec[];
  /** By path; absent: none. */
  readonly volumes?: readonly VolumeMount[];
  readonly env: Readonly<Record<string, string>>;
  readonly kill: KillPolicy;
  /** Bytes that each of stdout and stderr keeps. */
  readonly logsMaxBytes: number;
}

export interface CheckTiming {
  readonly delayMs: number;
  readonly graceMs: number;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** 0: never kills. */
  readonly maxConsecutiveFailures: number;
}

export type ProbeSpec =
  | {
      readonly kind: 'http' | 'https';
      /** Index into the task's ports. */
      readonly port: number;
      readonly path: string;
      /** Status codes that count as success; absent: 200 to 399. */
      readonly codes?: readonly number[];
    }
  | { readonly kind: 'tcp'; readonly port: number }
  | { readonly kind: 'command'; readonly command: string };

export type CheckSpec = CheckTiming & { readonly probe: ProbeSpec };

export interface UpdatePolicy {
  /** 0 to 1000: decimals in integers, `ceil(25 x 0.28)` is 7. */
  readonly minimumHealthMilli: number;
  readonly maximumOverMilli: number;
  /** Absent: no cap on unproven replacements. `sizes` has at least one entry; the last repeats. */
  readonly batch?: {
    readonly sizes: readonly number[];
    readonly wait: boolean;
    readonly additions: boolean;
  };
  readonly watchMs: number;
  readonly maxFailuresPerInstance: number;
  readonly maxFailedInstances: number;
  readonly onFailure: 'rollback' | 'pause' | 'continue';
  readonly deadlineMs: number;
}

export type PlacementOperator =
  | 'unique'
  | 'cluster'
  | 'group-by'
  | 'like'
  | 'unlike'
  | 'max-per'
  | 'is'
  | 'limit';

export interface PlacementConstraint {
  /** Attribute name, or `hostname`. */
  readonly attribute: string;
  readonly operator: PlacementOperator;
  readonly value?: string;
}

/** `revocable`: of what its agent may take back at any time, and of nothing else. */
export type Tier = 'revocable';

export interface AppSpec {
  readonly kind: 'App';
  readonly name: ObjectName;
  readonly labels: Readonly<Record<string, string>>;
  readonly role: Role;
  readonly instances: number;
  readonly task: TaskSpec;
  readonly health: readonly CheckSpec[];
  readonly readiness: readonly CheckSpec[];
  readonly update: UpdatePolicy;
  readonly placement: readonly PlacementConstraint[];
  readonly backoff: {
    readonly initialMs: number;
    readonly factorMilli: number;
    readonly maxMs: number;
  };
  /** `null`: never. Counted from the moment the agent is declared unreachable. */
  readonly unreachable: {
    readonly inactiveAfterMs: number | null;
    readonly expungeAfterMs: number | null;
  };
  readonly killSelection: 'youngest-first' | 'oldest-first';
  /** Names of Apps, Jobs or Groups, its own and those of its groups, sorted. */
  readonly dependsOn: readonly ObjectName[];
  readonly packing: 'pack' | 'spread';
  /** Absent: preferred. */
  readonly tier?: Tier;
  /** Digest of the task: same digest, same instance. */
  readonly taskDigest: Digest;
  /** Digest of `health`, `readiness`, `task.kill` and `task.logs`: what is applied in place. */
  readonly settingsDigest: Digest;
  /** Task digest with `health`, `readiness` and `update`: what a failed rollout quarantines. */
  readonly versionDigest: Digest;
  /** Digest of the whole normalised object. */
  readonly digest: Digest;
}

/** What starts a run of a job. */
export type Trigger =
  | { readonly kind: 'timetable'; readonly timetable: Timetable }
  /** Names of Jobs, sorted, each once. */
  | { readonly kind: 'after'; readonly parents: readonly ObjectName[] }
  | { readonly kind: 'manual' };

export interface JobSpec {
  readonly kind: 'Job';
  readonly name: ObjectName;
  readonly labels: Readonly<Record<string, string>>;
  readonly role: Role;
  readonly task: TaskSpec;
  readonly trigger: Trigger;
  /** Latest start after the due time; `null`: until the next occurrence. */
  readonly startingDeadlineMs: number | null;
  readonly catchUp: 'none' | 'latest' | 'all';
  readonly catchUpWindowMs: number;
  readonly concurrency: 'forbid' | 'allow' | 'replace';
  readonly retries: {
    readonly count: number;
    readonly delayMs: number;
    readonly factorMilli: number;
    readonly maxMs: number;
  };
  /** Of one attempt; `null`: none. */
  readonly timeoutMs: number | null;
  readonly softError: boolean;
  readonly unreachable: { readonly after: 'block' | 'replace' };
  readonly owners: readonly string[];
  readonly suspended: boolean;
  readonly history: { readonly keep: number };
  readonly placement: readonly PlacementConstraint[];
  readonly packing: 'pack' | 'spread';
  /** Absent: preferred. */
  readonly tier?: Tier;
  /** Digest of the task. */
  readonly taskDigest: Digest;
  /** Digest of `task.kill` and `task.logs`. */
  readonly settingsDigest: Digest;
  /** Digest of the whole normalised object. */
  readonly digest: Digest;
}

export interface QuotaSpec {
  readonly kind: 'Quota';
  readonly name: string;
  readonly role: Role;
  readonly weightMilli: number;
  /** By the cluster's resource names, in 1/1000, names sorted, none of 0; absent: none. */
  readonly guarantee?: Scalars;
  /** In the same way; what isn't named has no limit. Absent: none. */
  readonly limit?: Scalars;
  readonly digest: Digest;
}

export interface VolumeSpec {
  readonly kind: 'Volume';
  readonly name: ObjectName;
  readonly labels: Readonly<Record<string, string>>;
  readonly role: Role;
  readonly sizeMib: number;
  readonly digest: Digest;
}

/**
 * A planned absence of agents: what runs there is moved before it begins, nothing is placed there
 * until it is over.
 */
export interface MaintenanceSpec {
  readonly kind: 'Maintenance';
  readonly name: ObjectName;
  readonly labels: Readonly<Record<string, string>>;
  /** Ids, names or host names of agents, sorted; those that match `select` are meant as well. */
  readonly agents: readonly string[];
  /** An agent is meant when it meets all of these (`is`, `like`, `unlike`); none: no agent is. */
  readonly select: readonly PlacementConstraint[];
  readonly startMs: number;
  /** `null`: until it is deleted. */
  readonly endMs: number | null;
  /** So long before its start agents are begun to be emptied. */
  readonly drainBeforeMs: number;
  /** Agents that are emptied at a time. */
  readonly batch: number;
  /** What becomes of runs, and of tasks of others' frameworks, that are there at its start. */
  readonly jobs: 'wait' | 'kill';
  readonly digest: Digest;
}

export interface ClusterSpec {
  /** For people; absent when it has none. */
  readonly name?: string;
  readonly paths: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly sync: {
    readonly intervalMs: number;
    readonly massDelete: { readonly fractionMilli: number; readonly count: number };
  };
  readonly packing: 'pack' | 'spread';
  readonly digest: Digest;
}

/** A Group as committed; what it gives to the objects below it is already in them. */
export interface GroupSpec {
  readonly kind: 'Group';
  readonly name: ObjectName;
  readonly labels: Readonly<Record<string, string>>;
  readonly dependsOn: readonly ObjectName[];
  /** Its own defaults as written, by field path and in the spec language's words: for people. */
  readonly defaults: Readonly<Record<string, string>>;
  readonly digest: Digest;
}

export interface Placed<T> {
  readonly spec: T;
  readonly origin: Origin;
}

/** All that a revision asks for, each list sorted by name (quotas by role). */
export interface Wanted {
  readonly cluster: ClusterSpec;
  readonly apps: readonly Placed<AppSpec>[];
  readonly jobs: readonly Placed<JobSpec>[];
  readonly groups: readonly Placed<GroupSpec>[];
  readonly quotas: readonly Placed<QuotaSpec>[];
  readonly volumes: readonly Placed<VolumeSpec>[];
  readonly maintenance: readonly Placed<MaintenanceSpec>[];
  /** Documents passed over because their apiVersion isn't Meridian's. */
  readonly ignoredDocuments: number;
}
