// Regular expressions that can't stall whoever asks: RE2's, matched in time linear in the value
// however they are written; so no look-around and no back references. The whole value matches.
// What is compiled is kept, and so is what it said of the first so many values.
import { RE2JS } from 're2js';
import { type TextFault, textFault } from '../calendar/period.ts';
import { writtenOutSize } from './pattern-size.ts';

export interface PatternBounds {
  readonly mostCharacters: number;
  /** RE2's measure of what a match costs: about one for each character, repetitions written out. */
  readonly mostInstructions: number;
}

export type PatternReading = { readonly ok: true; readonly pattern: Pattern } | TextFault;

/** Compiled expressions that are kept, the latest ones. */
const mostKept = 256;
/** Values whose answer an expression keeps: racks and zones are few, hosts may be many. */
const mostAnswers = 1024;
/** By how much the size before compiling may be wrong: `(?:0|1|2)` turns out to be one step. */
const roughly = 16;
/** Longer ones aren't worth their room. */
const longestKeptValue = 256;

export class Pattern {
  readonly #expression: RE2JS;
  readonly #answers = new Map<string, boolean>();
  readonly instructions: number;

  constructor(expression: RE2JS) {
    this.#expression = expression;
    this.instructions = expression.programSize();
  }

  matchesWhole(value: string): boolean {
    const known = this.#answers.get(value);
    if (known !== undefined) return known;
    const answer = this.#expression.testExact(value);
    if (this.#answers.size < mostAnswers && value.length <= longestKeptValue)
      this.#answers.set(value, answer);
    return answer;
  }
}

const kept = new Map<string, PatternReading>();

/** The expression, or what is wrong with it; equal texts are compiled once. */
export function readPattern(text: string, bounds: PatternBounds): PatternReading {
  const reading = kept.get(text) ?? readAnew(text, bounds);
  if (!reading.ok) return reading;
  const { mostCharacters, mostInstructions } = bounds;
  if (text.length > mostCharacters) return tooLong(text, bounds);
  return reading.pattern.instructions > mostInstructions ? tooLarge(text, bounds) : reading;
}

function readAnew(text: string, bounds: PatternBounds): PatternReading {
  if (text.length > bounds.mostCharacters) return tooLong(text, bounds);
  // Far too large ones aren't even compiled: that takes time, too.
  if (writtenOutSize(text) > roughly * bounds.mostInstructions) return tooLarge(text, bounds);
  const reading = compiled(text);
  const [oldest] = kept.keys();
  if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest);
  kept.set(text, reading);
  return reading;
}

const tooLong = (text: string, { mostCharacters }: PatternBounds): TextFault =>
  textFault(
    `a regular expression of ${text.length} characters is too long`,
    `${mostCharacters} characters at most`,
  );

const tooLarge = (text: string, { mostInstructions }: PatternBounds): TextFault =>
  textFault(
    `${JSON.stringify(text)} is too large with its repetitions written out`,
    `${mostInstructions} steps at most: fewer or shorter repetitions`,
  );

function compiled(text: string): PatternReading {
  try {
    return { ok: true, pattern: new Pattern(RE2JS.compile(text)) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : '';
    const { what, right } = explained(reason.replace(/^error parsing regexp: /, ''));
    return textFault(`${JSON.stringify(text)} is no regular expression: ${what}`, right);
  }
}

const linear = 'every value is matched in linear time';
const lookAround = `no look-around, since ${linear}: say what does match, or add a constraint`;
const rows: readonly (readonly [reason: RegExp, right: string, what?: string])[] = [
  [/: `\(\?<?[=!]/, lookAround, 'it looks around'],
  [/: `\\[1-9k]/, `no back references, since ${linear}`, 'it refers back to a group'],
  [/: `\\u/, 'a character by its number is written \\x{41}'],
  [/escape sequence/, 'a letter that means nothing special takes no backslash'],
  [/repeat count/, 'fewer or shorter repetitions'],
  [/nests too deeply/, 'fewer parentheses within one another'],
  [/nested repetition/, 'one repetition sign after each part'],
  [/missing closing \]/, 'close the [, or write \\[ for the character'],
  [/missing closing \)/, 'close the (, or write \\( for the character'],
  [/unexpected \)/, 'open a ( before it, or write \\) for the character'],
  [/missing argument/, 'something to repeat before it: .* for anything'],
];
const anyOther = 'an expression in the syntax of RE2, such as rack-[0-9]+';

function explained(reason: string): { readonly what: string; readonly right: string } {
  const [, right = anyOther, what = reason] = rows.find(([known]) => known.test(reason)) ?? [];
  return { what, right };
}
