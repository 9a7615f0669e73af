// All that the slow allocator knows, as plain lists: everything else is worked out from them each
// time it is asked for.
import type {
  AllocatorAgent,
  AllocatorFramework,
  AllocatorSettings,
  Holding,
  MaintenanceWindow,
  RoleQuota,
} from '../../../engine/allocate/offer-allocator.ts';
import type { AgentId, Role } from '../../../engine/model/ids.ts';
import type { Scalars } from '../../../engine/model/resources/amounts.ts';
import { type Bundle, bundleOf, subtractBundles } from '../../../engine/model/resources/bundle.ts';
import {
  identityOf,
  isIndivisible,
  type Resource,
} from '../../../engine/model/resources/resource.ts';
import { isEmptyValue, subtractValues } from '../../../engine/model/resources/value.ts';
import type { Bindings } from './bindings.ts';

export interface SlowAgent {
  info: AllocatorAgent;
  isActive: boolean;
  window: MaintenanceWindow | undefined;
  /** Frameworks that were asked to leave and haven't answered. */
  asked: string[];
  refusals: { readonly framework: string; readonly untilSec: number }[];
}

export interface SlowFramework {
  info: AllocatorFramework;
  isActive: boolean;
  suppressed: Role[];
}

export interface SlowFilter {
  readonly framework: string;
  readonly role: Role;
  readonly agentId: AgentId;
  readonly bundle: Bundle;
  readonly untilSec: number;
}

export interface SlowWorld {
  readonly settings: AllocatorSettings;
  readonly agents: Map<AgentId, SlowAgent>;
  readonly frameworks: Map<string, SlowFramework>;
  /** One for each time that something was given. */
  holdings: Holding[];
  filters: SlowFilter[];
  readonly weights: Map<string, number>;
  readonly quotas: Map<Role, RoleQuota>;
  /** How often something was given, since the client came. */
  readonly roleCounts: Map<Role, number>;
  readonly clientCounts: Map<string, number>;
  readonly binds: Bindings;
}

export const clientKey = (role: string, framework: string): string => `${role} ${framework}`;

export const isFirm = ({ value, reservations, revocable }: Resource): boolean =>
  value.kind === 'scalar' && reservations === undefined && revocable === undefined;

export function firmQuantities(bundle: Bundle): Scalars {
  const sums: Record<string, number> = {};
  for (const resource of bundle)
    if (isFirm(resource) && resource.value.kind === 'scalar')
      sums[resource.name] = (sums[resource.name] ?? 0) + resource.value.milli;
  return sums;
}

const heldOn = (world: SlowWorld, id: AgentId): readonly Bundle[] =>
  world.holdings.filter(({ agentId }) => agentId === id).map(({ bundle }) => bundle);

/** Total less each holding; what can't be divided is free when nobody has any of it. */
export function unheldOn(world: SlowWorld, id: AgentId): Bundle {
  const there = heldOn(world, id);
  const held = new Set(there.flat().map(identityOf));
  let free: Bundle = world.agents.get(id)?.info.total ?? [];
  for (const bundle of there) free = subtractBundles(free, bundle);
  return free.filter((resource) => !isIndivisible(resource) || !held.has(identityOf(resource)));
}

/** What is held there and isn't in its total, or is held twice. */
export function owedOn(world: SlowWorld, id: AgentId): readonly Resource[] {
  const total = world.agents.get(id)?.info.total ?? [];
  let left: Bundle = total;
  return heldOn(world, id).flatMap((bundle) => {
    const inSize = bundle.map((one) => (isIndivisible(one) ? (sameIn(total, one) ?? one) : one));
    const missing = subtractBundles(inSize, left);
    left = subtractBundles(left, inSize);
    return missing;
  });
}

const sameIn = (bundle: Bundle, resource: Resource): Resource | undefined =>
  bundle.find((other) => identityOf(other) === identityOf(resource));

/** What is unheld, less what is owed: it comes off its namesakes, those that nobody keeps first. */
export function freeOn(world: SlowWorld, id: AgentId): Bundle {
  let free = unheldOn(world, id);
  for (const owed of owedOn(world, id)) {
    let { value } = owed;
    if (isIndivisible(owed)) continue;
    free = free.flatMap((resource) => {
      const isOther = resource.value.kind !== value.kind || !standsFor(resource, owed);
      if (isOther || isIndivisible(resource)) return [resource];
      const left = subtractValues(resource.value, value);
      if (value.kind === 'scalar') value = subtractValues(value, resource.value);
      return isEmptyValue(left) ? [] : [{ ...resource, value: left }];
    });
  }
  return free;
}

/** What may be taken back stands for what may not, too. */
const standsFor = (resource: Resource, owed: Resource): boolean =>
  placeOf(resource) === placeOf(owed) &&
  (owed.revocable === undefined || resource.revocable === true);

const placeOf = ({ name, disk }: Resource): string => JSON.stringify([name, disk?.source?.root]);

/** All roles that are clients: somebody is in them, or left them and still has something. */
export const rolesOf = (world: SlowWorld): readonly Role[] => [
  ...new Set([
    ...[...world.frameworks.values()].flatMap(({ info }) => [...info.roles.keys()]),
    ...world.holdings.map(({ role }) => role),
  ]),
];

/** The clients of one role. */
export const membersOf = (world: SlowWorld, role: Role): readonly string[] => [
  ...new Set([
    ...[...world.frameworks.values()]
      .filter(({ info }) => info.roles.has(role))
      .map(({ info }) => info.id),
    ...world.holdings.filter((holding) => holding.role === role).map((one) => one.framework),
  ]),
];

export function mayBeOffered(world: SlowWorld, role: Role, framework: string): boolean {
  const entry = world.frameworks.get(framework);
  if (entry === undefined || !entry.info.roles.has(role)) return false;
  return entry.isActive && !entry.suppressed.includes(role);
}

/** Takes what is given back out of what its holder got, whenever that was. */
export function takeBack(world: SlowWorld, { framework, role, agentId, bundle }: Holding): void {
  let back: Bundle = bundle;
  world.holdings = world.holdings.flatMap((holding) => {
    const isTheirs =
      holding.framework === framework && holding.role === role && holding.agentId === agentId;
    if (!isTheirs || back.length === 0) return [holding];
    const left = without(holding.bundle, back);
    back = without(back, holding.bundle);
    return left.length === 0 ? [] : [{ ...holding, bundle: left }];
  });
}

/** `a` less `b`, where even what can't be divided leaves nothing if its size is another one. */
function without(a: Bundle, b: Bundle): Bundle {
  return bundleOf(
    a.flatMap((resource) => {
      const gone = b.find((other) => identityOf(other) === identityOf(resource));
      if (gone === undefined) return [resource];
      const value = subtractValues(resource.value, gone.value);
      return isEmptyValue(value) || isIndivisible(resource) ? [] : [{ ...resource, value }];
    }),
  );
}
