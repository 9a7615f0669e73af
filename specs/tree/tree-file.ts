// The files of a tree with what was read of them. A file that is where it was, with the blob it
// had, is the same object as in the load before, and so are its documents.
import type { TreeEntry } from '../../engine/model/tree-entry.ts';
import type { SpecFile } from '../document/read-file.ts';
import type { PlacedDocument } from './placed-document.ts';

export interface TreeFile {
  readonly path: string;
  readonly blob: string;
  readonly content: SpecFile;
  readonly documents: readonly PlacedDocument[];
}

/** `entries` and `before` sorted by path. */
export function treeFiles(
  entries: readonly TreeEntry[],
  before: readonly TreeFile[],
  contentOf: (entry: TreeEntry) => SpecFile,
): readonly TreeFile[] {
  let at = 0;
  return entries.map((entry) => {
    while ((before[at]?.path ?? '\uffff') < entry.path) at += 1;
    const last = before[at];
    const isSame = last?.path === entry.path && last.blob === entry.blob;
    return isSame ? last : newFile(entry, contentOf(entry));
  });
}

function newFile({ path, blob }: TreeEntry, content: SpecFile): TreeFile {
  const documents = content.documents.map((document) => ({ file: path, blob, document }));
  return { path, blob, content, documents };
}

export const isSound = ({ content }: TreeFile): boolean =>
  content.faults.length === 0 && !content.isObscure;
