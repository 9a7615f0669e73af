// Agents that are to be emptied are, and no others: nothing is launched on one that was closed; a
// standing has a drain or a window that is stored and meant it; no more agents are under way than a
// batch holds. At rest each agent that is meant now is closed, or waits for its batch.
import type { AgentId, TaskId } from '../../../model/ids.ts';
import { isMeant } from '../../../place/is-meant.ts';
import {
  type Absence,
  drainAbsence,
  isOver,
  plannedAbsence,
} from '../../../step/maintenance/absence.ts';
import type { AgentEntry, Tables } from '../../../step/tables.ts';
import { type Look, rule, type Seen } from '../rule.ts';
import type { SeenEngine } from '../sight.ts';

const tense = [
  'an agent is closed',
  'one is opened again',
  'closed at rest',
  'one waits for its batch',
  'launched on one that is placed on last',
] as const;

export const standings = rule({ name: 'standings', tense }, (look) => {
  let closed = new Set<AgentId>();
  let engine = 0;
  return {
    batch: (moment) => {
      const seen = look.engineOf(moment);
      if (!seen) return;
      if (engine !== moment.engine) closed = new Set();
      engine = moment.engine;
      for (const id of moment.effects.tasks) judgeLaunch(look, seen, { id, closed });
      const now = new Set<AgentId>();
      for (const { row, standing } of seen.tables.agents.values())
        if (standing?.kind === 'closed') now.add(row.id);
      for (const id of now) {
        if (closed.has(id)) continue;
        look.tense('an agent is closed');
        judgeBatch(look, seen, { id, closed });
      }
      for (const id of closed) if (!now.has(id)) look.tense('one is opened again');
      closed = now;
    },
    atRest: () => {
      const { engine: present } = look.sight;
      if (present) judgeRest(look, present);
    },
  };
});

interface Launched {
  readonly id: TaskId;
  /** Before this batch. */
  readonly closed: ReadonlySet<AgentId>;
}

function judgeLaunch(look: Look, { tables }: Seen, { id, closed }: Launched): void {
  const row = tables.tasks.get(id)?.row;
  if (!row || row.end || look.facts.stored.tasks.has(id)) return;
  const standing = tables.agents.get(row.agentId)?.standing;
  if (standing?.kind === 'scheduled') look.tense('launched on one that is placed on last');
  if (closed.has(row.agentId) && standing?.kind === 'closed')
    look.violate(`${id} is launched on ${row.agentId}, which is drained (${standing.cause})`);
}

interface Closed {
  readonly id: AgentId;
  /** Before this batch. */
  readonly closed: ReadonlySet<AgentId>;
}

/** Some absence that means it had room for one more under way. */
function judgeBatch(look: Look, { tables, engine }: Seen, { id, closed }: Closed): void {
  // What ends in a batch was there when it was decided.
  if (!isUnderWay(tables.agents.get(id))) return;
  // Not stored yet; that they are is asked at rest. A drain holds whatever clocks show.
  const isBegun = ({ by, drainMs }: Absence): boolean =>
    by !== undefined || drainMs <= engine.machineMs;
  const begun = (tables.planned.absences ?? []).filter(isBegun);
  const absences = begun.filter(({ agents }) => agents.includes(id));
  // Two can close an agent each at the same time: neither knows of the other yet.
  const isOnlyOf = (other: AgentId, { name }: Absence): boolean =>
    begun.every(({ name: another, agents }) => another === name || !agents.includes(other));
  const isCounted = (other: AgentId, one: Absence): boolean =>
    isUnderWay(tables.agents.get(other)) && (closed.has(other) || isOnlyOf(other, one));
  const hasRoom = absences.some(
    (one) => one.agents.filter((other) => other !== id && isCounted(other, one)).length < one.batch,
  );
  if (hasRoom) return;
  const names = absences.map(({ name, batch }) => `${name} (${batch} at a time)`);
  look.violate(`${id} is closed beside others under way: ${names.join(', ') || 'for nothing'}`);
}

const isUnderWay = (agent: AgentEntry | undefined): boolean =>
  agent?.standing?.kind === 'closed' && isOccupied(agent) && agent.presence.kind !== 'unreachable';

function judgeRest(look: Look, { core, machineMs }: SeenEngine): void {
  const { tables } = core;
  const absences = absencesOf(look, tables).filter((one) => !isOver(one, machineMs));
  const meant = new Set<string>(absences.flatMap(({ agents }) => agents));
  for (const { row, standing } of tables.agents.values())
    if (standing && !meant.has(row.id))
      look.violate(`${row.id} is ${standing.kind} for ${standing.cause}, which isn’t there`);
  for (const absence of absences) judgeAbsence(look, tables, { absence, machineMs });
}

/** Made anew of what is stored. */
function absencesOf({ facts: { stored } }: Look, tables: Tables): readonly Absence[] {
  const agents = [...tables.agents.values()].filter(({ presence }) => presence.kind !== 'gone');
  const windows = (stored.cluster?.maintenance ?? []).map((spec) =>
    plannedAbsence(
      spec,
      agents
        .filter(({ row: { id, facts } }) => isMeant(spec, { agentId: id, ...facts }))
        .map(({ row }) => row.id),
    ),
  );
  return [...windows, ...[...stored.drains.values()].map(drainAbsence)];
}

interface Judged {
  readonly absence: Absence;
  readonly machineMs: number;
}

/** The engine looks at its machine's clock every ten seconds. */
const lookMs = 11_000;

function judgeAbsence(look: Look, tables: Tables, { absence, machineMs }: Judged): void {
  const { name, drainMs, endMs, batch } = absence;
  if (drainMs > machineMs - lookMs || (endMs !== null && endMs <= machineMs + lookMs)) return;
  const members = absence.agents.flatMap((id) => tables.agents.get(id) ?? []);
  const underWay = members.filter((one) => one.standing?.kind === 'closed' && isOccupied(one));
  for (const { row, standing } of members) {
    if (standing?.kind === 'closed') look.tense('closed at rest');
    else if (underWay.length >= batch) look.tense('one waits for its batch');
    else look.violate(`${row.id} is open (${standing?.kind}), and ${name} means it`);
  }
}

const isOccupied = ({ tasks, zombies }: AgentEntry): boolean => tasks.size + zombies.size > 0;
