// Tab completion, made of the table of commands: names, then each command's options and what its
// options may be; anything else completes as a file.
import { type CommandSpec, optionsOf, switchOf } from './command.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

export function completionScript(shell: Shell, commands: readonly CommandSpec[]): string {
  switch (shell) {
    case 'bash':
      return bash(commands);
    case 'zsh':
      return zsh(commands);
    case 'fish':
      return fish(commands);
  }
}

const switches = (command: CommandSpec): readonly string[] =>
  command.isPassedOn === true ? [] : [...optionsOf(command).map(switchOf), '--help'];

function bash(commands: readonly CommandSpec[]): string {
  const cases = commands.map((c) => `    ${c.name}) words="${switches(c).join(' ')}" ;;`);
  const values = choicesOf(commands).map(
    ([key, choices]) =>
      `    ${key}) COMPREPLY=($(compgen -W "${choices.join(' ')}" -- "$word")); return ;;`,
  );
  return `# meridian completion bash > /etc/bash_completion.d/meridian
_meridian() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} words=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(' ')}" -- "$word"))
    return
  fi
  case "\${COMP_WORDS[1]}:$before" in
${values.join('\n')}
  esac
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
  esac
  case "$word" in
    -*) COMPREPLY=($(compgen -W "$words" -- "$word")) ;;
    *) COMPREPLY=($(compgen -f -- "$word")) ;;
  esac
}
complete -F _meridian meridian
`;
}

/** `plan:--output` and what it may be. */
const choicesOf = (commands: readonly CommandSpec[]): (readonly [string, readonly string[]])[] =>
  commands.flatMap((command) =>
    optionsOf(command).flatMap((option) =>
      option.choices === undefined
        ? []
        : [[`${command.name}:${switchOf(option)}`, option.choices] as const],
    ),
  );

const inQuotes = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function zsh(commands: readonly CommandSpec[]): string {
  const names = commands.map((c) => `    ${inQuotes(`${c.name}:${c.about}`)}`);
  const cases = commands.map((command) => {
    if (command.isPassedOn === true) return `    ${command.name}) _files ;;`;
    const options = optionsOf(command).map((option) => inQuotes(zshOption(option)));
    const all = [...options, "'--help[this text]'", "'*:file:_files'"].join(' ');
    return `    ${command.name}) _arguments ${all} ;;`;
  });
  return `#compdef meridian
# meridian completion zsh > "\${fpath[1]}/_meridian"
_meridian() {
  local -a names
  names=(
${names.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command names
    return
  fi
  local name=$words[2]
  shift words
  (( CURRENT-- ))
  case $name in
${cases.join('\n')}
  esac
}
compdef _meridian meridian
`;
}

function zshOption(option: Parameters<typeof switchOf>[0]): string {
  const about = option.about.replace(/[[\]:]/g, ' ');
  const [, value] = option.flags.split(' ');
  if (value === undefined) return `${switchOf(option)}[${about}]`;
  const values = option.choices === undefined ? '_files' : `(${option.choices.join(' ')})`;
  return `${switchOf(option)}[${about}]:${value}:${values}`;
}

function fish(commands: readonly CommandSpec[]): string {
  const lines = ['# meridian completion fish > ~/.config/fish/completions/meridian.fish'];
  for (const { name, about } of commands)
    lines.push(`complete -c meridian -n __fish_use_subcommand -f -a ${name} -d ${inQuotes(about)}`);
  for (const command of commands.filter(({ isPassedOn }) => isPassedOn !== true))
    for (const option of optionsOf(command)) {
      const of = `complete -c meridian -n '__fish_seen_subcommand_from ${command.name}'`;
      const value = option.flags.includes(' ') ? ' -r' : '';
      const choices =
        option.choices === undefined ? '' : ` -f -a ${inQuotes(option.choices.join(' '))}`;
      const long = switchOf(option).slice(2);
      lines.push(`${of} -l ${long}${value}${choices} -d ${inQuotes(option.about)}`);
    }
  return `${lines.join('\n')}\n`;
}
