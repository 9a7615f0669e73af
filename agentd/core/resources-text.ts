// Resources as Mesos writes them (book-mesos.md M056 to M063):
// `cpus:4;mem:8192;ports:[31000-32000]`, a role in brackets behind the name, sets in braces, blanks
// anywhere between. Scalars keep three decimals. The same name twice adds up. All faults are found,
// each `where: what is: what would be right`.
import type { Resources } from '../../schemas/generated/wire.ts';

export type ResourcesText =
  | { readonly kind: 'resources'; readonly resources: Resources }
  | { readonly kind: 'faults'; readonly faults: readonly string[] };

type Interval = [number, number];
type Value =
  | { readonly kind: 'scalar'; readonly amount: number }
  | { readonly kind: 'ranges'; readonly ranges: readonly Interval[] }
  | { readonly kind: 'set'; readonly items: readonly string[] };

interface Item {
  readonly name: string;
  readonly value: Value;
}

const where = '--resources';
const itemPattern = /^([^():\s]+)\s*(?:\(([^)]*)\))?\s*:\s*(.*)$/;
const namePattern = /^[A-Za-z_][A-Za-z0-9_.-]{0,62}$/;
const misspelt: Readonly<Record<string, string>> = {
  cpu: 'cpus',
  cores: 'cpus',
  memory: 'mem',
  ram: 'mem',
  port: 'ports',
  gpu: 'gpus',
};
const kindOf: Readonly<Record<string, Value['kind']>> = {
  cpus: 'scalar',
  mem: 'scalar',
  disk: 'scalar',
  gpus: 'scalar',
  ports: 'ranges',
};
const samples: Readonly<Record<Value['kind'], string>> = {
  scalar: 'a number such as 4 or 0.5',
  ranges: 'ranges such as [31000-32000]',
  set: 'a set such as {ssd1, ssd2}',
};

export function parseResourcesText(text: string): ResourcesText {
  const parsed = text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(parseItem);
  const faults = parsed.filter((item) => typeof item === 'string');
  const items = parsed.filter((item) => typeof item !== 'string');
  const mixed = mixedKinds(items);
  if (faults.length + mixed.length > 0) return { kind: 'faults', faults: [...faults, ...mixed] };
  return { kind: 'resources', resources: sumOf(items) };
}

function parseItem(text: string): Item | string {
  const match = itemPattern.exec(text);
  if (match === null)
    return `${where}: ${JSON.stringify(text)} is no resource: write NAME:VALUE, such as cpus:4`;
  const [, name = '', role = '*', rest = ''] = match;
  const right = misspelt[name];
  if (right !== undefined) return `${where}: ${name}: no task asks for that: write ${right}`;
  if (!namePattern.test(name))
    return `${where}: name ${JSON.stringify(name)}: letters, digits, _ . and - only`;
  if (role.trim() !== '*')
    return `${where}: ${name}(${role}): not yet: reservations for a role come later; leave it out`;
  return checked(name, rest.trim());
}

function checked(name: string, text: string): Item | string {
  const value = parseValue(text);
  const wanted = kindOf[name];
  const sample = wanted === undefined ? Object.values(samples).join(', or ') : samples[wanted];
  if (value === undefined || (wanted !== undefined && value.kind !== wanted))
    return `${where}: ${name}: ${JSON.stringify(text)}: write ${sample}`;
  const isOff = (port: number) => port < 1 || port > 65_535;
  if (name === 'ports' && value.kind === 'ranges' && value.ranges.flat().some(isOff))
    return `${where}: ports: ${JSON.stringify(text)}: ports lie between 1 and 65535`;
  return { name, value };
}

function parseValue(text: string): Value | undefined {
  if (/^\d{1,12}(\.\d{1,3})?$/.test(text))
    return { kind: 'scalar', amount: Math.round(Number(text) * 1000) };
  const inner = text.slice(1, -1).trim();
  if (text.startsWith('[') && text.endsWith(']')) return parseRanges(inner);
  if (text.startsWith('{') && text.endsWith('}')) return parseSet(inner);
  return undefined;
}

function parseRanges(text: string): Value | undefined {
  const ranges: Interval[] = [];
  for (const part of text.split(',')) {
    const match = /^\s*(\d{1,15})\s*-\s*(\d{1,15})\s*$/.exec(part);
    if (match === null) return undefined;
    const [low, high] = [Number(match[1]), Number(match[2])];
    if (low > high) return undefined;
    ranges.push([low, high]);
  }
  return { kind: 'ranges', ranges };
}

function parseSet(text: string): Value | undefined {
  const items = text.split(',').map((item) => item.trim());
  return items.every((item) => /^[^\s{}[\]();:]{1,256}$/.test(item))
    ? { kind: 'set', items }
    : undefined;
}

function mixedKinds(items: readonly Item[]): readonly string[] {
  const kinds = new Map<string, Value['kind']>();
  const faults: string[] = [];
  for (const { name, value } of items) {
    const before = kinds.get(name);
    if (before !== undefined && before !== value.kind)
      faults.push(`${where}: ${name}: it is given as ${before} and as ${value.kind}: choose one`);
    kinds.set(name, value.kind);
  }
  return faults;
}

function sumOf(items: readonly Item[]): Resources {
  const resources: Resources = { scalars: {}, ranges: {}, sets: {} };
  const { scalars, ranges, sets } = resources;
  for (const { name, value } of [...items].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (value.kind === 'scalar') scalars[name] = (scalars[name] ?? 0) + value.amount;
    else if (value.kind === 'ranges')
      ranges[name] = merged([...(ranges[name] ?? []), ...value.ranges]);
    else sets[name] = [...new Set([...(sets[name] ?? []), ...value.items])].sort();
  }
  return resources;
}

/** Sorted and disjoint; neighbours become one. */
function merged(ranges: readonly Interval[]): Interval[] {
  const result: Interval[] = [];
  for (const [low, high] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last !== undefined && low <= last[1] + 1) last[1] = Math.max(last[1], high);
    else result.push([low, high]);
  }
  return result;
}
