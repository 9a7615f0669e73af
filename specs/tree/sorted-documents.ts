// The documents of a tree by kind, in the order of the tree.
import type {
  AppDocument,
  ClusterDocument,
  GroupDocument,
  JobDocument,
  MaintenanceDocument,
  QuotaDocument,
  SpecDocument,
  VolumeDocument,
} from '../document/spec-document.ts';
import type { PlacedDocument } from './placed-document.ts';
import type { TreeFile } from './tree-file.ts';

export interface SortedDocuments {
  readonly all: readonly PlacedDocument[];
  /** All but Quotas and Clusters. */
  readonly named: readonly PlacedDocument[];
  readonly apps: readonly PlacedDocument<AppDocument>[];
  readonly jobs: readonly PlacedDocument<JobDocument>[];
  readonly groups: readonly PlacedDocument<GroupDocument>[];
  readonly quotas: readonly PlacedDocument<QuotaDocument>[];
  readonly volumes: readonly PlacedDocument<VolumeDocument>[];
  readonly maintenance: readonly PlacedDocument<MaintenanceDocument>[];
  readonly clusters: readonly PlacedDocument<ClusterDocument>[];
}

export function sortDocuments(files: readonly TreeFile[]): SortedDocuments {
  const all = files.flatMap(({ documents }) => documents);
  const apps: PlacedDocument<AppDocument>[] = [];
  const jobs: PlacedDocument<JobDocument>[] = [];
  const groups: PlacedDocument<GroupDocument>[] = [];
  const quotas: PlacedDocument<QuotaDocument>[] = [];
  const volumes: PlacedDocument<VolumeDocument>[] = [];
  const maintenance: PlacedDocument<MaintenanceDocument>[] = [];
  const clusters: PlacedDocument<ClusterDocument>[] = [];
  for (const placed of all) {
    if (isOf(placed, 'App')) apps.push(placed);
    else if (isOf(placed, 'Job')) jobs.push(placed);
    else if (isOf(placed, 'Group')) groups.push(placed);
    else if (isOf(placed, 'Quota')) quotas.push(placed);
    else if (isOf(placed, 'Volume')) volumes.push(placed);
    else if (isOf(placed, 'Maintenance')) maintenance.push(placed);
    else if (isOf(placed, 'Cluster')) clusters.push(placed);
  }
  const isNamed = quotas.length + clusters.length === 0;
  const named = isNamed ? all : all.filter((p) => !isOf(p, 'Quota') && !isOf(p, 'Cluster'));
  return { all, named, apps, jobs, groups, quotas, volumes, maintenance, clusters };
}

export const isOf = <K extends SpecDocument['kind']>(
  placed: PlacedDocument,
  kind: K,
): placed is PlacedDocument<Extract<SpecDocument, { readonly kind: K }>> =>
  placed.document.kind === kind;
