// What is wrong with a command line, in three parts. The parser's own words are read by their code.
import { suggest } from '../lib/text/suggest.ts';
import { Problem } from '../model/problem.ts';
import { type CommandSpec, optionsOf, switchOf } from './command.ts';

export interface ParserFault {
  readonly code: string;
  readonly message: string;
}

interface Words {
  readonly what: string;
  readonly hint: string;
}

/** `command`: the one that was being read; undefined for the program itself. */
export function usageFault(
  fault: ParserFault,
  command: CommandSpec | undefined,
  commands: readonly CommandSpec[],
): Problem {
  const where = command === undefined ? 'meridian' : `meridian ${command.name}`;
  const words =
    command === undefined ? programWords(fault, commands) : commandWords(fault, command);
  return new Problem('bad-request', { where, ...words });
}

const inQuotes = (message: string): string => /'([^']*)'/.exec(message)?.[1] ?? '';
const seeHelp = (name = ''): string => `see \`meridian ${name === '' ? '' : `${name} `}--help\``;

function programWords(fault: ParserFault, commands: readonly CommandSpec[]): Words {
  const word = inQuotes(fault.message);
  const isCommand = fault.code === 'commander.unknownCommand';
  const names = commands.filter(({ isHidden }) => isHidden !== true).map(({ name }) => name);
  const meant = isCommand ? suggest(word, names) : undefined;
  const what = isCommand ? `there is no command ${word}` : `unknown option ${word}`;
  return { what, hint: meant === undefined ? seeHelp() : `did you mean ${meant}?` };
}

function commandWords({ code, message }: ParserFault, command: CommandSpec): Words {
  const word = inQuotes(message);
  const [option = word] = word.split(' ');
  const example = `such as \`${command.examples[0]}\``;
  switch (code) {
    case 'commander.unknownOption':
      return unknownOption(option, command);
    case 'commander.missingArgument':
      return { what: `${word} is missing`, hint: `write it, ${example}` };
    case 'commander.excessArguments':
      return { what: 'too many arguments', hint: tooManyHint(command) };
    case 'commander.optionMissingArgument':
      return { what: `${option} has no value`, hint: `write ${word}` };
    case 'commander.missingMandatoryOptionValue':
      return { what: `${option} is missing`, hint: `write ${word}` };
    case 'commander.invalidArgument':
      return invalidValue(message, option, command);
    default:
      return { what: message.replace(/^error: /, ''), hint: seeHelp(command.name) };
  }
}

function unknownOption(option: string, command: CommandSpec): Words {
  const known = [...optionsOf(command).map(switchOf), '--help'];
  const meant = suggest(option.replace(/=.*$/, ''), known);
  const hint = meant === undefined ? seeHelp(command.name) : `did you mean ${meant}?`;
  return { what: `unknown option ${option}`, hint };
}

function tooManyHint({ args = [], name }: CommandSpec): string {
  if (args.length === 0) return `it takes none; ${seeHelp(name)}`;
  return `it takes ${args.map((arg) => arg.name).join(' ')}; ${seeHelp(name)}`;
}

function invalidValue(message: string, option: string, command: CommandSpec): Words {
  const value = /argument '([^']*)' is invalid/.exec(message)?.[1] ?? '';
  const choices = optionsOf(command).find((each) => switchOf(each) === option)?.choices ?? [];
  const meant = suggest(value, choices);
  const list = `one of ${choices.join(', ')}`;
  return {
    what: `${option} ${value} isn't known`,
    hint: meant === undefined ? list : `did you mean ${meant}? ${list}`,
  };
}
