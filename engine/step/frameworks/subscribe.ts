// SUBSCRIBE and UPDATE_FRAMEWORK (mesos.md 2.5):
//
//   (nobody) ──subscribe──► connected ──closed, engine start──► away ──failover timeout──► leaving
//                              │  ▲────────subscribe with its id──┘                           │
//                              └──teardown──────────────────────────────────────────────────► │
//                                              its tasks have ended ◄─────────────────────────┘
//
// A framework is NAME.N, and N counts the incarnations of the name: it is stored in front of the
// framework and never goes back, so an id that has left is never anybody's again. A second
// connection that names an id takes over, and the first is told so.
import { type FrameworkId, frameworkId, parseFrameworkId, type Role } from '../../model/ids.ts';
import type { FrameworkInfo } from '../../model/scheduler-api/framework-info.ts';
import type { SchedulerCall } from '../../model/scheduler-api/scheduler-call.ts';
import type { MasterTurn } from '../master/master-turn.ts';
import { notice } from '../notice.ts';
import { type FrameworkEntry, newFrameworkEntry, type Tables } from '../tables.ts';
import { readInfo } from './info-fault.ts';
import { park } from './leave.ts';
import { wakeForRound } from './offers/make-offers.ts';
import { rescind } from './offers/rescind.ts';
import { retellUpdates } from './tasks/updates.ts';
import { type CallFault, hangUp, refuse, tell } from './tell.ts';

const mostFrameworks = 1_000;

type Subscribe = Extract<SchedulerCall, { kind: 'subscribe' }>;
type Found = FrameworkEntry | CallFault;

export function subscribe(turn: MasterTurn, connection: number, call: Subscribe): void {
  const found = call.id === undefined ? newcomer(turn, call.info) : returning(turn, call.id, call);
  if ('what' in found) {
    hangUp(turn, connection, found);
    return;
  }
  if (found.connection !== undefined) takeOver(turn, found, found.connection);
  found.connection = connection;
  turn.tables.subscribers.set(connection, found.row.id);
  const { disconnectedMs: _, ...row } = found.row;
  putFramework(turn, found, { ...row, info: call.info });
  turn.allocator.activateFramework(row.id);
  tell(turn, found, { kind: 'subscribed', frameworkId: row.id });
  retellUpdates(turn, found);
  wakeForRound(turn);
  const message = `${row.id} has subscribed`;
  notice(turn.tables, turn.effects, { kind: 'framework-subscribed', subject: row.id, message });
}

function newcomer(turn: MasterTurn, info: FrameworkInfo): Found {
  const { tables, allocator, effects } = turn;
  const read = readInfo('', info);
  if (read.kind === 'fault') return read;
  if (tables.frameworks.size >= mostFrameworks)
    return {
      what: `there are ${mostFrameworks} frameworks already`,
      remedy: 'tear down those that are no longer needed',
    };
  const { name } = info;
  const incarnation = Math.max(tables.incarnations.get(name) ?? 0, tables.launchBase) + 1;
  tables.incarnations.set(name, incarnation);
  effects.incarnations.set(name, incarnation);
  const id = frameworkId(name, incarnation);
  const entry = newFrameworkEntry({ id, info, subscribedMs: turn.nowMs });
  tables.frameworks.set(id, entry);
  allocator.addFramework({ ...read.framework, id }, false);
  return entry;
}

function returning({ tables, allocator }: MasterTurn, id: string, { info }: Subscribe): Found {
  const entry = tables.frameworks.get(id as FrameworkId);
  if (!entry || entry.row.removal) return { what: whyUnknown(tables, id), remedy: asNew };
  const fault = nameFault(entry, info);
  if (fault) return fault;
  const read = readInfo(id, info);
  if (read.kind === 'fault') return read;
  allocator.updateFramework(read.framework);
  return entry;
}

const asNew = 'subscribe without an id: the name gets a new one';

function whyUnknown(tables: Tables, id: string): string {
  const parts = parseFrameworkId(id);
  const known = parts && tables.incarnations.get(parts.name);
  return known === undefined || parts === undefined || parts.incarnation > known
    ? `there was never a framework ${id.slice(0, 80)}`
    : `framework ${id} was torn down, or away for longer than its failover timeout`;
}

const nameFault = ({ row }: FrameworkEntry, { name }: FrameworkInfo): CallFault | undefined =>
  name === row.info.name
    ? undefined
    : {
        what: `${row.id} is named ${row.info.name}, not ${name.slice(0, 80)}`,
        remedy: 'keep the name, or subscribe without an id',
      };

function takeOver(turn: MasterTurn, entry: FrameworkEntry, before: number): void {
  hangUp(turn, before, {
    what: `another connection has subscribed as ${entry.row.id}`,
    remedy: 'one scheduler of a framework at a time',
  });
  park(turn, entry);
}

function putFramework(turn: MasterTurn, entry: FrameworkEntry, row: FrameworkEntry['row']): void {
  entry.row = row;
  turn.effects.frameworks.add(row.id);
}

/** Offers in roles that it leaves are rescinded; the roles' suppression is as it says now. */
export function updateFramework(
  turn: MasterTurn,
  entry: FrameworkEntry,
  info: FrameworkInfo,
): void {
  const { id } = entry.row;
  const fault = nameFault(entry, info);
  const read = fault ? { kind: 'fault' as const, ...fault } : readInfo(id, info);
  if (read.kind === 'fault') {
    refuse(turn, entry, read);
    return;
  }
  const roles = new Set<Role>(read.framework.roles.keys());
  for (const offer of turn.tables.offers.withFramework(id))
    if (!roles.has(offer.role)) rescind(turn, offer, `its role ${offer.role} is no longer yours`);
  turn.allocator.updateFramework(read.framework);
  putFramework(turn, entry, { ...entry.row, info });
}
