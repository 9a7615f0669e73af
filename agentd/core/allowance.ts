// What an agent offers when nobody says: what the machine has less an allowance for the system.
// mem: half if the machine has under 2 GiB, else all but 1 GiB; disk: half if under 10 GiB, else
// all but 5 GiB; cpus: all cores; ports 31000 to 32000; what can't be found out counts as 1 cpu, 1
// GiB of memory, 10 GiB of disk (mesos.md section 7, rows 33 and 34).
import type { Resources } from '../../schemas/generated/wire.ts';

/** What was found out about the machine; undefined: it couldn't be. */
export interface Machine {
  readonly cores: number | undefined;
  readonly memoryMib: number | undefined;
  readonly diskMib: number | undefined;
}

const gib = 1024;

function withheld(totalMib: number, limits: { halfBelowMib: number; keepMib: number }): number {
  if (totalMib < limits.halfBelowMib) return Math.floor(totalMib / 2);
  return Math.floor(totalMib - limits.keepMib);
}

export function detectedResources(machine: Machine): Resources {
  const { cores = 1, memoryMib, diskMib } = machine;
  const mem =
    memoryMib === undefined ? gib : withheld(memoryMib, { halfBelowMib: 2 * gib, keepMib: gib });
  const disk =
    diskMib === undefined
      ? 10 * gib
      : withheld(diskMib, { halfBelowMib: 10 * gib, keepMib: 5 * gib });
  return {
    scalars: { cpus: cores * 1000, disk: disk * 1000, mem: mem * 1000 },
    ranges: { ports: [[31_000, 32_000]] },
    sets: {},
  };
}

/** What is given replaces what was detected, name by name. */
export function overrideResources(detected: Resources, given: Resources): Resources {
  const names = new Set([given.scalars, given.ranges, given.sets].flatMap(Object.keys));
  const keep = <T>(side: Readonly<Record<string, T>>, other: Readonly<Record<string, T>>) =>
    sorted({ ...omit(side, names), ...other });
  return {
    scalars: keep(detected.scalars, given.scalars),
    ranges: keep(detected.ranges, given.ranges),
    sets: keep(detected.sets, given.sets),
  };
}

const omit = <T>(record: Readonly<Record<string, T>>, names: ReadonlySet<string>) =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !names.has(name)));

const sorted = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
