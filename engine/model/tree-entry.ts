// One entry of a tree of files, from Git or from a folder.

export interface TreeEntry {
  /** Path from the root, with `/`, never starting with one. */
  readonly path: string;
  /** Git blob id, or the SHA-1 Git would give the same bytes. */
  readonly blob: string;
  /** Bytes. */
  readonly size: number;
  readonly type: 'file' | 'symlink' | 'submodule' | 'other';
}
