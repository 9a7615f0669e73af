// When an agent is back whose tasks were given up meanwhile, nothing is launched on it before they
// are over.
import type { SeenMachine } from '../../machine/seen-machine.ts';
import { type Look, rule } from '../rule.ts';

const tense = [
  'an agent is back with tasks given up',
  'launched on an agent that had tasks given up',
] as const;

export const supersededFirst = rule({ name: 'superseded-first', tense }, (look) => {
  /** Agents that came back so, until something is launched on them. */
  const were = new Set<string>();
  return {
    'heard-register': ({ message }) => {
      const machine = machineOf(look, message.agentId);
      if (!machine || supersededOn(look, machine).length === 0) return;
      were.add(message.agentId);
      look.tense('an agent is back with tasks given up');
    },
    stored: () => {
      for (const { id, before, after } of look.facts.stored.changes?.tasks ?? []) {
        if (before || !after || after.end) continue;
        const machine = machineOf(look, after.agentId);
        const [first] = machine ? supersededOn(look, machine) : [];
        if (first !== undefined)
          look.violate(`${id} is launched on ${after.agentId}, where ${first} still runs`);
        if (were.delete(after.agentId)) look.tense('launched on an agent that had tasks given up');
      }
    },
  };
});

function machineOf({ sight }: Look, agentId: string): SeenMachine | undefined {
  for (const machine of sight.machines.values()) if (machine.agentId === agentId) return machine;
  return undefined;
}

/** They run, and the store takes them for over. */
function supersededOn({ facts }: Look, machine: SeenMachine): readonly string[] {
  const found: string[] = [];
  for (const id of facts.truth.livingOn.get(machine.name) ?? []) {
    const row = facts.stored.tasks.get(id);
    if (!row || row.end) found.push(id);
  }
  return found;
}
