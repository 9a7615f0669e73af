// Which fields differ between two versions of an object, with what they were and will be. The one
// place where values that must not be seen are left out, before anything is rendered or digested.
import type { PlanChange, PlanObject } from '../../schemas/generated/api.ts';
import { documentPath, fieldsOf } from '../model/fields.ts';
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
import { consequenceOf } from './consequence.ts';
import type { PlanInput } from './plan-input.ts';

export interface Comparison {
  readonly kind: PlanObject['kind'];
  readonly name: string;
  readonly old: Comparable;
  readonly new: Comparable;
  readonly origin: Origin | undefined;
}

type Comparable =
  | AppSpec
  | JobSpec
  | QuotaSpec
  | VolumeSpec
  | MaintenanceSpec
  | GroupSpec
  | ClusterSpec;

/** In the order of `fieldsOf`: those of the new version, each removed one after its neighbour. */
export function changesOf(comparison: Comparison, input: PlanInput): PlanChange[] {
  const [before, after] = [fieldsOf(comparison.old), fieldsOf(comparison.new)];
  const changes = mergedPaths([...before.keys()], [...after.keys()])
    .filter((path) => before.get(path) !== after.get(path))
    .map((path) =>
      changeOf(comparison, input, { path, old: before.get(path), new: after.get(path) }),
    );
  if (changes.length > 0) return changes;
  const { old, new: wanted } = comparison;
  return [changeOf(comparison, input, { path: 'digest', old: old.digest, new: wanted.digest })];
}

/** Both orders kept: a path that only the old one has comes right after the one before it there. */
function mergedPaths(before: readonly string[], after: readonly string[]): readonly string[] {
  const isAfter = new Set(after);
  const merged: string[] = [];
  const isTaken = new Set<string>();
  const take = (path: string): void => {
    if (!isTaken.has(path)) merged.push(path);
    isTaken.add(path);
  };
  const removedAfter = new Map<string, string[]>();
  let anchor = '';
  for (const path of before) {
    if (isAfter.has(path)) anchor = path;
    else removedAfter.set(anchor, [...(removedAfter.get(anchor) ?? []), path]);
  }
  for (const path of ['', ...after]) {
    if (path !== '') take(path);
    for (const removed of removedAfter.get(path) ?? []) take(removed);
  }
  return merged;
}

interface Difference {
  readonly path: string;
  readonly old: string | undefined;
  readonly new: string | undefined;
}

function changeOf(
  { kind, name, origin }: Comparison,
  input: PlanInput,
  difference: Difference,
): PlanChange {
  const { path } = difference;
  return {
    path,
    ...shownValues(difference, input.isSensitive?.(name, path) ?? false),
    ...positionOf(kind, origin, path, input),
    consequence: consequenceOf(kind, path),
  };
}

function shownValues(
  { old, new: wanted }: Difference,
  isSensitive: boolean,
): Pick<PlanChange, 'old' | 'new' | 'sensitive'> {
  if (isSensitive) return { sensitive: true };
  return {
    ...(old === undefined ? {} : { old }),
    ...(wanted === undefined ? {} : { new: wanted }),
  };
}

function positionOf(
  kind: PlanObject['kind'],
  origin: Origin | undefined,
  path: string,
  { locate }: PlanInput,
): Pick<PlanChange, 'file' | 'line'> {
  if (origin === undefined) return {};
  const { file, document } = origin;
  const line = locate?.(file, document, documentPath(kind, path))?.line ?? origin.line;
  return { file, line };
}
