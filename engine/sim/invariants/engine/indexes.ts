// What the engine keeps to find things by says the same as the rows: an agent's tasks and an app's,
// what is free on an agent, which apps go, and that what was heard of a task never goes back.
import type { AgentId, TaskId } from '../../../model/ids.ts';
import type { Scalars } from '../../../model/resources/amounts.ts';
import { type Bundle, quantitiesOf } from '../../../model/resources/bundle.ts';
import { ownerOf, type Tables, type TaskEntry } from '../../../step/tables.ts';
import { type Look, type Of, rule, type Seen } from '../rule.ts';

const tense = ['a task ends and its room is free', 'an agent has given up tasks'] as const;

export const indexes = rule({ name: 'indexes', tense }, (look) => {
  /** Engine and task to the number of what it last said. */
  const said = new Map<string, number>();
  return {
    'engine-booted': () => said.clear(),
    batch: (moment) => {
      const seen = look.engineOf(moment);
      if (!seen) return;
      const agents = new Set<AgentId>(moment.effects.agents);
      for (const id of moment.effects.tasks) {
        const task = seen.tables.tasks.get(id);
        if (!task) continue;
        agents.add(task.row.agentId);
        judgeTask(look, seen.tables, id, task);
      }
      for (const id of agents) judgeAgent(look, seen, id);
      judgeHeard(look, seen, moment, said);
    },
  };
});

function judgeTask({ violate, tense: near }: Look, tables: Tables, id: TaskId, task: TaskEntry) {
  const { row } = task;
  const isLive = row.end === undefined;
  if (!isLive) near('a task ends and its room is free');
  if (tables.agents.get(row.agentId)?.tasks.has(id) !== isLive)
    violate(`${id} ${isLive ? 'isn’t' : 'is still'} among the tasks of ${row.agentId}`);
  if (ownerOf(tables, row)?.tasks.get(id) !== task)
    violate(`${id} isn’t among the tasks of ${row.name}`);
}

function judgeAgent({ violate, tense: near }: Look, { engine, tables }: Seen, id: AgentId): void {
  const agent = tables.agents.get(id);
  if (!agent || agent.presence.kind === 'gone') return;
  if (agent.zombies.size > 0) near('an agent has given up tasks');
  const total = firmOf(agent.row.facts.resources);
  const bundle = engine.core.allocator.freeOn(id);
  const free = bundle && firmOf(bundle);
  if (!free) {
    violate(`${id} isn’t known to the allocator`);
    return;
  }
  for (const name of ['cpus', 'mem', 'disk']) {
    let taken = 0;
    for (const taskId of agent.tasks) {
      const row = tables.tasks.get(taskId)?.row;
      taken += (row?.taken ? firmOf(row.taken) : row?.resources.scalars)?.[name] ?? 0;
    }
    const left = Math.max(0, (total[name] ?? 0) - taken);
    if ((free[name] ?? 0) !== left)
      violate(`${id} has ${left} ${name} left, ${free[name] ?? 0} is offered`);
  }
}

/** What may be taken back apart. */
const firmOf = (bundle: Bundle): Scalars =>
  quantitiesOf(bundle.filter(({ revocable }) => revocable === undefined));

function judgeHeard(
  { violate }: Look,
  { tables }: Seen,
  { events }: Of<'batch'>,
  said: Map<string, number>,
): void {
  for (const event of events) {
    if (event.kind !== 'reported') continue;
    const { taskId } = event.message.task;
    const seq = tables.tasks.get(taskId as TaskId)?.status?.seq;
    const before = said.get(taskId) ?? 0;
    if (seq === undefined) continue;
    if (seq < before) violate(`${taskId} goes back from statement ${before} to ${seq}`);
    said.set(taskId, Math.max(before, seq));
  }
}
