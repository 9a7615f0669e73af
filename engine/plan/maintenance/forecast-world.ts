// What windows are judged by: the engine's agents, and what there is once the commit's rollouts are
// through.
import type { AgentId } from '../../model/ids.ts';
import { type Fitted, fitOf } from '../fit/fit.ts';
import { type Looks, mostLooks } from '../fit/fit-room.ts';
import type { Planning } from '../planning.ts';
import type { Snapshot } from '../snapshot.ts';
import { type WantedSpecs, wantedSpecs } from './wanted-specs.ts';
import { type Window, windowsOf } from './windows.ts';

export interface ForecastWorld {
  readonly snapshot: Snapshot;
  readonly asOfMs: number;
  /** Those that aren't over, the one that is emptied first coming first. */
  readonly windows: readonly Window[];
  readonly fitted: Fitted;
  readonly specs: WantedSpecs;
  /** Of all windows together. */
  readonly looks: Looks;
}

/** Undefined: no engine was asked. Apps and jobs have been planned. */
export function forecastWorld(planning: Planning): ForecastWorld | undefined {
  const { input, wanted, asOfMs } = planning;
  if (input.against.kind !== 'engine') return undefined;
  const { snapshot } = input.against;
  const windows = windowsOf(wanted, snapshot.agents, asOfMs);
  const fitted = fitOf(snapshot, { ...planning, last: lastOf(windows) });
  const looks = { left: mostLooks };
  return { snapshot, asOfMs, windows, fitted, specs: wantedSpecs(planning), looks };
}

/** Agents that something is placed on only where it fits nowhere else. */
export const lastOf = (windows: readonly Window[]): ReadonlySet<AgentId> =>
  new Set(windows.flatMap(({ agents }) => agents.map(({ agentId }) => agentId)));
