// One round, step by step as mesos.md 1.5 has it: agents in drawn order, roles in order, frameworks
// in order, first for guarantees and then for shares.
import { agentOrder, cutOrder, sortDraw } from '../../../engine/allocate/draws.ts';
import type { AllocatorFramework, Holding } from '../../../engine/allocate/offer-allocator.ts';
import type { AgentId, Role } from '../../../engine/model/ids.ts';
import type { Scalars } from '../../../engine/model/resources/amounts.ts';
import {
  type Bundle,
  bundleOf,
  containsBundle,
  quantitiesOf,
} from '../../../engine/model/resources/bundle.ts';
import {
  identityOf,
  isAllocatableTo,
  isIndivisible,
  type Resource,
  reservedFor,
} from '../../../engine/model/resources/resource.ts';
import { isEmptyValue, subtractValues } from '../../../engine/model/resources/value.ts';
import { Bindings } from './bindings.ts';
import { type OrderBasis, orderByShare, orderDrawn } from './slow-order.ts';
import {
  afterTaking,
  claimOf,
  firmFreeOf,
  quotasOf,
  requiredOf,
  roomOf,
  type SlowQuotas,
} from './slow-quota.ts';
import {
  clientKey,
  freeOn,
  isFirm,
  mayBeOffered,
  membersOf,
  rolesOf,
  type SlowAgent,
  type SlowWorld,
} from './slow-world.ts';

export interface RoundFacts {
  readonly number: number;
  readonly nowSec: number;
}

type Stage = 1 | 2;

interface Visit extends RoundFacts {
  readonly stage: Stage;
  readonly agent: SlowAgent;
  readonly role: Role;
  readonly standing: Standing;
}

/** Worked out anew whenever something was given. */
interface Standing {
  /** On the agent. */
  readonly free: Bundle;
  readonly quotas: SlowQuotas;
  /** On all active agents; nobody asks while no guarantee lacks anything. */
  readonly firmFree: Scalars;
}

function standingOf(world: SlowWorld, id: AgentId): Standing {
  const [free, quotas] = [freeOn(world, id), quotasOf(world)];
  return { free, quotas, firmFree: isAnyLacking({ quotas }) ? firmFreeOf(world) : {} };
}

const isAnyLacking = ({ quotas }: Pick<Standing, 'quotas'>): boolean =>
  Object.keys(requiredOf(quotas)).length > 0;

/** Offers to be made now; they are taken in the world as well. `agents`: active ones, by id. */
export function runRound(
  world: SlowWorld,
  agents: readonly SlowAgent[],
  facts: RoundFacts,
): readonly Holding[] {
  const offers: Holding[] = [];
  for (const stage of [1, 2] as const)
    for (const at of agentOrder(world.settings.seed, facts.number, stage, agents.length))
      offers.push(...offerAgent(world, agents[at] as SlowAgent, { ...facts, stage }));
  return offers;
}

/** The order of clients is that from before anything of this agent is given in this stage. */
function offerAgent(
  world: SlowWorld,
  agent: SlowAgent,
  facts: RoundFacts & { readonly stage: Stage },
): readonly Holding[] {
  const before = { ...world, holdings: [...world.holdings] };
  const { id } = agent.info;
  let standing = standingOf(world, id);
  if (standing.free.length === 0 || (facts.stage === 1 && !isAnyLacking(standing))) return [];
  const given: Holding[] = [];
  for (const role of roleOrder(before, id, facts)) {
    countSuppressed(world, { ...facts, agent, role, standing });
    for (const framework of frameworkOrder(before, { ...facts, agent, role })) {
      const bundle = offerFor(world, { ...facts, agent, role, standing }, framework);
      if (bundle === undefined) continue;
      const holding = { framework, role, agentId: id, bundle };
      given.push(holding);
      world.holdings.push(holding);
      standing = standingOf(world, id);
    }
  }
  for (const holding of given) countGiven(world, holding);
  return given;
}

export function countGiven(world: SlowWorld, { role, framework }: Holding): void {
  const key = clientKey(role, framework);
  world.roleCounts.set(role, (world.roleCounts.get(role) ?? 0) + 1);
  world.clientCounts.set(key, (world.clientCounts.get(key) ?? 0) + 1);
}

