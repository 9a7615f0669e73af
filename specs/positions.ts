// Where a field stands in a file. Syntax trees aren't kept: a file is parsed again when a position
// is asked for.
import type { Path } from '../engine/lib/check.ts';
import { decodeUtf8 } from '../engine/lib/text/utf8.ts';
import { offsetOf } from './yaml/node-offset.ts';
import { type Position, positionAt } from './yaml/text-position.ts';
import { parseYaml } from './yaml/yaml-documents.ts';

/**
 * Line and column, from 1, of the field at the path in the file's document of that index (from 0).
 * Where the path ends early, because something on it is missing, of the nearest parent; for a
 * document that isn't there, of the file's beginning.
 */
export function positionOf(bytes: Uint8Array, documentIndex: number, path: Path): Position {
  return positionsOf(bytes, [{ document: documentIndex, path, at: 'value' }])[0] ?? start;
}

export interface Place {
  readonly document: number;
  readonly path: Path;
  readonly at: 'key' | 'value';
}

const start: Position = { line: 1, column: 1 };

/** The positions of several places in one file, in their order; the file is parsed once. */
export function positionsOf(bytes: Uint8Array, places: readonly Place[]): readonly Position[] {
  const text = decodeUtf8(bytes);
  if (text === undefined) return places.map(() => start);
  const { documents } = parseYaml(text);
  return places.map((place) => {
    const document = documents[place.document];
    return document === undefined
      ? start
      : positionAt(text, offsetOf(document, place.path, place.at));
  });
}
