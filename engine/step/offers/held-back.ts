// What quotas keep from a task although it is free, in words: the limit that it would go over, or
// the guarantees that it is kept for.

import type { Allocator, HeldBack } from '../../allocate/offer-allocator.ts';
import { namesText } from '../../lib/text/names-text.ts';
import type { AgentId, Role } from '../../model/ids.ts';
import type { Scalars } from '../../model/resources/amounts.ts';
import type { Claim } from '../../model/resources/takeable.ts';
import type { Unplaced, WhyAgent } from '../../place/why.ts';
import { type LimitRefusal, RoleLimits } from '../../plan/quota/role-limits.ts';
import type { Wait } from '../wait.ts';

export interface Holder {
  readonly allocator: Pick<Allocator, 'heldBack'>;
}

export interface Want {
  readonly role: Role;
  /** Of one task. */
  readonly scalars: Scalars;
  /** Undefined: it takes what any task of its role may. */
  readonly claim?: Claim | undefined;
}

/** On some agents quotas may keep it from what is free; on none, when not. */
export const mayBeHeldBack = ({ allocator }: Holder, { role, scalars, claim }: Want): boolean =>
  claim?.tier === undefined && allocator.heldBack(role, scalars) !== undefined;

/** On one agent, for the count of agents by what rules them out. */
export function heldBackOn(
  { allocator }: Holder,
  { role, scalars, claim }: Want,
  agentId: AgentId,
): Pick<WhyAgent, 'heldBack'> {
  if (claim?.tier !== undefined) return {};
  const held = allocator.heldBack(role, scalars, agentId);
  if (held === undefined) return {};
  const { kind } = held;
  if (kind === 'guarantee') {
    const by = `guarantee of ${rolesText(held.roles)}`;
    return { heldBack: { kind, by, detail: 'what is free is kept for it' } };
  }
  const detail = refusalOf(held, scalars, 1).detail;
  return { heldBack: { kind, by: `limit of role ${held.role}`, detail } };
}

/** So many tasks that have no place. */
export interface Unmet {
  readonly why: Unplaced;
  readonly who: string;
  readonly missing: number;
  readonly sinceMs: number;
}

/** Why so many tasks have no place: what fits nowhere, what quotas keep from them, or both. */
export function unplacedWaits(
  { allocator }: Holder,
  { role, scalars, claim }: Want,
  { why, who, missing, sinceMs }: Unmet,
): readonly Wait[] {
  const what = `${who}: ${why.sentence}`;
  const next = why.fitting === 0 && why.next ? { next: why.next } : {};
  const unplaceable: Wait = { kind: 'unplaceable', what, remedy: why.wouldFit, sinceMs, ...next };
  const isCounted = why.fitting === 0 && claim?.tier === undefined;
  const held = isCounted ? allocator.heldBack(role, scalars) : undefined;
  if (held === undefined) return [unplaceable];
  if (held.kind === 'guarantee' && why.heldBack === 0) return [unplaceable];
  const { sentence, remedy } = wordsOf(held, { role, scalars }, missing);
  const quota: Wait = { kind: 'quota', what: `${who}: ${sentence}`, remedy, sinceMs };
  return why.heldBack > 0 ? [quota] : [quota, unplaceable];
}

/** Of one task that goes to that agent alone; undefined when no quota is in its way there. */
export function heldBackWait(
  { allocator }: Holder,
  { role, scalars }: Want,
  { agentId, who }: { readonly agentId: AgentId; readonly who: string },
): Wait | undefined {
  const held = allocator.heldBack(role, scalars, agentId);
  if (held === undefined) return undefined;
  const { sentence, remedy } = wordsOf(held, { role, scalars }, 1);
  return { kind: 'quota', what: `${who}: ${sentence}`, remedy };
}

function wordsOf(
  held: HeldBack,
  { role, scalars }: Pick<Want, 'role' | 'scalars'>,
  missing: number,
) {
  if (held.kind === 'guarantee')
    return {
      sentence: `what is free is kept for the guarantee of ${rolesText(held.roles)}`,
      remedy: `lower the guarantee in the Quota of ${rolesText(held.roles)}, or add agents`,
    };
  const { detail, needed } = refusalOf(held, scalars, missing);
  const whose = held.role === role ? `its role ${role}` : `role ${held.role}, above its own,`;
  return {
    sentence: `${whose} is at its limit: ${detail}`,
    remedy: `raise it in the Quota of role ${held.role} (${lineOf(needed)}), or let something end`,
  };
}

/** `cpus 4, memory 2GiB` as the Quota has it. */
const lineOf = (needed: string): string =>
  `\`limit: {${needed
    .split(', ')
    .map((one) => one.replace(' ', ': '))
    .join(', ')}}\``;

type Limit = Extract<HeldBack, { kind: 'limit' }>;

function refusalOf({ role, used, limit }: Limit, scalars: Scalars, times: number): LimitRefusal {
  const limits = new RoleLimits([{ role, limit }]);
  const refusal = limits.refusal({ role, scalars }, () => used, times);
  return refusal ?? { role, detail: 'nothing is left of it', needed: 'more' };
}

/** Roles that are named at most. */
const mostNamed = 3;

const rolesText = (roles: readonly Role[]): string =>
  `role${roles.length === 1 ? '' : 's'} ${namesText(roles, mostNamed)}`;
