// What a window says beside its fields: whom it means, what becomes of what runs there, what else
// follows.

import type {
  PlanJobMisfit,
  PlanMaintenance,
  PlanMisfit,
  PlanObject,
} from '../../../schemas/generated/api.ts';
import { namesText } from '../../lib/text/names-text.ts';
import { isStuck } from '../maintenance/held-up.ts';
import type { JobLine } from './job-lines.ts';

/** Agents named at most. */
const mostAgents = 20;

export function windowLinesOf(window: PlanMaintenance): readonly JobLine[] {
  const { agents = [], apps = [], jobs = [], notes } = window;
  return [
    ...(agents.length === 0 ? [] : [line('agents', namesText(agents, mostAgents))]),
    ...apps.flatMap(({ app, text, misfit, ...counts }) => [
      line('app', `${app}: ${text}`, isStuck(counts)),
      ...misfitLines(misfit),
    ]),
    ...jobs.flatMap(({ job, text, misfit }) => [
      line('job', `${job}: ${text}`),
      ...misfitLines(misfit),
    ]),
    ...notes.map(({ text, warning }) => line(warning ? '!' : '*', text, warning === true)),
  ];
}

const line = (label: string, text: string, isWarning = false): JobLine => ({
  ...{ label, text, isWarning },
});

const misfitLines = (misfit: PlanMisfit | PlanJobMisfit | undefined): readonly JobLine[] =>
  misfit === undefined ? [] : [line('!', `${misfit.text}: ${misfit.remedy}`, true)];

/** Why its agents can't all be emptied, or that it means none; undefined: nothing is in its way. */
export function windowTrouble({ maintenance }: PlanObject): string | undefined {
  if (maintenance === undefined) return undefined;
  const { apps = [], notes } = maintenance;
  const stuck = apps
    .filter(isStuck)
    .map(({ app, text, misfit }) =>
      [`${app}: ${text}`, ...(misfit ? [`${misfit.text}: ${misfit.remedy}`] : [])].join('; '),
    );
  const nobody = notes.filter(({ kind }) => kind === 'no-agent').map(({ text }) => text);
  return [...nobody, ...stuck].join('; ') || undefined;
}
