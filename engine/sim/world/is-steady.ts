// Whether an app, once started and left alone, gets ready and runs on for good: by its program, and
// by checks that have the patience for it.
import type { AppSpec, CheckSpec } from '../../model/wanted.ts';
import { programOf } from '../machine/program.ts';

/** What a command may be slow by to begin, in ms. */
const slackMs = 1_000;
/** The first probe comes after the delay and the interval, or after so much of it. */
const firstProbeMs = 5_000;

export function isSteady({ task: { command }, health, readiness }: AppSpec): boolean {
  if (!('shell' in command)) return false;
  const { livesMs, sickMs, readyMs } = programOf(command.shell);
  if (livesMs >= 0) return false;
  if (health.length + readiness.length === 0) return true;
  if (sickMs >= 0 || readyMs < 0) return false;
  return readyMs === 0 || health.every((check) => isLeftInTime(readyMs, check));
}

type Patience = Pick<CheckSpec, 'delayMs' | 'graceMs' | 'intervalMs' | 'maxConsecutiveFailures'>;

/** The failure of this check that it would be killed for comes after it is ready. */
export function isLeftInTime(readyMs: number, check: Patience): boolean {
  const { delayMs, graceMs, intervalMs, maxConsecutiveFailures } = check;
  if (maxConsecutiveFailures === 0) return true;
  const firstMs = Math.max(graceMs, delayMs + Math.min(intervalMs, firstProbeMs));
  return readyMs + slackMs <= firstMs + (maxConsecutiveFailures - 1) * intervalMs;
}
