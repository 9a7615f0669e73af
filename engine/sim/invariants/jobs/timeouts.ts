// No attempt runs longer than its timeout and kill grace, while its agent is down as well; what its
// machine stands still doesn't count, nor what it sleeps where SIGKILL doesn't reach it.
import { type Look, rule } from '../rule.ts';

const tense = [
  'an attempt runs out of its time',
  'while its agent is down',
  'it outlives SIGKILL',
] as const;

/** From the timer to the end of the process, and what sums of fractions are off by. */
const slackMs = 500;

interface Running {
  readonly machine: string;
  readonly bootId: string;
  /** By the machine's own time. */
  readonly sinceMs: number;
  readonly timeoutMs: number;
  readonly graceMs: number;
}

export const timeouts = rule({ name: 'timeouts', tense }, (look) => {
  const running = new Map<string, Running>();
  const down = new Set<string>();
  return {
    'agent-began': ({ machine }) => down.delete(machine),
    'agent-ended': ({ machine }) => down.add(machine),
    'command-began': ({ taskId, machine }) => {
      const found = limitsOf(look, taskId, machine);
      if (found) running.set(taskId, found);
    },
    'command-over': ({ taskId }) => {
      const known = running.get(taskId);
      running.delete(taskId);
      if (!known) return;
      const own = look.sight.machines.get(known.machine)?.ownMs ?? 0;
      if (own - known.sinceMs < known.timeoutMs) return;
      look.tense('an attempt runs out of its time');
      if (down.has(known.machine)) look.tense('while its agent is down');
    },
    check: () => {
      for (const [id, one] of running) {
        const machine = look.sight.machines.get(one.machine);
        if (!machine?.isUp || machine.bootId !== one.bootId) {
          running.delete(id);
          continue;
        }
        const forMs = machine.ownMs - one.sinceMs;
        if (forMs <= one.timeoutMs + one.graceMs + slackMs) continue;
        if (machine.tasks.get(id)?.isHanging) {
          look.tense('it outlives SIGKILL');
          continue;
        }
        look.violate(`${id} runs for ${forMs} ms: its timeout is ${one.timeoutMs}`);
        running.delete(id);
      }
    },
  };
});

function limitsOf({ sight, facts }: Look, taskId: string, name: string): Running | undefined {
  const row = facts.stored.tasks.get(taskId);
  const machine = sight.machines.get(name);
  if (row?.run === undefined || !machine) return undefined;
  const spec = facts.stored.jobVersion(row.name, row.specDigest)?.spec;
  if (!spec || spec.timeoutMs === null) return undefined;
  const { timeoutMs, task } = spec;
  const { bootId, ownMs } = machine;
  // A change of the grace is applied in place.
  const graces = [...facts.stored.versions.values()]
    .filter((version) => version.spec.name === row.name)
    .map((version) => version.spec.task.kill.graceMs);
  const graceMs = Math.max(task.kill.graceMs, ...graces);
  return { machine: name, bootId, sinceMs: ownMs, timeoutMs, graceMs };
}
