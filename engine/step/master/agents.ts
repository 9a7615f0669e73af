// An agent in the engine's eyes (mesos.md 2.2; every verdict is stored before anyone acts on it):
//
//   (stored, engine start) ─► recovering ──register──► registered ◄──register── disconnected
//                                 │                         └───closed, silent──────▲ │
//                          reregistration timeout                               agent timeout
//                                 ▼                                                   │
//                            unreachable ◄────── unless held or queued ◄──────────────┘
//                                 └──register──► registered;        any ──gone──► gone, for good
//
// Who is declared unreachable when is removals/verdict.ts.
import type { Register, Rejected } from '../../../schemas/generated/wire.ts';
import { isSameJson } from '../../lib/json/same-json.ts';
import { spokenDuration } from '../../lib/text/spoken-duration.ts';
import type { AgentFacts, AgentPresence, AgentRow } from '../../model/actual.ts';
import { factsFromWire } from '../../model/agent-facts.ts';
import { type AgentId, agentId } from '../../model/ids.ts';
import { forgetConversions } from '../frameworks/conversions.ts';
import { withdrawAgent, withdrawInverse } from '../frameworks/offers/rescind.ts';
import { forgetDrain } from '../maintenance/drains.ts';
import { noteUnfit } from '../maintenance/unfit.ts';
import { notice } from '../notice.ts';
import { type AgentEntry, newAgentEntry } from '../tables.ts';
import { loseVolumes, noteVolumes } from '../volumes/agent-volumes.ts';
import type { MasterTurn } from './master-turn.ts';
import { offeredAgent, openOrClose } from './offered-agent.ts';
import { reconcileTasks } from './reconcile.ts';
import { noteAttendance } from './removals/standing.ts';
import { unknownToStore } from './store-age.ts';
import { keepAway, noteReturn } from './task/history.ts';
import { endTask } from './tasks.ts';

/** Characters of an agent's facts at most: they are stored, in one row. */
const maxFactsChars = 250_000;

export function onRegister(turn: MasterTurn, connection: number, message: Register): void {
  const facts = acceptedFacts(turn, connection, message);
  if (facts === undefined) return;
  const id = agentId(message.agentId);
  const before = turn.tables.agents.get(id);
  if (before?.connection !== undefined) turn.effects.closes.push(before.connection);
  const entry = admit(turn, id, facts);
  keepAway(turn, entry);
  entry.presence = { kind: 'registered' };
  delete entry.isQuiet;
  noteAttendance(turn.tables, entry, turn.nowMs);
  entry.connection = connection;
  turn.connections.set(connection, id);
  const { agentTimeoutMs } = turn.tables.settings;
  turn.effects.send(connection, { kind: 'registered', agentTimeoutMs });
  turn.tables.planned.touch(id);
  withdrawAgent(turn, id, 'its agent has registered anew');
  const offered = offeredAgent(turn.tables, entry.row);
  if (turn.allocator.freeOn(id) === undefined) turn.allocator.addAgent(offered);
  else turn.allocator.updateAgent(offered);
  const isAdopting = message.envelope.epoch < turn.tables.adoptedEpoch && !entry.hasRegistered;
  noteVolumes(turn, entry, { volumes: message.volumes, isAdopting });
  entry.hasRegistered = true;
  reconcileTasks(turn, entry, message.tasks, isAdopting);
  noteReturn(turn, entry);
  openOrClose(turn.allocator, entry);
  turn.events.push({ kind: 'agent', agentId: id });
}

/** Undefined, and the agent is told so, when it isn't admitted. */
function acceptedFacts(
  turn: MasterTurn,
  connection: number,
  message: Register,
): AgentFacts | undefined {
  const known = turn.tables.agents.get(agentId(message.agentId))?.row.facts;
  const refusal = refusalOf(turn, message);
  // Mostly they are as they are stored, and were judged when they came.
  if (!refusal && known && isSameJson(known, message.facts)) return known;
  const heard = refusal ?? judgedFacts(message.facts);
  if (!('code' in heard)) return heard;
  reject(turn, connection, heard);
  return undefined;
}

function judgedFacts(facts: Register['facts']): AgentFacts | Refusal {
  const chars = JSON.stringify(facts).length;
  if (chars > maxFactsChars) {
    const message = `its facts take ${chars} characters: at most ${maxFactsChars}`;
    return { code: 'busy', message };
  }
  const heard = factsFromWire(facts);
  if (heard.kind === 'facts') return heard.facts;
  return { code: 'busy', message: `its resources: ${heard.fault}` };
}

type Refusal = Pick<Rejected, 'code' | 'message'>;

function reject(turn: MasterTurn, connection: number, refusal: Refusal): void {
  turn.effects.send(connection, { kind: 'rejected', ...refusal });
  turn.effects.closes.push(connection);
}

/** Fencing (house.md part 3): another cluster, a newer epoch, or an agent declared gone. */
function refusalOf(turn: MasterTurn, message: Register): Refusal | undefined {
  const { tables } = turn;
  const { clusterId } = message.envelope;
  const reject = (code: Refusal['code'], text: string) => ({ code, message: text });
  if (clusterId !== '' && clusterId !== tables.clusterId)
    return reject('cluster', `agent of cluster ${clusterId}: this is ${tables.clusterId}`);
  const unknown = unknownToStore(tables, message);
  if (unknown !== undefined) {
    turn.effects.behind = { agent: message.agentId, what: unknown };
    return reject('stale', `the engine's store is behind: the agent has heard of ${unknown}`);
  }
  if (tables.agents.get(agentId(message.agentId))?.presence.kind === 'gone')
    return reject('gone', `${message.agentId} was declared gone`);
  return undefined;
}

