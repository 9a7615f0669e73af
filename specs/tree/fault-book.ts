// Findings to faults with line and column. Positions come from the files' texts, which aren't
// kept: files whose text is needed and isn't at hand are asked for. What was once worked out is
// remembered until the tree is sound, so that asking ends.
import type { Fault } from '../../engine/model/fault.ts';
import { pathText } from '../document/finding.ts';
import { positionsOf } from '../positions.ts';
import type { Position } from '../yaml/text-position.ts';
import { byCode, type PlacedFinding } from './placed-document.ts';

export type Located =
  | { readonly kind: 'need'; readonly files: ReadonlySet<string> }
  | { readonly kind: 'located'; readonly faults: readonly Fault[] };

/** Findings that get a position at most; beyond that a tree is simply broken. */
export const maxLocated = 1000;

export class FaultBook {
  readonly #positions = new Map<string, Position>();

  clear(): void {
    this.#positions.clear();
  }

  /** `bytes` by blob. */
  locate(findings: readonly PlacedFinding[], bytes: ReadonlyMap<string, Uint8Array>): Located {
    const unplaced = findings.filter((finding) => !this.#positions.has(keyOf(finding)));
    const needed = new Set<string>();
    for (const [blob, ofBlob] of groupByBlob(unplaced)) {
      const content = bytes.get(blob);
      if (content === undefined) for (const { on } of ofBlob) needed.add(on.file);
      else this.#place(ofBlob, content);
    }
    if (needed.size > 0) return { kind: 'need', files: needed };
    return { kind: 'located', faults: findings.map((placed) => this.#faultOf(placed)) };
  }

  #place(findings: readonly PlacedFinding[], content: Uint8Array): void {
    const places = findings.map(({ on, finding: { path, at } }) => ({
      document: on.document.index,
      path,
      at,
    }));
    for (const [index, position] of positionsOf(content, places).entries()) {
      const placed = findings[index];
      if (placed !== undefined) this.#positions.set(keyOf(placed), position);
    }
  }

  #faultOf(placed: PlacedFinding): Fault {
    const { code, message, hint } = placed.finding;
    const position = this.#positions.get(keyOf(placed)) ?? {
      line: placed.on.document.line,
      column: 1,
    };
    return { file: placed.on.file, ...position, code, message, hint };
  }
}

const keyOf = ({ on, finding }: PlacedFinding): string =>
  `${on.blob} ${on.document.index} ${finding.at} ${pathText(finding.path)}`;

function groupByBlob(findings: readonly PlacedFinding[]): Map<string, PlacedFinding[]> {
  const groups = new Map<string, PlacedFinding[]>();
  for (const finding of findings) {
    const group = groups.get(finding.on.blob);
    if (group === undefined) groups.set(finding.on.blob, [finding]);
    else group.push(finding);
  }
  return groups;
}

/** By file, line, column, code. Equal ones once. */
export function sortFaults(faults: readonly Fault[]): readonly Fault[] {
  const sorted = [...faults].sort(
    (a, b) =>
      byCode(a.file, b.file) ||
      a.line - b.line ||
      a.column - b.column ||
      byCode(a.code, b.code) ||
      byCode(a.message, b.message),
  );
  return sorted.filter((fault, index) => {
    const before = sorted[index - 1];
    return before === undefined || !isSameFault(before, fault);
  });
}

const isSameFault = (a: Fault, b: Fault): boolean =>
  a.file === b.file &&
  a.line === b.line &&
  a.column === b.column &&
  a.code === b.code &&
  a.message === b.message;
