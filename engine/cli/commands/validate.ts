import { validateAnswer } from '../../../specs/validate.ts';
import type { CommandSpec } from '../command.ts';
import { Progress } from '../show/progress.ts';
import { loadSpecs } from '../specs/load-specs.ts';
import { otherFolderLine } from '../specs/other-folder.ts';

export const validate: CommandSpec = {
  name: 'validate',
  about: 'Every fault of a folder of specs, with file, line and column: exit 0 none, 1 some.',
  args: [
    {
      name: 'DIR',
      about: 'folder with meridian.yaml or specs (= .)',
      isOptional: true,
      completes: 'folder',
    },
  ],
  options: [{ flags: '--ref REF', about: "what a commit has, instead of the folder's files" }],
  json: 'cli/report.json#/$defs/ValidateReport',
  examples: ['meridian validate .', 'meridian validate --ref origin/main --output json'],
  async run(call) {
    const folder = call.args[0] ?? '.';
    const ref = call.text('ref');
    const { tree, repo } = call.tools;
    const progress = new Progress(call);
    const { outcome } = await loadSpecs(
      ref === undefined ? tree(folder) : await repo.gitTree(folder, ref),
      (line) => progress.begin(line),
    ).finally(() => progress.clear());
    const answer = validateAnswer(outcome);
    call.answer(answer.json, () => answer.text);
    if (answer.exitCode !== 0 && ref === undefined)
      call.tools.io.stderr(await otherFolderLine(call.tools, folder, call.command));
    return answer.exitCode;
  },
};
