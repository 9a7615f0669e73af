import { Problem } from '../../model/problem.ts';
import { printable } from '../../plan/render/printable.ts';
import type { Call } from '../call.ts';
import { type CommandSpec, isNameChoice } from '../command.ts';
import { type Candidate, type Line, readLine } from '../completion/complete.ts';
import { engineNames } from '../completion/engine-names.ts';
import { completionScript, type Shell, shells } from '../completion/scripts.ts';

export const completion: CommandSpec = {
  name: 'completion',
  about: 'Tab completion for a shell, as a script.',
  args: [{ name: 'SHELL', about: shells.join(', '), completes: [...shells] }],
  json: 'cli/report.json#/$defs/CompletionReport',
  examples: ['source <(meridian completion bash)'],
  run: async (call) => {
    const shell = shellOf(call);
    const script = completionScript(shell, call.tools.program);
    return call.answer({ formatVersion: 1, shell, script }, () => script);
  },
};

function shellOf({ name }: Call): Shell {
  const shell = shells.find((candidate) => candidate === name);
  if (shell !== undefined) return shell;
  const hint = `one of ${shells.join(', ')}`;
  throw new Problem('bad-request', {
    where: 'meridian completion',
    what: `there is no completion for ${JSON.stringify(name.slice(0, 80))}`,
    hint,
  });
}

/** What the scripts ask; the catalog hands the commands in. */
export const completeOf = (commands: () => readonly CommandSpec[]): CommandSpec => ({
  name: 'complete',
  about: 'What may stand at the end of a command line: for the scripts of `completion`.',
  outputs: [],
  isPassedOn: true,
  isHidden: true,
  examples: ['meridian complete -- app /shop'],
  run: async (call) => {
    const words = call.args[0] === '--' ? call.args.slice(1) : call.args;
    const line = readLine(words.length === 0 ? [''] : words, commands());
    const typed = words.at(-1) ?? '';
    const { directive, candidates } = await answerTo(call, line);
    const lines = candidates.filter(({ value }) => value.startsWith(typed)).map(textOf);
    call.print([directive, ...lines].map((text) => `${text}\n`).join(''));
    return 0;
  },
});

const textOf = ({ value, about }: Candidate): string =>
  about === '' ? printable(value) : `${printable(value)}\t${printable(about)}`;

interface Answer {
  readonly directive: ':words' | ':files' | ':folders';
  readonly candidates: readonly Candidate[];
}

async function answerTo(call: Call, { completion: found, options }: Line): Promise<Answer> {
  if (found.kind === 'words') return { directive: ':words', candidates: found.candidates };
  const { of, prefix } = found.sought;
  if (of === 'file') return { directive: ':files', candidates: [] };
  if (of === 'folder') return { directive: ':folders', candidates: [] };
  if (of === undefined || !isNameChoice(of)) return { directive: ':words', candidates: [] };
  const at = { url: options.get('--engine'), tokenFile: options.get('--token-file') };
  const names = await engineNames(call.tools, at, of);
  const candidates = names.map(({ value, about }) => ({ value: prefix + value, about }));
  return { directive: ':words', candidates };
}
