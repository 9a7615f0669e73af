// What an agent offers when nobody says: what the machine has less an allowance for the system.
// mem: half if the machine has under 2 GiB, else all but 1 GiB; disk: half if under 10 GiB, else
// all but 5 GiB; cpus: all cores; ports 31000 to 32000; what can't be found out counts as 1 cpu, 1
// GiB of memory, 10 GiB of disk (mesos.md section 7, rows 33 and 34).
import { type Bundle, bundleOf } from '../../../engine/model/resources/bundle.ts';
import type { Resource } from '../../../engine/model/resources/resource.ts';
import { rightName } from '../../../engine/model/resources/resource-warnings.ts';
import type { Value } from '../../../engine/model/resources/value.ts';
import { type DefaultRole, reservedBy } from './resource-rules.ts';

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

/** Reserved for `defaultRole`, `*`: for nobody. */
export function detectedResources(machine: Machine, defaultRole: DefaultRole = '*'): Bundle {
  const { cores = 1, memoryMib, diskMib } = machine;
  const mem =
    memoryMib === undefined ? gib : withheld(memoryMib, { halfBelowMib: 2 * gib, keepMib: gib });
  const disk =
    diskMib === undefined
      ? 10 * gib
      : withheld(diskMib, { halfBelowMib: 10 * gib, keepMib: 5 * gib });
  const owner = reservedBy(defaultRole);
  const one = (name: string, value: Value): Resource => ({ name, value, ...owner });
  return bundleOf([
    one('cpus', { kind: 'scalar', milli: cores * 1000 }),
    one('disk', { kind: 'scalar', milli: disk * 1000 }),
    one('mem', { kind: 'scalar', milli: mem * 1000 }),
    one('ports', { kind: 'ranges', ranges: [[31_000, 32_000]] }),
  ]);
}

/**
 * What is given replaces what was detected, name by name, none of it with `NAME:0`. Who writes
 * `cpu` has said how many cpus they mean, so these aren't detected either: never more is offered
 * than was meant, and the warning says what to write.
 */
export function overrideResources(detected: Bundle, given: readonly Resource[]): Bundle {
  const names = new Set(given.flatMap(({ name }) => [name, rightName(name) ?? name]));
  return bundleOf([...detected.filter(({ name }) => !names.has(name)), ...given]);
}
