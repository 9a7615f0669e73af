// The cluster's resources in the spec language's words: `mem` is `memory` there, and memory and
// disk are sizes.
import { formatMilli } from '../../lib/decimal.ts';
import { bytesPerMib, formatSize } from '../../lib/size.ts';
import type { Scalars } from '../resources/amounts.ts';

/** The spec language's word for a resource; a custom one has its own name. */
export const resourceWord = (name: string): string => (name === 'mem' ? 'memory' : name);

/** The cluster's name of what the spec language calls so. */
export const resourceName = (word: string): string => (word === 'memory' ? 'mem' : word);

const inMib = new Set(['mem', 'disk']);
const firstNames = ['cpus', 'mem', 'disk', 'gpus'];

/** An amount of 1/1000 as specs write it: `1.5` cpus, `512MiB` of memory. */
export function resourceAmount(name: string, milli: number): string {
  if (!inMib.has(name)) return formatMilli(milli);
  return milli % 1000 === 0 ? formatSize((milli / 1000) * bytesPerMib) : `${formatMilli(milli)}MiB`;
}

/** cpus, memory, disk, gpus, then custom ones by name. */
export function sortedNames(scalars: Scalars): readonly string[] {
  const rank = (name: string): number => {
    const index = firstNames.indexOf(name);
    return index < 0 ? firstNames.length : index;
  };
  return Object.keys(scalars).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/** `cpus 10, memory 20GiB`; '' where there is none. */
export const scalarsText = (scalars: Scalars): string =>
  sortedNames(scalars)
    .map((name) => `${resourceWord(name)} ${resourceAmount(name, scalars[name] ?? 0)}`)
    .join(', ');
