// A task ends in the store as its agent has said, or by the engine's own word where that is all
// there is: its agent is unreachable for too long or gone, or has refused it. A launch that its
// agent doesn't know is sent again: it has not ended. What the row of its run says was heard by an
// engine that was killed before it had stored the task's own row.
import type { TaskRow } from '../../../model/actual.ts';
import type { RunRow } from '../../../model/jobs.ts';
import { isTerminal } from '../../../model/task/task-states.ts';
import type { Tables } from '../../../step/tables.ts';
import { type Of, rule } from '../rule.ts';

const tense = ['as its agent has said', 'with its agent'] as const;

export const heardEnds = rule({ name: 'heard-ends', tense }, (look) => ({
  batch: (moment) => {
    const seen = look.engineOf(moment);
    if (!seen) return;
    let said: ReadonlyMap<string, ReadonlySet<string>> | undefined;
    for (const id of moment.effects.tasks) {
      const row = seen.tables.tasks.get(id)?.row;
      if (!row?.end || look.facts.stored.tasks.get(id)?.end) continue;
      said ??= saidIn(moment);
      const known = { tables: seen.tables, said, runs: look.facts.stored.runs };
      const why = reasonOf(row, row.end, known);
      if (why) look.tense(why);
      else look.violate(`${id} ends (${row.end.state} ${row.end.reason}), and nobody has said so`);
    }
  },
}));

/** Task to the ends that were said of it; `refused` for an order that wasn't taken. */
function saidIn({ events }: Of<'batch'>): ReadonlyMap<string, ReadonlySet<string>> {
  const said = new Map<string, Set<string>>();
  const add = (taskId: string, what: string) =>
    said.set(taskId, (said.get(taskId) ?? new Set()).add(what));
  for (const event of events) {
    if (event.kind === 'refused') add(event.message.taskId, 'refused');
    if (event.kind !== 'reported' && event.kind !== 'registered') continue;
    const reports = event.kind === 'reported' ? [event.message.task] : event.message.tasks;
    for (const { taskId, status } of reports)
      if (isTerminal(status.state)) add(taskId, `${status.state} ${status.reason}`);
  }
  return said;
}

interface Known {
  readonly tables: Tables;
  readonly said: ReadonlyMap<string, ReadonlySet<string>>;
  readonly runs: ReadonlyMap<string, RunRow>;
}

function reasonOf(
  { id, agentId, run }: TaskRow,
  { state, reason }: NonNullable<TaskRow['end']>,
  known: Known,
): (typeof tense)[number] | undefined {
  const said = known.said.get(id);
  if (said?.has(`${state} ${reason}`)) return 'as its agent has said';
  if (said?.has('refused') && reason === 'refused') return 'as its agent has said';
  const attempts = (run !== undefined && known.runs.get(run)?.attempts) || [];
  const told = attempts.find(({ taskId }) => taskId === id)?.end;
  if (told?.state === state && told.reason === reason) return 'as its agent has said';
  const verdict = known.tables.agents.get(agentId)?.row.verdict?.kind;
  const isLost =
    (reason === 'agent-unreachable' && verdict === 'unreachable') ||
    (reason === 'agent-gone' && verdict === 'gone');
  return isLost ? 'with its agent' : undefined;
}
