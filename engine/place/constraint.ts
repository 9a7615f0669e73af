// Placement operators (Marathon's, marathon.md 9, and Aurora's `limit`). An agent without the
// attribute matches only `unlike`. group-by keeps the skew between eligible values at one at most;
// with N it waits for N values and gives each its share meanwhile. Agents that are closed for now
// are known, and nothing waits for them.
import { readPlacementPattern } from '../model/placement-pattern.ts';
import type { PlacementConstraint } from '../model/wanted.ts';
import { type AgentTraits, traitOf } from './agent-view.ts';
import type { InstanceCounts } from './instance-counts.ts';

export interface ConstraintQuestion {
  readonly constraint: PlacementConstraint;
  readonly agent: AgentTraits;
  readonly counts: InstanceCounts;
  readonly instances: number;
}

/** Why the constraint rules the agent out, or undefined when it doesn't. */
export function constraintRefusal(question: ConstraintQuestion): string | undefined {
  const { attribute, operator } = question.constraint;
  const value = traitOf(question.agent, attribute);
  const wanted = question.constraint.value ?? '';
  if (value === undefined)
    return operator === 'unlike' ? undefined : `the agent has no attribute ${attribute}`;
  switch (operator) {
    case 'unique':
      return atMost(question, value, 1);
    case 'max-per':
    case 'limit':
      return atMost(question, value, Number(wanted));
    case 'cluster':
      return clusterRefusal(question, value);
    case 'group-by':
      return groupByRefusal(question, value);
    case 'like':
    case 'unlike':
      return likeRefusal(question, value);
    case 'is':
      return isSame(wanted, value) ? undefined : `${attribute} is ${value}, not ${wanted}`;
  }
}

function atMost(question: ConstraintQuestion, value: string, most: number): string | undefined {
  const { attribute } = question.constraint;
  const count = question.counts.withValue(attribute, value);
  return count < most ? undefined : `${attribute} ${value} has ${count} of at most ${most}`;
}

function clusterRefusal(question: ConstraintQuestion, value: string): string | undefined {
  const { attribute, value: wanted } = question.constraint;
  const pinned = wanted ?? question.counts.firstValue(attribute);
  return pinned === undefined || pinned === value
    ? undefined
    : `${attribute} is ${value}, the others are on ${pinned}`;
}

function groupByRefusal(question: ConstraintQuestion, value: string): string | undefined {
  const { attribute, value: wanted } = question.constraint;
  const { counts } = question;
  const groups = Math.max(wanted === undefined ? 1 : Number(wanted), 1);
  const count = counts.staying(attribute, value);
  const known = wanted === undefined ? groups : counts.known(attribute);
  if (known < groups) {
    const share = Math.ceil(question.instances / groups);
    return count < share
      ? undefined
      : `${attribute} ${value} has its share of ${share} (${known} of ${groups} known)`;
  }
  const least = counts.leastIn(attribute);
  return count <= least
    ? undefined
    : `${attribute} ${value} has ${count}, another value only ${least}`;
}

/**
 * The whole value matches, or doesn't. `specs` has made sure that the expression is one; what an
 * earlier version let through may be none, and then it rules every agent out.
 */
function likeRefusal(question: ConstraintQuestion, value: string): string | undefined {
  const { attribute, operator, value: wanted = '' } = question.constraint;
  const reading = readPlacementPattern(wanted);
  if (!reading.ok) return reading.what;
  const isLike = reading.pattern.matchesWhole(value);
  if (isLike === (operator === 'like')) return undefined;
  return `${attribute} ${value} ${isLike ? 'is' : "isn't"} like ${wanted}`;
}

/** Numbers compare with three decimals: 1.0 is 1 (marathon.md 9). */
function isSame(wanted: string, value: string): boolean {
  if (wanted === value) return true;
  const [a, b] = [Number(wanted), Number(value)];
  if (wanted.trim() === '' || value.trim() === '' || Number.isNaN(a) || Number.isNaN(b))
    return false;
  return Math.round(a * 1000) === Math.round(b * 1000);
}
