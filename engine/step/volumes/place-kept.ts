// Places a task with volumes: on the agent that has them, or on any where they can be made. What
// it takes there is reserved first and volumes are made of it, by operations on the offer.
import type { ReservationRow } from '../../model/actual.ts';
import type { AgentId, ReservationId, VolumeId } from '../../model/ids.ts';
import { type Scalars, scalarsFit } from '../../model/resources/amounts.ts';
import { type Bundle, quantitiesOf } from '../../model/resources/bundle.ts';
import { applyOperation } from '../../model/resources/operations/apply-operations.ts';
import type { Operation } from '../../model/resources/operations/operation.ts';
import { ownerOf, type Resource, reservedFor } from '../../model/resources/resource.ts';
import { type Claim, takenOf } from '../../model/resources/takeable.ts';
import type { AgentView } from '../../place/agent-view.ts';
import { type AgentChoice, choosePorts } from '../../place/choose.ts';
import { portMisfits } from '../../place/misfit.ts';
import type { OfferTable, TaskPlace } from '../offers/offer-table.ts';
import { isOfferable, type Tables } from '../tables.ts';
import { isSlotKept, type KeptWish, madeIds, type WishedVolume } from './kept-wish.ts';

/** Takes it where it fits; undefined, and nothing done, when that is nowhere. */
export function placeKept(
  tables: Tables,
  table: OfferTable,
  { wish, choice }: { readonly wish: KeptWish; readonly choice: AgentChoice },
): TaskPlace | undefined {
  if (wish.heldBy !== undefined || wish.missing !== undefined) return undefined;
  const isFree = wish.agents.length === 0;
  const chosen = isFree
    ? table.choose(choice, wish.needed, wish.claim)
    : keptAgent(tables, table, wish);
  if (!chosen && isDenied(table, wish)) table.book.pass(wish.name, 'quota');
  const taken = chosen && takeKept(tables, table, { wish, chosen });
  return taken && { chosen, ...taken };
}

/** Quotas keep it from what it needs: that may change though nothing is freed. */
function isDenied({ book }: OfferTable, { agents, needed, claim }: KeptWish): boolean {
  const [agentId] = agents;
  return agentId === undefined
    ? !book.isWithinQuotas(needed)
    : !book.mayTakeOn(agentId, needed, claim);
}

/** The one that has its volumes: undefined when it isn't there, or has no room. */
function keptAgent(tables: Tables, table: OfferTable, wish: KeptWish): AgentView | undefined {
  const [agentId, another] = wish.agents;
  const agent = agentId === undefined ? undefined : tables.agents.get(agentId);
  if (!agent || another !== undefined || !isOfferable(agent)) return undefined;
  if (!table.book.mayTakeOn(agent.row.id, wish.needed, wish.claim)) return undefined;
  const view = table.look(agent.row.id, wish.claim);
  const hasPorts = portMisfits(wish.task.ports, view.free).length === 0;
  return hasPorts && scalarsFit(wish.needed, view.free.scalars) ? view : undefined;
}

function takeKept(
  tables: Tables,
  table: OfferTable,
  { wish, chosen }: { readonly wish: KeptWish; readonly chosen: AgentView },
): Omit<TaskPlace, 'chosen'> | undefined {
  const { book } = table;
  const { agentId } = chosen;
  const ports = choosePorts(wish.task.ports, chosen.free, wish.taskId);
  const made = ports && operationsOf(book.free(agentId), wish);
  if (!ports || !made || !book.operate(agentId, made.operations)) return undefined;
  // Freed is what it was made of, and its agent may have come back without that.
  if (made.operations.some(({ kind }) => kind === 'unreserve'))
    tables.reservations.uncounted.add(agentId);
  const claim: Claim = { owners: wish.claim.owners ?? [], volumes: madeIds(wish) };
  const taken = book.take(agentId, { scalars: wish.scalars, ports }, claim);
  for (const row of rowsOf(tables, wish, { agentId, held: made.held, nowMs: table.nowMs }))
    table.reserve(row);
  return { taken, ports };
}

interface Made {
  readonly operations: readonly Operation[];
  /** All that is free there once they are done. */
  readonly held: Bundle;
}

/** Undefined: what is free there doesn't do. */
function operationsOf(free: Bundle, wish: KeptWish): Made | undefined {
  const plan = new OperationPlan(free);
  if (!madeIds(wish).every((id) => isThere(free, wish, id))) return undefined;
  if (isSlotKept(wish) && !keepSlot(plan, wish)) return undefined;
  for (const volume of wish.volumes) {
    if (volume.isMade || volume.reservation === wish.slot) continue;
    const disk = { disk: volume.row.sizeMib * 1000 };
    if (!plan.reserve(disk, volume) || !plan.create(volume)) return undefined;
  }
  return plan;
}

