// What a benchmark is, and the line it leaves (targets.md of the design names the fields). Machines
// swing, so a bench judges itself by a ratio to a yardstick (the same work done barely, in the same
// run, alternating, median of 5) or, where there is none, by the best of 5.

/** What a bench found; units stand in `unit` and in the names of parameters. */
export interface Measured {
  /** Sizes, and side results such as `heapBytesPerDocument`. */
  readonly parameters: Readonly<Record<string, number | string>>;
  readonly result: number;
  readonly unit: string;
  /** The bare work beside ours, in the same unit. */
  readonly yardstick?: { readonly what: string; readonly value: number };
  /** `result / yardstick.value`. */
  readonly ratio?: number;
  /** In words, such as `ratio <= 1.5`. */
  readonly target: string;
  readonly met: boolean;
  /** Growth between half and full size; idle work stays at 0.1 or less. */
  readonly exponent?: number;
}

export interface Bench {
  /** As `npm run bench -- NAME` calls it. */
  readonly name: string;
  /** Leaves nothing behind; rejects when it could not measure. */
  run(): Promise<Measured>;
}

/** Where and on what it was measured. */
export interface Surroundings {
  readonly node: string;
  readonly cpu: string;
  /** Short id, with `+` when the tree held changes. */
  readonly commit: string;
  /** ISO 8601, UTC. */
  readonly date: string;
}

/** One JSON line with every field; `null` where a bench has none. */
export function benchLine(name: string, measured: Measured, where: Surroundings): string {
  const { parameters, result, unit, target, met } = measured;
  const { yardstick = null, ratio = null, exponent = null } = measured;
  const found = { name, parameters, result, unit, yardstick, ratio, target, met, exponent };
  return JSON.stringify({ ...found, ...where });
}

/** The benches of these names in the order given, all of them for no name; or what is wrong. */
export function chosenBenches(
  benches: readonly Bench[],
  names: readonly string[],
): readonly Bench[] | string {
  if (names.length === 0) return benches;
  const known = new Map(benches.map((bench) => [bench.name, bench]));
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length > 0)
    return `bench: ${unknown.join(', ')}: one of ${[...known.keys()].join(', ')}`;
  return names.flatMap((name) => known.get(name) ?? []);
}
