// A tree of specs to wanted state or its faults, reading no more than the loader asks for, and
// where its fields stand.
import { type LoadOutcome, SpecLoader } from '../../../specs/loader.ts';
import { positionsOf } from '../../../specs/positions.ts';
import type { Locate } from '../../plan/plan-input.ts';
import type { SpecTree } from '../tools.ts';

/** Reads of one tree at most: meridian.yaml, what its paths name, and what faults are in. */
const maxReads = 5;

export interface LoadedSpecs {
  readonly outcome: Exclude<LoadOutcome, { kind: 'need' }>;
  readonly locate: Locate;
}

/** A tree of fewer files is read before anybody wonders. */
const manyFiles = 300;

/** Hears what takes a while. */
export type Say = (line: string) => void;

/** Rejects with what the tree rejects with. */
export async function loadSpecs(tree: SpecTree, say?: Say): Promise<LoadedSpecs> {
  const loader = new SpecLoader();
  const entries = await tree.list();
  const blobs = new Map(entries.map(({ path, blob }) => [path, blob]));
  const bytes = new Map<string, Uint8Array>();
  let need = loader.needs(entries);
  for (let reads = 0; reads < maxReads; reads += 1) {
    if (need.length >= manyFiles) say?.(`reading ${need.length} files`);
    const read = await tree.read(need.map(({ blob }) => blob));
    for (const [blob, content] of read) bytes.set(blob, content);
    if (bytes.size >= manyFiles) say?.(`checking ${bytes.size} files`);
    const outcome = loader.load(entries, bytes);
    if (outcome.kind !== 'need') return { outcome, locate: locator(blobs, bytes) };
    need = outcome.entries;
  }
  throw new Error('bug: the spec loader asks for ever more files');
}

const locator =
  (blobs: ReadonlyMap<string, string>, bytes: ReadonlyMap<string, Uint8Array>): Locate =>
  (file, document, path) => {
    const content = bytes.get(blobs.get(file) ?? '');
    if (content === undefined) return undefined;
    const [position] = positionsOf(content, [{ document, path, at: 'key' }]);
    return position === undefined ? undefined : { line: position.line };
  };
