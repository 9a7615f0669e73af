// Which jobs run in whose lineages, said as the specification says it: the roots of a job are
// itself and what the roots of all its parents have in common.
import type { StoredFacts } from '../facts/stored-facts.ts';

type Parents = ReadonlyMap<string, readonly string[]>;

/** Of the jobs that are wanted now. */
export function parentsNow({ jobs, ...stored }: StoredView): Parents {
  const parents = new Map<string, readonly string[]>();
  for (const [name, row] of jobs) {
    const trigger = stored.jobVersion(name, row.wanted)?.spec.trigger;
    if (trigger) parents.set(name, trigger.kind === 'after' ? trigger.parents : []);
  }
  return parents;
}

interface StoredView extends Pick<StoredFacts, 'jobs'> {
  readonly jobVersion: StoredFacts['jobVersion'];
}

export function rootsOf(name: string, parents: Parents): ReadonlySet<string> {
  const above = (parents.get(name) ?? []).map((parent) => rootsOf(parent, parents));
  const [first, ...others] = above;
  const common = [...(first ?? [])].filter((root) => others.every((roots) => roots.has(root)));
  return new Set([name, ...common]);
}

/** All below it, by any way. */
export function isBelow(name: string, above: string, parents: Parents): boolean {
  return (parents.get(name) ?? []).some(
    (parent) => parent === above || isBelow(parent, above, parents),
  );
}
