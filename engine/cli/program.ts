// The one file that knows commander: from the table of commands to a parser, and from an argument
// list to one call. Commander prints nothing by itself but help, and never ends the process.
import { Command, CommanderError, Option } from 'commander';
import { Call } from './call.ts';
import {
  type ArgumentSpec,
  type CommandSpec,
  type OptionSpec,
  optionsOf,
  switchOf,
} from './command.ts';
import { columnsOf } from './show/columns.ts';
import type { Tools } from './tools.ts';
import { usageFault } from './usage-fault.ts';

/** Columns of help at most and at least. */
const helpColumns = { most: 100, least: 40 };

export type Parsed =
  | { readonly kind: 'call'; readonly command: CommandSpec; readonly call: Call }
  /** Help or the version was printed. */
  | { readonly kind: 'told' };

/** Throws a Problem for what is wrong with the arguments. */
export async function parseCommand(
  argv: readonly string[],
  commands: readonly CommandSpec[],
  tools: Tools,
): Promise<Parsed> {
  const found: { parsed?: Parsed } = {};
  const program = base(new Command('meridian'), tools)
    .description('Deploys what a Git repository says, onto its own cluster.')
    .version(tools.version, '--version', 'print the version')
    .enablePositionalOptions()
    .addHelpText('after', '\nExample:\n  meridian up\n\n`meridian COMMAND --help` says more.');
  failBy(program, undefined, commands);
  for (const spec of commands) {
    const command = base(program.command(spec.name, { hidden: spec.isHidden === true }), tools);
    describe(command, spec);
    failBy(command, spec, commands);
    command.action(() => {
      const call = new Call({ command: spec, args: argsOf(command, spec), options: {}, tools });
      found.parsed = { kind: 'call', command: spec, call: withOptions(call, command, spec, tools) };
    });
  }
  refuseHelpOfNothing(argv, commands);
  if (argv.length === 0) {
    program.outputHelp();
    return { kind: 'told' };
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return { kind: 'told' };
    throw error;
  }
  return found.parsed ?? { kind: 'told' };
}

function withOptions(call: Call, command: Command, spec: CommandSpec, tools: Tools): Call {
  if (spec.isPassedOn === true) return call;
  const values = command.opts<Record<string, unknown>>();
  const options = Object.fromEntries(
    command.options.map((option) => [option.name(), values[option.attributeName()]]),
  );
  return new Call({ command: spec, args: call.args, options, tools });
}

const argsOf = (command: Command, spec: CommandSpec): readonly string[] =>
  spec.isPassedOn === true ? command.args : (command.processedArgs as readonly string[]).flat();

function base(command: Command, tools: Tools): Command {
  const { most, least } = helpColumns;
  return command.configureOutput({
    writeOut: (text) => tools.io.stdout(text),
    writeErr: () => undefined,
    outputError: () => undefined,
    getOutHelpWidth: () => Math.max(least, Math.min(most, columnsOf(tools.io))),
    getOutHasColors: () => false,
  });
}

function describe(command: Command, spec: CommandSpec): void {
  command.description(spec.about);
  if (spec.isPassedOn === true) {
    command.helpOption(false).allowUnknownOption().passThroughOptions().argument('[ARGS...]');
    return;
  }
  command.helpOption('--help', 'this text').allowExcessArguments(false);
  for (const argument of spec.args ?? []) command.argument(formOf(argument), argument.about);
  for (const option of optionsOf(spec)) command.addOption(optionFor(option));
  const title = spec.examples.length === 1 ? 'Example' : 'Examples';
  command.addHelpText(
    'after',
    `\n${title}:\n${spec.examples.map((line) => `  ${line}`).join('\n')}`,
  );
}

function formOf({ name, isOptional, isRepeated }: ArgumentSpec): string {
  const form = isRepeated === true ? `${name}...` : name;
  return isOptional === true ? `[${form}]` : `<${form}>`;
}

function optionFor(spec: OptionSpec): Option {
  const [, value] = spec.flags.split(' ');
  const flags = value === undefined ? spec.flags : `${switchOf(spec)} <${value}>`;
  const option = new Option(flags, spec.about);
  if (spec.choices !== undefined) option.choices([...spec.choices]);
  if (spec.isRepeated === true)
    option.argParser((value: string, before: readonly string[] = []) => [...before, value]);
  return option.makeOptionMandatory(spec.isRequired === true);
}

function failBy(
  command: Command,
  spec: CommandSpec | undefined,
  commands: readonly CommandSpec[],
): void {
  command.exitOverride((error) => {
    if (error.exitCode === 0) throw error;
    throw usageFault({ code: error.code, message: unbracketed(error.message) }, spec, commands);
  });
}

/** Of an unknown command the parser would print its whole help, as an error. */
function refuseHelpOfNothing(argv: readonly string[], commands: readonly CommandSpec[]): void {
  const [help, name = 'help'] = argv;
  if (help !== 'help' || name.startsWith('-') || name === 'help') return;
  if (commands.some((command) => command.name === name)) return;
  const code = 'commander.unknownCommand';
  throw usageFault({ code, message: `error: unknown command '${name}'` }, undefined, commands);
}

/** `--ref <REF>` as help and messages write it: `--ref REF`. */
const unbracketed = (message: string): string => message.replace(/<([A-Z=-]+)>/g, '$1');
