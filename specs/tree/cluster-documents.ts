// Rules of the documents about the whole cluster: one Cluster, in meridian.yaml at the root; one
// Quota a role; every variable that a text names is one of the Cluster's.
import { suggest } from '../../engine/lib/text/suggest.ts';
import type { ClusterDocument, QuotaDocument } from '../document/spec-document.ts';
import { clusterFile } from './candidates.ts';
import { type PlacedDocument, type PlacedFinding, whereText } from './placed-document.ts';

export function clusterFindings(
  clusters: readonly PlacedDocument<ClusterDocument>[],
): readonly PlacedFinding[] {
  const [first] = clusters.filter(({ file }) => file === clusterFile);
  return clusters
    .filter((on) => on !== first)
    .map((on) => ({
      on,
      finding: {
        path: ['kind'],
        at: 'value',
        ...(on.file === clusterFile && first !== undefined
          ? { code: 'second-cluster', message: `there is ${whereText(first)} already` }
          : { code: 'cluster-misplaced', message: `a Cluster in ${on.file}` }),
        hint: `one Cluster, in ${clusterFile} at the root`,
      },
    }));
}

export function quotaFindings(
  quotas: readonly PlacedDocument<QuotaDocument>[],
): readonly PlacedFinding[] {
  const byRole = new Map<string, PlacedDocument>();
  const findings: PlacedFinding[] = [];
  for (const on of quotas) {
    const role = on.document.body?.spec.role;
    if (role === undefined) continue;
    const first = byRole.get(role);
    if (first === undefined) byRole.set(role, on);
    else
      findings.push({
        on,
        finding: {
          path: ['spec', 'role'],
          at: 'value',
          code: 'one-quota-a-role',
          message: `the role ${role} has ${whereText(first)} already`,
          hint: 'one Quota a role',
        },
      });
  }
  return findings;
}

export function variableFindings(
  documents: readonly PlacedDocument[],
  variables: Readonly<Record<string, string>>,
): readonly PlacedFinding[] {
  const findings: PlacedFinding[] = [];
  for (const on of documents)
    for (const { name, path } of on.document.uses) {
      if (Object.hasOwn(variables, name)) continue;
      const meant = suggest(name, Object.keys(variables));
      const hint =
        meant === undefined ? `add it to variables in ${clusterFile}` : `did you mean ${meant}?`;
      const message = `no variable ${name}`;
      findings.push({
        on,
        finding: { path, at: 'value', code: 'unknown-variable', message, hint },
      });
    }
  return findings;
}
