// Whether an app, once started and left alone, gets ready and runs on for good: by its program, and
// by checks that have the patience for it.
import type { AppSpec, CheckSpec } from '../../model/wanted.ts';
import { programOf } from '../machine/program.ts';

/** What a check may take longer than it should, in ms. */
const slackMs = 1_500;

export function isSteady({ task: { command }, health }: AppSpec): boolean {
  if (!('shell' in command)) return false;
  const { livesMs, sickMs, readyMs } = programOf(command.shell);
  if (livesMs >= 0 || sickMs >= 0 || readyMs < 0) return false;
  return readyMs === 0 || health.every((check) => patienceMs(check) >= readyMs + slackMs);
}

/** How long after its start an instance may fail this check without being killed for it. */
function patienceMs(check: CheckSpec): number {
  const { delayMs, graceMs, intervalMs, maxConsecutiveFailures } = check;
  if (maxConsecutiveFailures === 0) return Infinity;
  return Math.max(graceMs, delayMs + intervalMs * (maxConsecutiveFailures - 1));
}
