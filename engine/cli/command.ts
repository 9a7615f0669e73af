// A command is data: what it takes, what it says about itself, and what it does. Parsing, help and
// completion are made of the same record, so they can't disagree.
import type { Call } from './call.ts';

/** What only the engine knows what there is of; `subject`: whatever `why` takes. */
const nameChoices = [
  ...(['app', 'job', 'run', 'task', 'agent', 'role', 'rollout', 'revision'] as const),
  ...(['volume', 'volume-owner'] as const),
  ...(['job-or-run', 'task-or-run', 'subject'] as const),
] as const;
export type NameChoice = (typeof nameChoices)[number];
/** What completion offers. */
export type Choice = NameChoice | 'file' | 'folder';

export const isNameChoice = (choice: Choice): choice is NameChoice =>
  nameChoices.some((name) => name === choice);

export interface ArgumentSpec {
  /** In capitals, as help shows it. */
  readonly name: string;
  readonly about: string;
  readonly isOptional?: boolean;
  /** One or more; the last argument. */
  readonly isRepeated?: boolean;
  /** Or all that it may be; absent: nothing is offered. */
  readonly completes?: Choice | readonly string[];
}

export interface OptionSpec {
  /** `--ref REF`, or `--follow` for a flag. */
  readonly flags: string;
  /** With its default, `(= 10m)`. */
  readonly about: string;
  readonly choices?: readonly string[];
  /** Where there are no choices. */
  readonly completes?: Choice;
  readonly isRequired?: boolean;
  /** May be given more than once. */
  readonly isRepeated?: boolean;
}

export interface CommandSpec {
  readonly name: string;
  readonly about: string;
  readonly args?: readonly ArgumentSpec[];
  readonly options?: readonly OptionSpec[];
  /** At least one; shown by --help. */
  readonly examples: readonly string[];
  /** Formats of --output, the default first (= text, json); none: no such option. */
  readonly outputs?: readonly string[];
  /**
   * Schema of what --output json prints, below schemas/: `api/task.json`. What goes on (--watch,
   * a log) is one such document a line; `json-schema` where a schema itself is printed; several
   * where that depends on what was asked for.
   */
  readonly json?: string | readonly string[];
  /** Takes --engine and --token-file. */
  readonly isRemote?: boolean;
  /** Hands all arguments on as they are. */
  readonly isPassedOn?: boolean;
  /** For programs: no help lists it. */
  readonly isHidden?: boolean;
  /** The exit code. Rejects with a Problem. */
  run(call: Call): Promise<number>;
}

const textOrJson: readonly string[] = ['text', 'json'];

const remoteOptions: readonly OptionSpec[] = [
  { flags: '--engine URL', about: 'the engine (= $MERIDIAN_URL, else the one `up` started here)' },
  {
    flags: '--token-file FILE',
    about: 'file with the API token (= $MERIDIAN_TOKEN)',
    completes: 'file',
  },
];

/** All options that a command takes, those that it shares with others last. */
export function optionsOf(command: CommandSpec): readonly OptionSpec[] {
  const outputs = command.outputs ?? textOrJson;
  const about = `how to print (= ${outputs[0]})`;
  return [
    ...(command.options ?? []),
    ...(command.isRemote === true ? remoteOptions : []),
    ...(outputs.length === 0 ? [] : [{ flags: '--output FORMAT', about, choices: outputs }]),
  ];
}

/** `--as-of` of `--as-of TIME`. */
export const switchOf = ({ flags }: OptionSpec): string => flags.split(' ')[0] ?? flags;
