import type { RolloutList, RolloutView } from '../../../schemas/generated/api.ts';
import type { RolloutRow } from '../../model/actual.ts';
import { aimOf } from '../../step/apps/aim.ts';
import { clockMs } from '../../step/apps/rollout.ts';
import { inverted } from '../../step/memory/rows.ts';
import type { AppEntry, Tables } from '../../step/tables.ts';
import { fitsApp, type ListQuery } from './list-query.ts';
import { byText, pageOf } from './page.ts';

interface At {
  readonly tables: Tables;
  readonly nowMs: number;
}

export function rolloutView(row: RolloutRow, app: AppEntry | undefined, at: At): RolloutView {
  const failures = Object.values(row.failures).reduce((sum, count) => sum + count, 0);
  const isUnderWay = app?.rollout?.id === row.id;
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    state: row.state,
    ...(row.from === undefined ? {} : { from: row.from }),
    to: row.to,
    revision: row.revision,
    startedMs: row.startedMs,
    ...(row.endedMs === undefined ? {} : { endedMs: row.endedMs }),
    ...(row.reason === undefined ? {} : { reason: row.reason }),
    replacing: row.replacing,
    failures,
    ...(app && isUnderWay ? progressOf(row, app, at) : {}),
  };
}

function progressOf(row: RolloutRow, app: AppEntry, at: At): Partial<RolloutView> {
  const aim = aimOf(app);
  if (!aim) return {};
  const { taskDigest, update } = aim.version.spec;
  const tasks = [...app.tasks.values()].filter((task) => !task.row.end);
  const left = update.deadlineMs - clockMs(at, row);
  return {
    proven: Math.min(app.proven, aim.instances),
    wanted: aim.instances,
    oldLeft: tasks.filter((task) => task.row.taskDigest !== taskDigest).length,
    ...(row.clockSinceMs === undefined ? {} : { deadlineMs: Math.max(0, left) }),
  };
}

const keyOf = (row: RolloutRow): string => `${inverted(row.startedMs)} ${row.id}`;

/** Newest first. */
export function rolloutList(tables: Tables, query: ListQuery, nowMs: number): RolloutList {
  const rows = [...tables.rollouts.values()]
    .filter((row) => isAsked(tables, row, query))
    .sort((a, b) => byText(keyOf(a), keyOf(b)));
  const view = (row: RolloutRow) => rolloutView(row, tables.apps.get(row.name), { tables, nowMs });
  return pageOf({ rows, key: keyOf, view }, query);
}

function isAsked(tables: Tables, row: RolloutRow, query: ListQuery): boolean {
  if (query.state !== undefined && row.state !== query.state) return false;
  const app = tables.apps.get(row.name);
  return app !== undefined && fitsApp(app, query);
}

/** Of one app, newest first. */
export const rolloutsOf = (app: AppEntry, at: At): RolloutView[] =>
  [...(app.rollout ? [app.rollout] : []), ...[...app.history].reverse()].map((row) =>
    rolloutView(row, app, at),
  );
