// Windows that differ: when their agents are emptied, and what becomes of what runs there.
import type { PlanMaintenance, PlanObject } from '../../../schemas/generated/api.ts';
import { isoInstant } from '../../lib/time.ts';
import { changesOf } from '../change-list.ts';
import { isUnread, type Planning, placeOf } from '../planning.ts';
import type { ForecastWorld } from './forecast-world.ts';
import { type WindowCase, windowCase } from './window-case.ts';
import { goneImpact, windowImpact } from './window-impact.ts';
import { windowNotes } from './window-notes.ts';
import { drainMsOf, meantBy } from './windows.ts';

const kind = 'Maintenance';

/** `world` undefined: no engine was asked. */
export function planWindows(planning: Planning, world: ForecastWorld | undefined): PlanObject[] {
  const { base, wanted, summary, input, asOfMs } = planning;
  const objects: PlanObject[] = [];
  const names = new Set<string>();
  for (const { spec, origin } of wanted.maintenance) {
    const { name } = spec;
    names.add(name);
    const old = base.maintenance.get(name)?.spec;
    if (old?.digest === spec.digest) continue;
    summary.maintenance[old === undefined ? 'added' : 'changed'] += 1;
    const window = windowCase({ spec, old, asOfMs }, world);
    const changes =
      old === undefined ? [] : changesOf({ kind, name, old, new: spec, origin }, input);
    objects.push({
      ...{ kind, name, action: old === undefined ? 'create' : 'change', ...placeOf(origin) },
      ...{ impact: windowImpact(window, changes), changes, maintenance: detailOf(window) },
    });
  }
  for (const [name, { spec, origin }] of base.maintenance) {
    if (names.has(name) || isUnread(input, origin)) continue;
    summary.maintenance.removed += 1;
    const meant = world && meantBy(spec, world.snapshot.agents).length;
    const impact = goneImpact(spec, asOfMs, meant);
    objects.push({ kind, name, action: 'delete', ...placeOf(origin), impact, changes: [] });
  }
  return objects;
}

function detailOf(window: WindowCase): PlanMaintenance {
  const { spec, phase, sight } = window;
  const { startMs, endMs } = spec;
  return {
    phase,
    drainAt: isoInstant(drainMsOf(spec)),
    startAt: isoInstant(startMs),
    ...(endMs === null ? {} : { endAt: isoInstant(endMs) }),
    ...(sight === undefined ? {} : seenParts(sight)),
    notes: windowNotes(window),
  };
}

function seenParts({
  agents,
  overlaps,
  forecast,
}: NonNullable<WindowCase['sight']>): Partial<PlanMaintenance> {
  return {
    agents: agents.map(({ agentId }) => agentId),
    ...(forecast === undefined
      ? {}
      : {
          apps: [...forecast.apps],
          jobs: [...forecast.jobs],
          overlaps: overlaps.map(({ name, agents: both, fromMs, toMs }) => ({
            ...{ name, agents: [...both], from: isoInstant(fromMs) },
            ...(toMs === null ? {} : { to: isoInstant(toMs) }),
          })),
        }),
  };
}
