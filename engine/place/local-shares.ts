// One machine's resources shared out among several agents on it, in Mesos' text syntax: equal parts
// of each scalar, and of each range of ports, rounded down.
import { portsIn, type Range } from '../model/resources/amounts.ts';
import { amountsOf } from '../model/resources/amounts-of.ts';
import type { Bundle } from '../model/resources/bundle.ts';

export function localShares(machine: Bundle, agents: number): readonly string[] {
  return Array.from({ length: agents }, (_, index) => shareOf(machine, agents, index));
}

function shareOf(machine: Bundle, agents: number, index: number): string {
  const amounts = amountsOf(machine);
  const scalars = Object.entries(amounts.scalars).map(
    ([name, amount]) => `${name}:${Math.floor(amount / agents) / 1000}`,
  );
  const ranges = Object.entries(amounts.ranges).flatMap(([name, list]) => {
    const size = Math.floor(portsIn(list) / agents);
    const part = sliceRanges(list, index * size, size);
    const text = part.map(([begin, end]) => `${begin}-${end}`).join(',');
    return part.length === 0 ? [] : [`${name}:[${text}]`];
  });
  return [...scalars, ...ranges].join(';');
}

/** `size` numbers of the ranges, after the first `skip`. */
function sliceRanges(ranges: readonly Range[], skip: number, size: number): readonly Range[] {
  const slice: Range[] = [];
  let passed = 0;
  for (const [begin, end] of ranges) {
    const from = Math.max(begin, begin + skip - passed);
    const to = Math.min(end, begin + skip + size - passed - 1);
    if (from <= to) slice.push([from, to]);
    passed += end - begin + 1;
  }
  return slice;
}
