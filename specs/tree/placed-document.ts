// A spec document and where it stands in the tree.
import type { Origin } from '../../engine/model/wanted.ts';
import type { Finding } from '../document/finding.ts';
import type { SpecDocument } from '../document/spec-document.ts';

export interface PlacedDocument<D extends SpecDocument = SpecDocument> {
  readonly file: string;
  readonly blob: string;
  readonly document: D;
}

/** A finding that needed more than its own file to be found. */
export interface PlacedFinding {
  readonly on: PlacedDocument;
  readonly finding: Finding;
}

export const originOf = ({ file, blob, document }: PlacedDocument): Origin => ({
  file,
  blob,
  document: document.index,
  line: document.line,
});

/** `an App at shop/web.yaml:3` */
export const whereText = ({ file, document }: PlacedDocument): string =>
  `${document.kind === 'App' ? 'an' : 'a'} ${document.kind} at ${file}:${document.line}`;

export const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The path above the last segment; empty at the top. */
export const parentOf = (name: string): string => name.slice(0, name.lastIndexOf('/'));