/** Made already, and not in use; or to be made. */
const isThere = (free: Bundle, { volumes }: KeptWish, id: VolumeId): boolean =>
  volumes.some(({ row, isMade }) => row.id === id && !isMade) ||
  free.some(({ disk }) => disk?.volume?.id === id);

/** What is kept for the slot becomes what the task takes, and its volumes that aren't there yet. */
function keepSlot(plan: OperationPlan, wish: KeptWish): boolean {
  const { slot, name, role } = wish;
  if (slot === undefined) return false;
  const toMake = wish.volumes.filter((one) => one.reservation === slot && !one.isMade);
  const need = { ...wish.scalars };
  for (const { row } of toMake) need.disk = (need.disk ?? 0) + row.sizeMib * 1000;
  const kept = plan.keptFor(slot);
  const isOfRole = kept.every((one) => reservedFor(one) === role);
  const has = quantitiesOf(kept);
  // What stays as it is stays kept: freed, it would go to what the agent owes.
  const isOther = (resource: string): boolean =>
    !isOfRole || has[resource] !== need[resource] || (resource === 'disk' && toMake.length > 0);
  const changed = Object.fromEntries(Object.entries(need).filter(([one]) => isOther(one)));
  if (!plan.unreserve(slot, isOther)) return false;
  if (!plan.reserve(changed, { reservation: slot, owner: name, role })) return false;
  return toMake.every((volume) => plan.create(volume));
}

/** Operations one after another, each on what the one before left. */
class OperationPlan implements Made {
  readonly operations: Operation[] = [];
  held: Bundle;

  constructor(free: Bundle) {
    this.held = free;
  }

  /** Volumes apart. */
  keptFor(owner: ReservationId): readonly Resource[] {
    return this.held.filter((one) => ownerOf(one) === owner && one.disk === undefined);
  }

  /** What it keeps of these names. */
  unreserve(owner: ReservationId, isMeant: (name: string) => boolean): boolean {
    const resources = this.keptFor(owner).filter(({ name }) => isMeant(name));
    return resources.length === 0 || this.#add({ kind: 'unreserve', resources });
  }

  /** Its disk is of one piece. */
  reserve(
    need: Scalars,
    { reservation: owner, role }: Omit<WishedVolume, 'row' | 'isMade'>,
  ): boolean {
    const resources = takenOf(this.held, role, { scalars: need, ports: [] }, { isDiskWhole: true });
    if (!scalarsFit(need, quantitiesOf(resources))) return false;
    if (resources.length === 0) return true;
    return this.#add({ kind: 'reserve', resources, role, owner });
  }

  create({ reservation, row }: WishedVolume): boolean {
    const milli = row.sizeMib * 1000;
    const disk = this.keptFor(reservation).find(
      ({ name, value }) => name === 'disk' && value.kind === 'scalar' && value.milli >= milli,
    );
    if (disk === undefined) return false;
    const part: Resource = { ...disk, value: { kind: 'scalar', milli } };
    return this.#add({ kind: 'create', disk: part, id: row.id });
  }

  #add(operation: Operation): boolean {
    const outcome = applyOperation(this.held, operation);
    if (outcome.kind === 'refused') return false;
    this.operations.push(operation);
    this.held = outcome.bundle;
    return true;
  }
}

/** The reservations as they are now; those that are as they were are left out. */
function rowsOf(
  tables: Tables,
  wish: KeptWish,
  {
    agentId,
    held,
    nowMs,
  }: { readonly agentId: AgentId; readonly held: Bundle; readonly nowMs: number },
): readonly ReservationRow[] {
  const ids = new Set(wish.volumes.map(({ reservation }) => reservation));
  return [...ids].flatMap((id) => {
    const before = tables.reservations.get(id);
    const mine = wish.volumes.filter(({ reservation }) => reservation === id);
    const [first] = mine;
    if (first === undefined) return [];
    const others = (before?.volumes ?? []).filter((one) =>
      mine.every(({ row }) => row.id !== one.id),
    );
    const volumes = [...others, ...mine.map(({ row }) => row)].sort((a, b) =>
      a.path < b.path ? -1 : 1,
    );
    // What it gave up is there, too, until it is destroyed.
    const ids = new Set<string | undefined>(volumes.map((one) => one.id)).add(undefined);
    const kept = held.filter((one) => ownerOf(one) === id && ids.has(one.disk?.volume?.id));
    const { owner, role } = first;
    const row = { id, owner, role, agentId, kept, volumes, createdMs: before?.createdMs ?? nowMs };
    return JSON.stringify(row) === JSON.stringify(before) ? [] : [row];
  });
}
