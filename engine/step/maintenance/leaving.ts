// Which tasks are to go from where they are, and until when runs are left alone there.
import type { TaskRow } from '../../model/actual.ts';
import type { AgentEntry, Tables } from '../tables.ts';

/** Its agent is emptied, or came back and has no place for it any more. */
export function isLeaving(tables: Tables, { id, agentId }: TaskRow): boolean {
  const agent = tables.agents.get(agentId);
  if (agent === undefined) return false;
  return agent.standing?.kind === 'closed' || agent.row.unfit?.[id] !== undefined;
}

/** A run is waited for as long as its agent's window or drain says, and then stopped. */
export function mustGo(tables: Tables, { agentId }: TaskRow, wallMs: number): boolean {
  const untilMs = tables.agents.get(agentId)?.standing?.jobsUntilMs;
  return untilMs !== undefined && untilMs <= wallMs;
}

export interface Occupants {
  readonly instances: number;
  readonly runs: number;
  /** Tasks of others' frameworks. */
  readonly others: number;
}

/** What is on an agent, as far as is known. */
export function occupantsOf(tables: Tables, { tasks }: Pick<AgentEntry, 'tasks'>): Occupants {
  const count = { instances: 0, runs: 0, others: 0 };
  for (const id of tasks) {
    const row = tables.tasks.get(id)?.row;
    if (row === undefined) continue;
    if (row.run !== undefined) count.runs += 1;
    else if (row.info !== undefined) count.others += 1;
    else count.instances += 1;
  }
  return count;
}
