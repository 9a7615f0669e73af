// Which entries of a tree are specs: files that end in .yaml or .yml under the cluster's paths, and
// meridian.yaml itself. Links aren't followed: one that leaves the tree, or stands where specs
// are looked for, is a fault and not passed over.
import type { Fault } from '../../engine/model/fault.ts';
import type { TreeEntry } from '../../engine/model/tree-entry.ts';

export const clusterFile = 'meridian.yaml';
/** Files of specs in one tree at most. */
export const maxFiles = 100_000;
/** Bytes of a link's target at most. */
const maxTargetBytes = 4096;

export interface Candidates {
  readonly files: readonly TreeEntry[];
  /** Links under the paths: what they point to is their blob's text. */
  readonly links: readonly TreeEntry[];
  readonly faults: readonly Fault[];
}

const isYaml = (path: string): boolean => path.endsWith('.yaml') || path.endsWith('.yml');

/** `paths` are normalised: no `./`, no `/` at the end, `.` for all. */
export function candidatesOf(entries: readonly TreeEntry[], paths: readonly string[]): Candidates {
  const files: TreeEntry[] = [];
  const links: TreeEntry[] = [];
  const faults: Fault[] = [];
  for (const entry of entries) {
    if (!isUnder(entry.path, paths) && !isAbove(entry, paths)) continue;
    if (entry.type === 'symlink') links.push(entry);
    else if (entry.type === 'submodule') faults.push(...submoduleFault(entry, paths));
    else if (isYaml(entry.path)) {
      if (entry.type === 'file') files.push(entry);
      else faults.push(treeFault(entry.path, 'not-a-file', 'not a regular file', 'commit a file'));
    }
  }
  if (files.length > maxFiles) {
    const message = `${files.length} files of specs`;
    faults.push(treeFault('.', 'too-many-files', message, `${maxFiles} at most`));
  }
  return { files: files.slice(0, maxFiles), links, faults };
}

const isUnder = (path: string, paths: readonly string[]): boolean =>
  path === clusterFile ||
  paths.some((root) => root === '.' || path === root || path.startsWith(`${root}/`));

/** A link or submodule on the way to one of the paths. */
const isAbove = ({ path, type }: TreeEntry, paths: readonly string[]): boolean =>
  type !== 'file' && paths.some((root) => root === path || root.startsWith(`${path}/`));

export const treeFault = (file: string, code: string, message: string, hint: string): Fault => ({
  file,
  line: 1,
  column: 1,
  code,
  message,
  hint,
});

/** A submodule below a path is somebody else's repository; at a path it hides all specs. */
function submoduleFault(entry: TreeEntry, paths: readonly string[]): readonly Fault[] {
  if (!isAbove(entry, paths)) return [];
  const message = `${entry.path} is a submodule`;
  return [treeFault(entry.path, 'submodule', message, 'commit the specs themselves')];
}

export const isReadableLink = (entry: TreeEntry): boolean => entry.size <= maxTargetBytes;

export interface LinkQuestion {
  readonly entry: TreeEntry;
  /** Absent: longer than any path. */
  readonly target: string | undefined;
  readonly entries: readonly TreeEntry[];
}

/** Why the link can't be passed over, or undefined when no spec can be meant by it. */
export function linkFault({ entry, target, entries }: LinkQuestion): Fault | undefined {
  const resolved = target === undefined ? undefined : resolveLink(entry.path, target);
  const shown = JSON.stringify((target ?? '').slice(0, 200));
  if (resolved === undefined) {
    const message = `a link to ${shown}, out of the tree`;
    return treeFault(entry.path, 'symlink', message, 'commit the file itself');
  }
  const holdsSpecs = entries.some(
    ({ path }) => isYaml(path) && (resolved === '.' || path.startsWith(`${resolved}/`)),
  );
  if (!isYaml(entry.path) && !holdsSpecs) return undefined;
  const message = `a link to ${shown}; links aren't followed`;
  return treeFault(entry.path, 'symlink', message, 'commit the file itself, or take the link out');
}

/** Where it leads from the root of the tree, or undefined when it leaves it. */
function resolveLink(path: string, target: string): string | undefined {
  if (target.startsWith('/') || target.includes('\0')) return undefined;
  const parts = path.split('/').slice(0, -1);
  for (const part of target.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.length === 0 ? '.' : parts.join('/');
}
