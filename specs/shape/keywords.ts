// The keywords of our own in schemas/spec/. x-duration and x-size give the bounds of a text that
// states a duration or a size, x-decimals the places of a number, x-not-yet names a field (or,
// with x-carried-out beside it, those of its values) that this version doesn't carry out. x-absent
// names fields of other kinds that people look for here, and what there is instead.
import type { Keyword, SchemaNode } from '../../engine/lib/check.ts';
import { parseMilli } from '../../engine/lib/decimal.ts';
import { parseDuration } from '../../engine/lib/duration.ts';
import { parseSize } from '../../engine/lib/size.ts';

export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

interface Bounds {
  readonly minimum: string;
  readonly maximum: string;
  /** Durations: the word `never` is one too. */
  readonly never?: boolean;
  /** Sizes: it must be a whole number of this unit. */
  readonly whole?: 'B' | 'MiB';
}

type Problems = (value: unknown) => Problem | undefined;

const outOfRange = (value: unknown, { minimum, maximum }: Bounds): Problem => ({
  code: 'out-of-range',
  message: `${value} is out of range`,
  hint: `${minimum} to ${maximum}`,
});

function durationProblems(bounds: Bounds): Problems {
  const low = parseDuration(bounds.minimum) ?? 0;
  const high = parseDuration(bounds.maximum) ?? Number.POSITIVE_INFINITY;
  const words = bounds.never === true ? ', or never' : '';
  return (value) => {
    if (typeof value !== 'string' || (bounds.never === true && value === 'never')) return undefined;
    const ms = parseDuration(value);
    if (ms !== undefined) return ms < low || ms > high ? outOfRange(value, bounds) : undefined;
    return {
      code: 'bad-duration',
      message: `${JSON.stringify(value)} is no duration`,
      hint: `such as 250ms 30s 5m 2h 1d or PT30S${words}`,
    };
  };
}

const mib = 1024 ** 2;

function sizeProblems(bounds: Bounds): Problems {
  const low = parseSize(bounds.minimum) ?? 0;
  const high = parseSize(bounds.maximum) ?? Number.POSITIVE_INFINITY;
  return (value) => {
    if (typeof value !== 'string' && typeof value !== 'number') return undefined;
    const bytes = typeof value === 'number' ? value * mib : parseSize(value);
    if (bytes === undefined) return notASize(value);
    if (bytes < low || bytes > high) return outOfRange(value, bounds);
    return bounds.whole === 'MiB' && bytes % mib !== 0
      ? { code: 'out-of-range', message: `${value} isn't whole MiB`, hint: 'such as 1MiB' }
      : undefined;
  };
}

const notASize = (value: unknown): Problem => ({
  code: 'bad-size',
  message: `${JSON.stringify(value)} is no size`,
  hint: 'a whole number and KiB, MiB, GiB or TiB, such as 128MiB',
});

/** What is over the schema's own bound is told by that. */
const decimalProblems =
  ({ maximum = Infinity }: { readonly maximum?: number }): Problems =>
  (value) =>
    typeof value !== 'number' || value > maximum || parseMilli(String(value)) !== undefined
      ? undefined
      : {
          code: 'out-of-range',
          message: `${value} has more than three decimal places`,
          hint: 'a decimal such as 0.125',
        };

function notYetProblems(why: unknown, schema: SchemaNode): Problems {
  const works = schema['x-carried-out'];
  const problem = { code: 'not-yet', message: 'is not carried out yet', hint: String(why) };
  return (value) => (Array.isArray(works) && works.includes(value) ? undefined : problem);
}

const keywords: Readonly<Record<string, (expected: unknown, schema: SchemaNode) => Problems>> = {
  'x-duration': (bounds) => durationProblems(bounds as Bounds),
  'x-size': (bounds) => sizeProblems(bounds as Bounds),
  'x-decimals': (_, schema) => decimalProblems(schema),
  'x-not-yet': notYetProblems,
};

/** What a keyword of our own has to say of the value under this schema; undefined for others. */
export const problemOf = (keyword: string, schema: SchemaNode, value: unknown) =>
  keywords[keyword]?.(schema[keyword], schema)(value);

export const specKeywords: readonly Keyword[] = Object.entries(keywords).map(
  ([name, problems]) => ({
    name,
    compile: (expected, schema) => {
      const problem = problems(expected, schema);
      return (value) => problem(value)?.message;
    },
  }),
);

export const specAnnotations = [
  'x-unit',
  'x-form',
  'x-template',
  'x-carried-out',
  'x-known',
  'x-absent',
];
