// Real shells, asked as a person with a finger on the TAB key asks them. zsh and fish are Debian
// packages, which are installed when the tests run as root.
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';

const execute = promisify(execFile);
/** One question takes so long at most: the shell would stand still for its user otherwise. */
const timeout = 20_000;

/** Undefined when the shell can be started; else what to do about it. */
export function whyNoShell(shell: string): string | undefined {
  const isThere = (): boolean =>
    ['/bin', '/usr/bin'].some((folder) => existsSync(`${folder}/${shell}`));
  if (isThere()) return undefined;
  if (process.getuid?.() !== 0) return `install ${shell} (Debian: apt-get install ${shell})`;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq'], { env, timeout: 120_000 });
  const args = ['install', '-y', '-qq', '--no-install-recommends', shell];
  const run = spawnSync('apt-get', args, { env, timeout: 300_000 });
  if (isThere()) return undefined;
  return `install ${shell}: apt-get said ${String(run.stderr).slice(-300)}`;
}

export interface Asked {
  /** Holds `completion.SHELL`; becomes the working folder. */
  readonly folder: string;
  /** What is typed, up to the cursor. */
  readonly line: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Candidates; of zsh the line as it is afterwards. */
export type Ask = (asked: Asked) => Promise<readonly string[]>;

/** What readline hands to the function, and what it gets back: replacements of the last word. */
const bash: Ask = (asked) => answer('bash', ['--norc', '-c', bashProgram], asked);

const bashProgram = `source completion.bash
COMP_LINE=$LINE_TYPED COMP_POINT=\${#LINE_TYPED}
_meridian
printf '%s\\n' "\${COMPREPLY[@]}"`;

/** fish completes a line by itself; what the candidates are stands behind a tab. */
const fish: Ask = async (asked) => {
  const program = 'source completion.fish; complete -C "$LINE_TYPED"';
  const lines = await answer('fish', ['--no-config', '-c', program], asked);
  return lines.map((line) => line.replace(/\t.*/, ''));
};

/** zsh completes in its line editor alone: one in a terminal of its own (zpty) is typed to. */
const zsh: Ask = async (asked) => {
  mkdirSync(asked.folder, { recursive: true });
  writeFileSync(`${asked.folder}/inner.zsh`, zshInner);
  const said = (await answer('zsh', ['-f', '-c', zshOuter], asked)).join('\n');
  return [/<<(.*)>>/.exec(said)?.[1]?.trimEnd() ?? `no answer: ${JSON.stringify(said)}`];
};

const zshInner = `PS1= PS2=
autoload -Uz compinit; compinit -u -D
source completion.zsh
say() { print -r -- "<<$BUFFER>>" }
zle -N say
bindkey '^I' complete-word
bindkey '^X' say
setopt no_beep no_list_beep no_auto_menu
print ready
`;
const zshOuter = `zmodload zsh/zpty
zpty -b inner zsh -f -i
zpty -w inner 'source ./inner.zsh'
zpty -r -m inner text '*ready*' || exit 9
zpty -w -n inner "$LINE_TYPED"$'\\t\\x18'
zpty -r -m inner text '*<<*>>*' || exit 9
print -r -- $text
zpty -d inner`;

export const askers: Readonly<Record<'bash' | 'zsh' | 'fish', Ask>> = { bash, zsh, fish };

async function answer(
  shell: string,
  args: readonly string[],
  { folder, line, env }: Asked,
): Promise<readonly string[]> {
  const settings = { cwd: folder, timeout, env: { ...env, LINE_TYPED: line } };
  const { stdout } = await execute(shell, [...args], settings);
  return stdout.split('\n').filter((text) => text !== '');
}
