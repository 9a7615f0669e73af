// One Meridian document of a file, as read by itself: its shape and all rules that need nothing
// but the document are checked. What needs other documents comes later, in tree/ and build/.
import type { Path } from '../../engine/lib/check.ts';
import type {
  App,
  Cluster,
  Group,
  Job,
  Maintenance,
  Quota,
  Volume,
} from '../../schemas/generated/spec.ts';
import type { Kind } from '../shape/shape-check.ts';

/** A variable that a text of the document names. */
export interface VariableUse {
  readonly name: string;
  readonly path: Path;
}

/** A run of a parent that a text of the document names. */
export interface ParentUse {
  readonly job: string;
  readonly path: Path;
}

/** A Volume that the task of the document names. */
export interface VolumeUse {
  readonly name: string;
  readonly path: Path;
}

interface DocumentOf<K extends Kind, T> {
  readonly kind: K;
  /** Index within its file, from 0; documents of others count. */
  readonly index: number;
  /** Line of its first key, from 1. */
  readonly line: number;
  /** Absent when the document has none, or a faulty one. */
  readonly name: string | undefined;
  readonly dependsOn: readonly string[];
  /** Of a Job: those that it follows. */
  readonly after: readonly string[];
  /** Of an App or Job: those that its task uses. */
  readonly volumes: readonly VolumeUse[];
  readonly uses: readonly VariableUse[];
  readonly parentUses: readonly ParentUse[];
  /** Of a Cluster: its paths, unless these have faults. Elsewhere absent. */
  readonly paths: readonly string[] | undefined;
  /** The document itself; absent when it has faults. */
  readonly body: T | undefined;
}

export type AppDocument = DocumentOf<'App', App>;
export type JobDocument = DocumentOf<'Job', Job>;
export type GroupDocument = DocumentOf<'Group', Group>;
export type QuotaDocument = DocumentOf<'Quota', Quota>;
export type VolumeDocument = DocumentOf<'Volume', Volume>;
export type MaintenanceDocument = DocumentOf<'Maintenance', Maintenance>;
export type ClusterDocument = DocumentOf<'Cluster', Cluster>;
export type SpecDocument =
  | AppDocument
  | JobDocument
  | GroupDocument
  | QuotaDocument
  | VolumeDocument
  | MaintenanceDocument
  | ClusterDocument;
