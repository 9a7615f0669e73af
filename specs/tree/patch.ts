// The usual commit changes a few Apps in their own files and nothing about names, groups,
// dependencies or the cluster. Then only these are looked at: the rules that compare documents
// with one another found nothing before and can find nothing now.
import type { Wanted } from '../../engine/model/wanted.ts';
import type { ClusterSettings } from '../build/build-app.ts';
import type { AppBuilder, PlacedApp } from './app-builder.ts';
import { variableFindings } from './cluster-documents.ts';
import type { GroupContexts } from './group-contexts.ts';
import type { PlacedDocument } from './placed-document.ts';
import { isOf } from './sorted-documents.ts';
import { isSound, type TreeFile } from './tree-file.ts';

/** What a sound tree came to. */
export interface Sound {
  readonly files: readonly TreeFile[];
  readonly wanted: Wanted;
  readonly contexts: GroupContexts;
  readonly settings: ClusterSettings;
}

/** Beyond this many changed files the whole tree is gone through. */
const maxChanged = 100;

/** The wanted state of `files`, or undefined when more than a few Apps of their own changed. */
export function patch(
  before: Sound,
  files: readonly TreeFile[],
  builder: AppBuilder,
): Wanted | undefined {
  const changed = changedFiles(before.files, files);
  if (changed === undefined) return undefined;
  const apps = [...before.wanted.apps];
  let { ignoredDocuments } = before.wanted;
  for (const { old, now } of changed) {
    const documents = sameStructure(old, now);
    if (documents === undefined) return undefined;
    ignoredDocuments += now.content.ignored - old.content.ignored;
    for (const on of documents) {
      const built = builder.build(
        on,
        before.contexts.above(on.document.name ?? '/'),
        before.settings,
      );
      const isSoundApp = built?.findings.length === 0 && hasItsVariables(on, before.settings);
      const index = built === undefined ? -1 : indexOf(apps, built.placed.spec.name);
      if (built === undefined || !isSoundApp || index === -1) return undefined;
      apps[index] = built.placed;
    }
  }
  return { ...before.wanted, apps, ignoredDocuments };
}

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

/** The Apps of the new file, if they have the names and dependencies of the old one's. */
function sameStructure(old: TreeFile, now: TreeFile): readonly PlacedApp[] | undefined {
  if (!isSound(now) || old.documents.length !== now.documents.length) return undefined;
  const apps: PlacedApp[] = [];
  for (const [index, on] of now.documents.entries()) {
    const last = old.documents[index];
    if (last === undefined || !isOf(on, 'App') || !isSamePlace(last, on)) return undefined;
    apps.push(on);
  }
  return apps;
}

const isSamePlace = (a: PlacedDocument, b: PlacedDocument): boolean =>
  a.document.kind === b.document.kind &&
  a.document.name === b.document.name &&
  a.document.dependsOn.join() === b.document.dependsOn.join();

const hasItsVariables = (on: PlacedDocument, { variables }: ClusterSettings): boolean =>
  variableFindings([on], variables).length === 0;

function indexOf(apps: Wanted['apps'], name: string): number {
  let low = 0;
  let high = apps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((apps[middle]?.spec.name ?? '') < name) low = middle + 1;
    else high = middle;
  }
  return apps[low]?.spec.name === name ? low : -1;
}
