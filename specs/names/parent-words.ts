// `{{ parent("/etl/a").run.id }}` in the texts of a Job, and in those that its groups give it,
// names a Job that it follows: one of `after`, or one further up that its runs share a lineage
// with. What is in no lineage of its own would leave every launch without that value.
import { dependenciesFirst, type Graph } from '../../engine/lib/graph.ts';
import { suggest } from '../../engine/lib/text/suggest.ts';
import type { Inherited } from '../build/inherited.ts';
import type { Finding } from '../document/finding.ts';
import type { JobDocument, ParentUse } from '../document/spec-document.ts';
import { parentUses } from '../document/template-rules.ts';
import { ownerOf } from '../tree/finding-owner.ts';
import type { GroupContexts } from '../tree/group-contexts.ts';
import { inheritedTexts } from '../tree/inherited-templates.ts';
import type { PlacedFinding } from '../tree/placed-document.ts';
import type { NameIndex } from './name-index.ts';
import type { PlacedJob } from './parents.ts';

/** Those of its own texts and of its groups'. */
export const parentUsesOf = (document: JobDocument, inherited: Inherited): readonly ParentUse[] => [
  ...document.parentUses,
  ...parentUses(inheritedTexts(document, inherited)),
];

export function parentWordFindings(
  jobs: readonly PlacedJob[],
  names: NameIndex,
  contexts: GroupContexts,
): readonly PlacedFinding[] {
  return jobs.flatMap((on) => {
    const { inherited, documents } = contexts.above(on.document.name ?? '/');
    const uses = parentUsesOf(on.document, inherited);
    const followed = uses.length === 0 ? undefined : followedBy(on.document, names);
    if (followed === undefined) return [];
    const chain = [on.document, ...documents];
    return uses
      .filter(({ job }) => !followed.known.has(job))
      .map((use) => ownerOf({ on, finding: unknownParent(use, followed) }, chain, names))
      .map((placed) => (placed.on === on ? placed : told(placed, on)));
  });
}

interface Followed {
  /** All that it follows, however far up. */
  readonly all: ReadonlySet<string>;
  /** Those whose runs a run of it can name. */
  readonly known: ReadonlySet<string>;
  /** Those in `after`. */
  readonly direct: readonly string[];
}

/** Undefined when one of those that it follows is faulty, so that it can't be told. */
function followedBy(document: JobDocument, names: NameIndex): Followed | undefined {
  if (document.body === undefined || document.name === undefined) return undefined;
  const direct = document.after;
  const graph = new Map([[document.name, direct]]);
  const all = new Set(direct);
  for (const name of all) {
    const parent = names.byName.get(name)?.document;
    if (parent?.kind !== 'Job' || parent.body === undefined) return undefined;
    graph.set(name, parent.after);
    for (const further of parent.after) all.add(further);
  }
  const tops = topsOf(graph);
  const top = tops.get(document.name);
  const known = [...all].filter((name) => direct.includes(name) || tops.get(name) === top);
  return { all, known: new Set(known), direct };
}

/**
 * The Job that its longest lineages start at: of its parents, if they agree, else itself. Runs of
 * two Jobs are in one lineage only if that is the same of both.
 */
function topsOf(graph: Graph): ReadonlyMap<string, string> {
  const tops = new Map<string, string>();
  for (const name of dependenciesFirst(graph)) {
    const [first = name, ...others] = new Set(graph.get(name)?.map((p) => tops.get(p) ?? p));
    tops.set(name, others.length === 0 ? first : name);
  }
  return tops;
}

function unknownParent({ job, path }: ParentUse, { all, known, direct }: Followed): Finding {
  const meant = all.has(job) ? undefined : suggest(job, known);
  const listed = [...(all.has(job) ? direct : known)].sort().slice(0, maxNames).join(', ');
  const followed = known.size === 0 ? 'it has no after' : `name one of ${listed}`;
  const what = all.has(job)
    ? 'may be a run that this one has nothing of: what stands between joins others too'
    : 'is no Job that this one follows';
  return {
    path,
    at: 'value',
    code: 'unknown-parent',
    message: `{{ parent("${job}") }} ${what}`,
    hint: meant === undefined ? followed : `did you mean ${meant}?`,
  };
}

/** Names that a hint lists at most. */
const maxNames = 10;

const told = ({ on, finding }: PlacedFinding, job: PlacedJob): PlacedFinding => ({
  on,
  finding: { ...finding, message: `for ${job.document.name}, ${finding.message}` },
});
