// All checks of one task under one set of settings. Health is unknown while any health check has no
// result, healthy when all are alive (marathon.md 6.2), and healthy at once without checks. Ready
// is when all readiness checks are alive. A check that stands in old and new settings keeps its
// results.
import type { Check, Settings, Status } from '../../../schemas/generated/wire.ts';
import type { Random } from '../random.ts';
import {
  beginCheck,
  type CheckState,
  failureText,
  isExhausted,
  type ProbeResult,
  takeResult,
} from './check-state.ts';

export interface CheckSet {
  readonly health: readonly CheckState[];
  readonly readiness: readonly CheckState[];
}

/** What outlives a restart of the agent, for one check. */
export interface SavedCheck {
  /** The check's own JSON. */
  readonly key: string;
  readonly alive: boolean;
}

export const noChecks: CheckSet = { health: [], readiness: [] };

export const checkKey = (check: Check): string => JSON.stringify(check);

/** New settings' checks; those that also stand in `old` carry on. */
export function beginChecks(
  settings: Settings,
  beginMs: number,
  old: readonly CheckSet[] = [],
): CheckSet {
  const pick = (side: keyof CheckSet) => {
    const known = new Map(old.flatMap((set) => set[side]).map((s) => [checkKey(s.check), s]));
    return settings[side].map((check) => known.get(checkKey(check)) ?? beginCheck(check, beginMs));
  };
  return { health: pick('health'), readiness: pick('readiness') };
}

/** The checks of a task that was adopted: last known results, probes spread over the interval. */
export function resumeChecks(
  settings: Settings,
  saved: readonly SavedCheck[],
  when: { readonly steadyMs: number; readonly random: Random },
): CheckSet {
  const known = new Map(saved.map((one) => [one.key, one.alive]));
  const resume = (check: Check): CheckState => {
    const spreadMs = Math.min(check.intervalMs, 5_000) * when.random();
    const fresh = { ...beginCheck(check, when.steadyMs), nextMs: when.steadyMs + spreadMs };
    const alive = known.get(checkKey(check));
    return alive === undefined ? fresh : { ...fresh, alive, everAlive: alive };
  };
  return { health: settings.health.map(resume), readiness: settings.readiness.map(resume) };
}

export const savedChecks = (set: CheckSet): readonly SavedCheck[] =>
  [...set.health, ...set.readiness].flatMap((state) =>
    state.alive === undefined ? [] : [{ key: checkKey(state.check), alive: state.alive }],
  );

export function healthOf(set: CheckSet): Status['health'] {
  if (set.health.some((state) => state.alive === undefined)) return 'unknown';
  return set.health.every((state) => state.alive) ? 'healthy' : 'unhealthy';
}

export const isReady = (set: CheckSet): boolean =>
  set.readiness.every((state) => state.alive === true);

/** The health check that has used up its failures, in words. */
export function exhaustedHealth(set: CheckSet): string | undefined {
  const state = set.health.find(isExhausted);
  return state === undefined ? undefined : failureText(state, 'health');
}

/** On trial any check counts, and one without a limit fails at once. */
export function failedTrial(set: CheckSet): string | undefined {
  const hasFailed = (state: CheckState) =>
    state.failures >= Math.max(1, state.check.maxConsecutiveFailures);
  const health = set.health.find(hasFailed);
  if (health !== undefined) return failureText(health, 'health');
  const readiness = set.readiness.find(hasFailed);
  return readiness === undefined ? undefined : failureText(readiness, 'readiness');
}

/** Steady ms of the next probe of the set. */
export function nextProbeMs(set: CheckSet): number | undefined {
  const waiting = [...set.health, ...set.readiness].filter((state) => state.probe === undefined);
  return waiting.length === 0 ? undefined : Math.min(...waiting.map((state) => state.nextMs));
}

export interface ProbeStart {
  readonly number: number;
  readonly check: Check;
}

/** Marks what is due as under way, numbered from `firstNumber`. */
export function startProbes(
  set: CheckSet,
  steadyMs: number,
  firstNumber: number,
): { readonly set: CheckSet; readonly probes: readonly ProbeStart[] } {
  const probes: ProbeStart[] = [];
  const start = (state: CheckState): CheckState => {
    if (state.probe !== undefined || state.nextMs > steadyMs) return state;
    const number = firstNumber + probes.length;
    probes.push({ number, check: state.check });
    return { ...state, probe: number };
  };
  return { set: { health: set.health.map(start), readiness: set.readiness.map(start) }, probes };
}

export interface NumberedResult extends ProbeResult {
  readonly number: number;
}

/** The set after a result; the same object when the number isn't one of its own. */
export function takeSetResult(
  set: CheckSet,
  result: NumberedResult,
  time: { readonly steadyMs: number; readonly startedMs: number },
): CheckSet {
  const isIts = (state: CheckState) => state.probe === result.number;
  const take = (side: keyof CheckSet) =>
    set[side].map((state) => {
      if (!isIts(state)) return state;
      const limit = Math.max(1, state.check.maxConsecutiveFailures);
      return takeResult(state, result, { ...time, threshold: side === 'health' ? 1 : limit });
    });
  if (!set.health.some(isIts) && !set.readiness.some(isIts)) return set;
  return { health: take('health'), readiness: take('readiness') };
}
