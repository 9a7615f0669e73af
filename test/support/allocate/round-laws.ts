// What must hold of every round, whoever made it: stated of the offers alone and of what was free,
// taken and promised before and after.
import type { Holding } from '../../../engine/allocate/offer-allocator.ts';
import type { AgentId, Role } from '../../../engine/model/ids.ts';
import type { Scalars } from '../../../engine/model/resources/amounts.ts';
import { addBundles, type Bundle, containsBundle } from '../../../engine/model/resources/bundle.ts';
import { isAllocatableTo } from '../../../engine/model/resources/resource.ts';
import { isAtOrBelow } from './slow-order.ts';
import { firmFreeOf, quotasOf, requiredOf, sumInto } from './slow-quota.ts';
import { firmQuantities, freeOn, type SlowWorld } from './slow-world.ts';

export interface FactsBefore {
  readonly free: ReadonlyMap<AgentId, Bundle>;
  readonly required: Scalars;
}

export const factsBefore = (world: SlowWorld): FactsBefore => ({
  free: new Map([...world.agents.keys()].map((id) => [id, freeOn(world, id)])),
  required: requiredOf(quotasOf(world)),
});

/** The laws that the round broke, in words. `world` is the one after it. */
export const lawsBroken = (
  world: SlowWorld,
  before: FactsBefore,
  offers: readonly Holding[],
): readonly string[] => [
  ...givenTwice(before, offers),
  ...givenToStrangers(offers),
  ...overLimits(world, offers),
  ...takenFromPromises(world, before, offers),
];

/** No agent gives more than was free there. */
function givenTwice({ free }: FactsBefore, offers: readonly Holding[]): readonly string[] {
  return [...new Set(offers.map(({ agentId }) => agentId))].flatMap((id) => {
    const all = offers
      .filter(({ agentId }) => agentId === id)
      .reduce<Bundle>((sum, { bundle }) => addBundles(sum, bundle), []);
    return containsBundle(free.get(id) ?? [], all) ? [] : [`${id} gives more than it has`];
  });
}

/** What is reserved goes to the role it is reserved for, or to those below. */
const givenToStrangers = (offers: readonly Holding[]): readonly string[] =>
  offers
    .filter(({ role, bundle }) => bundle.some((resource) => !isAllocatableTo(resource, role)))
    .map(({ role, agentId }) => `${role} gets of ${agentId} what is another's`);

const firmGiven = (offers: readonly Holding[], above: Role | undefined): Scalars => {
  const given: Record<string, number> = {};
  for (const { role, bundle } of offers)
    if (above === undefined || isAtOrBelow(role, above)) sumInto(given, firmQuantities(bundle));
  return given;
};

/** Nothing new takes a role, or one above it, over its limit. */
function overLimits(world: SlowWorld, offers: readonly Holding[]): readonly string[] {
  const { quotas, consumed } = quotasOf(world);
  return [...quotas].flatMap(([role, { limit }]) => {
    const given = firmGiven(offers, role);
    return Object.keys(limit)
      .filter((name) => (given[name] ?? 0) > 0)
      .filter((name) => (consumed.get(role)?.[name] ?? 0) > (limit[name] ?? 0))
      .map((name) => `${role} gets over its limit of ${name}`);
  });
}

/** Where less is free than guarantees lack, all that was given went to guarantees. */
function takenFromPromises(
  world: SlowWorld,
  before: FactsBefore,
  offers: readonly Holding[],
): readonly string[] {
  const required = requiredOf(quotasOf(world));
  const firmFree = firmFreeOf(world);
  const given = firmGiven(offers, undefined);
  return Object.keys(required)
    .filter((name) => (firmFree[name] ?? 0) < (required[name] ?? 0))
    .filter((name) => (before.required[name] ?? 0) - (required[name] ?? 0) !== (given[name] ?? 0))
    .map((name) => `${name} that guarantees need goes elsewhere`);
}
