// What every answer to "why?" has in common.
import type { WhyView } from '../../../../schemas/generated/api.ts';
import { short } from '../../../step/apps/rollout.ts';
import type { Tables } from '../../../step/tables.ts';
import { type Wait, waitText } from '../../../step/wait.ts';
import { waitViews } from '../wait-view.ts';

/** Failures told of as evidence at most; all that are kept are in `failures`. */
export const toldFailures = 3;

/** `fine`: what there is to say where nothing is waited for. */
export function whyAnswer(
  about: Pick<WhyView, 'name' | 'subject' | 'state'>,
  waits: readonly Wait[],
  fine: string,
): WhyView {
  const [first, ...others] = waits;
  return {
    formatVersion: 1,
    ...about,
    sentence: headed(about.name, first ? first.what : fine),
    evidence: others.map(waitText),
    remedy: first?.remedy ?? '',
    waits: waitViews(waits),
    failures: [],
  };
}

/** What is waited for may begin with the name itself. */
const headed = (name: string, text: string): string =>
  text.startsWith(`${name} `) ? text : `${name}: ${text}`;

export const failureText = (one: WhyView['failures'][number]): string =>
  `${one.task} on ${one.agentId}: ${one.how}${one.message === '' ? '' : `: ${one.message}`}`;

/** The newest commit may be why something isn't as its author expects it. */
export function unappliedTexts(tables: Tables): readonly string[] {
  const latest = tables.revisions.get(tables.lastRevision);
  if (latest === undefined || (latest.state !== 'faulty' && latest.state !== 'blocked')) return [];
  const { commit, state } = latest;
  return [
    `the newest commit, ${short(commit)}, is ${state}, nothing of it holds: \`meridian status\``,
  ];
}
