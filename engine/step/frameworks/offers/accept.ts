// ACCEPT and DECLINE (mesos.md 1.7, 3.3). Offers of one agent to one role are used together; the
// operations are done one after another on what is held, and one that fails stops none behind it.
// What is left is free again: what operations have made of it at once, the rest behind a filter.
// An offer that isn't there makes the whole call void: its tasks are dropped, never started.
import type { FrameworkId } from '../../../model/ids.ts';
import { addBundles, type Bundle, subtractBundles } from '../../../model/resources/bundle.ts';
import type { SchedulerCall } from '../../../model/scheduler-api/scheduler-call.ts';
import type { MasterTurn } from '../../master/master-turn.ts';
import type { FrameworkEntry } from '../../tables.ts';
import { type HeldOffers, launchInfo, sayUnlaunched } from '../tasks/launch-task.ts';
import { type CallFault, refuse, tell } from '../tell.ts';
import { operate } from './operate.ts';
import type { OutstandingOffer } from './outstanding.ts';
import { takeBack } from './rescind.ts';

const defaultRefuseMs = 5_000;
/** Offers, operations and tasks in one call: each. */
const mostNamed = 1_000;

type Accept = Extract<SchedulerCall, { kind: 'accept' }>;
type Decline = Extract<SchedulerCall, { kind: 'decline' }>;

export function accept(turn: MasterTurn, entry: FrameworkEntry, call: Accept): void {
  const offers = offersNamed(turn, entry.row.id, call.offerIds);
  const fault = sizeFault(call) ?? namingFault(entry.row.id, call.offerIds, offers);
  const [first] = offers;
  if (fault || first === undefined) {
    for (const offer of offers) takeBack(turn, offer);
    if (fault) fail(turn, entry, call, fault);
    return;
  }
  for (const offer of offers) turn.tables.offers.remove(offer);
  const offered = offers.map(({ bundle }) => bundle).reduce(addBundles);
  const { agentId, role } = first;
  const held: HeldOffers = { entry, agentId, role, left: offered };
  for (const operation of call.operations)
    if (operation.kind === 'launch')
      for (const info of operation.tasks) launchInfo(turn, held, info);
    else operate(turn, held, operation);
  giveBack(turn, held, offered, call.refuseMs ?? defaultRefuseMs);
}

/** Each once; those that aren't there are left out. */
const offersNamed = (
  { tables }: MasterTurn,
  framework: FrameworkId,
  ids: readonly string[],
): readonly OutstandingOffer[] =>
  [...new Set(ids)].flatMap((id) => {
    const offer = tables.offers.find(id);
    return offer?.framework === framework ? [offer] : [];
  });

function sizeFault({ offerIds, operations }: Accept): CallFault | undefined {
  const tasks = operations.flatMap((one) => (one.kind === 'launch' ? one.tasks : []));
  const most = Math.max(offerIds.length, operations.length, tasks.length);
  return most > mostNamed
    ? { what: `${most} offers, operations or tasks`, remedy: `${mostNamed} in one call` }
    : undefined;
}

function namingFault(
  framework: FrameworkId,
  ids: readonly string[],
  offers: readonly OutstandingOffer[],
): CallFault | undefined {
  const [first] = offers;
  const twice = ids.find((id, index) => ids.indexOf(id) < index);
  if (twice !== undefined)
    return { what: `offer ${twice} is named twice`, remedy: 'name each once' };
  const known = new Set<string>(offers.map(({ id }) => id));
  const missing = ids.find((id) => !known.has(id));
  if (missing !== undefined || first === undefined)
    return {
      what:
        missing === undefined
          ? 'no offer is named'
          : `offer ${missing.slice(0, 100)} isn't outstanding with ${framework}`,
      remedy: 'name offers that were made to you, and neither answered nor rescinded',
    };
  const other = offers.find(
    ({ agentId, role }) => agentId !== first.agentId || role !== first.role,
  );
  return (
    other && {
      what: `offers ${first.id} and ${other.id} are of two agents, or to two roles`,
      remedy: 'one call for each agent and role',
    }
  );
}

function fail(turn: MasterTurn, entry: FrameworkEntry, call: Accept, fault: CallFault): void {
  if (call.operations.length === 0) refuse(turn, entry, fault);
  const dropped = { ...fault, state: 'dropped', reason: 'invalid-offers' } as const;
  for (const operation of call.operations.slice(0, mostNamed))
    if (operation.kind !== 'launch') {
      const { operationId } = operation;
      tell(turn, entry, { kind: 'operation-failed', operationId, ...fault });
    } else
      for (const info of operation.tasks.slice(0, mostNamed))
        sayUnlaunched(turn, entry, info, dropped);
}

function giveBack(turn: MasterTurn, held: HeldOffers, offered: Bundle, refuseMs: number): void {
  const { entry, agentId, role, left } = held;
  const holding = { framework: entry.row.id, role, agentId };
  const made = subtractBundles(left, offered);
  const declined = subtractBundles(left, made);
  if (made.length > 0) turn.allocator.recover({ ...holding, bundle: made });
  if (declined.length > 0)
    turn.allocator.recover({ ...holding, bundle: declined }, { refuseMs, nowMs: turn.nowMs });
}

/** Offers that aren't there any more are passed over: that they are gone is what was meant. */
export function decline(turn: MasterTurn, entry: FrameworkEntry, call: Decline): void {
  const { tables, allocator, nowMs } = turn;
  const refuseMs = call.refuseMs ?? defaultRefuseMs;
  for (const offer of offersNamed(turn, entry.row.id, call.offerIds)) {
    tables.offers.remove(offer);
    allocator.recover(offer, { refuseMs, nowMs });
  }
}

export function answerInverse(
  turn: MasterTurn,
  entry: FrameworkEntry,
  ids: readonly string[],
  answer: { readonly isAccepted: boolean; readonly refuseMs?: number },
): void {
  const { tables, allocator, nowMs } = turn;
  const { isAccepted, refuseMs = defaultRefuseMs } = answer;
  for (const id of new Set(ids)) {
    const inverse = tables.inverseOffers.find(id);
    if (inverse?.framework !== entry.row.id) continue;
    tables.inverseOffers.remove(inverse);
    allocator.answerInverseOffer(inverse, { isAccepted, refuseMs, nowMs });
  }
}
