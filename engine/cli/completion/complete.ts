// What may stand where the cursor is, made of the table of commands: commands, then each one's
// options, what an option's value and an argument may be. Shells hand in the words up to the cursor
// and show what comes back, so that all of them complete alike, and as this version parses.
import { type Choice, type CommandSpec, optionsOf, switchOf } from '../command.ts';

export interface Candidate {
  readonly value: string;
  readonly about: string;
}

/** What an argument or a value is, where only the engine or the disk knows what there is. */
export interface Sought {
  readonly of: Choice | undefined;
  /** Stands before each value: `--app=`. */
  readonly prefix: string;
}

export type Completion =
  | { readonly kind: 'words'; readonly candidates: readonly Candidate[] }
  | { readonly kind: 'sought'; readonly sought: Sought };

export interface Line {
  readonly command: CommandSpec | undefined;
  readonly completion: Completion;
  /** Options with a value that stand before the cursor, by their switch. */
  readonly options: ReadonlyMap<string, string>;
}

const noOptions: ReadonlyMap<string, string> = new Map();
const help: Candidate = { value: '--help', about: 'this text' };

/** `words`: after the program's name; the last one is what is being typed, maybe ''. */
export function readLine(words: readonly string[], commands: readonly CommandSpec[]): Line {
  const shown = commands.filter(({ isHidden }) => isHidden !== true);
  const [name = '', ...rest] = words;
  const names = shown.map((each) => ({ value: each.name, about: each.about }));
  if (rest.length === 0) return first(name, names);
  if (name === 'help') return of(undefined, rest.length === 1 ? names : []);
  const command = shown.find((each) => each.name === name);
  if (command === undefined) return of(undefined, []);
  if (command.isPassedOn === true) return seeking(command, { of: 'file', prefix: '' }, noOptions);
  return ofCommand(command, rest);
}

const first = (word: string, names: readonly Candidate[]): Line =>
  of(
    undefined,
    word.startsWith('-')
      ? [help, { value: '--version', about: 'print the version' }]
      : [...names, { value: 'help', about: 'say more of a command' }],
  );

function ofCommand(command: CommandSpec, words: readonly string[]): Line {
  const current = words.at(-1) ?? '';
  const read = readWords(command, words.slice(0, -1));
  const { pending, given, place, isOver, options } = read;
  if (pending !== undefined) return valueAt(command, pending, { prefix: '', options });
  const [, before = '', flag = ''] = /^((--[a-z-]+)=)/.exec(current) ?? [];
  if (flag !== '' && !isOver) return valueAt(command, flag, { prefix: before, options });
  if (current.startsWith('-') && !isOver) return of(command, unused(command, given), options);
  const last = command.args?.at(-1);
  const argument = command.args?.[place] ?? (last?.isRepeated === true ? last : undefined);
  if (argument === undefined) return of(command, isOver ? [] : unused(command, given), options);
  if (Array.isArray(argument.completes)) return of(command, plain(argument.completes), options);
  return seeking(command, { of: argument.completes as Choice | undefined, prefix: '' }, options);
}

interface Read {
  /** The option whose value is being typed. */
  readonly pending: string | undefined;
  readonly given: ReadonlySet<string>;
  /** Arguments that stand before the cursor. */
  readonly place: number;
  /** After `--` there are no options. */
  readonly isOver: boolean;
  readonly options: ReadonlyMap<string, string>;
}

function readWords(command: CommandSpec, words: readonly string[]): Read {
  const valued = new Set(optionsOf(command).filter(hasValue).map(switchOf));
  const options = new Map<string, string>();
  const given = new Set<string>();
  let pending: string | undefined;
  let place = 0;
  let isOver = false;
  for (const word of words) {
    const [flag = '', value] = word.split(/=(.*)/s);
    if (pending !== undefined) {
      options.set(pending, word);
      pending = undefined;
    } else if (isOver || !word.startsWith('-')) place += 1;
    else if (word === '--') isOver = true;
    else {
      given.add(flag);
      if (value !== undefined) options.set(flag, value);
      else if (valued.has(flag)) pending = flag;
    }
  }
  return { pending, given, place, isOver, options };
}

const hasValue = ({ flags }: { readonly flags: string }): boolean => flags.includes(' ');

interface ValueAt {
  readonly prefix: string;
  readonly options: ReadonlyMap<string, string>;
}

function valueAt(command: CommandSpec, flag: string, { prefix, options }: ValueAt): Line {
  const option = optionsOf(command).find((each) => switchOf(each) === flag);
  if (option?.choices === undefined)
    return seeking(command, { of: option?.completes, prefix }, options);
  const values = plain(option.choices).map(({ value }) => ({ value: prefix + value, about: '' }));
  return of(command, values, options);
}

const unused = (command: CommandSpec, given: ReadonlySet<string>): readonly Candidate[] => [
  ...optionsOf(command)
    .filter((option) => option.isRepeated === true || !given.has(switchOf(option)))
    .map((option) => ({ value: switchOf(option), about: option.about })),
  help,
];

const plain = (values: readonly string[]): readonly Candidate[] =>
  values.map((value) => ({ value, about: '' }));

const of = (
  command: CommandSpec | undefined,
  candidates: readonly Candidate[],
  options = noOptions,
): Line => ({ command, completion: { kind: 'words', candidates }, options });

const seeking = (
  command: CommandSpec,
  sought: Sought,
  options: ReadonlyMap<string, string>,
): Line => ({ command, completion: { kind: 'sought', sought }, options });
