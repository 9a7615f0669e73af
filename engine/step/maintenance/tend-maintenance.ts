// Carries planned absences out. Level, not edge: it looks where agents stand whenever something
// that decides it has changed, and lets follow what differs. Windows go by the machine's clock,
// as timetables do (DECISIONS 9): it is looked at every ten seconds while one is ahead.

import { isSameJson } from '../../lib/json/same-json.ts';
import { counted } from '../../lib/text/spoken-duration.ts';
import type { AgentId } from '../../model/ids.ts';
import { isMeant } from '../../place/is-meant.ts';
import { withdrawAgent, withdrawInverse } from '../frameworks/offers/rescind.ts';
import type { MasterTurn } from '../master/master-turn.ts';
import { openOrClose } from '../master/offered-agent.ts';
import { killTask } from '../master/tasks.ts';
import { notice } from '../notice.ts';
import type { AgentEntry, Tables } from '../tables.ts';
import { type Absence, drainAbsence, nextChangeMs, plannedAbsence } from './absence.ts';
import { type AgentStanding, type Occupancy, standingsOf } from './standing.ts';
import { noteUnfit } from './unfit.ts';

export const maintenanceTimer = 'maintenance';
/** How late a window is at most after the machine's clock was put forward. */
const lookEveryMs = 10_000;

export function tendMaintenance(turn: MasterTurn): void {
  const { planned, agents } = turn.tables;
  for (const id of planned.roomier) {
    const agent = agents.get(id);
    if (agent) noteUnfit(turn, agent);
  }
  planned.roomier.clear();
  if (!planned.isDirty) return;
  planned.isDirty = false;
  const absences = absencesIn(turn.tables);
  const before = planned.standings;
  const isFirst = !planned.isTended;
  planned.isTended = true;
  if (absences.length === 0 && before.size === 0) return;
  const occupancy = (id: AgentId): Occupancy => occupancyOf(turn.tables, id);
  const now = standingsOf(absences, occupancy, turn.wallMs);
  planned.standings = now;
  planned.scheduled = new Set([...now].flatMap(([id, { kind }]) => (kind === 'closed' ? [] : id)));
  for (const id of [...new Set([...before.keys(), ...now.keys()])].sort()) {
    const agent = turn.tables.agents.get(id);
    if (agent) follow(turn, agent, { now: now.get(id), isFirst });
  }
  wakeForNext(turn, absences);
}

/** All that are planned, over ones too, as of now. */
export function absencesIn(tables: Tables): readonly Absence[] {
  tables.planned.absences ??= absencesOf(tables);
  return tables.planned.absences;
}

function absencesOf(tables: Tables): readonly Absence[] {
  const drains = [...tables.planned.drains.values()].map(drainAbsence);
  const specs = tables.cluster?.maintenance ?? [];
  if (specs.length === 0) return drains;
  const agents = [...tables.agents.values()]
    .filter((agent) => agent.presence.kind !== 'gone')
    .map(({ row: { id, facts } }) => ({ agentId: id, ...facts }))
    .sort((a, b) => (a.agentId < b.agentId ? -1 : 1));
  const windows = specs.map((spec) =>
    plannedAbsence(
      spec,
      agents.filter((agent) => isMeant(spec, agent)).map((agent) => agent.agentId),
    ),
  );
  return [...windows, ...drains];
}

function occupancyOf(tables: Tables, id: AgentId): Occupancy {
  const agent = tables.agents.get(id);
  if (!agent) return { isEmpty: true, isAway: true, isClosed: false };
  const { kind } = agent.presence;
  const isAway = kind === 'unreachable' || kind === 'gone';
  return { isEmpty: isEmpty(agent), isAway, isClosed: isClosed(agent) };
}

/** Nothing of ours runs there, as far as is known. */
export const isEmpty = (agent: AgentEntry): boolean =>
  agent.tasks.size === 0 && agent.zombies.size === 0;

const isClosed = ({ standing }: AgentEntry): boolean => standing?.kind === 'closed';

