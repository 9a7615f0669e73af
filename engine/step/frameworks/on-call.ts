// A call of a framework of others: what it does, and what it is answered. The first of a connection
// subscribes; what comes before that, or behind the end of the subscription, ends the connection.
import { ownTaskId, type Role } from '../../model/ids.ts';
import type { SchedulerCall } from '../../model/scheduler-api/scheduler-call.ts';
import type { MasterTurn } from '../master/master-turn.ts';
import { killTask } from '../master/tasks.ts';
import type { FrameworkEntry } from '../tables.ts';
import { remove } from './leave.ts';
import { accept, answerInverse, decline } from './offers/accept.ts';
import { subscribe, updateFramework } from './subscribe.ts';
import { reconcileAsked } from './tasks/reconcile-tasks.ts';
import { acknowledge } from './tasks/updates.ts';
import { hangUp, refuse, tell } from './tell.ts';

export function onCall(turn: MasterTurn, connection: number, call: SchedulerCall): void {
  const { tables } = turn;
  const id = tables.subscribers.get(connection);
  const entry = id === undefined ? undefined : tables.frameworks.get(id);
  if (call.kind !== 'subscribe') {
    if (entry) carryOut(turn, entry, call);
    else hangUp(turn, connection, { what: 'nobody is subscribed here', remedy: 'subscribe first' });
    return;
  }
  if (!entry) subscribe(turn, connection, call);
  else
    refuse(turn, entry, {
      what: `the connection is that of ${entry.row.id} already`,
      remedy: 'another connection for another framework, or update-framework',
    });
}

type Call = Exclude<SchedulerCall, { kind: 'subscribe' }>;

function carryOut(turn: MasterTurn, entry: FrameworkEntry, call: Call): void {
  const ownId = (own: string) => ownTaskId(entry.row.id, own);
  switch (call.kind) {
    case 'update-framework':
      updateFramework(turn, entry, call.info);
      return;
    case 'teardown':
      tearDown(turn, entry);
      return;
    case 'accept':
      accept(turn, entry, call);
      return;
    case 'decline':
      decline(turn, entry, call);
      return;
    case 'accept-inverse':
      answerInverse(turn, entry, call.inverseOfferIds, { isAccepted: true });
      return;
    case 'decline-inverse':
      answerInverse(turn, entry, call.inverseOfferIds, { ...call, isAccepted: false });
      return;
    case 'suppress':
    case 'revive':
      changeDemand(turn, entry, call);
      return;
    case 'kill':
      kill(turn, entry, call.taskId);
      return;
    case 'acknowledge':
      acknowledge(turn, entry, ownId(call.taskId), call.uuid);
      return;
    case 'reconcile':
      reconcileAsked(turn, entry, call.tasks);
      return;
    case 'message':
      tell(turn, entry, {
        kind: 'failure',
        agentId: call.agentId,
        message: `task ${call.taskId} has no executor that takes messages`,
      });
      return;
    case 'request':
      return;
  }
}

function tearDown(turn: MasterTurn, entry: FrameworkEntry): void {
  const { connection } = entry;
  remove(turn, entry, 'it was torn down');
  if (connection !== undefined)
    turn.effects.hangUps.push({ connection, reason: 'the framework was torn down' });
}

function changeDemand(
  turn: MasterTurn,
  entry: FrameworkEntry,
  { kind, roles }: Extract<Call, { kind: 'suppress' | 'revive' }>,
): void {
  const { id, info } = entry.row;
  const own = new Set(info.roles.map(({ role }) => role));
  const strange = roles?.find((role) => !own.has(role));
  if (strange !== undefined) {
    const remedy = `one of ${[...own].join(', ')}, or update-framework`;
    refuse(turn, entry, { what: `role ${strange.slice(0, 80)} isn't yours`, remedy });
    return;
  }
  const named = roles as readonly Role[] | undefined;
  if (kind === 'suppress') turn.allocator.suppress(id, named);
  else turn.allocator.revive(id, named);
}

/** Of a task that isn't known its state is told, as with Mesos. */
function kill(turn: MasterTurn, entry: FrameworkEntry, own: string): void {
  const id = ownTaskId(entry.row.id, own);
  if (entry.tasks.has(id)) killTask(turn, id, 'its framework kills it');
  else reconcileAsked(turn, entry, [{ taskId: own }]);
}