function admit(turn: MasterTurn, id: AgentId, facts: AgentFacts): AgentEntry {
  const { tables, effects } = turn;
  const before = tables.agents.get(id);
  const { admittedMs = turn.nowMs, unfit } = before?.row ?? {};
  const row: AgentRow = { id, facts, admittedMs, ...(unfit === undefined ? {} : { unfit }) };
  if (!before || before.row.facts !== facts) tables.planned.regroup();
  if (!before) {
    const entry = newAgentEntry(row, { kind: 'registered' });
    tables.agents.set(id, entry);
    effects.agents.add(id);
    say(turn, id, 'agent-registered', `${id} joined`);
    return entry;
  }
  const isChanged = before.row.facts !== facts;
  if (!isSameJson(before.row, row)) {
    before.row = row;
    effects.agents.add(id);
  }
  if (isChanged) noteUnfit(turn, before);
  if (before.presence.kind !== 'registered')
    say(turn, id, 'agent-registered', `${id} is back (was ${before.presence.kind})`);
  return before;
}

export function onDisconnect(turn: MasterTurn, connection: number): void {
  const entry = entryOf(turn, connection);
  turn.connections.delete(connection);
  if (!entry || entry.connection !== connection) return;
  setPresence(turn, entry, { kind: 'disconnected', sinceMs: turn.nowMs });
  say(turn, entry.row.id, 'agent-disconnected', `${entry.row.id} disconnected`);
}

/**
 * It was waited for in silence already, so it is due at once; its connection is closed, so that it
 * dials anew if it lives.
 */
export function onSilent(turn: MasterTurn, connection: number, forMs: number): void {
  const entry = entryOf(turn, connection);
  turn.effects.closes.push(connection);
  if (entry?.connection !== connection) return;
  const sinceMs = turn.nowMs - Math.max(forMs, turn.tables.settings.agentTimeoutMs);
  setPresence(turn, entry, { kind: 'disconnected', sinceMs });
  const { id } = entry.row;
  say(turn, id, 'agent-disconnected', `${id} was silent for ${spokenDuration(forMs)}`);
}

/** Nothing was heard on it for two pings, or something again. */
export function onQuiet(turn: MasterTurn, connection: number, isQuiet: boolean): void {
  const entry = entryOf(turn, connection);
  if (entry?.connection !== connection) return;
  entry.isQuiet = isQuiet;
  noteAttendance(turn.tables, entry, turn.nowMs);
}

export function declareUnreachable(turn: MasterTurn, entry: AgentEntry): void {
  entry.row = { ...entry.row, verdict: { kind: 'unreachable', atMs: turn.nowMs } };
  turn.effects.agents.add(entry.row.id);
  setPresence(turn, entry, { kind: 'unreachable', sinceMs: turn.nowMs });
  say(turn, entry.row.id, 'agent-unreachable', `${entry.row.id} is unreachable`);
}

/** An operator's word that it never comes back: all that ran there is lost. */
export function declareGone(turn: MasterTurn, entry: AgentEntry): void {
  const { id } = entry.row;
  entry.row = { ...entry.row, verdict: { kind: 'gone', atMs: turn.nowMs } };
  turn.effects.agents.add(id);
  if (entry.connection !== undefined) {
    const message = `${id} was declared gone`;
    turn.effects.send(entry.connection, { kind: 'rejected', code: 'gone', message });
    turn.effects.closes.push(entry.connection);
  }
  keepAway(turn, entry);
  setPresence(turn, entry, { kind: 'gone', sinceMs: turn.nowMs });
  forgetDrain(turn, id);
  entry.zombies.clear();
  loseAll(turn, entry);
  withdrawInverse(turn, id);
  turn.allocator.removeAgent(id);
  say(turn, id, 'agent-gone', `${id} is gone`);
}

/** Of an agent that is gone; an engine may have died between storing that and what it lost. */
export function loseAll(turn: MasterTurn, entry: AgentEntry): void {
  loseTasks(turn, entry);
  loseVolumes(turn, entry);
  forgetConversions(turn, entry.row.id);
}

function loseTasks(turn: MasterTurn, entry: AgentEntry): void {
  const message = `its agent ${entry.row.id} was declared gone`;
  for (const taskId of [...entry.tasks])
    endTask(turn, taskId, { state: 'lost', reason: 'agent-gone', message, atMs: turn.nowMs });
}

function setPresence(turn: MasterTurn, entry: AgentEntry, presence: AgentPresence): void {
  entry.presence = presence;
  delete entry.connection;
  delete entry.isQuiet;
  noteAttendance(turn.tables, entry, turn.nowMs);
  turn.tables.planned.touch(entry.row.id);
  turn.allocator.deactivateAgent(entry.row.id);
  withdrawAgent(turn, entry.row.id, `its agent is ${presence.kind}`);
  // Constraints spread over the agents that are there: fewer may let more in.
  turn.allocator.stir();
  turn.events.push({ kind: 'agent', agentId: entry.row.id });
}

export function entryOf(turn: MasterTurn, connection: number): AgentEntry | undefined {
  const id = turn.connections.get(connection);
  return id === undefined ? undefined : turn.tables.agents.get(id);
}

function say(turn: MasterTurn, subject: string, kind: string, message: string): void {
  notice(turn.tables, turn.effects, { kind, subject, message });
}
