// At rest nothing that was given up is left on an agent that is there, each volume on a machine is
// one that is kept there, each that is kept and was used is there (save on a disk that was lost),
// and whoever runs with volumes runs where they are kept.
import type { ReservationRow } from '../../../model/actual.ts';
import { parseSlotId } from '../../../model/ids.ts';
import type { SeenMachine } from '../../machine/seen-machine.ts';
import { type Look, rule } from '../rule.ts';

const tense = [
  'an instance runs with its volume',
  'a Volume is kept',
  'a scaled-down slot has its volume',
  'a lost volume is waited for',
] as const;

export const volumesSettled = rule({ name: 'volumes-settled', tense }, (look) => {
  const lostOn = new Set<string>();
  return {
    'volumes-lost': ({ machine }) => {
      lostOn.add(machine);
    },
    atRest: () => {
      const { stored } = look.facts;
      const machines = new Map<string, SeenMachine>();
      for (const machine of look.sight.machines.values()) machines.set(machine.agentId, machine);
      for (const row of stored.reservations.values())
        judgeRow(look, row, { machine: machines.get(row.agentId), lostOn });
      for (const { id, agentId } of stored.leaving.values())
        if (machines.has(agentId)) look.violate(`${id} is given up, and still on ${agentId}`);
        else look.violate(`${id} is on ${agentId}, which is no more, and isn’t forgotten`);
      for (const machine of machines.values()) judgeMachine(look, machine);
    },
  };
});

function judgeRow(
  { facts, violate, tense: near }: Look,
  row: ReservationRow,
  on: { readonly machine: SeenMachine | undefined; readonly lostOn: ReadonlySet<string> },
): void {
  const { machine, lostOn } = on;
  if (!machine) {
    violate(`${row.id} is kept on ${row.agentId}, which is no more`);
    return;
  }
  for (const { id, isUsed } of row.volumes) {
    if (machine.volumes?.has(id) || !isUsed) continue;
    if (lostOn.has(machine.name)) near('a lost volume is waited for');
    else violate(`${id} is kept for ${row.id}, and isn’t on ${row.agentId}`);
  }
  const slot = parseSlotId(row.id);
  if (slot === undefined) near('a Volume is kept');
  const app = slot && facts.stored.apps.get(slot.name);
  const spec = app && facts.stored.version(app.name, app.wanted)?.spec;
  if (slot && spec && slot.instance >= spec.instances) near('a scaled-down slot has its volume');
}

function judgeMachine({ facts, violate, tense: near }: Look, machine: SeenMachine): void {
  const { stored, truth } = facts;
  const kept = new Set<string>();
  for (const row of stored.reservations.values())
    if (row.agentId === machine.agentId) for (const { id } of row.volumes) kept.add(id);
  for (const id of machine.volumes?.keys() ?? [])
    if (!kept.has(id)) violate(`${id} is on ${machine.agentId}, and nobody knows of it`);
  for (const taskId of truth.livingOn.get(machine.name) ?? [])
    for (const { id } of machine.tasks.get(taskId)?.volumes ?? [])
      if (kept.has(id)) near('an instance runs with its volume');
      else violate(`${taskId} runs with ${id} on ${machine.agentId}, which isn’t kept there`);
}
