// Attributes as Mesos writes them (book-mesos.md M063 to M066): `rack:1-1;os:linux`. Every value is
// text, so `pythons:python2,python3` is one value.

export type AttributesText =
  | { readonly kind: 'attributes'; readonly attributes: Readonly<Record<string, string>> }
  | { readonly kind: 'faults'; readonly faults: readonly string[] };

const where = '--attributes';
const maxAttributes = 256;

export function parseAttributesText(text: string): AttributesText {
  const attributes: Record<string, string> = Object.create(null);
  const faults: string[] = [];
  for (const part of text.split(';').map((one) => one.trim())) {
    if (part === '') continue;
    const [name, value] = halves(part);
    const fault = faultOf(name, value, Object.hasOwn(attributes, name));
    if (fault === undefined) attributes[name] = value;
    else faults.push(`${where}: ${JSON.stringify(part.slice(0, 80))}: ${fault}`);
  }
  if (Object.keys(attributes).length > maxAttributes)
    faults.push(`${where}: more than ${maxAttributes} attributes: leave some out`);
  if (faults.length > 0) return { kind: 'faults', faults };
  const names = Object.keys(attributes).sort();
  return {
    kind: 'attributes',
    attributes: Object.fromEntries(names.map((name) => [name, attributes[name] ?? ''])),
  };
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
  return isKnown ? 'it is given twice: choose one' : undefined;
}
