// An operator gives up what frameworks of others have made of an agent: one that is gone for good
// unmakes nothing itself, and what it left behind would be kept for ever (pain 11 in mesos.md 6).
import type { AgentId, Role } from '../../model/ids.ts';
import { type Bundle, bundleOf } from '../../model/resources/bundle.ts';
import { withoutLast } from '../../model/resources/operations/reservation-operations.ts';
import {
  identityOf,
  isWithin,
  ownerOf,
  type Resource,
  reservedFor,
  withoutVolume,
} from '../../model/resources/resource.ts';
import type { OperationAnswer } from '../events.ts';
import type { MasterTurn } from '../master/master-turn.ts';
import type { Tables } from '../tables.ts';
import { noteConversion, takerOf } from './conversions.ts';
import { destroyMade } from './destroy-made.ts';
import { withdrawAgent } from './offers/rescind.ts';

interface Made {
  readonly agentId: AgentId;
  readonly before: Bundle;
  readonly after: Bundle;
}

/** As `release` takes it: all that frameworks reserved for a role on an agent. */
export const madeName = (role: Role, agentId: AgentId): string => `${role}@${agentId}`;

/** No framework is left that is offered what is reserved for the role. */
export const isLeftBehind = ({ frameworks }: Tables, role: Role): boolean =>
  ![...frameworks.values()].some(
    ({ row }) => !row.removal && row.info.roles.some((one) => isWithin(one.role as Role, role)),
  );

/**
 * One volume, by its id: its disk stays reserved, as with DESTROY. Or ROLE@AGENT: as with
 * UNRESERVE, the last reservation of all that is reserved for the role there goes, with its
 * volumes. Undefined: it names neither.
 */
export function giveUpMade(
  turn: MasterTurn,
  name: string,
  who: string,
): OperationAnswer | undefined {
  const made = volumeNamed(turn.tables, name) ?? reservedNamed(turn.tables, name);
  if (made === undefined) return undefined;
  const { agentId, before, after } = made;
  const use = useOf(turn.tables, made);
  if (use) return { ok: false, code: 'conflict', what: `${use.by} has of ${name}`, hint: use.hint };
  withdrawAgent(turn, agentId, `${who} gives up ${name}`);
  noteConversion(turn, agentId, made);
  // The agent may not have all of it any more: it is asked what it has.
  turn.tables.reservations.uncounted.add(agentId);
  const reason = `released by ${who}`;
  const destroyed = before.filter((one) => destroyMade(turn, { agentId, who, reason }, one));
  const roles = [...new Set(after.map((one) => reservedFor(one) ?? '*'))].sort();
  const then = destroyed.length === 0 ? '' : `, and ${agentId} destroys the data`;
  return { ok: true, message: `${name} is given up: role ${roles.join(', ')} has it now${then}` };
}

function volumeNamed({ madeVolumes, conversions }: Tables, id: string): Made | undefined {
  for (const [agentId, volumes] of madeVolumes) {
    const made = [...volumes.values()].find((volume) => volume.id === id);
    if (made === undefined) continue;
    const all = conversions.get(agentId) ?? [];
    const before = bundleOf(all.filter(({ disk }) => disk?.volume?.id === made.name));
    return { agentId, before, after: bundleOf(before.map(withoutVolume)) };
  }
  return undefined;
}

function reservedNamed({ conversions }: Tables, name: string): Made | undefined {
  for (const [agentId, made] of conversions) {
    const before = bundleOf(
      made.filter((one) => {
        const role = reservedFor(one);
        return role !== undefined && madeName(role, agentId) === name;
      }),
    );
    if (before.length > 0) return { agentId, before, after: bundleOf(before.map(unmadeOnce)) };
  }
  return undefined;
}

/** What is reserved by the agent itself stays so. */
function unmadeOnce(resource: Resource): Resource {
  const isDynamic = resource.reservations?.at(-1)?.kind === 'dynamic';
  return withoutVolume(isDynamic ? withoutLast(resource) : resource);
}

interface Use {
  readonly by: string;
  readonly hint: string;
}

function useOf(tables: Tables, { agentId, before }: Made): Use | undefined {
  const made = new Set(before.map(identityOf));
  const isOf = (resource: Resource): boolean => made.has(identityOf(resource));
  const isUnder = (kept: Resource): boolean => isOf(withoutVolume(withoutLast(kept)));
  const owner = tables.reservations.keptOn(agentId).filter(isUnder).map(ownerOf)[0];
  if (owner !== undefined) return { by: owner, hint: `\`meridian release ${owner}\` first` };
  const id = takerOf(tables, agentId, isOf);
  const task = id === undefined ? undefined : tables.tasks.get(id)?.row;
  if (task === undefined) return undefined;
  const ours = `end it first: see \`meridian why ${task.name}\``;
  const others = 'end it first: its framework kills it, or is torn down';
  return { by: task.id, hint: task.info === undefined ? ours : others };
}
