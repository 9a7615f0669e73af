// Settings (health, readiness, kill, logs) change without restarts. New checks go on trial beside
// the old ones, `batch` instances at a time (= 1), each watched for delay + interval x
// (maxConsecutiveFailures or 1); then they are in force. Outside a rollout, and on the way back,
// settings are put in force at once (spec-language.md "Digest").
import type { AppVersion } from '../../model/actual.ts';
import type { CheckSpec } from '../../model/wanted.ts';
import type { TaskEntry } from '../tables.ts';
import type { Turn } from '../turn.ts';

export interface SettingsWish {
  readonly version: AppVersion;
  /** False: put in force at once. */
  readonly onTrial: boolean;
  /** Running tasks of the version's task digest that can be told. */
  readonly tasks: readonly TaskEntry[];
}

export interface SettingsProgress {
  readonly applied: number;
  readonly pending: number;
  readonly wakeAtMs?: number;
}

/** How long new checks are watched before they are in force, in ms. */
function trialWindowMs(checks: readonly CheckSpec[]): number {
  const windows = checks.map(
    (check) => check.delayMs + check.intervalMs * (check.maxConsecutiveFailures || 1),
  );
  return Math.max(0, ...windows);
}

export function applySettings(turn: Turn, wish: SettingsWish): SettingsProgress {
  const { spec } = wish.version;
  const desired = spec.settingsDigest;
  const rest = wish.tasks.filter((task) => task.status?.settingsDigest !== desired);
  for (const task of wish.tasks)
    if (task.status?.settingsDigest === desired && task.status.trial)
      configure(turn, task, wish.version, false);
  if (!wish.onTrial) for (const task of rest) configure(turn, task, wish.version, false);
  const wakeAtMs = wish.onTrial ? runTrials(turn, wish.version, rest) : undefined;
  const pending = rest.length;
  return {
    applied: wish.tasks.length - pending,
    pending,
    ...(wakeAtMs === undefined ? {} : { wakeAtMs }),
  };
}

function runTrials(
  turn: Turn,
  version: AppVersion,
  tasks: readonly TaskEntry[],
): number | undefined {
  const { spec } = version;
  const windowMs = trialWindowMs([...spec.health, ...spec.readiness]);
  const size = spec.update.batch?.sizes[0] ?? 1;
  let running = 0;
  let wakeAtMs: number | undefined;
  const untried: TaskEntry[] = [];
  for (const task of tasks) {
    const sinceMs = triedSinceMs(task, spec.settingsDigest);
    if (sinceMs === undefined) untried.push(task);
    else if (turn.nowMs - sinceMs >= windowMs) configure(turn, task, version, false);
    else {
      running += 1;
      wakeAtMs = Math.min(wakeAtMs ?? Infinity, sinceMs + windowMs);
    }
  }
  const more = untried.slice(0, Math.max(0, size - running));
  for (const task of more) configure(turn, task, version, true);
  return wakeAtMs;
}

/** Since when these settings hold on trial there; a trial that has failed begins anew. */
function triedSinceMs(task: TaskEntry, settingsDigest: string): number | undefined {
  const trial = task.status?.trial;
  if (trial?.settingsDigest !== settingsDigest || trial.failed) return undefined;
  return task.trialSinceMs;
}

function configure(turn: Turn, task: TaskEntry, version: AppVersion, trial: boolean): void {
  const attempt = task.status?.trial?.failed ? `.${task.status.seq}` : '';
  const key = `${version.spec.settingsDigest}.${trial}${attempt}`;
  if (task.configured === key) return;
  task.configured = key;
  const specDigest = version.spec.digest;
  turn.calls.push({ kind: 'configure', taskId: task.row.id, specDigest, trial });
}
