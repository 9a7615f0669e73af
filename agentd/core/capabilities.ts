// What this agent enforces, what it only watches, and what it can't do, said openly.
import type { Facts } from '../../schemas/generated/wire.ts';

type Capability = Facts['capabilities'][number];

const monitoring = (name: string, note: string): Capability => ({
  name,
  level: 'monitoring',
  note,
});

const noLimit = (what: string): string =>
  `a task can use more ${what} than it asked for; limits need cgroups, ` +
  "which this version doesn't use yet";

/** Sorted by name. */
export function capabilitiesOf({ isRoot }: { readonly isRoot: boolean }): readonly Capability[] {
  return [
    monitoring('cpu-limit', noLimit('cpu')),
    monitoring('disk-limit', noLimit('disk')),
    monitoring('memory-limit', noLimit('memory')),
    monitoring(
      'process-group',
      'a process that leaves its group with setsid escapes the kill; ' +
        "holding it needs cgroups, which this version doesn't use yet",
    ),
    isRoot
      ? { name: 'users', level: 'enforced', note: 'each task runs as its own user' }
      : {
          name: 'users',
          level: 'missing',
          note:
            "the agent isn't root, so every task runs as the agent's own user: " +
            'run it as root to change that',
        },
    monitoring('volumes', 'a volume can hold more than its size; the agent only says so'),
  ];
}
