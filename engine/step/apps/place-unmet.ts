// Meets what apps wait for out of offers: the framework's answer to OFFERS. A launch that takes the
// place of an inactive instance is the end of that one: it is killed before it counts for anything
// again.
import type { Launch, OfferBook } from '../../model/framework.ts';
import { type ObjectName, slotId, type TaskId, taskId } from '../../model/ids.ts';
import type { AppSpec } from '../../model/wanted.ts';
import type { AgentView } from '../../place/agent-view.ts';
import { requestOf, scalarsOf } from '../../place/app-request.ts';
import { AgentChoice, choosePorts } from '../../place/choose.ts';
import { InstanceCounts } from '../../place/instance-counts.ts';
import { OfferTable } from '../offers/offer-table.ts';
import type { AppEntry, Tables } from '../tables.ts';
import type { Turn } from '../turn.ts';
import { aimOf } from './aim.ts';
import { instanceViews } from './instance-views.ts';

/** Where an app's instances are, and over what they could spread. */
export function countsOf(tables: Tables, app: AppEntry): InstanceCounts {
  const counts = new InstanceCounts(() =>
    [...tables.agents.values()]
      .filter((agent) => agent.presence.kind === 'registered')
      .map((agent) => agent.row.facts),
  );
  for (const task of app.tasks.values()) {
    const agent = tables.agents.get(task.row.agentId);
    if (!task.row.end && agent) counts.add(agent.row.id, agent.row.facts);
  }
  return counts;
}

/** Meets what the turn is about; apps looked at. */
export function placeUnmet(turn: Turn, book: OfferBook): readonly ObjectName[] {
  const table = new OfferTable(turn, book);
  const seen: ObjectName[] = [];
  for (const { name } of book.demands()) {
    if (book.isOver()) break;
    const app = turn.tables.apps.get(name);
    if (app?.unmet === undefined) continue;
    seen.push(name);
    placeApp(turn, app, table);
  }
  table.answer();
  return seen;
}

function placeApp(turn: Turn, app: AppEntry, table: OfferTable): void {
  const unmet = app.unmet;
  if (!unmet) return;
  const { spec } = unmet.version;
  const instances = aimOf(app)?.instances ?? spec.instances;
  const request = { ...requestOf(spec, instances), packing: spec.packing };
  const counts = countsOf(turn.tables, app);
  const choice = new AgentChoice(request, counts);
  const superseded = inactiveTasks(turn, app, spec);
  let placed = 0;
  for (const instance of unmet.slots) {
    if (table.book.isOver() || !table.book.mayTake(request.scalars)) break;
    const chosen = table.choose(choice, request.scalars);
    const launch = chosen && launchOn(turn, app, { chosen, instance, book: table.book });
    if (!launch) {
      table.book.pass(app.row.name);
      break;
    }
    placed += 1;
    counts.add(chosen.agentId, chosen);
    table.launch(chosen.agentId, launch);
    for (const taskId of superseded.get(instance) ?? [])
      turn.calls.push({ kind: 'kill', taskId, reason: 'superseded' });
  }
  if (placed === 0) return;
  const slots = unmet.slots.slice(placed);
  app.unmet = slots.length === 0 ? undefined : { ...unmet, slots };
  // Its deadline runs or stands by what is still unmet, and all that it is woken for is asked anew.
  turn.tables.dirtyApps.add(app.row.name);
}

/** By instance: they end when another takes their place. */
function inactiveTasks(
  turn: Turn,
  app: AppEntry,
  spec: AppSpec,
): ReadonlyMap<number, readonly TaskId[]> {
  const tasks = new Map<number, TaskId[]>();
  for (const view of instanceViews(turn.tables, app, { spec, nowMs: turn.nowMs })) {
    if (view.standing !== 'inactive') continue;
    const known = tasks.get(view.instance);
    if (known) known.push(view.taskId);
    else tasks.set(view.instance, [view.taskId]);
  }
  return tasks;
}

interface Place {
  readonly chosen: AgentView;
  readonly instance: number;
  readonly book: OfferBook;
}

function launchOn(
  turn: Turn,
  app: AppEntry,
  { chosen, instance, book }: Place,
): Launch | undefined {
  const spec = app.unmet?.version.spec;
  if (!spec) return undefined;
  const { name } = app.row;
  const slot = slotId(name, instance);
  const before = turn.tables.launches.get(slot) ?? 0;
  const launch = Math.max(before, turn.tables.launchBase) + 1;
  const id = taskId(name, instance, launch);
  const ports = choosePorts(spec.task.ports, chosen.free, id);
  if (!ports) return undefined;
  turn.tables.launches.set(slot, launch);
  return {
    taskId: id,
    name,
    instance,
    launch,
    taskDigest: spec.taskDigest,
    specDigest: spec.digest,
    taken: book.take(chosen.agentId, { scalars: scalarsOf(spec), ports }),
    ports,
  };
}
