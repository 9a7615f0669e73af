// The fields of what was read from JSON and is of no known shape yet.

export type Fields = Readonly<Record<string, unknown>>;

/** Takes `what is: what would be right`, of one field. */
export type Say = (field: string, fault: string) => void;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function fieldsOf(value: unknown, at: string, say: Say): Fields | undefined {
  if (isFields(value)) return value;
  say(at, `${shown(value)}: write an object, {...}`);
  return undefined;
}

export function sayUnknown(fields: Fields, names: readonly string[], say: Say): void {
  for (const name of Object.keys(fields))
    if (!names.includes(name))
      say(name.slice(0, 80), `not known: leave it out, or write one of ${names.join(', ')}`);
}

/** As JSON, cut to what tells. */
export const shown = (value: unknown): string =>
  value === undefined ? 'missing' : JSON.stringify(value).slice(0, 80);
