// Measuring: alternating runs of the work and its yardstick, medians, growth between two sizes.

export async function timeMs(work: () => unknown): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export interface Alternated {
  /** Medians, in ms. */
  readonly ours: number;
  readonly yardstick: number;
  readonly best: number;
}

/** Runs both `rounds` times in turn, so that a slow minute of the machine hits both. */
export async function alternate(
  ours: () => Promise<number>,
  yardstick: () => Promise<number>,
  rounds = 5,
): Promise<Alternated> {
  const mine: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    theirs.push(await yardstick());
    mine.push(await ours());
  }
  return { ours: median(mine), yardstick: median(theirs), best: Math.min(...mine) };
}

/** k in `time ~ size^k`, from half and full size. */
export const growth = (half: number, full: number): number =>
  Math.round(Math.log2(full / half) * 100) / 100;

export const rounded = (value: number, digits = 3): number => Number(value.toPrecision(digits));
