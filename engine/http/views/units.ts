// Amounts as people write them, digests cut to what is told apart at a glance.
import type { Scalars } from '../../model/resources/amounts.ts';

/** 1/1000 to units: cpus in cores, mem and disk in MiB. */
export const inUnits = (scalars: Scalars): Record<string, number> =>
  Object.fromEntries(Object.entries(scalars).map(([name, milli]) => [name, milli / 1000]));

export const shortDigest = (digest: string): string => digest.slice(0, 12);