/** A framework that would be offered something if it weren't suppressed. */
function countSuppressed(world: SlowWorld, visit: Visit): void {
  for (const { info, isActive, suppressed } of world.frameworks.values()) {
    if (!isActive || !info.roles.has(visit.role) || !suppressed.includes(visit.role)) continue;
    const probe = { ...world, binds: new Bindings() };
    if (offerFor(probe, visit, info.id) !== undefined) world.binds.add('suppress');
  }
}

function roleOrder(
  world: SlowWorld,
  agentId: AgentId,
  { number, stage }: RoundFacts & { readonly stage: Stage },
): readonly Role[] {
  const { roleSorter, seed } = world.settings;
  const basis = roleBasis(world);
  const order =
    roleSorter === 'drf'
      ? orderByShare(basis)
      : orderDrawn(basis, seed, sortDraw(number, stage, agentId));
  return order as readonly Role[];
}

export function roleBasis(world: SlowWorld): OrderBasis {
  const leaves = rolesOf(world).map((role) => ({
    path: role,
    isActive: membersOf(world, role).some((framework) => mayBeOffered(world, role, framework)),
    amounts: world.holdings
      .filter((holding) => holding.role === role)
      .map(({ bundle }) => quantitiesOf(bundle)),
    count: world.roleCounts.get(role) ?? 0,
  }));
  return { ...totalsOf(world), leaves, weights: world.weights };
}

function totalsOf({ agents, settings }: SlowWorld): Pick<OrderBasis, 'totals' | 'excluded'> {
  const totals: Record<string, number> = {};
  for (const { info } of agents.values()) {
    const quantities = quantitiesOf(info.total);
    for (const name in quantities) totals[name] = (totals[name] ?? 0) + (quantities[name] ?? 0);
  }
  return { totals, excluded: settings.excludedFromShares };
}

function frameworkOrder(
  world: SlowWorld,
  { number, stage, agent, role }: Omit<Visit, 'standing'>,
): readonly string[] {
  const leaves = membersOf(world, role).map((framework) => ({
    path: framework,
    isActive: mayBeOffered(world, role, framework),
    amounts: world.holdings
      .filter((holding) => holding.role === role && holding.framework === framework)
      .map(({ bundle }) => quantitiesOf(bundle)),
    count: world.clientCounts.get(clientKey(role, framework)) ?? 0,
  }));
  const basis = { ...totalsOf(world), leaves, weights: new Map<string, number>() };
  const { frameworkSorter, seed } = world.settings;
  if (frameworkSorter === 'drf') return orderByShare(basis);
  return orderDrawn(basis, seed, sortDraw(number, stage, agent.info.id, role));
}

/** What of the agent the framework is offered; undefined: nothing. */
function offerFor(world: SlowWorld, visit: Visit, framework: string): Bundle | undefined {
  const { agent, role, nowSec, standing } = visit;
  const info = world.frameworks.get(framework)?.info;
  const wish = info?.roles.get(role);
  if (info === undefined || wish === undefined) return undefined;
  if (wish.excludes?.(agent.info) === true) return undefined;
  if ((quantitiesOf(agent.info.total).gpus ?? 0) > 0 && info.takesGpus !== true) return undefined;
  const { free } = standing;
  const mine = free.filter((resource) => isAllocatableTo(resource, role) && fits(resource, info));
  const minimums = wish.minAllocatable ?? world.settings.minAllocatable;
  if (!isWorth(mine, minimums)) return undefined;
  const offer = portionOf(world, visit, mine);
  if (offer === undefined || !isWorth(offer, minimums)) return undefined;
  const blocking = world.filters.some(
    (filter) =>
      filter.framework === framework &&
      filter.role === role &&
      filter.agentId === agent.info.id &&
      filter.untilSec > nowSec &&
      containsBundle(filter.bundle, offer),
  );
  if (blocking) world.binds.add('filter');
  else if (mine.length < free.filter((resource) => fits(resource, info)).length)
    world.binds.add('reservation');
  return blocking ? undefined : offer;
}

