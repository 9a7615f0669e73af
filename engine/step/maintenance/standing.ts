// Where agents stand in planned absences, worked out from what is: `scheduled` agents are placed on
// last; `closed` ones are placed on no more and what runs there leaves. Of each absence so many
// agents are emptied at a time as its batch says: those that are closed already first (a new engine
// has closed none), then by id. One that is empty is closed and holds up nobody, and so does one
// that is unreachable.
import type { AgentId } from '../../model/ids.ts';
import { type Absence, isBegun, isOver } from './absence.ts';

export interface AgentStanding {
  readonly kind: 'scheduled' | 'closed';
  /** Name of the absence that it is for: of several the one that closes it, then the earliest. */
  readonly cause: string;
  readonly by?: string;
  readonly startMs: number;
  readonly endMs: number | null;
  readonly jobsUntilMs?: number;
}

/** What of an agent decides whose turn it is. */
export interface Occupancy {
  /** Nothing of ours runs there. */
  readonly isEmpty: boolean;
  /** Unreachable: nothing can be moved from there as long as it is. */
  readonly isAway: boolean;
  readonly isClosed: boolean;
}

export function standingsOf(
  absences: readonly Absence[],
  occupancyOf: (id: AgentId) => Occupancy,
  wallMs: number,
): ReadonlyMap<AgentId, AgentStanding> {
  const standings = new Map<AgentId, AgentStanding>();
  for (const absence of [...absences].sort(byStart)) {
    if (isOver(absence, wallMs)) continue;
    const closed = isBegun(absence, wallMs) ? closedOf(absence, occupancyOf) : new Set<AgentId>();
    for (const id of absence.agents) {
      const standing = standingIn(absence, closed.has(id) ? 'closed' : 'scheduled');
      standings.set(id, joined(standings.get(id), standing));
    }
  }
  return standings;
}

const byStart = (a: Absence, b: Absence): number =>
  a.startMs - b.startMs || (a.name < b.name ? -1 : 1);

function closedOf(
  { agents, batch }: Absence,
  occupancyOf: (id: AgentId) => Occupancy,
): ReadonlySet<AgentId> {
  const closed = new Set<AgentId>();
  let underWay = 0;
  const close = (id: AgentId, { isEmpty, isAway }: Occupancy): void => {
    closed.add(id);
    if (!isEmpty && !isAway) underWay += 1;
  };
  const known = agents.map((id) => [id, occupancyOf(id)] as const);
  for (const [id, one] of known) if (one.isClosed || one.isEmpty || one.isAway) close(id, one);
  for (const [id, one] of known) if (!closed.has(id) && underWay < batch) close(id, one);
  return closed;
}

function standingIn(absence: Absence, kind: AgentStanding['kind']): AgentStanding {
  const { name, by, startMs, endMs, jobsUntilMs } = absence;
  return {
    ...{ kind, cause: name, startMs, endMs },
    ...(by === undefined ? {} : { by }),
    ...(kind === 'scheduled' || jobsUntilMs === undefined ? {} : { jobsUntilMs }),
  };
}

/** Of two absences that both mean an agent; the earlier comes first. */
function joined(first: AgentStanding | undefined, second: AgentStanding): AgentStanding {
  if (first === undefined) return second;
  if (first.kind === 'scheduled' && second.kind === 'closed') return second;
  if (second.kind === 'scheduled' || second.jobsUntilMs === undefined) return first;
  const jobsUntilMs = Math.min(first.jobsUntilMs ?? second.jobsUntilMs, second.jobsUntilMs);
  return { ...first, jobsUntilMs };
}
