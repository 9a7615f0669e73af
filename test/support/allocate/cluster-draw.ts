// Draws clusters for the allocator: agents with whatever agents have, frameworks in one role or
// two, roles on three levels. Amounts lie on a coarse grid, so that shares are often equal.
import type {
  AllocatorAgent,
  AllocatorFramework,
  AllocatorSettings,
  RoleQuota,
  RoleWish,
} from '../../../engine/allocate/offer-allocator.ts';
import type { Random } from '../../../engine/lib/random.ts';
import { agentId, type Role, role } from '../../../engine/model/ids.ts';
import { type Bundle, bundleOf } from '../../../engine/model/resources/bundle.ts';
import type { Disk, Resource } from '../../../engine/model/resources/resource.ts';

export const allRoles: readonly Role[] = [
  ...['*', 'a', 'a/x', 'a/x/1', 'a/x/2', 'a/y', 'a/y/1', 'a/z'],
  ...['b', 'b/x', 'b/x/1', 'b/y', 'c', 'd/x', 'd/x/1', 'd/y'],
].map(role);

export const pickFrom = <T>(random: Random, list: readonly T[]): T =>
  list[random.between(0, list.length - 1)] as T;

const scalar = (name: string, milli: number, more: Partial<Resource> = {}): Resource => ({
  name,
  value: { kind: 'scalar', milli },
  ...more,
});

export function drawSettings(random: Random): Partial<AllocatorSettings> {
  return {
    seed: random.between(0, 1e6),
    roleSorter: random.chance(0.2) ? 'random' : 'drf',
    frameworkSorter: random.chance(0.2) ? 'random' : 'drf',
    excludedFromShares: random.chance(0.2) ? ['gpus', 'mem'] : [],
    ...(random.chance(0.2) ? { allocationIntervalMs: 2500 } : {}),
    ...(random.chance(0.3) ? { minAllocatable: drawMinimums(random) } : {}),
  };
}

const drawMinimums = (random: Random): AllocatorSettings['minAllocatable'] =>
  pickFrom(random, [
    [],
    [{ cpus: 1000 }],
    [{ cpus: 500, mem: 512_000 }, { disk: 1_000_000 }],
    [{ gpus: 1000 }, { cpus: 2000 }],
  ]);

export function drawAgent(random: Random, name: string, roles: readonly Role[]): AllocatorAgent {
  return {
    id: agentId(name),
    hostname: `host-${name}`,
    attributes: { rack: pickFrom(random, ['r1', 'r2', 'r3']) },
    total: drawTotal(random, name, roles),
  };
}

/** One agent's mount disks keep their sizes however often this is drawn for it. */
export function drawTotal(random: Random, name: string, roles: readonly Role[]): Bundle {
  const resources: Resource[] = [
    scalar('cpus', 1000 * pickFrom(random, [1, 2, 4, 4, 8, 0.5])),
    scalar('mem', 1_024_000 * pickFrom(random, [1, 2, 4, 4, 8])),
  ];
  const size = 1_000_000 * (1 + (name.length % 3));
  const disk = (source: Disk['source']): Resource =>
    scalar('disk', size, source && { disk: { source } });
  if (random.chance(0.6)) resources.push(disk(undefined));
  for (const root of ['/p1', '/p2'])
    if (random.chance(0.3)) resources.push(disk({ kind: 'path', root }));
  for (const root of ['/m1', '/m2'])
    if (random.chance(0.3)) resources.push(disk({ kind: 'mount', root }));
  if (random.chance(0.1)) resources.push(scalar('gpus', 1000 * random.between(1, 4)));
  if (random.chance(0.5)) resources.push(ports(31_000, 31_000 + random.between(0, 20)));
  if (random.chance(0.2))
    resources.push({ name: 'ssds', value: { kind: 'set', items: ['s1', 's2'] } });
  if (random.chance(0.2)) resources.push(scalar('cpus', 2000, { revocable: true }));
  while (random.chance(0.4)) resources.push(...drawReserved(random, roles));
  return bundleOf(resources);
}

const ports = (begin: number, end: number): Resource => ({
  name: 'ports',
  value: { kind: 'ranges', ranges: [[begin, end]] },
});

function drawReserved(random: Random, roles: readonly Role[]): readonly Resource[] {
  const reservations = [{ kind: 'static' as const, role: pickFrom(random, roles) }];
  return [
    scalar('cpus', 1000 * random.between(1, 4), { reservations }),
    scalar('mem', 1_024_000 * random.between(0, 2), { reservations }),
    ...(random.chance(0.2) ? [{ ...ports(32_000, 32_005), reservations }] : []),
  ];
}

export function drawFramework(
  random: Random,
  id: string,
  roles: readonly Role[],
): AllocatorFramework {
  const own = [pickFrom(random, roles), ...(random.chance(0.3) ? [pickFrom(random, roles)] : [])];
  return {
    id,
    roles: new Map(own.map((name) => [name, drawWish(random)])),
    takesGpus: random.chance(0.6),
    takesRevocable: random.chance(0.5),
  };
}

function drawWish(random: Random): RoleWish {
  const rack = pickFrom(random, ['r1', 'r2', 'r3']);
  return {
    ...(random.chance(0.1) ? { isSuppressed: true } : {}),
    ...(random.chance(0.2) ? { minAllocatable: drawMinimums(random) } : {}),
    ...(random.chance(0.1) ? { excludes: ({ attributes }) => attributes.rack === rack } : {}),
  };
}

/** `cpus`: all that the cluster has, about; guarantees and limits are parts of it. */
export function drawQuota(random: Random, cpus: number): RoleQuota {
  const guarantee: Record<string, number> = {};
  const limit: Record<string, number> = {};
  const some = (unit: number, part: number): number =>
    unit * Math.round(cpus * random.next() * part);
  for (const [name, unit] of Object.entries({ cpus: 1000, mem: 512_000, disk: 250_000 })) {
    if (random.chance(0.4)) guarantee[name] = some(unit, 0.5);
    if (random.chance(0.35)) limit[name] = (guarantee[name] ?? 0) + some(unit, 0.6);
  }
  return { guarantee, limit };
}
