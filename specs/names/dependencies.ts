// dependsOn over the whole tree: every name known, and no way round in a circle. An App depends on
// what it names and on what its groups name; to depend on a group is to depend on all below it. A
// Job depends on nothing: it is followed by others at most.
import { findCycles, type Graph } from '../../engine/lib/graph.ts';
import { suggest } from '../../engine/lib/text/suggest.ts';
import type { Finding } from '../document/finding.ts';
import {
  byCode,
  type PlacedDocument,
  type PlacedFinding,
  parentOf,
  whereText,
} from '../tree/placed-document.ts';
import { circle } from './circle.ts';
import type { NameIndex } from './name-index.ts';

export function danglingFindings(
  documents: readonly PlacedDocument[],
  names: NameIndex,
): readonly PlacedFinding[] {
  const findings: PlacedFinding[] = [];
  for (const on of documents)
    for (const [index, name] of on.document.dependsOn.entries()) {
      const found = names.byName.get(name);
      if (found?.document.kind === 'Volume' || found?.document.kind === 'Maintenance')
        findings.push({ on, finding: neverUp(name, index, found) });
      else if (found === undefined && !names.groupPaths.has(name))
        findings.push({ on, finding: dangling(name, index, names) });
    }
  return findings;
}

const neverUp = (name: string, index: number, found: PlacedDocument): Finding => ({
  path: ['spec', 'dependsOn', index],
  at: 'value',
  code: 'never-up',
  message: `${name} is ${whereText(found)}`,
  hint:
    found.document.kind === 'Volume'
      ? 'name an App, Job or Group: a Volume is made when its first user is placed'
      : 'name an App, Job or Group: a Maintenance is a time, and nothing that comes up',
});

function dangling(name: string, index: number, names: NameIndex): Finding {
  const meant = suggest(name, [...names.byName.keys(), ...names.groupPaths.keys()]);
  return {
    path: ['spec', 'dependsOn', index],
    at: 'value',
    code: 'dangling-name',
    message: `nothing has the name ${name}`,
    hint: meant === undefined ? 'name an App, Job or Group of this tree' : `did you mean ${meant}?`,
  };
}

export function cycleFindings(
  documents: readonly PlacedDocument[],
  names: NameIndex,
): readonly PlacedFinding[] {
  if (documents.every(({ document }) => document.dependsOn.length === 0)) return [];
  const cycles = findCycles(dependencyGraph(documents, names));
  return cycles.flatMap((cycle) => cycleFinding(cycle, names));
}

/** Only names that depend on something, and the groups that they depend on, are in it. */
function dependencyGraph(documents: readonly PlacedDocument[], names: NameIndex): Graph {
  const graph = new Map<string, readonly string[]>();
  const targets = new Set<string>();
  const groups = groupsThatDepend(documents);
  for (const { document } of documents) {
    if (document.name === undefined || document.kind === 'Job') continue;
    const inherited = groups.size === 0 ? [] : inheritedBy(document.name, groups);
    if (document.dependsOn.length + inherited.length === 0) continue;
    const all = inherited.length === 0 ? document.dependsOn : [...document.dependsOn, ...inherited];
    graph.set(document.name, all);
    for (const target of all) targets.add(target);
  }
  addMembers(graph, targets, names);
  return graph;
}

type OwnDependencies = ReadonlyMap<string, readonly string[]>;

function groupsThatDepend(documents: readonly PlacedDocument[]): OwnDependencies {
  const groups = new Map<string, readonly string[]>();
  for (const { document } of documents)
    if (document.kind === 'Group' && document.name !== undefined && document.dependsOn.length > 0)
      groups.set(document.name, document.dependsOn);
  return groups;
}

function inheritedBy(name: string, groups: OwnDependencies): readonly string[] {
  const inherited: string[] = [];
  for (let path = parentOf(name); path !== ''; path = parentOf(path))
    inherited.push(...(groups.get(path) ?? []));
  return inherited;
}

/** A group that is depended on points to all that is below it. */
function addMembers(
  graph: Map<string, readonly string[]>,
  targets: ReadonlySet<string>,
  names: NameIndex,
): void {
  const groups = [...targets].filter((target) => names.groupPaths.has(target));
  if (groups.length === 0) return;
  const sorted = [...names.byName.keys()].sort(byCode);
  for (const group of groups)
    graph.set(group, [...(graph.get(group) ?? []), ...namesBelow(sorted, group)]);
}

function namesBelow(sorted: readonly string[], group: string): readonly string[] {
  const prefix = `${group}/`;
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') < prefix) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (sorted[end]?.startsWith(prefix) === true) end += 1;
  return sorted.slice(low, end);
}

/** At the first dependsOn of the circle: of the name itself, or of a group above it. */
function cycleFinding(cycle: readonly string[], names: NameIndex): readonly PlacedFinding[] {
  for (const [step, name] of cycle.slice(0, -1).entries()) {
    const target = cycle[step + 1] ?? '';
    for (let path = name; path !== ''; path = parentOf(path)) {
      const on = names.byName.get(path);
      const index = on?.document.dependsOn.indexOf(target) ?? -1;
      if (on === undefined || index === -1) continue;
      return [{ on, finding: circle('dependsOn', index, cycle) }];
    }
  }
  return [];
}
