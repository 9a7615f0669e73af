/** Whether two values are the same as JSON, the order of names in objects apart. */
export function isSameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b))
    return Array.isArray(a) && Array.isArray(b) && isSameList(a, b);
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  const [one, other] = [a as Named, b as Named];
  return names.every((name) => Object.hasOwn(other, name) && isSameJson(one[name], other[name]));
}

type Named = Readonly<Record<string, unknown>>;

const isSameList = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((value, at) => isSameJson(value, b[at]));
