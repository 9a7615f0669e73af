// The app scheduler: the first framework. A reducer over the framework's events: it marks apps to
// be looked at, looks at them once a hop, and answers offers.
import type { FrameworkEvent } from '../../model/framework.ts';
import { type AgentId, type ObjectName, slotId, type TaskId } from '../../model/ids.ts';
import type { AppSpec } from '../../model/wanted.ts';
import { UnmetDemand } from '../offers/unmet-demand.ts';
import { type AppEntry, appFramework, appOf } from '../tables.ts';
import type { Turn } from '../turn.ts';
import { aimOf } from './aim.ts';
import { noteEnd } from './ended-task.ts';
import { evaluateApp } from './evaluate.ts';
import { placeUnmet } from './place-unmet.ts';
import { countFailure, windClock } from './rollout.ts';

/**
 * Apps with their tasks looked at in one batch, at most: a commit of 100,000 must not stall what
 * runs.
 */
const mostLooks = 5_000;
/** An app is as much work as so many of its tasks. */
const appLooks = 50;

export class AppScheduler {
  /** Of instances that no offer has met yet. */
  readonly #unmet = new UnmetDemand();
  /** Apps looked at in this batch: their clocks are wound at its end. */
  readonly #seen = new Set<ObjectName>();
  #looks = 0;

  handle(turn: Turn, event: FrameworkEvent): void {
    switch (event.kind) {
      case 'offers':
        this.#state(turn, placeUnmet(turn, event.book));
        return;
      case 'update':
        noteUpdate(turn, event);
        return;
      case 'ended':
        noteEnded(turn, event.taskId);
        this.#lookAgain(turn, event.taskId);
        return;
      case 'agent':
        noteAgent(turn, event.agentId);
        return;
    }
  }

  /** As many were looked at as one batch may: what is left is for the next. */
  get isSpent(): boolean {
    return this.#looks >= mostLooks;
  }

  /** Looks at apps that something happened to, and states the demand that is left. */
  evaluate(turn: Turn): void {
    const { dirtyApps, apps } = turn.tables;
    if (dirtyApps.size === 0 || this.isSpent) return;
    const names: ObjectName[] = [];
    for (const name of dirtyApps) {
      if (this.isSpent) break;
      names.push(name);
      const app = apps.get(name);
      this.#looks += app ? appLooks + app.tasks.size : 1;
    }
    for (const name of names) dirtyApps.delete(name);
    names.sort();
    for (const name of names) {
      const app = apps.get(name);
      if (app) evaluateApp(turn, app);
      this.#seen.add(name);
    }
    this.#state(turn, names);
  }

  #lookAgain(turn: Turn, id: TaskId): void {
    const row = turn.tables.tasks.get(id)?.row;
    if (row?.framework === appFramework) this.#unmet.lookAgain(row.name);
  }

  /** States the demand of these, if it has changed. */
  #state(turn: Turn, names: readonly ObjectName[]): void {
    this.#unmet.state(turn.calls, names, (name) => {
      const unmet = turn.tables.apps.get(name)?.unmet;
      if (!unmet) return undefined;
      const { spec } = unmet.version;
      return { spec, count: unmet.slots.length, isPinned: isPinned(turn, spec, unmet.slots) };
    });
  }

  /** At a batch's end: what waits for a place is known, so deadlines run or stand. */
  windClocks(turn: Turn): void {
    for (const name of [...this.#seen].sort()) {
      const app = turn.tables.apps.get(name);
      const aim = app && aimOf(app);
      if (app && aim) windClock(turn, app, aim, clockRuns(turn, app));
    }
    this.#seen.clear();
    this.#looks = 0;
  }

  /** Apps that wait for a place, by name. */
  unmet(): readonly ObjectName[] {
    return this.#unmet.names();
  }
}

/** Where one goes that has nothing yet is told by its size. */
function isPinned(
  { tables: { reservations } }: Turn,
  { name, task }: AppSpec,
  slots: readonly number[],
): boolean {
  if (task.volumes === undefined) return false;
  const hasNamed = task.volumes.some(({ source }) => source.kind === 'volume');
  return hasNamed || slots.some((slot) => reservations.has(slotId(name, slot)));
}

function noteAgent(turn: Turn, agentId: AgentId): void {
  for (const id of turn.tables.agents.get(agentId)?.tasks ?? []) {
    const row = turn.tables.tasks.get(id)?.row;
    if (row?.framework === appFramework) turn.tables.dirtyApps.add(row.name);
  }
}

function noteEnded(turn: Turn, id: TaskId): void {
  const task = turn.tables.tasks.get(id);
  const app = task && appOf(turn.tables, task.row);
  if (!task || !app) return;
  turn.tables.dirtyApps.add(app.row.name);
  noteEnd(turn, app, task.row);
}

function noteUpdate(turn: Turn, event: Extract<FrameworkEvent, { kind: 'update' }>): void {
  const task = turn.tables.tasks.get(event.taskId);
  const app = task && appOf(turn.tables, task.row);
  if (!task || !app) return;
  turn.tables.dirtyApps.add(app.row.name);
  const trial = event.status.trial;
  if (!trial?.failed || event.before?.trial?.failed) return;
  const aim = aimOf(app);
  if (aim?.version.spec.settingsDigest !== trial.settingsDigest) return;
  // After an engine start the first word may be of a failure that was counted before it.
  if (!event.before && app.rollout?.failures[String(task.row.instance)]) return;
  const why = `failed under the new settings: ${trial.message ?? 'its checks fail'}`;
  countFailure(turn, app, aim, { instance: task.row.instance, why });
}

/** Nothing but the rollout itself stands in its way. */
function clockRuns(turn: Turn, app: AppEntry): boolean {
  if (app.row.paused || turn.tables.gated.has(app.row.name) || app.unmet) return false;
  for (const task of app.tasks.values()) {
    if (task.row.end) continue;
    const kind = turn.tables.agents.get(task.row.agentId)?.presence.kind;
    if (kind === 'recovering' || kind === 'unreachable') return false;
  }
  return true;
}
