// Meets what apps wait for out of offers: the framework's answer to OFFERS. A launch that takes the
// place of an inactive instance is the end of that one: it is killed before it counts for anything
// again.
import type { Launch, OfferBook } from '../../model/framework.ts';
import { type ObjectName, type SlotId, slotId, type TaskId, taskId } from '../../model/ids.ts';
import type { AppSpec } from '../../model/wanted.ts';
import { requestOf } from '../../place/app-request.ts';
import { AgentChoice } from '../../place/choose.ts';
import { countsOf } from '../offers/agent-counts.ts';
import { OfferTable } from '../offers/offer-table.ts';
import type { AppEntry } from '../tables.ts';
import type { Turn } from '../turn.ts';
import { keptWish } from '../volumes/kept-wish.ts';
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
    const next = nextLaunch(turn, spec, instance);
    const wish = hasVolumes ? keptWish(turn.tables, { ...spec, ...next }) : undefined;
    const isNew = wish?.agents.length === 0;
    if (isNew && isFull) continue;
    const found = wish
      ? placeKept(turn.tables, table, { wish, choice })
      : table.place(choice, spec, next.taskId);
    if (!found) {
      isMissed = true;
      isFull ||= isNew;
      // With volumes another instance may have its own agent to go to.
      if (hasVolumes) continue;
      break;
    }
    placed.add(instance);
    counts.add(found.chosen.agentId, found.chosen);
    turn.tables.launches.set(next.slot, next.launch);
    table.launch(found.chosen.agentId, launchOf(spec, { ...next, ...found, instance }));
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

interface NextLaunch {
  readonly slot: SlotId;
  readonly taskId: TaskId;
  readonly launch: number;
}

function nextLaunch({ tables }: Turn, { name }: AppSpec, instance: number): NextLaunch {
  const slot = slotId(name, instance);
  const launch = Math.max(tables.launches.get(slot) ?? 0, tables.launchBase) + 1;
  return { slot, launch, taskId: taskId(name, instance, launch) };
}

type LaunchParts = Pick<Launch, 'taskId' | 'launch' | 'instance' | 'taken' | 'ports'>;

function launchOf({ name, taskDigest, digest: specDigest }: AppSpec, parts: LaunchParts): Launch {
  const { taskId: id, launch, instance, taken, ports } = parts;
  return { taskId: id, name, instance, launch, taskDigest, specDigest, taken, ports };
}
