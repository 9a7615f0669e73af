// Plain scalars by the core schema of YAML 1.2 (section 10.3.2). Done here and not by the parser,
// which would try every pattern on every text.

const integer = /^[-+]?[0-9]+$/;
const octal = /^0o[0-7]+$/;
const hexadecimal = /^0x[0-9a-fA-F]+$/;
const float = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const infinity = /^([-+]?)\.(inf|Inf|INF)$/;

const words: ReadonlyMap<string, null | boolean | number> = new Map<
  string,
  null | boolean | number
>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
]);

/** What a plain scalar with this source stands for. */
export function coreScalar(source: string): null | boolean | number | string {
  const word = words.get(source);
  if (word !== undefined) return word;
  return mayBeNumber(source.charCodeAt(0)) ? numberOrText(source) : source;
}

/** A digit, `+`, `-` or `.`. */
const mayBeNumber = (code: number): boolean =>
  (code >= 48 && code <= 57) || code === 43 || code === 45 || code === 46;

function numberOrText(source: string): number | string {
  if (integer.test(source) || float.test(source)) return Number(source);
  if (octal.test(source) || hexadecimal.test(source)) return Number(source);
  const sign = infinity.exec(source)?.[1];
  if (sign === undefined) return source;
  return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
