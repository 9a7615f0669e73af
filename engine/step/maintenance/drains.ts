// Operators' drains: asked for, taken back. Each is a row until the last of its agents is taken out
// of it; an agent is in one of them at most, the last one that names it.
import { counted } from '../../lib/text/spoken-duration.ts';
import type { DrainRow } from '../../model/actual.ts';
import type { AgentId } from '../../model/ids.ts';
import type { Operation, OperationAnswer } from '../events.ts';
import { agentsNamed } from '../master/agents-named.ts';
import type { MasterTurn } from '../master/master-turn.ts';
import { maxRowBytes, rowBytes } from '../memory/rows.ts';
import type { AgentEntry, Tables } from '../tables.ts';
import { isOver } from './absence.ts';
import { occupantsOf } from './leaving.ts';
import { absencesIn, isEmpty } from './tend-maintenance.ts';

type Drain = Extract<Operation, { kind: 'drain' }>;

export function drain(turn: MasterTurn, asked: Drain, by: string): OperationAnswer {
  const named = agentsNamed(turn.tables, asked.agents);
  if (named.kind === 'refused') return named.answer;
  const gone = named.agents.find((agent) => agent.presence.kind === 'gone');
  if (gone) return refusal(`${gone.row.id} is gone for good`, 'there is nothing left to drain');
  const { planned } = turn.tables;
  const agents = named.agents.map(({ row }) => row.id);
  const { batch, jobsAfterMs } = asked;
  const row: DrainRow = {
    ...{ number: planned.lastDrain + 1, agents, batch, by, atMs: turn.wallMs },
    ...(jobsAfterMs === undefined ? {} : { jobsUntilMs: turn.wallMs + jobsAfterMs }),
  };
  if (rowBytes(row) > maxRowBytes)
    return refusal(`${counted(agents.length, 'agent')} are too many for one drain`, 'drain a part');
  planned.lastDrain = row.number;
  for (const id of agents) forgetDrain(turn, id);
  putDrain(turn, row);
  const message = `drain ${row.number}: ${drainText(turn.tables, named.agents, row)}`;
  return { ok: true, message, agents };
}

function drainText(tables: Tables, agents: readonly AgentEntry[], { batch }: DrainRow): string {
  const tasks = new Set(agents.flatMap((agent) => [...agent.tasks]));
  const { instances, runs, others } = occupantsOf(tables, { tasks });
  const who = agents.length === 1 ? `${agents[0]?.row.id}` : counted(agents.length, 'agent');
  if (agents.every(isEmpty)) return `nothing runs on ${who}, and nothing is placed there any more`;
  const pace = agents.length > batch ? `, ${batch} at a time` : '';
  const moved = `${counted(instances, 'instance')} to move`;
  const waited = runs + others === 0 ? '' : `, ${counted(runs + others, 'run')} to wait for`;
  return `${who} ${agents.length === 1 ? 'is' : 'are'} drained${pace}: ${moved}${waited}`;
}

export function undrain(turn: MasterTurn, words: readonly string[]): OperationAnswer {
  const { tables } = turn;
  const named = agentsNamed(tables, words);
  if (named.kind === 'refused') return named.answer;
  const ids = named.agents.map(({ row }) => row.id);
  const drained = ids.filter((id) => tables.planned.drainOf(id) !== undefined);
  for (const id of drained) forgetDrain(turn, id);
  const windows = absencesIn(tables).filter((one) => one.by === undefined);
  const window = windows.find((one) => !isOver(one, turn.wallMs) && one.agents.some(isOf(ids)));
  if (window && drained.length === 0) {
    const what = `${window.agents.find(isOf(ids))} is in the Maintenance ${window.name}`;
    return refusal(what, `change or delete it in the repository`);
  }
  const what = ids.length === 1 ? `${ids[0]}` : counted(ids.length, 'agent');
  if (drained.length === 0) return { ok: true, message: `no drain of ${what} is under way` };
  const still = window ? `, but for the Maintenance ${window.name}` : '';
  return { ok: true, message: `${drained.join(', ')}: placed on again${still}` };
}

const isOf =
  (ids: readonly AgentId[]) =>
  (id: AgentId): boolean =>
    ids.includes(id);

/** It is taken out of the drain that it is in. */
export function forgetDrain(turn: MasterTurn, id: AgentId): void {
  const { planned } = turn.tables;
  planned.regroup();
  const row = planned.drainOf(id);
  if (row) putDrain(turn, { ...row, agents: row.agents.filter((other) => other !== id) });
}

function putDrain({ tables: { planned }, effects }: MasterTurn, row: DrainRow): void {
  if (row.agents.length === 0) planned.drains.delete(row.number);
  else planned.drains.set(row.number, row);
  effects.drains.add(row.number);
  planned.regroup();
}

const refusal = (what: string, hint: string): OperationAnswer => ({
  ...{ ok: false, code: 'conflict', what, hint },
});
