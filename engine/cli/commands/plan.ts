import type { PlanDocument } from '../../../schemas/generated/api.ts';
import { exitCodeOf } from '../../plan/exit-code.ts';
import { renderJson } from '../../plan/render/render-json.ts';
import { renderJunit } from '../../plan/render/render-junit.ts';
import { renderMarkdown } from '../../plan/render/render-markdown.ts';
import { renderSarif } from '../../plan/render/render-sarif.ts';
import { renderText } from '../../plan/render/render-text.ts';
import type { Call } from '../call.ts';
import type { CommandSpec } from '../command.ts';
import { Progress } from '../show/progress.ts';
import { makePlan } from '../specs/make-plan.ts';
import { otherFolderLine } from '../specs/other-folder.ts';

type Against = 'engine' | 'empty' | 'base';

export const plan: CommandSpec = {
  name: 'plan',
  about: 'What a folder or a commit would change, and with what consequence.',
  args: [
    { name: 'DIR', about: 'folder of the specs (= .)', isOptional: true, completes: 'folder' },
  ],
  options: [
    { flags: '--ref REF', about: "plan what a commit has, instead of the folder's files" },
    {
      flags: '--base REF',
      about: 'compare with this ref; with --against engine: what it must have',
    },
    {
      flags: '--against WHAT',
      about: 'engine: what is applied there; base; empty (= base with --base, else engine)',
      choices: ['engine', 'empty', 'base'],
    },
    { flags: '--as-of TIME', about: "the plan's time (= the head commit's)" },
    { flags: '--exit-code', about: 'exit 0 nothing, 1 error, 2 changes, 3 blocked, 4 base moved' },
  ],
  outputs: ['text', 'json', 'markdown', 'junit', 'sarif'],
  isRemote: true,
  json: 'api/plan.json',
  examples: [
    'meridian plan',
    'meridian plan --ref HEAD --base origin/main --output markdown --exit-code',
  ],
  async run(call) {
    const ref = call.text('ref');
    const base = call.text('base');
    const asOf = call.instant('as-of');
    const progress = new Progress(call);
    const folder = call.args[0] ?? '.';
    const document = await makePlan(call.tools, {
      folder,
      against: againstOf(call, base),
      ...(ref === undefined ? {} : { ref }),
      ...(base === undefined ? {} : { base }),
      ...(asOf === undefined ? {} : { asOf }),
      client: () => call.client(),
      say: (line) => progress.begin(line),
    }).finally(() => progress.clear());
    call.print(rendered(document, call));
    if (document.verdict === 'error' && ref === undefined)
      call.tools.io.stderr(await otherFolderLine(call.tools, folder, call.command));
    return exitCodeOf(document, { exitCode: call.flag('exit-code') });
  },
};

function againstOf(call: Call, base: string | undefined): Against {
  const against = call.text('against') as Against | undefined;
  if (against === 'base' && base === undefined)
    throw call.wrong('against', 'base is missing', 'name it with --base REF');
  if (against === 'empty' && base !== undefined)
    throw call.wrong('against', 'empty has no base', 'leave out --base');
  return against ?? (base === undefined ? 'engine' : 'base');
}

function rendered(document: PlanDocument, call: Call): string {
  switch (call.output) {
    case 'json':
      return renderJson(document);
    case 'markdown':
      return renderMarkdown(document);
    case 'junit':
      return renderJunit(document);
    case 'sarif':
      return renderSarif(document);
    default:
      return renderText(document, call.paint);
  }
}
