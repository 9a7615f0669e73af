// What every answer to "why?" has in common.
import type { WhyView } from '../../../../schemas/generated/api.ts';
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
