// Meets what apps wait for out of offers: the framework's answer to OFFERS. A launch that takes the
// place of an inactive instance is the end of that one: it is killed before it counts for anything
// again.
import type { Launch } from '../../model/framework.ts';
import { slotId, taskId } from '../../model/ids.ts';
import { requestOf, scalarsOf } from '../../place/app-request.ts';
import { type Candidate, chooseAgent, choosePorts } from '../../place/choose.ts';
import { InstanceCounts } from '../../place/instance-counts.ts';
import { type OffersEvent, OfferTable, takenResources } from '../offer-table.ts';
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

export function placeUnmet(turn: Turn, apps: readonly AppEntry[], event: OffersEvent): void {
  const table = new OfferTable(turn, event);
  for (const app of apps) placeApp(turn, app, table);
  table.answer(turn);
}

function placeApp(turn: Turn, app: AppEntry, table: OfferTable): void {
  const unmet = app.unmet;
  if (!unmet) return;
  const { spec } = unmet.version;
  const instances = aimOf(app)?.instances ?? spec.instances;
  const request = { ...requestOf(spec, instances), packing: spec.packing };
  const counts = countsOf(turn.tables, app);
  const inactive = instanceViews(turn.tables, app, { spec, nowMs: turn.nowMs }).filter(
    (view) => view.standing === 'inactive',
  );
  const slots = [...unmet.slots];
  for (let slot = slots[0]; slot !== undefined; slot = slots[0]) {
    if (!table.mayTake(request.scalars)) break;
    const chosen = chooseAgent(request, table.candidates, counts);
    const launch = chosen && launchOn(turn, app, chosen, slot);
    if (!launch) break;
    slots.shift();
    counts.add(chosen.agentId, chosen);
    table.take(chosen, launch);
    for (const { instance, taskId: old } of inactive)
      if (instance === launch.instance)
        turn.calls.push({ kind: 'kill', taskId: old, reason: 'superseded' });
  }
  if (slots.length === unmet.slots.length) return;
  app.unmet = slots.length === 0 ? undefined : { ...unmet, slots };
  // Its deadline runs or stands by what is still unmet, and all that it is woken for is asked anew.
  turn.tables.dirtyApps.add(app.row.name);
}

function launchOn(
  turn: Turn,
  app: AppEntry,
  chosen: Candidate,
  instance: number,
): Launch | undefined {
  const spec = app.unmet?.version.spec;
  if (!spec) return undefined;
  const { name } = app.row;
  const before = turn.tables.launches.get(slotId(name, instance)) ?? 0;
  const launch = Math.max(before, turn.tables.launchBase) + 1;
  const id = taskId(name, instance, launch);
  const ports = choosePorts(spec.task.ports, chosen.free, id);
  if (!ports) return undefined;
  turn.tables.launches.set(slotId(name, instance), launch);
  return {
    taskId: id,
    name,
    instance,
    launch,
    taskDigest: spec.taskDigest,
    specDigest: spec.digest,
    resources: takenResources(scalarsOf(spec), ports),
    ports,
  };
}
