// The documents about the whole cluster: Cluster and Quota.
import { digestJson } from '../../engine/lib/digest.ts';
import { digestOf, role } from '../../engine/model/ids.ts';
import type { ClusterSpec, QuotaSpec } from '../../engine/model/wanted.ts';
import type { Cluster, Quota } from '../../schemas/generated/spec.ts';
import { defaultApp, defaultPaths, defaultSync, defaultWeightMilli } from './defaults.ts';
import { durationMs, milli, quotaScalars } from './quantities.ts';

/** `undefined`: there is no Cluster document, so everything is at its default. */
export function buildCluster(cluster: Cluster | undefined): ClusterSpec {
  const { paths, variables, sync, packing } = cluster?.spec ?? {};
  const name = cluster?.metadata?.name;
  const content = {
    ...(name === undefined ? {} : { name }),
    paths: paths?.map(normalPath) ?? defaultPaths,
    variables: Object.fromEntries(
      Object.entries(variables ?? {}).map(([key, value]) => [key, String(value)]),
    ),
    sync: {
      intervalMs: durationMs(sync?.interval, defaultSync.intervalMs),
      massDelete: {
        fractionMilli: milli(sync?.massDelete?.fraction, defaultSync.massDelete.fractionMilli),
        count: sync?.massDelete?.count ?? defaultSync.massDelete.count,
      },
    },
    packing: packing ?? defaultApp.packing,
  };
  return { ...content, digest: digestOf(digestJson({ kind: 'Cluster', ...content })) };
}

/** `./apps//web/` is `apps/web`; the root is `.`. */
export function normalPath(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  return parts.length === 0 ? '.' : parts.join('/');
}

/** A guarantee of nothing is none; a limit of nothing is one. */
export function buildQuota(quota: Quota): QuotaSpec {
  const { weight, guarantee = {}, limit = {} } = quota.spec;
  const [guaranteed, limited] = [quotaScalars(guarantee), quotaScalars(limit)];
  for (const [name, amount] of Object.entries(guaranteed))
    if (amount === 0) delete guaranteed[name];
  const content = {
    name: quota.metadata?.name ?? quota.spec.role,
    role: role(quota.spec.role),
    weightMilli: milli(weight, defaultWeightMilli),
    ...(Object.keys(guaranteed).length === 0 ? {} : { guarantee: guaranteed }),
    ...(Object.keys(limited).length === 0 ? {} : { limit: limited }),
  };
  return { kind: 'Quota', ...content, digest: digestOf(digestJson({ kind: 'Quota', ...content })) };
}
