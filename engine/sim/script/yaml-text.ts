// Plain values as YAML in block style, the way people write specs. What could be read as anything
// but the text it is gets quotes.

export type Yaml =
  | string
  | number
  | boolean
  | null
  | readonly Yaml[]
  | { readonly [key: string]: Yaml | undefined };

/** Ends with a newline. Members that are undefined are left out. */
export function yamlText(value: Yaml): string {
  return isNested(value) ? block(value, '') : `${scalar(value)}\n`;
}

type Nested = readonly Yaml[] | { readonly [key: string]: Yaml | undefined };

const isList = (value: Nested): value is readonly Yaml[] => Array.isArray(value);

/** Empty ones are written in place. */
const isNested = (value: Yaml): value is Nested =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0;

function block(value: Nested, indent: string): string {
  if (isList(value)) return value.map((item) => listItem(item, indent)).join('');
  let text = '';
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    const rest = isNested(member) ? `\n${block(member, `${indent}  `)}` : ` ${scalar(member)}\n`;
    text += `${indent}${scalar(key)}:${rest}`;
  }
  return text;
}

function listItem(item: Yaml, indent: string): string {
  if (!isNested(item)) return `${indent}- ${scalar(item)}\n`;
  return `${indent}- ${block(item, `${indent}  `).slice(indent.length + 2)}`;
}

const plainText = /^[A-Za-z/][A-Za-z0-9/_.-]*$/;
const word = /^(true|false|null|yes|no|on|off|y|n)$/i;

function scalar(value: Yaml): string {
  if (typeof value === 'string' && plainText.test(value) && !word.test(value)) return value;
  return JSON.stringify(value);
}
