// What the engine has applied and what there is of it, at one instant, as plain data: what a plan
// is made against. `GET /v1/snapshot` carries it.
import type { AgentPresence } from '../model/actual.ts';
import type { AgentId, Digest, ObjectName, Role } from '../model/ids.ts';
import type { Resources, Scalars } from '../model/resources.ts';
import type { AppSpec, ClusterSpec, GroupSpec, Origin, QuotaSpec } from '../model/wanted.ts';

export interface Snapshot {
  /** Number of the last notice. */
  readonly index: number;
  /** Commit of the applied revision; absent before the first. */
  readonly commit?: string;
  /** By name; of apps that are being removed too. */
  readonly apps: readonly SnapshotApp[];
  readonly groups: readonly GroupSpec[];
  readonly quotas: readonly QuotaSpec[];
  /** Absent before the first revision. */
  readonly cluster?: ClusterSpec;
  /** By id; all that are admitted. */
  readonly agents: readonly SnapshotAgent[];
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

/** Instances of one app that run the same task on the same agent. */
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

/** Why an app isn't as wanted. */
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
  readonly presence: AgentPresence['kind'];
  /** False: registered, but nothing is placed on it now; absent: offered when registered. */
  readonly isOffered?: boolean;
  /** Why nothing is placed on it. */
  readonly whyNot?: string;
}

/** Tasks may be placed on it now. */
export const isOpen = ({ presence, isOffered }: SnapshotAgent): boolean =>
  presence === 'registered' && isOffered !== false;
