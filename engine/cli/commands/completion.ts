import { Problem } from '../../model/problem.ts';
import type { Call } from '../call.ts';
import type { CommandSpec } from '../command.ts';
import { completionScript, type Shell, shells } from '../completion-script.ts';

/** Made of the other commands, which the catalog hands in. */
export const completionOf = (commands: () => readonly CommandSpec[]): CommandSpec => ({
  name: 'completion',
  about: 'Tab completion for a shell, as a script.',
  args: [{ name: 'SHELL', about: shells.join(', ') }],
  examples: ['source <(meridian completion bash)'],
  run: async (call) => {
    const shell = shellOf(call);
    const script = completionScript(shell, commands());
    return call.answer({ formatVersion: 1, shell, script }, () => script);
  },
});

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
