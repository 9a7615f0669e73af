// Attributes as Mesos writes them (book-mesos.md M063 to M066): `rack:1-1;os:linux`. Every value
// travels as text, so `pythons:python2,python3` and `rack:1-1` are one text each. What it is beyond
// that stands in the text itself: `[1-5]` is ranges and `{ssd, hdd}` a set, both put in order here
// so that equal ones are equal as text; a number is text that reads as one, and kept as it is
// written (`1.10` may be a version).
import { parseValue } from './resources-text.ts';

export type AttributesText =
  | { readonly kind: 'attributes'; readonly attributes: Readonly<Record<string, string>> }
  | { readonly kind: 'faults'; readonly faults: readonly string[] };

const where = '--attributes';
const maxAttributes = 256;

/** Attributes that have options of their own: where a machine stands. */
const placeNames = ['region', 'zone'] as const;
export type Place = Readonly<Partial<Record<(typeof placeNames)[number], string | undefined>>>;

/** `place`: what --region and --zone say. */
export function parseAttributes(text: string, place: Place = {}): AttributesText {
  const attributes: Record<string, string> = Object.create(null);
  const faults: string[] = [];
  for (const part of text.split(';').map((one) => one.trim())) {
    if (part === '') continue;
    const [name, value] = halves(part);
    const fault = faultOf(name, value, Object.hasOwn(attributes, name));
    if (fault === undefined) attributes[name] = inOrder(value);
    else faults.push(`${where}: ${JSON.stringify(part.slice(0, 80))}: ${fault}`);
  }
  faults.push(...addPlace(attributes, place));
  if (Object.keys(attributes).length > maxAttributes)
    faults.push(`${where}: more than ${maxAttributes} attributes: leave some out`);
  if (faults.length > 0) return { kind: 'faults', faults };
  const names = Object.keys(attributes).sort();
  return {
    kind: 'attributes',
    attributes: Object.fromEntries(names.map((name) => [name, attributes[name] ?? ''])),
  };
}

function addPlace(attributes: Record<string, string>, place: Place): readonly string[] {
  const faults: string[] = [];
  for (const name of placeNames) {
    const value = place[name];
    if (value === undefined) continue;
    const before = attributes[name];
    if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}$/.test(value))
      faults.push(`--${name}: ${JSON.stringify(value.slice(0, 80))}: letters, digits and _ . -`);
    else if (before !== undefined && before !== value)
      faults.push(
        `--${name}: ${value}, but --attributes says ${name}:${before}: leave one of them out`,
      );
    else attributes[name] = value;
  }
  return faults;
}

function halves(part: string): readonly [string, string] {
  const colon = part.indexOf(':');
  if (colon < 0) return [part, ''];
  return [part.slice(0, colon).trim(), part.slice(colon + 1).trim()];
}

function faultOf(name: string, value: string, isKnown: boolean): string | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_.-]{0,62}$/.test(name))
    return 'write NAME:TEXT, the name of letters, digits, _ . and -';
  if (name === 'hostname') return 'every agent has a hostname of its own: choose another name';
  if (value === '') return 'it has no value: write NAME:TEXT';
  if (value.length > 1024) return 'the value is too long: at most 1024 characters';
  if (/^[[{]/.test(value) && parseValue(value) === undefined)
    return 'write ranges such as [1-5], a set such as {ssd, hdd}, or text that begins otherwise';
  return isKnown ? 'it is given twice: choose one' : undefined;
}

function inOrder(text: string): string {
  const value = parseValue(text);
  if (value?.kind === 'set') return `{${value.items.join(',')}}`;
  if (value?.kind === 'ranges')
    return `[${value.ranges.map((range) => range.join('-')).join(',')}]`;
  return text;
}
