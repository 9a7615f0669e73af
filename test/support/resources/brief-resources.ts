// Resources in few words, for tables.
import { objectName, role } from '../../../engine/model/ids.ts';
import type { Operation } from '../../../engine/model/resources/operations/operation.ts';
import type { Disk, Reservation, Resource } from '../../../engine/model/resources/resource.ts';

export type More = Pick<Resource, 'reservations' | 'disk' | 'revocable'>;
export const scalar = (name: string, milli: number, more: More = {}): Resource => ({
  name,
  value: { kind: 'scalar', milli },
  ...more,
});
export const cpus = (milli: number, more?: More) => scalar('cpus', milli, more);
export const disk = (milli: number, more?: More) => scalar('disk', milli, more);
export const ports = (...ranges: readonly (readonly [number, number])[]): Resource => ({
  name: 'ports',
  value: { kind: 'ranges', ranges },
});

export const fixed = (name: string): Reservation => ({ kind: 'static', role: role(name) });
export const dynamic = (name: string, owner?: string): Reservation => ({
  kind: 'dynamic',
  role: role(name),
  ...(owner === undefined ? {} : { owner: objectName(owner) }),
});
export const forRoles = (...reservations: readonly Reservation[]): More => ({ reservations });

export const path: Disk = { source: { kind: 'path', root: '/data' } };
export const mount: Disk = { source: { kind: 'mount', root: '/m1' } };
export const volume = (id: string, on: Disk = {}): Disk => ({ ...on, volume: { id } });

export const reserve = (name: string, ...resources: readonly Resource[]): Operation => ({
  kind: 'reserve',
  resources,
  role: role(name),
});
export const unreserve = (...resources: readonly Resource[]): Operation => ({
  kind: 'unreserve',
  resources,
});
export const create = (id: string, named: Resource): Operation => ({
  kind: 'create',
  disk: named,
  id,
});
export const destroy = (id: string): Operation => ({ kind: 'destroy', id });

export const eng = dynamic('eng');
export const db = dynamic('eng', '/db');
