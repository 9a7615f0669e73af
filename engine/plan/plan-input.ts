// What a plan is made of. The clock and the repository are the caller's: their answers come as
// texts, so that the same inputs give the same bytes.
import type { Fault } from '../model/fault.ts';
import type { FieldSegments } from '../model/fields.ts';
import type { Origin, Wanted } from '../model/wanted.ts';
import type { Snapshot } from './snapshot.ts';

export type Against =
  | { readonly kind: 'empty' }
  | { readonly kind: 'base'; readonly wanted: Wanted; readonly commit: string }
  | { readonly kind: 'engine'; readonly snapshot: Snapshot };

/**
 * Line of a field in a document of a file, by its index from 0; for a field that isn't there, of
 * what it would be in. Undefined when the file isn't known: then the object's own line is given.
 */
export type Locate = (
  file: string,
  document: number,
  path: FieldSegments,
) => { readonly line: number } | undefined;

export interface PlanInput {
  /** Without credentials. */
  readonly repo: string;
  /** Commit that is planned; absent for a folder that isn't committed. */
  readonly head?: string;
  /** ISO 8601 in UTC: the head commit's time, or what `--as-of` says. */
  readonly asOf: string;
  readonly engineVersion: string;
  /** Version of the time-zone data at hand, such as `2025b`. */
  readonly timeZoneData: string;
  /** Absent when the revision can't be read; with faults, what could be read of it. */
  readonly wanted: Wanted | undefined;
  readonly faults: readonly Fault[];
  /** How many there are in all, when `faults` holds fewer. */
  readonly faultCount?: number;
  readonly against: Against;
  /** N of the head commit's trailer `Meridian-Allow-Delete: N`. */
  readonly allowDelete?: number;
  /** Roles of its trailers `Meridian-Allow-Quota: ROLE`. */
  readonly allowQuota?: readonly string[];
  /** The commit that the caller takes for the applied one: another one means the base has moved. */
  readonly expectedBase?: string;
  /** Where the Cluster stands; absent: first in `meridian.yaml`. */
  readonly clusterOrigin?: Origin;
  readonly locate?: Locate;
  /** Fields whose values must not be seen. */
  readonly isSensitive?: (object: string, path: string) => boolean;
}
