// Names are unique over App, Job, Group, Volume and Maintenance, and only a Group is the group of
// another: a name's parent path is its group, whether there is a Group document for it or not.
import type { Finding } from '../document/finding.ts';
import {
  type PlacedDocument,
  type PlacedFinding,
  parentOf,
  whereText,
} from '../tree/placed-document.ts';

export interface NameIndex {
  readonly byName: ReadonlyMap<string, PlacedDocument>;
  /** Paths that some object stands below, with the first such object. */
  readonly groupPaths: ReadonlyMap<string, PlacedDocument>;
  readonly findings: readonly PlacedFinding[];
}

/** `documents` in the order of the tree: the first of a name keeps it. */
export function indexNames(documents: readonly PlacedDocument[]): NameIndex {
  const byName = new Map<string, PlacedDocument>();
  const groupPaths = new Map<string, PlacedDocument>();
  const findings: PlacedFinding[] = [];
  for (const on of documents) {
    const { name } = on.document;
    if (name === undefined) continue;
    const first = byName.get(name);
    if (first !== undefined) findings.push({ on, finding: duplicateName(name, first) });
    else byName.set(name, on);
    for (let path = parentOf(name); path !== '' && !groupPaths.has(path); path = parentOf(path))
      groupPaths.set(path, on);
  }
  for (const [path, below] of groupPaths) {
    const on = byName.get(path);
    if (on === undefined || on.document.kind === 'Group') continue;
    findings.push({ on, finding: isAGroup(on, below) });
  }
  return { byName, groupPaths, findings };
}

const atName = { path: ['metadata', 'name'], at: 'value' } as const;

const duplicateName = (name: string, first: PlacedDocument): Finding => ({
  ...atName,
  code: 'duplicate-name',
  message: `${name} is the name of ${whereText(first)} too`,
  hint: 'names are unique over App, Job, Group, Volume and Maintenance',
});

const isAGroup = ({ document }: PlacedDocument, below: PlacedDocument): Finding => ({
  ...atName,
  code: 'name-of-app-is-a-group',
  message: `${document.name} is the group of ${below.document.name}, ${whereText(below)}`,
  hint: `move the ${document.kind} below it, such as ${document.name}/main`,
});
