// Meets what apps wait for out of offers: the framework's answer to OFFERS. A launch that takes the
// place of an inactive instance is the end of that one: it is killed before it counts for anything
// again.
import type { Launch, OfferBook } from '../../model/framework.ts';
import { type ObjectName, slotId, type TaskId, taskId } from '../../model/ids.ts';
import type { AppSpec } from '../../model/wanted.ts';
import type { AgentView } from '../../place/agent-view.ts';
import { claimOf, requestOf, scalarsOf } from '../../place/app-request.ts';
import { AgentChoice, choosePorts } from '../../place/choose.ts';
import { countsOf } from '../offers/agent-counts.ts';
import { OfferTable } from '../offers/offer-table.ts';
import type { AppEntry } from '../tables.ts';
import type { Turn } from '../turn.ts';
import { type KeptWish, keptWish } from '../volumes/kept-wish.ts';
import { placeKept } from '../volumes/place-kept.ts';
import { aimOf } from './aim.ts';
import { instanceViews } from './instance-views.ts';

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
  const hasVolumes = spec.task.volumes !== undefined;
  const placed = new Set<number>();
  let isMissed = false;
  let isLeft = false;
  // Where one has found no room for all that it takes, the next that has nothing yet won't either.
  let isFull = false;
  for (const instance of unmet.slots) {
    isLeft = table.book.isOver() || !table.mayTake(spec);
    if (isLeft) break;
    const place = { app, spec, instance, table, choice };
    const wish = hasVolumes ? wishOf(turn, place) : undefined;
    const isNew = wish?.agents.length === 0;
    if (isNew && isFull) continue;
    const found = wish ? keptOn(turn, place, wish) : placeOn(turn, place);
    if (!found) {
      isMissed = true;
      isFull ||= isNew;
      // With volumes another instance may have its own agent to go to.
      if (hasVolumes) continue;
      break;
    }
    placed.add(instance);
    counts.add(found.chosen.agentId, found.chosen);
    table.launch(found.chosen.agentId, found.launch);
    for (const taskId of superseded.get(instance) ?? [])
      turn.calls.push({ kind: 'kill', taskId, reason: 'superseded' });
  }
  // Those that weren't looked at have another turn.
  if (isMissed && !isLeft) table.book.pass(app.row.name);
  if (placed.size === 0) return;
  const slots = unmet.slots.filter((slot) => !placed.has(slot));
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
  readonly app: AppEntry;
  readonly spec: AppSpec;
  readonly instance: number;
  readonly table: OfferTable;
  readonly choice: AgentChoice;
}

interface Placed {
  readonly chosen: AgentView;
  readonly launch: Launch;
}

function placeOn(turn: Turn, place: Place): Placed | undefined {
  const { spec, table, choice } = place;
  const scalars = scalarsOf(spec);
  const claim = claimOf(spec);
  const chosen = table.choose(choice, scalars, claim);
  const next = nextLaunch(turn, place);
  const ports = chosen && choosePorts(spec.task.ports, chosen.free, next.taskId);
  if (!ports) return undefined;
  const taken = table.book.take(chosen.agentId, { scalars, ports }, claim);
  return { chosen, launch: launchOf(turn, place, { ...next, taken, ports }) };
}

function wishOf(turn: Turn, place: Place): KeptWish {
  const { spec, instance } = place;
  const { taskId } = nextLaunch(turn, place);
  return keptWish(turn.tables, { ...spec, taskId, slot: slotId(spec.name, instance) });
}

/** Where its volumes are, or can be made. */
function keptOn(turn: Turn, place: Place, wish: KeptWish): Placed | undefined {
  const { table, choice } = place;
  const next = nextLaunch(turn, place);
  const kept = placeKept(turn.tables, table, { wish, choice });
  return kept && { chosen: kept.chosen, launch: launchOf(turn, place, { ...next, ...kept }) };
}

interface NextLaunch {
  readonly taskId: TaskId;
  readonly launch: number;
}

function nextLaunch({ tables }: Turn, { spec, instance }: Place): NextLaunch {
  const before = tables.launches.get(slotId(spec.name, instance)) ?? 0;
  const launch = Math.max(before, tables.launchBase) + 1;
  return { launch, taskId: taskId(spec.name, instance, launch) };
}

function launchOf(
  turn: Turn,
  { spec, instance }: Place,
  { taskId: id, launch, taken, ports }: NextLaunch & Pick<Launch, 'taken' | 'ports'>,
): Launch {
  const { name, taskDigest, digest: specDigest } = spec;
  turn.tables.launches.set(slotId(name, instance), launch);
  return { taskId: id, name, instance, launch, taskDigest, specDigest, taken, ports };
}