const fits = ({ revocable }: Resource, { takesRevocable }: AllocatorFramework): boolean =>
  revocable === undefined || takesRevocable === true;

function isWorth(offer: Bundle, minimums: readonly Scalars[]): boolean {
  if (offer.length === 0) return false;
  const quantities = quantitiesOf(offer);
  const isMet = (least: Scalars): boolean =>
    Object.keys(least).every((name) => (quantities[name] ?? 0) >= (least[name] ?? 0));
  return minimums.length === 0 || minimums.some(isMet);
}

/** mesos.md 1.5, steps 2.6 to 2.8, and step 3. */
function portionOf(world: SlowWorld, visit: Visit, mine: Bundle): Bundle | undefined {
  const { stage, agent, role, number, standing } = visit;
  const { quotas } = standing;
  const firm = cutOrder(world.settings.seed, number, agent.info.id, mine.filter(isFirm));
  const rest = mine.filter((resource) => !isFirm(resource));
  if (stage === 2) return bundleOf([...rest, ...surplusOf(world, standing, { role, firm })]);
  const most = capped(claimOf(quotas, role), roomOf(quotas, role));
  const promised = shrunk(firm, most, 0);
  if (promised.length === 0) return undefined;
  const taken = quantitiesOf(bundleOf(promised));
  const then = {
    ...standing,
    quotas: afterTaking(quotas, role, taken),
    firmFree: minus(standing.firmFree, taken),
  };
  const extra = surplusOf(world, then, { role, firm: less(firm, promised) });
  const own = rest.filter((resource) => [role, undefined].includes(reservedFor(resource)));
  return bundleOf([...own, ...promised, ...extra]);
}

const capped = (most: Scalars, room: Scalars): Scalars =>
  Object.fromEntries(
    Object.entries(most).map(([name, milli]) => [name, Math.min(milli, room[name] ?? milli)]),
  );

/** What limits leave of it, and of that what guarantees that aren't met leave. */
function surplusOf(
  world: SlowWorld,
  { quotas, firmFree }: Standing,
  { role, firm }: { readonly role: Role; readonly firm: readonly Resource[] },
): readonly Resource[] {
  const within = shrunk(firm, roomOf(quotas, role), Number.POSITIVE_INFINITY);
  if (sizeOf(within) < sizeOf(firm)) world.binds.add('limit');
  const required = requiredOf(quotas);
  if (Object.keys(required).length === 0) return within;
  const given = shrunk(within, minus(firmFree, required), 0);
  if (sizeOf(given) < sizeOf(within)) world.binds.add('guarantee');
  return given;
}

const minus = (all: Scalars, some: Scalars): Scalars =>
  Object.fromEntries(
    Object.entries(all).map(([name, milli]) => [name, Math.max(0, milli - (some[name] ?? 0))]),
  );

const sizeOf = (resources: readonly Resource[]): number =>
  resources.reduce((sum, { value }) => sum + (value.kind === 'scalar' ? value.milli : 0), 0);

/** The shrink rule; `absent`: how much there may be of names that aren't in `most`. */
function shrunk(
  resources: readonly Resource[],
  most: Scalars,
  absent: number,
): readonly Resource[] {
  const left = new Map(Object.entries(most));
  return resources.flatMap((resource) => {
    const { name, value } = resource;
    if (value.kind !== 'scalar') return [];
    const may = left.get(name) ?? absent;
    if (value.milli > may && isIndivisible(resource)) return [];
    const milli = Math.min(value.milli, may);
    left.set(name, may - milli);
    return milli <= 0 ? [] : [{ ...resource, value: { kind: 'scalar' as const, milli } }];
  });
}

function less(all: readonly Resource[], given: readonly Resource[]): readonly Resource[] {
  return all.flatMap((resource) => {
    const taken = given.find((other) => identityOf(other) === identityOf(resource));
    if (taken === undefined) return [resource];
    const value = subtractValues(resource.value, taken.value);
    return isEmptyValue(value) ? [] : [{ ...resource, value }];
  });
}
