// An agent's total with what it keeps: never more than there is.
import { describe, expect, it } from 'vitest';
import type { ReservationId, Role, VolumeId } from '../../../../engine/model/ids.ts';
import { bundleOf, quantitiesOf } from '../../../../engine/model/resources/bundle.ts';
import type { Resource } from '../../../../engine/model/resources/resource.ts';
import { keptTotal } from '../../../../engine/step/volumes/kept-total.ts';

const plain = (name: string, milli: number): Resource => ({
  name,
  value: { kind: 'scalar', milli },
});
const flagged = (name: string, milli: number): Resource => ({
  ...plain(name, milli),
  reservations: [{ kind: 'static', role: 'shop' as Role }],
});
const keptFor = (owner: string, resource: Resource): Resource => ({
  ...resource,
  reservations: [
    ...(resource.reservations ?? []),
    { kind: 'dynamic', role: 'shop' as Role, owner: owner as ReservationId },
  ],
});

describe('an agent that keeps something', () => {
  it('has as much as before, a part of it for somebody', () => {
    const kept = [keptFor('/shop/db#0', plain('cpus', 300))];
    expect(keptTotal(bundleOf([plain('cpus', 1000)]), kept)).toEqual(
      bundleOf([plain('cpus', 700), ...kept]),
    );
  });

  it('takes what its flags don’t reserve any more off what is nobody’s', () => {
    const kept = [keptFor('/shop/db#0', flagged('cpus', 300))];
    expect(keptTotal(bundleOf([plain('cpus', 1000)]), kept)).toEqual(
      bundleOf([plain('cpus', 700), ...kept]),
    );
  });

  it('takes what is reserved by its flags now off what these reserve', () => {
    const kept = [keptFor('/shop/db#0', plain('cpus', 300))];
    expect(keptTotal(bundleOf([flagged('cpus', 1000)]), kept)).toEqual(
      bundleOf([flagged('cpus', 700), ...kept]),
    );
  });

  it('keeps no more than it has once it came back smaller, and all of its volumes', () => {
    const disk = keptFor('/shop/db#1', plain('disk', 400));
    const volume: Resource = { ...disk, disk: { volume: { id: 'v' as VolumeId } } };
    const kept = [
      keptFor('/shop/db#0', plain('cpus', 300)),
      keptFor('/shop/db#1', plain('cpus', 300)),
      volume,
    ];
    const total = keptTotal(bundleOf([plain('cpus', 500), plain('disk', 100)]), kept);
    expect(quantitiesOf(total)).toEqual({ cpus: 500, disk: 400 });
    expect(total).toContainEqual(volume);
  });
});
