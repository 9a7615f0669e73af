// `after` over the whole tree: every name that of another Job, and no way round in a circle.
import { findCycles } from '../../engine/lib/graph.ts';
import { suggest } from '../../engine/lib/text/suggest.ts';
import type { Finding } from '../document/finding.ts';
import type { JobDocument } from '../document/spec-document.ts';
import { type PlacedDocument, type PlacedFinding, whereText } from '../tree/placed-document.ts';
import { circle } from './circle.ts';
import type { NameIndex } from './name-index.ts';

export type PlacedJob = PlacedDocument<JobDocument>;

/** `isObscure`: some file can't be read, so a name that nothing has may be in it. */
export function parentFindings(
  jobs: readonly PlacedJob[],
  names: NameIndex,
  isObscure: boolean,
): readonly PlacedFinding[] {
  const followers = jobs.filter(({ document }) => document.after.length > 0);
  const wrong = followers.flatMap((on) =>
    on.document.after.flatMap((name, index) => {
      const fault = parentFault(name, jobs, names);
      if (fault === undefined || (isObscure && fault.code === 'dangling-name')) return [];
      const finding: Finding = { path: ['spec', 'after', index], at: 'value', ...fault };
      return [{ on, finding }];
    }),
  );
  return [...wrong, ...circles(followers, names)];
}

type Fault = Pick<Finding, 'code' | 'message' | 'hint'>;

function parentFault(
  name: string,
  jobs: readonly PlacedJob[],
  names: NameIndex,
): Fault | undefined {
  const found = names.byName.get(name);
  if (found?.document.kind === 'Job') return undefined;
  const below = names.groupPaths.get(name);
  const what =
    found === undefined
      ? below && `the group of ${below.document.name}, ${whereText(below)}`
      : whereText(found);
  if (what !== undefined) {
    const hint = 'after names Jobs, one by one: only they end and succeed';
    return { code: 'not-a-job', message: `${name} is ${what}`, hint };
  }
  const known = jobs.flatMap(({ document }) => document.name ?? []);
  const meant = suggest(name, known);
  return {
    code: 'dangling-name',
    message: `no Job has the name ${name}`,
    hint: meant === undefined ? 'name a Job of this tree' : `did you mean ${meant}?`,
  };
}

function circles(followers: readonly PlacedJob[], names: NameIndex): readonly PlacedFinding[] {
  const graph = new Map(
    followers.flatMap(({ document: { name, after } }) =>
      name === undefined ? [] : [[name, after] as const],
    ),
  );
  return findCycles(graph).flatMap((cycle) => {
    const [name = '', target = ''] = cycle;
    const on = names.byName.get(name);
    const index = on?.document.after.indexOf(target) ?? -1;
    return on === undefined || index === -1 ? [] : [{ on, finding: circle('after', index, cycle) }];
  });
}
