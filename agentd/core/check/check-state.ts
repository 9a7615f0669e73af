// One health or readiness check of one task (marathon.md 6.1, spec-language.md): the first probe
// after delay + min(interval, 5 s) from its begin, the next an interval after the end of the one
// before. A failure within the grace (counted from the task's start) and before the first success
// doesn't count.
import type { Check } from '../../../schemas/generated/wire.ts';

export interface CheckState {
  readonly check: Check;
  /** Steady ms of the next probe; meaningless while one is under way. */
  readonly nextMs: number;
  /** Number of the probe under way. */
  readonly probe?: number;
  /** Absent: no result that counts yet. */
  readonly alive?: boolean;
  readonly everAlive: boolean;
  /** Consecutive failures that count. */
  readonly failures: number;
  readonly lastError: string;
}

export interface ProbeResult {
  readonly ok: boolean;
  /** What went wrong, for people; empty when ok. */
  readonly error: string;
}

const firstProbeMaxMs = 5_000;

export function beginCheck(check: Check, beginMs: number): CheckState {
  const nextMs = beginMs + check.delayMs + Math.min(check.intervalMs, firstProbeMaxMs);
  return { check, nextMs, everAlive: false, failures: 0, lastError: '' };
}

/** When a probe's result comes in. */
export interface ResultTime {
  readonly steadyMs: number;
  /** Steady ms of the task's start. */
  readonly startedMs: number;
  /** Consecutive failures that turn `alive` off: 1 for health, more for readiness. */
  readonly threshold: number;
}

export function takeResult(state: CheckState, result: ProbeResult, time: ResultTime): CheckState {
  const { probe: _, ...rest } = state;
  const next = { ...rest, nextMs: time.steadyMs + state.check.intervalMs };
  if (result.ok) return { ...next, alive: true, everAlive: true, failures: 0, lastError: '' };
  const inGrace = time.steadyMs - time.startedMs <= state.check.graceMs;
  if (!state.everAlive && inGrace) return { ...next, lastError: result.error };
  const failures = state.failures + 1;
  const alive = failures < time.threshold && state.alive === true;
  return { ...next, failures, alive, lastError: result.error };
}

/** Its n-th consecutive failure has come, where n > 0. */
export const isExhausted = (state: CheckState): boolean =>
  state.check.maxConsecutiveFailures > 0 && state.failures >= state.check.maxConsecutiveFailures;

/** As it is said in messages: `http :31001/ping`. */
function checkName(check: Check): string {
  const { probe } = check;
  if (probe.kind === 'command') return `command ${JSON.stringify(probe.command.slice(0, 80))}`;
  if (probe.kind === 'tcp') return `tcp :${probe.port}`;
  return `${probe.kind} :${probe.port}${probe.path}`;
}

export function failureText(state: CheckState, kind: 'health' | 'readiness'): string {
  const times = state.failures === 1 ? 'once' : `${state.failures} times in a row`;
  return `${kind} check ${checkName(state.check)} failed ${times}: ${state.lastError}`.slice(
    0,
    1024,
  );
}
