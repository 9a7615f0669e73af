// Resources as Mesos writes them (book-mesos.md M056 to M063):
// `cpus(prod):8;mem:8192;ports(*):[31000-32000];disks:{ssd1,ssd2}`: behind the name, in brackets,
// the role that it is reserved for (`*`: nobody), ranges in square ones, sets in braces, blanks
// anywhere between. Scalars keep three decimals.
import type { Range } from '../../../engine/model/resources/amounts.ts';
import type { Resource } from '../../../engine/model/resources/resource.ts';
import { mergedRanges, type Value } from '../../../engine/model/resources/value.ts';
import {
  type DefaultRole,
  isSetItem,
  nameFault,
  type ReadResources,
  reservedBy,
  roleFault,
  valueFault,
} from './resource-rules.ts';

const itemPattern = /^([^():\s]+)\s*(?:\(([^)]*)\))?\s*:\s*(.*)$/s;

export function readResourcesText(text: string, defaultRole: DefaultRole): ReadResources {
  const read = text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => readItem(part, defaultRole));
  return {
    resources: read.filter((item) => !Array.isArray(item)) as readonly Resource[],
    faults: read.flatMap((item) => (Array.isArray(item) ? item : [])),
  };
}

function readItem(text: string, defaultRole: DefaultRole): Resource | readonly string[] {
  const match = itemPattern.exec(text);
  if (match === null)
    return [
      `${JSON.stringify(text.slice(0, 80))} is no resource: write NAME:VALUE, such as cpus:4`,
    ];
  const [, name = '', inBrackets, rest = ''] = match;
  const owner = inBrackets?.trim() ?? defaultRole;
  const value = parseValue(rest.trim());
  const faults = [nameFault(name), withName(name, roleFault(owner)), valueFault(name, value, rest)];
  const found = faults.filter((fault) => fault !== undefined);
  if (found.length > 0 || value === undefined) return found;
  return { name, value, ...reservedBy(owner) };
}

const withName = (name: string, fault: string | undefined): string | undefined =>
  fault === undefined ? undefined : `${name}: ${fault}`;

/** A value as it is written; undefined when it is none. */
export function parseValue(text: string): Value | undefined {
  if (/^\d{1,12}(\.\d{1,3})?$/.test(text))
    return { kind: 'scalar', milli: Math.round(Number(text) * 1000) };
  const inner = text.slice(1, -1).trim();
  if (text.startsWith('[') && text.endsWith(']')) return rangesOf(inner);
  if (text.startsWith('{') && text.endsWith('}')) return setOf(inner);
  return undefined;
}

function rangesOf(text: string): Value | undefined {
  const ranges: Range[] = [];
  for (const part of text.split(',')) {
    const match = /^\s*(\d{1,15})\s*-\s*(\d{1,15})\s*$/.exec(part);
    if (match === null) return undefined;
    const [low, high] = [Number(match[1]), Number(match[2])];
    if (low > high) return undefined;
    ranges.push([low, high]);
  }
  return { kind: 'ranges', ranges: mergedRanges(ranges) };
}

function setOf(text: string): Value | undefined {
  const items = text.split(',').map((item) => item.trim());
  return items.every(isSetItem) ? { kind: 'set', items: [...new Set(items)].sort() } : undefined;
}
