// The value of --resources: JSON where it begins like JSON, else Mesos' text. All faults are found,
// each `where: what is: what would be right`: of each resource, and of them together (one kind of
// value a name; a file system mounted once is there once).
import type { Resource } from '../../../engine/model/resources/resource.ts';
import type { Value } from '../../../engine/model/resources/value.ts';
import type { DefaultRole } from './resource-rules.ts';
import { readResourcesJson } from './resources-json.ts';
import { readResourcesText } from './resources-text.ts';

/** As they were given: in any order, amounts of zero and repetitions with them. */
export type GivenResources =
  | { readonly kind: 'resources'; readonly resources: readonly Resource[] }
  | { readonly kind: 'faults'; readonly faults: readonly string[] };

const where = '--resources';
const maxResources = 1000;

/** What names no role is reserved for `defaultRole`; what names `*` isn't reserved. */
export function parseResources(text: string, defaultRole: DefaultRole = '*'): GivenResources {
  const isJson = /^\s*[[{]/.test(text);
  const { resources, faults } = isJson
    ? readResourcesJson(text, defaultRole)
    : readResourcesText(text, defaultRole);
  // JSON's faults begin with where in it they are: `--resources[0].name: ...`
  const placed = faults.map((fault) => `${where}${fault.startsWith('[') ? '' : ': '}${fault}`);
  const all = [...placed, ...togetherFaults(resources).map((fault) => `${where}: ${fault}`)];
  return all.length > 0 ? { kind: 'faults', faults: all } : { kind: 'resources', resources };
}

function togetherFaults(resources: readonly Resource[]): readonly string[] {
  const kinds = new Map<string, Value['kind']>();
  const mounts = new Set<string>();
  const faults: string[] = [];
  for (const { name, value, disk } of resources) {
    const before = kinds.get(name);
    if (before !== undefined && before !== value.kind)
      faults.push(`${name}: it is given as ${before} and as ${value.kind}: choose one`);
    kinds.set(name, value.kind);
    if (disk?.source?.kind !== 'mount') continue;
    const { root } = disk.source;
    if (mounts.has(root)) faults.push(`${root}: this MOUNT is given twice: give it once, whole`);
    mounts.add(root);
  }
  if (resources.length > maxResources)
    faults.push(`${resources.length} resources: give at most ${maxResources}`);
  return faults;
}
