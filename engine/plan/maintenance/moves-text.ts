// What becomes of an app's instances on agents that are emptied, in a sentence.
import { counted } from '../impact.ts';
import type { Crew } from './crew.ts';
import type { Outcome } from './empty-in-thought.ts';

export type Outcomes = Readonly<Record<Outcome, number>>;

export const noOutcomes = {
  ...{ moves: 0, nowhere: 0, held: 0, stops: 0, waits: 0, ends: 0, away: 0, unjudged: 0 },
};

/** `3 instances there: 2 move, 1 finds no other place`. */
export function movesText(outcomes: Outcomes, { minHealthy }: Pick<Crew, 'minHealthy'>): string {
  const says: Readonly<Record<Outcome, readonly [one: string, many: string]>> = {
    moves: ['moves', 'move'],
    nowhere: ['finds no other place, and stays', 'find no other place, and stay'],
    held: [
      `may not stop: ${minHealthy} must stay healthy`,
      `may not stop: ${minHealthy} must stay healthy`,
    ],
    stops: ['stops, and waits there for its volumes', 'stop, and wait there for their volumes'],
    waits: [
      "isn't healthy: it stops, and its successor waits for a place",
      "aren't healthy: they stop, and their successors wait for a place",
    ],
    ends: ["isn't needed any more", "aren't needed any more"],
    away: ["can't be moved: its agent is unreachable", "can't be moved: unreachable"],
    unjudged: ['not judged', 'not judged'],
  };
  const total = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  const parts = order
    .filter((outcome) => outcomes[outcome] > 0)
    .map((outcome) => `${outcomes[outcome]} ${says[outcome][outcomes[outcome] === 1 ? 0 : 1]}`);
  return `${counted(total, 'instance')} there: ${parts.join('; ')}`;
}

const order: readonly Outcome[] = [
  ...(['moves', 'stops', 'waits', 'ends', 'held', 'nowhere', 'away', 'unjudged'] as const),
];
