// "Did you mean": the nearest word by edits (a letter too many, too few, another, or two swapped;
// Damerau-Levenshtein in its optimal string alignment form), if it is near enough to be meant, or
// else one that begins so.

/** The candidate that was probably meant, or undefined. Ties go to the first. */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  const all = [...candidates];
  const begun = (candidate: string): boolean =>
    word.length >= 2 && candidate.toLowerCase().startsWith(word.toLowerCase());
  return nearest(word, all) ?? all.find((candidate) => candidate !== word && begun(candidate));
}

function nearest(word: string, candidates: readonly string[]): string | undefined {
  const lower = word.toLowerCase();
  let bound = Math.min(3, Math.floor(word.length / 3));
  let best: string | undefined;
  for (const candidate of candidates) {
    if (candidate === word) continue;
    const distance = editDistance(lower, candidate.toLowerCase(), bound);
    if (distance > bound || (best !== undefined && distance === bound)) continue;
    best = candidate;
    bound = distance;
    if (distance === 0) break;
  }
  return best;
}

/** Edits from one to the other; any number above `bound` when there are more than `bound`. */
export function editDistance(from: string, to: string, bound: number): number {
  if (Math.abs(from.length - to.length) > bound) return bound + 1;
  let older: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = nextRow({ from, to, row }, previous, older);
    if (Math.min(...current) > bound) return bound + 1;
    older = previous;
    previous = current;
  }
  return previous[to.length] ?? 0;
}

interface RowOf {
  readonly from: string;
  readonly to: string;
  readonly row: number;
}

function nextRow(at: RowOf, previous: readonly number[], older: readonly number[]): number[] {
  const { from, to, row } = at;
  const current = [row];
  for (let column = 1; column <= to.length; column += 1) {
    const isSame = from[row - 1] === to[column - 1];
    const replace = (previous[column - 1] ?? 0) + (isSame ? 0 : 1);
    const edit = Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, replace);
    const isSwap =
      row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
    current.push(isSwap ? Math.min(edit, (older[column - 2] ?? 0) + 1) : edit);
  }
  return current;
}
