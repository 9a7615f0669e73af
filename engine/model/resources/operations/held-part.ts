// Is what an operation names a part of what is held? Amounts come from outside: none is believed.
import type { Range } from '../amounts.ts';
import type { Bundle } from '../bundle.ts';
import { identityOf, isIndivisible, type Resource, reservedFor } from '../resource.ts';
import { containsValue, isEmptyValue, mergedRanges, type Value } from '../value.ts';
import { type Refusal, refused } from './operation.ts';

export interface HeldPart {
  readonly kind: 'part';
  /** What is held, with the amount that was named. */
  readonly part: Resource;
}

/** `where` names its place in the operation. */
export function heldPart(held: Bundle, named: Resource, where: string): HeldPart | Refusal {
  const at = `${where}, ${named.name}`;
  const malformed = valueFault(named.value);
  if (malformed !== undefined) return refused(`${at}: ${malformed.what}`, malformed.remedy);
  const there = heldAs(held, named);
  if (there === undefined) return unknownPart(held, named, at);
  const isWhole = containsValue(named.value, there.value);
  if (!containsValue(there.value, named.value))
    return refused(
      `${at}: ${valueText(named.value)} isn't held`,
      `no more than ${valueText(there.value)}, which is held of it`,
    );
  if (isIndivisible(there) && !isWhole)
    return refused(
      `${at}: ${valueText(named.value)} is a part of what is never divided`,
      `the whole of it: ${valueText(there.value)}`,
    );
  return { kind: 'part', part: isWhole ? there : { ...there, value: named.value } };
}

/** The one resource with the identity of this one. */
function heldAs(held: Bundle, named: Resource): Resource | undefined {
  const identity = identityOf(named);
  let [low, high] = [0, held.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const resource = held[middle];
    if (resource === undefined) return undefined;
    const found = identityOf(resource);
    if (found === identity) return resource;
    if (found < identity) low = middle + 1;
    else high = middle - 1;
  }
  return undefined;
}

function unknownPart(held: Bundle, { name: wanted }: Resource, at: string): Refusal {
  const namesakes = held.filter(({ name }) => name === wanted);
  if (namesakes.length > 0)
    return refused(
      `${at}: none is held with these reservations and this disk`,
      `as it is held: ${listed(namesakes.map(kindText))}`,
    );
  return refused(
    `${at}: none is held`,
    `one of what is held: ${listed(held.map(({ name }) => name))}`,
  );
}

/** Enough to see what was meant. */
const mostListed = 8;

function listed(texts: readonly string[]): string {
  const all = [...new Set(texts)];
  const more = all.length > mostListed ? ', ...' : '';
  return all.length === 0 ? 'nothing' : `${all.slice(0, mostListed).join(', ')}${more}`;
}

/** `disk for eng/ads on /data, volume db`. */
function kindText(resource: Resource): string {
  const { source, volume } = resource.disk ?? {};
  const role = reservedFor(resource);
  return [
    `${resource.name} ${role === undefined ? 'unreserved' : `for ${role}`}`,
    ...(source === undefined ? [] : [`on ${source.root}`]),
    ...(volume === undefined ? [] : [`as volume ${volume.id}`]),
    ...(resource.revocable === true ? ['revocable'] : []),
  ].join(' ');
}

interface ValueFault {
  readonly what: string;
  readonly remedy: string;
}

function valueFault(value: Value): ValueFault | undefined {
  if (value.kind === 'scalar')
    return Number.isSafeInteger(value.milli) && value.milli > 0
      ? undefined
      : { what: `${value.milli} thousandths is no amount`, remedy: 'a whole number above 0' };
  if (isEmptyValue(value)) return { what: 'it is empty', remedy: 'something of it' };
  if (value.kind === 'ranges')
    return isCanonical(value.ranges)
      ? undefined
      : { what: 'its ranges are in disorder', remedy: 'whole numbers, ascending and apart' };
  return value.items.every((item, at) => at === 0 || (value.items[at - 1] ?? '') < item)
    ? undefined
    : { what: 'its names are in disorder', remedy: 'each once, ascending' };
}

const isCanonical = (ranges: readonly Range[]): boolean =>
  ranges.every(([begin, end]) => isIndex(begin) && isIndex(end) && begin <= end) &&
  ranges.every(([begin], at) => at === 0 || (ranges[at - 1]?.[1] ?? 0) < begin) &&
  mergedRanges(ranges).length === ranges.length;

const isIndex = (number: number): boolean => Number.isSafeInteger(number) && number >= 0;

const mostText = 100;

function valueText(value: Value): string {
  if (value.kind === 'scalar') return String(value.milli / 1000);
  const text =
    value.kind === 'ranges'
      ? `[${value.ranges.map((range) => range.join('-')).join(', ')}]`
      : `{${value.items.join(', ')}}`;
  return text.length > mostText ? `${text.slice(0, mostText)}...` : text;
}
