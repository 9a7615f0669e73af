// Cuts a batch's writes into commits that the store takes (100 writes, 1 MiB). The writes come in
// an order in which every prefix is a state one may crash in (engine/step/memory/rows.ts).
import { maxCommitBytes, maxCommitWrites, type Write } from '../ports/store.ts';
import type { RowChange } from '../step/memory/rows.ts';

export function writesOf(changes: readonly RowChange[]): readonly Write[] {
  return changes.map(({ key, value }) =>
    value === undefined
      ? { kind: 'delete', key }
      : { kind: 'put', key, value: JSON.stringify(value) },
  );
}

export function commitPieces(writes: readonly Write[]): readonly (readonly Write[])[] {
  const pieces: Write[][] = [];
  let piece: Write[] = [];
  let bytes = 0;
  for (const write of writes) {
    const size = Buffer.byteLength(write.key) + sizeOfValue(write);
    if (piece.length >= maxCommitWrites || bytes + size > maxCommitBytes) {
      pieces.push(piece);
      piece = [];
      bytes = 0;
    }
    piece.push(write);
    bytes += size;
  }
  if (piece.length > 0) pieces.push(piece);
  return pieces;
}

const sizeOfValue = (write: Write): number =>
  write.kind === 'put' ? Buffer.byteLength(write.value) : 0;
