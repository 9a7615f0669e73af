// A tree of spec files: from Git objects in the engine, from a folder on the command line.
import type { TreeEntry } from '../model/tree-entry.ts';

export type { TreeEntry };

export interface Tree {
  /** Every entry below the root, sorted by path. */
  list(): Promise<readonly TreeEntry[]>;
  /** Texts (bytes) by blob id, for the blobs asked for; missing ones reject. */
  read(blobs: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
}
