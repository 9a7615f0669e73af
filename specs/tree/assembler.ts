// All documents of a tree to wanted state, or to what is wrong between them. Keeps what it built,
// so that the next tree costs what changed.
import { canonicalJson } from '../../engine/lib/digest.ts';
import type { Role } from '../../engine/model/ids.ts';
import type {
  AppSpec,
  ClusterSpec,
  GroupSpec,
  JobSpec,
  MaintenanceSpec,
  Placed,
  QuotaSpec,
  VolumeSpec,
  Wanted,
} from '../../engine/model/wanted.ts';
import { buildApp, type ClusterSettings } from '../build/build-app.ts';
import { buildCluster, buildQuota } from '../build/build-cluster.ts';
import { buildJob } from '../build/build-job.ts';
import { buildMaintenance } from '../build/build-maintenance.ts';
import { buildVolume } from '../build/build-volume.ts';
import type {
  AppDocument,
  ClusterDocument,
  GroupDocument,
  JobDocument,
  MaintenanceDocument,
  QuotaDocument,
  VolumeDocument,
} from '../document/spec-document.ts';
import { cycleFindings, danglingFindings } from '../names/dependencies.ts';
import { indexNames, type NameIndex } from '../names/name-index.ts';
import { parentWordFindings } from '../names/parent-words.ts';
import { parentFindings } from '../names/parents.ts';
import { quotaTreeFindings } from '../quota/quota-tree.ts';
import { type UsesInTree, volumeUseFindings } from '../volumes/volume-uses.ts';
import { clusterFile } from './candidates.ts';
import { clusterFindings, quotaFindings, variableFindings } from './cluster-documents.ts';
import { GroupContexts } from './group-contexts.ts';
import { ObjectBuilder } from './object-builder.ts';
import { type Part, partOf } from './part.ts';
import { type Builders, patch, type Sound } from './patch.ts';
import { byCode, originOf, type PlacedDocument, type PlacedFinding } from './placed-document.ts';
import { kept, PlainObjects } from './plain-objects.ts';
import { type SortedDocuments, sortDocuments } from './sorted-documents.ts';
import { isSound, type TreeFile } from './tree-file.ts';

export interface Assembled {
  readonly findings: readonly PlacedFinding[];
  /** Only of use when no file has a fault and there are no findings. */
  readonly wanted: Wanted;
  /** Not one document of ours, faulty ones included. */
  readonly isEmpty: boolean;
}

