// The usual commit changes a few Apps and Jobs in their own files and nothing about names, groups,
// dependencies, chains or the cluster. Then only these are looked at: the rules that compare
// documents with one another found nothing before and can find nothing now.
import type { AppSpec, JobSpec, Placed, Wanted } from '../../engine/model/wanted.ts';
import type { ClusterSettings } from '../build/build-app.ts';
import type { AppDocument, JobDocument } from '../document/spec-document.ts';
import { parentUsesOf } from '../names/parent-words.ts';
import { variableFindings } from './cluster-documents.ts';
import type { GroupContexts } from './group-contexts.ts';
import type { ObjectBuilder } from './object-builder.ts';
import type { PlacedDocument } from './placed-document.ts';
import { isOf } from './sorted-documents.ts';
import { isSound, type TreeFile } from './tree-file.ts';

export interface Builders {
  readonly apps: ObjectBuilder<AppDocument, AppSpec>;
  readonly jobs: ObjectBuilder<JobDocument, JobSpec>;
}

type PlacedObject = PlacedDocument<AppDocument> | PlacedDocument<JobDocument>;

/** What a sound tree came to. */
export interface Sound {
  readonly files: readonly TreeFile[];
  readonly wanted: Wanted;
  readonly contexts: GroupContexts;
  readonly settings: ClusterSettings;
}

/** Beyond this many changed files the whole tree is gone through. */
const maxChanged = 100;

/** The wanted state of `files`, or undefined when more than a few objects of their own changed. */
export function patch(
  before: Sound,
  files: readonly TreeFile[],
  builders: Builders,
): Wanted | undefined {
  const changed = changedFiles(before.files, files);
  if (changed === undefined) return undefined;
  const apps = [...before.wanted.apps];
  const jobs = [...before.wanted.jobs];
  let { ignoredDocuments } = before.wanted;
  for (const { old, now } of changed) {
    const documents = sameStructure(old, now);
    if (documents === undefined) return undefined;
    ignoredDocuments += now.content.ignored - old.content.ignored;
    for (const on of documents) {
      const isReplaced = isApp(on)
        ? replace(apps, on, before, builders.apps)
        : replace(jobs, on, before, builders.jobs) && !namesParents(on, before);
      if (!isReplaced) return undefined;
    }
  }
  return { ...before.wanted, apps, jobs, ignoredDocuments };
}

/** False when it isn't sound, or wasn't there before. */
function replace<D extends AppDocument | JobDocument, S extends AppSpec | JobSpec>(
  objects: Placed<S>[],
  on: PlacedDocument<D>,
  { contexts, settings }: Sound,
  builder: ObjectBuilder<D, S>,
): boolean {
  const built = builder.build(on, contexts.above(on.document.name ?? '/'), settings);
  if (built === undefined || built.findings.length > 0) return false;
  const index = indexOf(objects, built.placed.spec.name);
  if (index === -1 || !hasItsVariables(on, settings)) return false;
  objects[index] = built.placed;
  return true;
}

const isApp = (on: PlacedObject): on is PlacedDocument<AppDocument> => isOf(on, 'App');

/** Whether it follows them, only the whole tree can tell. */
const namesParents = ({ document }: PlacedDocument<JobDocument>, { contexts }: Sound): boolean =>
  parentUsesOf(document, contexts.above(document.name ?? '/').inherited).length > 0;

interface Changed {
  readonly old: TreeFile;
  readonly now: TreeFile;
}

function changedFiles(
  before: readonly TreeFile[],
  files: readonly TreeFile[],
): readonly Changed[] | undefined {
  if (before.length !== files.length) return undefined;
  const changed: Changed[] = [];
  for (const [index, now] of files.entries()) {
    const old = before[index];
    if (old === now) continue;
    if (old?.path !== now.path || changed.length === maxChanged) return undefined;
    changed.push({ old, now });
  }
  return changed;
}

/** What is in the new file, if it has the names, dependencies and parents of the old one's. */
function sameStructure(old: TreeFile, now: TreeFile): readonly PlacedObject[] | undefined {
  if (!isSound(now) || old.documents.length !== now.documents.length) return undefined;
  const objects: PlacedObject[] = [];
  for (const [index, on] of now.documents.entries()) {
    const last = old.documents[index];
    if (last === undefined || !isSamePlace(last, on)) return undefined;
    if (!isOf(on, 'App') && !isOf(on, 'Job')) return undefined;
    objects.push(on);
  }
  return objects;
}

/** Who may use a Volume, only the whole tree can tell. */
const isSamePlace = (a: PlacedDocument, b: PlacedDocument): boolean =>
  a.document.volumes.length + b.document.volumes.length === 0 &&
  a.document.kind === b.document.kind &&
  a.document.name === b.document.name &&
  a.document.dependsOn.join() === b.document.dependsOn.join() &&
  a.document.after.join() === b.document.after.join();

const hasItsVariables = (on: PlacedDocument, { variables }: ClusterSettings): boolean =>
  variableFindings([on], variables).length === 0;

function indexOf(objects: readonly Placed<AppSpec | JobSpec>[], name: string): number {
  let low = 0;
  let high = objects.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((objects[middle]?.spec.name ?? '') < name) low = middle + 1;
    else high = middle;
  }
  return objects[low]?.spec.name === name ? low : -1;
}
