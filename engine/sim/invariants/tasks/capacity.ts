// No launch takes an agent over what it offered: not by what is stored (cpus, memory, ports; no
// port twice), and not in truth, with whatever runs there that the engine has given up.
import type { TaskRow } from '../../../model/actual.ts';
import { allAmountsOf } from '../../../model/resources/amounts-of.ts';
import type { Script } from '../../script/script.ts';
import { type Look, type Of, rule } from '../rule.ts';

const tense = ['a launch fills its agent', 'no port is left on an agent'] as const;

/** An agent with less left than this part of what it has is full. */
const fullPart = 0.1;

export const capacity = rule({ name: 'capacity', tense }, (look) => ({
  stored: () => {
    const { changes } = look.facts.stored;
    if (!changes || changes.isCut) return;
    const launched = new Map<string, TaskRow[]>();
    for (const { before, after } of changes.tasks) {
      if (before || !after || after.end) continue;
      launched.set(after.agentId, [...(launched.get(after.agentId) ?? []), after]);
    }
    for (const [agentId, rows] of launched) judgeStored(look, agentId, rows);
  },
  'command-began': (moment) => judgeTrue(look, moment),
}));

function judgeStored(
  { facts, violate, tense: near }: Look,
  agentId: string,
  launched: readonly TaskRow[],
): void {
  const { stored } = facts;
  const bundle = stored.agents.get(agentId)?.facts.resources;
  if (!bundle) {
    violate(`something is launched on ${agentId}, which isn’t stored`);
    return;
  }
  const resources = allAmountsOf(bundle);
  const rows: TaskRow[] = [];
  for (const id of stored.liveOn.get(agentId) ?? []) {
    const row = stored.tasks.get(id);
    if (row) rows.push(row);
  }
  for (const name of ['cpus', 'mem', 'disk']) {
    let taken = 0;
    for (const row of rows) taken += row.resources.scalars[name] ?? 0;
    const total = resources.scalars[name] ?? 0;
    if (taken > total) violate(`${agentId} has ${total} ${name}, ${taken} are given`);
    else if (total > 0 && total - taken < fullPart * total) near('a launch fills its agent');
  }
  const held = heldPorts(rows, (text) => violate(`${agentId}: ${text}`));
  const ranges = resources.ranges.ports ?? [];
  for (const { id, ports } of launched)
    for (const port of ports)
      if (!ranges.some(([begin, end]) => begin <= port && port <= end))
        violate(`${id} is given port ${port}, which ${agentId} doesn’t have`);
  const all = ranges.reduce((sum, [begin, end]) => sum + end - begin + 1, 0);
  if (all > 0 && held.size === all) near('no port is left on an agent');
}

function heldPorts(
  rows: readonly Pick<TaskRow, 'id' | 'ports'>[],
  violate: (text: string) => void,
): ReadonlyMap<number, string> {
  const held = new Map<number, string>();
  for (const { id, ports } of rows)
    for (const port of ports) {
      const other = held.get(port);
      if (other !== undefined) violate(`${other} and ${id} have port ${port}`);
      held.set(port, id);
    }
  return held;
}

function judgeTrue(
  { sight, facts, violate }: Look,
  { machine, taskId }: Of<'command-began'>,
): void {
  const plan = mostOf(sight.script, machine);
  const tasks = sight.machines.get(machine)?.tasks;
  if (!plan || !tasks) return;
  const running: { readonly id: TaskRow['id']; readonly ports: readonly number[] }[] = [];
  const taken = { cpus: 0, mem: 0 };
  for (const id of facts.truth.livingOn.get(machine) ?? []) {
    const order = tasks.get(id)?.order;
    if (!order) continue;
    taken.cpus += order.resources.scalars.cpus ?? 0;
    taken.mem += order.resources.scalars.mem ?? 0;
    running.push({ id: id as TaskRow['id'], ports: order.ports.map(({ port }) => port) });
  }
  if (isOver(plan, taken))
    violate(`${taskId} begins on ${machine}: ${taken.cpus} cpus, ${taken.mem} mem run there`);
  heldPorts(running, (text) => violate(`${machine}: ${text} as ${taskId} begins`));
}

type Sizes = { readonly cpusMilli: number; readonly memoryMib: number };

/** An order may come to an agent that has been started with less meanwhile. */
function mostOf({ agents, operations }: Script, machine: string): Sizes | undefined {
  const first = agents.find((agent) => agent.machine === machine);
  if (!first) return undefined;
  const refits = operations.filter((one) => one.kind === 'refit' && one.machine === machine);
  const all = [first, ...(refits as readonly Sizes[])];
  const { cpusMilli: looseCpus = 0, memoryMib: looseMemory = 0 } = first.revocable ?? {};
  return {
    cpusMilli: Math.max(...all.map(({ cpusMilli }) => cpusMilli)) + looseCpus,
    memoryMib: Math.max(...all.map(({ memoryMib }) => memoryMib)) + looseMemory,
  };
}

const isOver = (plan: Sizes, taken: { readonly cpus: number; readonly mem: number }): boolean =>
  taken.cpus > plan.cpusMilli || taken.mem > plan.memoryMib * 1000;
