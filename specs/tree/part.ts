// Documents of one kind as objects, by name, and what is found in them on the way.
import type { Placed } from '../../engine/model/wanted.ts';
import type { SpecDocument } from '../document/spec-document.ts';
import type { NameIndex } from '../names/name-index.ts';
import { ownerOf } from './finding-owner.ts';
import { byCode, type PlacedDocument, type PlacedFinding } from './placed-document.ts';

export interface Part<T> {
  readonly placed: readonly Placed<T>[];
  readonly findings: readonly PlacedFinding[];
}

interface Made<T> {
  readonly placed: Placed<T>;
  readonly findings: readonly PlacedFinding['finding'][];
  /** Documents of its groups, nearest first. */
  readonly above: readonly SpecDocument[];
}

/** `make`: undefined for a document that makes no object. */
export function partOf<D extends SpecDocument, T extends { readonly name: string }>(
  documents: readonly PlacedDocument<D>[],
  names: NameIndex,
  make: (on: PlacedDocument<D>) => Made<T> | undefined,
): Part<T> {
  const placed: Placed<T>[] = [];
  const findings: PlacedFinding[] = [];
  for (const on of documents) {
    const made = make(on);
    if (made === undefined) continue;
    placed.push(made.placed);
    const chain = [on.document, ...made.above];
    for (const finding of made.findings) findings.push(ownerOf({ on, finding }, chain, names));
  }
  return { placed: placed.sort((a, b) => byCode(a.spec.name, b.spec.name)), findings };
}