interface Following {
  readonly now: AgentStanding | undefined;
  /** What is so at an engine's start was told by the one before. */
  readonly isFirst: boolean;
}

function follow(turn: MasterTurn, agent: AgentEntry, { now, isFirst }: Following): void {
  const before = agent.standing;
  if (!isSameJson(before, now)) {
    if (now) agent.standing = now;
    else delete agent.standing;
    plan(turn, agent, before);
    if ((before?.kind === 'closed') !== isClosed(agent)) open(turn, agent, { before, isFirst });
  }
  if (now?.kind !== 'closed') return;
  if (now.jobsUntilMs !== undefined && now.jobsUntilMs <= turn.wallMs) stopJobs(turn, agent);
  noteDrained(turn, agent, { now, isFirst });
}

/** Frameworks of others are asked to leave (mesos.md 1.10). */
function plan(turn: MasterTurn, { row, standing }: AgentEntry, before?: AgentStanding): void {
  if (before?.startMs === standing?.startMs && before?.endMs === standing?.endMs) return;
  withdrawInverse(turn, row.id);
  if (turn.allocator.freeOn(row.id) === undefined) return;
  turn.allocator.setMaintenance(row.id, standing && windowOf(standing));
}

const windowOf = ({ startMs, endMs }: AgentStanding) => ({
  startMs,
  ...(endMs === null ? {} : { durationMs: endMs - startMs }),
});

interface Opened extends Pick<Following, 'isFirst'> {
  readonly before: AgentStanding | undefined;
}

/** Closed, or open again. */
function open(turn: MasterTurn, agent: AgentEntry, { before, isFirst }: Opened): void {
  const { id } = agent.row;
  delete agent.isDrained;
  const { standing } = agent;
  openOrClose(turn.allocator, agent);
  turn.allocator.stir();
  turn.events.push({ kind: 'agent', agentId: id });
  delete agent.closedMs;
  if (agent.presence.kind === 'gone') return;
  if (standing?.kind !== 'closed') {
    say(turn, id, 'agent-open', `${id} is placed on again: ${before?.cause} is over for it`);
    return;
  }
  agent.closedMs = turn.nowMs;
  withdrawAgent(turn, id, `its agent is drained (${standing.cause})`);
  if (isFirst) return;
  const by = standing.by === undefined ? '' : ` by ${standing.by}`;
  const left = counted(agent.tasks.size, 'task');
  say(turn, id, 'agent-draining', `${id} is drained (${standing.cause}${by}): ${left} there`);
}

/** Runs are looked at by the job scheduler; others' tasks are stopped here. */
function stopJobs(turn: MasterTurn, agent: AgentEntry): void {
  for (const id of agent.tasks) {
    const row = turn.tables.tasks.get(id)?.row;
    if (row === undefined || row.kill) continue;
    if (row.run !== undefined) turn.tables.dirtyJobs.add(row.name);
    if (row.info !== undefined) killTask(turn, id, 'drained');
  }
}

function noteDrained(turn: MasterTurn, agent: AgentEntry, { now, isFirst }: Following): void {
  const isNow = isEmpty(agent);
  if (isNow === (agent.isDrained ?? false)) return;
  agent.isDrained = isNow;
  const { id } = agent.row;
  if (isNow && !isFirst)
    say(turn, id, 'agent-drained', `${id} is drained (${now?.cause}): nothing runs there any more`);
}

function wakeForNext(turn: MasterTurn, absences: readonly Absence[]): void {
  const ahead = absences.flatMap((absence) => nextChangeMs(absence, turn.wallMs) ?? []);
  if (ahead.length === 0) return;
  const inMs = Math.min(Math.min(...ahead) - turn.wallMs, lookEveryMs);
  turn.effects.wake(maintenanceTimer, turn.nowMs + inMs);
}

function say(turn: MasterTurn, subject: string, kind: string, message: string): void {
  notice(turn.tables, turn.effects, { kind, subject, message });
}
