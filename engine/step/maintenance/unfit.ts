// What has no place any more on an agent that came back with other resources or attributes (pain 5
// of mesos.md 6): nothing is refused and nothing deleted by hand, only what no longer fits leaves.
// Amounts count, whoever they are reserved for now. What can't be moved has its place first: runs,
// tasks of others' frameworks, instances with volumes; then instances, the oldest first. Placement
// is that of the version that was launched; how instances are spread (`group-by`, and `cluster`
// without a value) binds only those to come.
import { isSameJson } from '../../lib/json/same-json.ts';
import { counted } from '../../lib/text/spoken-duration.ts';
import type { AgentFacts, AgentRow, TaskRow } from '../../model/actual.ts';
import { allAmountsOf, unreserved } from '../../model/resources/amounts-of.ts';
import { type Bundle, containsBundle, subtractBundles } from '../../model/resources/bundle.ts';
import type { AppSpec, PlacementConstraint } from '../../model/wanted.ts';
import { constraintRefusal } from '../../place/constraint.ts';
import { InstanceCounts } from '../../place/instance-counts.ts';
import { amount } from '../../place/misfit.ts';
import type { MasterTurn } from '../master/master-turn.ts';
import { holdingOf } from '../master/tasks.ts';
import { notice } from '../notice.ts';
import type { AgentEntry, Tables, TaskEntry } from '../tables.ts';

type Unfit = NonNullable<AgentRow['unfit']>;

/** Looks again at an agent whose facts have changed, or on which something of this has ended. */
export function noteUnfit(turn: MasterTurn, agent: AgentEntry): void {
  const { unfit: before = {}, ...row } = agent.row;
  const unfit = unfitOn(turn.tables, agent);
  const ids = Object.keys(unfit);
  if (isSameJson(unfit, before)) return;
  agent.row = ids.length === 0 ? row : { ...row, unfit };
  turn.effects.agents.add(row.id);
  turn.events.push({ kind: 'agent', agentId: row.id });
  const [first = ''] = ids.filter((id) => !(id in before));
  if (first === '') return;
  const what = `${counted(ids.length, 'instance')} no longer fit${ids.length === 1 ? 's' : ''}`;
  const message = `${row.id} has changed: ${what} (${first}: ${unfit[first as keyof Unfit]})`;
  notice(turn.tables, turn.effects, { kind: 'agent-changed', subject: row.id, message });
}

function unfitOn(tables: Tables, agent: AgentEntry): Unfit {
  const unfit: Record<string, string> = {};
  let left = amountsIn(agent.row.facts.resources);
  for (const { row } of inOrder(tables, agent)) {
    const held = amountsIn(holdingOf(row).bundle);
    const why = lackOf(left, held) ?? constraintOf(tables, row, agent.row.facts);
    if (why !== undefined && movabilityOf(tables, row) === 2) unfit[row.id] = why;
    else left = subtractBundles(left, held);
  }
  return unfit as Unfit;
}

/** Nobody's, whoever has it. */
const amountsIn = (bundle: Bundle): Bundle => unreserved(allAmountsOf(bundle));

function inOrder(tables: Tables, { tasks }: AgentEntry): readonly TaskEntry[] {
  const rank = ({ row }: TaskEntry): number => movabilityOf(tables, row);
  return [...tasks]
    .flatMap((id) => tables.tasks.get(id) ?? [])
    .sort(
      (a, b) =>
        rank(a) - rank(b) ||
        a.row.launchedMs - b.row.launchedMs ||
        (a.row.id < b.row.id ? -1 : Number(a.row.id > b.row.id)),
    );
}

/** 0: it ends where it is; 1: its data is there; 2: another may stand for it elsewhere. */
function movabilityOf(tables: Tables, row: TaskRow): 0 | 1 | 2 {
  if (row.run !== undefined || row.info !== undefined) return 0;
  return specOf(tables, row)?.task.volumes === undefined ? 2 : 1;
}

const specOf = (tables: Tables, { name, specDigest }: TaskRow): AppSpec | undefined =>
  tables.apps.get(name)?.versions.get(specDigest)?.spec;

function lackOf(left: Bundle, held: Bundle): string | undefined {
  for (const one of held) {
    if (containsBundle(left, [one])) continue;
    const { name, value } = one;
    if (value.kind !== 'scalar') return `${name} of it aren't the agent's any more`;
    const has = allAmountsOf(left).scalars[name] ?? 0;
    return `needs ${amount(value.milli)} ${name}, ${amount(Math.max(0, has))} left`;
  }
  return undefined;
}

function constraintOf(tables: Tables, row: TaskRow, agent: AgentFacts): string | undefined {
  const spec = specOf(tables, row);
  const lasting = spec?.placement.filter(isLasting) ?? [];
  if (!spec || lasting.length === 0) return undefined;
  const counts = countsWithout(tables, row);
  for (const constraint of lasting) {
    const why = constraintRefusal({ constraint, agent, counts, instances: spec.instances });
    if (why !== undefined) return why;
  }
  return undefined;
}

const isLasting = ({ operator, value }: PlacementConstraint): boolean =>
  operator !== 'group-by' && (operator !== 'cluster' || value !== undefined);

/** Where the others of its app are. */
function countsWithout(tables: Tables, row: TaskRow): InstanceCounts {
  const counts = new InstanceCounts([]);
  for (const other of tables.apps.get(row.name)?.tasks.values() ?? []) {
    const agent =
      other.row.end || other.row.kill ? undefined : tables.agents.get(other.row.agentId);
    if (agent && other.row.id !== row.id) counts.add(agent.row.id, agent.row.facts);
  }
  return counts;
}
