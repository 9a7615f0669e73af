// RESERVE, UNRESERVE, CREATE and DESTROY by a framework of others, on what it holds of an offer.
// It reserves for the offer's role or one below it, and leaves alone what is kept for an app or a
// Volume. Names of volumes are unique on an agent, and those that begin with a slash are apps'.
import { applyOperation } from '../../../model/resources/operations/apply-operations.ts';
import {
  type Operation,
  type Refusal,
  refused,
} from '../../../model/resources/operations/operation.ts';
import { isWithin, ownerOf, type Resource } from '../../../model/resources/resource.ts';
import type { OfferOperation } from '../../../model/scheduler-api/scheduler-call.ts';
import type { MasterTurn } from '../../master/master-turn.ts';
import { noteConversion, noteCreated } from '../conversions.ts';
import { destroyMade } from '../destroy-made.ts';
import type { HeldOffers } from '../tasks/launch-task.ts';
import { tell } from '../tell.ts';

type Convert = Exclude<OfferOperation, { kind: 'launch' }>;

export function operate(turn: MasterTurn, held: HeldOffers, operation: Convert): void {
  const { entry, agentId, role } = held;
  const { operationId } = operation;
  const outcome = ruleFault(turn, held, operation) ?? applyOperation(held.left, bare(operation));
  if (outcome.kind === 'refused') {
    const { what, remedy } = outcome;
    tell(turn, entry, { kind: 'operation-failed', operationId, what, remedy });
    return;
  }
  const { before, after, bundle } = outcome;
  turn.allocator.convert({ framework: entry.row.id, role, agentId }, before, after);
  noteConversion(turn, agentId, { before, after });
  held.left = bundle;
  if (operation.kind === 'create') noteCreated(turn, agentId, operation.id);
  if (operation.kind === 'destroy') {
    const who = entry.row.id;
    const destroyer = { agentId, who, reason: `destroyed by ${who}` };
    for (const resource of before) destroyMade(turn, destroyer, resource);
  }
  tell(turn, entry, { kind: 'operation-done', operationId });
}

/** Nothing else of what came from outside is passed on. */
function bare(operation: Convert): Operation {
  switch (operation.kind) {
    case 'reserve':
      return { kind: 'reserve', resources: operation.resources, role: operation.role };
    case 'unreserve':
      return { kind: 'unreserve', resources: operation.resources };
    case 'create':
      return { kind: 'create', disk: operation.disk, id: operation.id };
    case 'destroy':
      return { kind: 'destroy', id: operation.id };
  }
}

function ruleFault(turn: MasterTurn, held: HeldOffers, operation: Convert): Refusal | undefined {
  const owner = partsOf(held, operation).map(ownerOf).find(isThere);
  if (owner !== undefined) return refused(`it is kept for ${owner}`, 'what nobody owns');
  if (operation.kind === 'reserve' && !isWithin(operation.role, held.role))
    return refused(
      `role ${operation.role.slice(0, 80)}: it was offered to role ${held.role}`,
      held.role === '*' ? 'subscribe in the role that is to have it' : 'that role, or one below it',
    );
  if (operation.kind !== 'create') return undefined;
  return idFault(turn, held, operation.id);
}

const isThere = <T>(value: T | undefined): value is T => value !== undefined;

function partsOf({ left }: HeldOffers, operation: Convert): readonly Resource[] {
  switch (operation.kind) {
    case 'reserve':
    case 'unreserve':
      return operation.resources;
    case 'create':
      return [operation.disk];
    case 'destroy':
      return left.filter(({ disk }) => disk?.volume?.id === operation.id);
  }
}

function idFault({ tables }: MasterTurn, held: HeldOffers, id: string): Refusal | undefined {
  if (id.startsWith('/'))
    return refused(`id ${id.slice(0, 80)}: such volumes are apps'`, 'a name without a slash first');
  const made = tables.conversions.get(held.agentId) ?? [];
  return made.some(({ disk }) => disk?.volume?.id === id)
    ? refused(`id ${id}: there is a volume of that name on ${held.agentId}`, 'another name')
    : undefined;
}
