// One window that comes or changes, with all that its notes and its sentence are made of.
import type { MaintenanceSpec } from '../../model/wanted.ts';
import { byCode } from '../planning.ts';
import type { SnapshotAgent } from '../snapshot.ts';
import { type Forecast, forecastOf } from './forecast.ts';
import type { ForecastWorld } from './forecast-world.ts';
import { meantBy, type Overlap, overlapsOf, type Phase, phaseOf } from './windows.ts';

/** What only an engine can tell. */
export interface WindowSight {
  /** All that it has, by id. */
  readonly known: readonly SnapshotAgent[];
  /** Those that are meant, by id. */
  readonly agents: readonly SnapshotAgent[];
  /** Those that the applied version has emptied or is emptying, by id. */
  readonly before: readonly SnapshotAgent[];
  readonly overlaps: readonly Overlap[];
  /** Absent: it is over. */
  readonly forecast?: Forecast;
}

export interface WindowCase {
  readonly spec: MaintenanceSpec;
  readonly old?: MaintenanceSpec;
  readonly asOfMs: number;
  readonly phase: Phase;
  /** Absent: no engine was asked. */
  readonly sight?: WindowSight;
}

export const isOn = (phase: Phase): boolean => phase === 'draining' || phase === 'under-way';

export function windowCase(
  { spec, old, asOfMs }: Pick<WindowCase, 'spec' | 'asOfMs'> & { old: MaintenanceSpec | undefined },
  world: ForecastWorld | undefined,
): WindowCase {
  const about = {
    spec,
    asOfMs,
    phase: phaseOf(spec, asOfMs),
    ...(old === undefined ? {} : { old }),
  };
  return world === undefined ? about : { ...about, sight: sightOf(about, world) };
}

function sightOf({ spec, old, asOfMs }: WindowCase, world: ForecastWorld): WindowSight {
  const known = [...world.snapshot.agents].sort((a, b) => byCode(a.agentId, b.agentId));
  const window = world.windows.find((one) => one.spec === spec);
  const wasOn = old !== undefined && isOn(phaseOf(old, asOfMs));
  const agents = window?.agents ?? meantBy(spec, known);
  return {
    ...{ known, agents, before: wasOn ? meantBy(old, known) : [] },
    overlaps: window === undefined ? [] : overlapsOf(window, world.windows),
    ...(window === undefined ? {} : { forecast: forecastOf(window, world) }),
  };
}
