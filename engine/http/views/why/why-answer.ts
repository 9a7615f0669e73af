// What every answer to "why?" has in common.

import type { WhyView } from '../../../../schemas/generated/api.ts';
import { counted } from '../../../lib/text/spoken-duration.ts';
import type { RuledOut, Unplaced } from '../../../place/why.ts';
import { short } from '../../../step/apps/rollout.ts';
import type { Tables } from '../../../step/tables.ts';
import { timedText, type Wait } from '../../../step/wait.ts';
import { waitViews } from '../wait-view.ts';

/** Failures told of as evidence at most; all that are kept are in `failures`. */
export const toldFailures = 3;

export type About = Pick<WhyView, 'name' | 'subject' | 'state'>;

interface Found {
  readonly waits: readonly Wait[];
  /** What there is to say where nothing is waited for. */
  readonly fine: string;
  readonly nowMs: number;
}

export function whyAnswer(about: About, { waits, fine, nowMs }: Found): WhyView {
  const [first, ...others] = waits;
  return {
    formatVersion: 1,
    ...about,
    sentence: headed(about.name, first ? first.what : fine),
    evidence: others.map((wait) => timedText(wait, nowMs)),
    remedy: first?.remedy ?? '',
    waits: waitViews(waits),
    failures: [],
  };
}

/** What is waited for may begin with the name itself. */
const headed = (name: string, text: string): string =>
  text.startsWith(`${name} `) ? text : `${name}: ${text}`;

type Placement = NonNullable<WhyView['placement']>;

export const placementView = (
  { agents, ruledOut, wouldFit }: Unplaced,
  unmet: Pick<Placement, 'instances' | 'runs' | 'sinceMs'>,
): Placement => ({
  ...unmet,
  agents,
  ruledOut: ruledOut.map((one) => ({ ...one })),
  wouldFit,
});

export const ruledOutText = ({ by, agents, detail }: Omit<RuledOut, 'kind'>): string =>
  `${by} rules out ${counted(agents, 'agent')}: ${detail}`;

export const failureText = (one: WhyView['failures'][number]): string =>
  `${one.task} on ${one.agentId}: ${one.how}${one.message === '' ? '' : `: ${one.message}`}`;

/** The newest commit may be why something isn't as its author expects it. */
export function unappliedTexts(tables: Tables): readonly string[] {
  const latest = tables.revisions.get(tables.lastRevision);
  if (latest === undefined || (latest.state !== 'faulty' && latest.state !== 'blocked')) return [];
  const { commit, state } = latest;
  const why = `\`meridian why ${short(commit)}\``;
  return [`the newest commit, ${short(commit)}, is ${state}, nothing of it holds: ${why}`];
}