export class Assembler {
  readonly #builders: Builders = {
    apps: new ObjectBuilder(({ body }, around) => body && buildApp(body, around)),
    jobs: new ObjectBuilder(({ body }, around) => body && buildJob(body, around)),
  };
  readonly #volumes = new PlainObjects<VolumeDocument, VolumeSpec>(buildVolume);
  readonly #maintenance = new PlainObjects<MaintenanceDocument, MaintenanceSpec>(buildMaintenance);
  #contexts: GroupContexts | undefined;
  #cluster: ClusterSpec | undefined;
  #settings: ClusterSettings = { variables: {}, packing: 'spread' };
  #groups: ReadonlyMap<string, GroupSpec> = new Map();
  #quotas: ReadonlyMap<string, QuotaSpec> = new Map();
  #sound: Sound | undefined;

  /** `files` in the order of the tree. */
  assemble(files: readonly TreeFile[]): Assembled {
    const wanted = this.#sound && patch(this.#sound, files, this.#builders);
    if (this.#sound === undefined || wanted === undefined) return this.#assembleAll(files);
    this.#sound = { ...this.#sound, files, wanted };
    return { findings: [], wanted, isEmpty: false };
  }

  #assembleAll(files: readonly TreeFile[]): Assembled {
    const sorted = sortDocuments(files);
    const names = indexNames(sorted.named);
    const cluster = this.#buildCluster(sorted.clusters);
    const contexts = new GroupContexts(groupsByName(sorted.groups, names), this.#contexts);
    this.#contexts = contexts;
    const groups = this.#buildGroups(sorted.groups, contexts, names);
    const apps = this.#buildObjects(this.#builders.apps, sorted.apps, contexts, names);
    const jobs = this.#buildObjects(this.#builders.jobs, sorted.jobs, contexts, names);
    const volumes = this.#volumes.build(sorted.volumes, contexts, names);
    const maintenance = this.#maintenance.build(sorted.maintenance, contexts, names);
    const isObscure = files.some(({ content }) => content.isObscure);
    const findings = [
      ...findingsBetween(sorted, names, cluster),
      ...(isObscure ? [] : danglingFindings(sorted.named, names)),
      ...parentFindings(sorted.jobs, names, isObscure),
      ...(isObscure ? [] : parentWordFindings(sorted.jobs, names, contexts)),
      ...groups.findings,
      ...apps.findings,
      ...jobs.findings,
      ...volumes.findings,
      ...maintenance.findings,
      ...useFindings(sorted, [apps, jobs, volumes], { names, isObscure }),
    ];
    const wanted = {
      cluster,
      apps: apps.placed,
      jobs: jobs.placed,
      groups: groups.placed,
      quotas: this.#buildQuotas(sorted.quotas),
      volumes: volumes.placed,
      maintenance: maintenance.placed,
      ignoredDocuments: files.reduce((sum, { content }) => sum + content.ignored, 0),
    };
    this.#builders.apps.prune(apps.placed);
    this.#builders.jobs.prune(jobs.placed);
    const isEmpty = sorted.all.length === 0;
    const isAllSound = !isEmpty && findings.length === 0 && files.every(isSound);
    const settings = this.#settings;
    this.#sound = isAllSound ? { files, wanted, contexts, settings } : undefined;
    return { findings, wanted, isEmpty };
  }

  #buildCluster(clusters: readonly PlacedDocument<ClusterDocument>[]): ClusterSpec {
    const document = clusters.find(({ file }) => file === clusterFile)?.document;
    this.#cluster = kept(this.#cluster, buildCluster(document?.body));
    const { variables, packing } = this.#cluster;
    const settings = { variables, packing };
    if (canonicalJson(settings) !== canonicalJson({ ...this.#settings })) this.#settings = settings;
    return this.#cluster;
  }

  #buildGroups(
    documents: readonly PlacedDocument<GroupDocument>[],
    contexts: GroupContexts,
    names: NameIndex,
  ): Part<GroupSpec> {
    const part = partOf<GroupDocument, GroupSpec>(documents, names, (on) => {
      const entry = contexts.entry(on.document.name ?? '/');
      if (entry?.document !== on.document) return undefined;
      const spec = kept(this.#groups.get(entry.spec.name), entry.spec);
      const { findings, above } = entry;
      return { placed: { spec, origin: originOf(on) }, findings, above: above.documents };
    });
    this.#groups = new Map(part.placed.map(({ spec }) => [spec.name, spec]));
    return part;
  }

  #buildObjects<D extends AppDocument | JobDocument, S extends AppSpec | JobSpec>(
    builder: ObjectBuilder<D, S>,
    documents: readonly PlacedDocument<D>[],
    contexts: GroupContexts,
    names: NameIndex,
  ): Part<S> {
    return partOf<D, S>(documents, names, (on) => {
      const context = contexts.above(on.document.name ?? '/');
      const built = builder.build(on, context, this.#settings);
      if (built === undefined) return undefined;
      const { placed, findings } = built;
      return { placed, findings, above: context.documents };
    });
  }

  #buildQuotas(documents: readonly PlacedDocument<QuotaDocument>[]): readonly Placed<QuotaSpec>[] {
    const placed: Placed<QuotaSpec>[] = [];
    for (const on of documents) {
      const { body } = on.document;
      if (body === undefined) continue;
      const built = buildQuota(body);
      placed.push({ spec: kept(this.#quotas.get(built.role), built), origin: originOf(on) });
    }
    this.#quotas = new Map(placed.map(({ spec }) => [spec.role, spec]));
    return placed.sort((a, b) => byCode(a.spec.role, b.spec.role));
  }
}

/** Of who uses which Volume; the roles of those are known once they are built. */
function useFindings(
  { named }: SortedDocuments,
  built: readonly Part<AppSpec | JobSpec | VolumeSpec>[],
  tree: Pick<UsesInTree, 'names' | 'isObscure'>,
): readonly PlacedFinding[] {
  const users = named.filter(({ document }) => document.volumes.length > 0);
  if (users.length === 0) return [];
  const roles = new Map<string, Role>();
  for (const { placed } of built) for (const { spec } of placed) roles.set(spec.name, spec.role);
  return volumeUseFindings(users, { ...tree, roleOf: (name) => roles.get(name) });
}

function findingsBetween(
  sorted: SortedDocuments,
  names: NameIndex,
  cluster: ClusterSpec,
): readonly PlacedFinding[] {
  const isClusterSound = sorted.clusters.every(({ document }) => document.body !== undefined);
  return [
    ...clusterFindings(sorted.clusters),
    ...quotaFindings(sorted.quotas),
    ...quotaTreeFindings(sorted.quotas),
    ...(isClusterSound ? variableFindings(sorted.all, cluster.variables) : []),
    ...names.findings,
    ...cycleFindings(sorted.named, names),
  ];
}

function groupsByName(
  groups: readonly PlacedDocument<GroupDocument>[],
  names: NameIndex,
): ReadonlyMap<string, PlacedDocument<GroupDocument>> {
  const byName = new Map<string, PlacedDocument<GroupDocument>>();
  for (const group of groups) {
    const { name } = group.document;
    const isFirst = name !== undefined && names.byName.get(name) === group;
    if (isFirst) byName.set(name, group);
  }
  return byName;
}
