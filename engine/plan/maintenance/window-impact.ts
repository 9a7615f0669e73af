// What becomes of a window, in one sentence: in capitals where instances move or stop.
import type { PlanChange } from '../../../schemas/generated/api.ts';
import { isoInstant } from '../../lib/time.ts';
import type { MaintenanceSpec } from '../../model/wanted.ts';
import { counted } from '../impact.ts';
import type { Outcome } from './empty-in-thought.ts';
import { isOn, type WindowCase, type WindowSight } from './window-case.ts';
import { drainMsOf, phaseOf } from './windows.ts';

export function windowImpact(window: WindowCase, changes: readonly PlanChange[] = []): string {
  const { old, phase, sight } = window;
  const isIdle = old !== undefined && changes.every(({ consequence }) => consequence === 'none');
  if (isIdle) return 'nothing that runs is touched';
  if (phase === 'over') return overText(sight);
  const parts = [timesText(window), ...(sight === undefined ? [] : whatParts(sight))];
  return parts.join('; ');
}

function overText(sight: WindowSight | undefined): string {
  const reopened = sight?.before.length ?? 0;
  return reopened === 0
    ? 'in the past: changes nothing'
    : `over: ${counted(reopened, 'agent')} placed on again`;
}

function timesText({ spec, phase, sight }: WindowCase): string {
  const { startMs, endMs } = spec;
  const end = endMs === null ? 'until it is deleted' : `to ${isoInstant(endMs)}`;
  const from = `from ${isoInstant(startMs)} ${end}`;
  const drain = isOn(phase) ? 'EMPTIED AT ONCE' : `emptied from ${isoInstant(drainMsOf(spec))}`;
  return `${whoText(sight)} ${drain}, away ${from}`;
}

function whoText(sight: WindowSight | undefined): string {
  if (sight === undefined) return 'its agents';
  return sight.agents.length === 0 ? 'NO AGENT' : counted(sight.agents.length, 'agent');
}

function whatParts({ forecast, agents }: WindowSight): readonly string[] {
  if (forecast === undefined || agents.length === 0) return [];
  const { departures, jobs } = forecast;
  const count = (...outcomes: readonly Outcome[]): number =>
    departures.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const heldUp = count('nowhere', 'held');
  const attempts = jobs.reduce((sum, one) => sum + one.attempts, 0);
  const counts: readonly (readonly [number, string])[] = [
    [count('moves'), 'MOVE'],
    [count('stops', 'waits', 'ends'), 'STOP'],
  ];
  const does = counts.filter(([some]) => some > 0).map(([some, verb]) => `${verb} ${some}`);
  const rest = count('away', 'unjudged');
  const all = [
    ...(does.length === 0
      ? []
      : [`${does.join(', ')} of ${counted(departures.length, 'instance')}`]),
    ...(heldUp === 0 ? [] : [`HELD UP by ${counted(heldUp, 'instance')}`]),
    ...(rest === 0 ? [] : [`${counted(rest, 'instance')} not judged`]),
    ...(attempts === 0 ? [] : [`${counted(attempts, 'attempt')} there now`]),
  ];
  return all.length === 0 ? ['nothing runs there now'] : all;
}

/** Of one that goes; `sight`: of it as it was applied. */
export function goneImpact(
  old: MaintenanceSpec,
  asOfMs: number,
  agents: number | undefined,
): string {
  const phase = phaseOf(old, asOfMs);
  if (phase === 'over') return 'it is over: changes nothing';
  const who = agents === undefined ? 'its agents' : counted(agents, 'agent');
  if (phase === 'ahead') return `${who} no longer to be emptied`;
  return `${who} placed on again; what has left them stays where it is`;
}
