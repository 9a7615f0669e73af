// An operator gives up what frameworks of others have made of an agent: one that is gone for good
// unmakes nothing itself, and what it left behind would be kept for ever (pain 11 in mesos.md 6).
import type { AgentId, ObjectName, TaskId } from '../../model/ids.ts';
import type { Bundle } from '../../model/resources/bundle.ts';
import { bundleOf } from '../../model/resources/bundle.ts';
import {
  identityOf,
  type Resource,
  reservedFor,
  withoutVolume,
} from '../../model/resources/resource.ts';
import type { OperationAnswer } from '../events.ts';
import type { MasterTurn } from '../master/master-turn.ts';
import type { Tables } from '../tables.ts';
import { leave } from '../volumes/release.ts';
import { noteConversion, noteDestroyed, unmade } from './conversions.ts';
import { withdrawAgent } from './offers/rescind.ts';

interface Made {
  readonly agentId: AgentId;
  readonly before: Bundle;
  readonly after: Bundle;
}

/** As `release` takes it: all that is reserved for a role on an agent. */
export const madeName = (role: string, agentId: AgentId): string => `${role}@${agentId}`;

/**
 * One volume, by its id: its disk stays reserved, as with DESTROY. Or ROLE@AGENT: all that is
 * reserved for the role there, with its volumes. Undefined: it names neither.
 */
export function giveUpMade(
  turn: MasterTurn,
  name: string,
  who: string,
): OperationAnswer | undefined {
  const made = volumeNamed(turn.tables, name) ?? reservedNamed(turn.tables, name);
  if (made === undefined) return undefined;
  const { agentId } = made;
  const holder = holderOf(turn.tables, made);
  if (holder !== undefined) {
    const hint = 'end it first: its framework kills it, or is torn down';
    return { ok: false, code: 'conflict', what: `${holder} has of ${name}`, hint };
  }
  withdrawAgent(turn, agentId, `${who} gives up ${name}`);
  if (!convertFree(turn, made)) {
    const hint = 'it is free when what holds it has ended: see `meridian tasks`';
    return { ok: false, code: 'conflict', what: `not all of ${name} is free`, hint };
  }
  noteConversion(turn, agentId, made);
  const destroyed = destroyAll(turn, made, who);
  turn.allocator.stir();
  const what = `${name} is given up`;
  if (destroyed === 0) return { ok: true, message: `${what}: it is offered to all` };
  return { ok: true, message: `${what}: ${agentId} destroys the data` };
}

function volumeNamed({ madeVolumes, conversions }: Tables, id: string): Made | undefined {
  for (const [agentId, volumes] of madeVolumes)
    for (const made of volumes.values())
      if (made.id === id) {
        const before = bundleOf((conversions.get(agentId) ?? []).filter(isVolume(made.name)));
        return { agentId, before, after: bundleOf(before.map(withoutVolume)) };
      }
  return undefined;
}

function reservedNamed({ conversions }: Tables, name: string): Made | undefined {
  for (const [agentId, made] of conversions) {
    const all = made.filter((resource) => madeName(reservedFor(resource) ?? '', agentId) === name);
    if (all.length > 0) return { agentId, before: bundleOf(all), after: bundleOf(all.map(unmade)) };
  }
  return undefined;
}

/** A task that has any of it. */
function holderOf({ agents, tasks }: Tables, { agentId, before }: Made): TaskId | undefined {
  const made = new Set(before.map(identityOf));
  return [...(agents.get(agentId)?.tasks ?? [])].find((id) =>
    tasks.get(id)?.row.taken?.some((resource) => made.has(identityOf(resource))),
  );
}

/** An agent that isn't there now hears nothing of it: it comes back to what is stored. */
function convertFree({ allocator }: MasterTurn, { agentId, before, after }: Made): boolean {
  return allocator.freeOn(agentId) === undefined || allocator.convertFree(agentId, before, after);
}

/** The volumes among it; how many there were. */
function destroyAll(turn: MasterTurn, { agentId, before }: Made, who: string): number {
  let destroyed = 0;
  for (const resource of before) {
    const volume = resource.disk?.volume;
    const made = volume && noteDestroyed(turn, agentId, volume.id);
    if (made === undefined) continue;
    const owner = (reservedFor(resource) ?? '*') as string as ObjectName;
    const reason = `released by ${who}`;
    leave(turn, { owner, agentId }, { id: made.id, resource, isFree: true, reason });
    destroyed += 1;
  }
  return destroyed;
}

const isVolume =
  (name: string) =>
  ({ disk }: Resource): boolean =>
    disk?.volume?.id === name;
