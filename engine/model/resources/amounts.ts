// What an agent has and a task takes. Scalars are fixed-point integers of 1/1000 (Mesos keeps
// three decimals, mesos.md 1.1), so `cpus: 0.1` is 100 and `mem: 32` (MiB) is 32000. Ranges are
// closed integer intervals, sorted and disjoint; sets are sorted.

export type Range = readonly [begin: number, end: number];

export interface Resources {
  /** By name, in 1/1000 of the resource's own unit: cpus in cores, mem and disk in MiB. */
  readonly scalars: Readonly<Record<string, number>>;
  readonly ranges: Readonly<Record<string, readonly Range[]>>;
  readonly sets: Readonly<Record<string, readonly string[]>>;
}

export type Scalars = Readonly<Record<string, number>>;

/** Every scalar of `need` is there in `have`. */
export function scalarsFit(need: Scalars, have: Scalars): boolean {
  for (const name in need) if ((need[name] ?? 0) > (have[name] ?? 0)) return false;
  return true;
}

/** `target += sign x delta`, in place; never below zero (mesos.md 1.1 rule 3). */
export function addScalars(target: Record<string, number>, delta: Scalars, sign: 1 | -1): void {
  for (const name in delta)
    target[name] = Math.max(0, (target[name] ?? 0) + sign * (delta[name] ?? 0));
}

// Ranges aren't taken apart by pattern here: that makes an iterator of each, for every placement.
export function portsIn(ranges: readonly Range[]): number {
  let sum = 0;
  for (const range of ranges) sum += range[1] - range[0] + 1;
  return sum;
}

export const holdsPort = (ranges: readonly Range[], port: number): boolean =>
  ranges.some((range) => range[0] <= port && port <= range[1]);

/** The ranges without these ports. */
export function withoutPorts(ranges: readonly Range[], ports: Iterable<number>): readonly Range[] {
  let left = ranges;
  for (const port of [...ports].sort((a, b) => a - b))
    if (holdsPort(left, port)) left = left.flatMap((range) => cutPort(range, port));
  return left;
}

function cutPort(range: Range, port: number): readonly Range[] {
  const [begin, end] = range;
  if (port < begin || port > end) return [range];
  const parts: Range[] = [];
  if (begin < port) parts.push([begin, port - 1]);
  if (port < end) parts.push([port + 1, end]);
  return parts;
}
