// What is known of planned absences: operators' drains, which are stored, and where agents stand,
// which is worked out anew after each start.
import type { DrainRow } from '../../model/actual.ts';
import type { AgentId } from '../../model/ids.ts';
import type { Absence } from './absence.ts';
import type { AgentStanding } from './standing.ts';

export class Planned {
  /** By number. */
  readonly drains = new Map<number, DrainRow>();
  lastDrain = 0;
  /** Agents with unfit instances, of which something has ended. */
  readonly roomier = new Set<AgentId>();
  /** Undefined: who is meant is to be asked anew. */
  absences: readonly Absence[] | undefined;
  standings: ReadonlyMap<AgentId, AgentStanding> = new Map();
  /** Agents that are placed on last. */
  scheduled: ReadonlySet<AgentId> = new Set();
  /** Standings were worked out once since the engine's start. */
  isTended = false;
  /** Something that standings go by has changed. */
  isDirty = true;

  get isStirred(): boolean {
    return this.isDirty || this.roomier.size > 0;
  }

  /** What is wanted has changed, or the agents that there are. */
  regroup(): void {
    this.absences = undefined;
    this.isDirty = true;
  }

  /** Something happened to an agent: nobody need look again unless it is meant. */
  touch(id: AgentId): void {
    if (this.standings.has(id)) this.isDirty = true;
  }

  drainOf(id: AgentId): DrainRow | undefined {
    for (const drain of this.drains.values()) if (drain.agents.includes(id)) return drain;
    return undefined;
  }
}
