// What isn't as the applied revision wants it, kept apart from changes: no commit is needed for it,
// and none of it is a surprise of this plan. The engine names the waits; what has none and isn't in
// full is on its way.
import type { PlanWait } from '../../schemas/generated/api.ts';
import { counted } from './impact.ts';
import type { Against } from './plan-input.ts';
import { byCode } from './planning.ts';
import type { SnapshotApp, SnapshotJob } from './snapshot.ts';

export function waitsOf(against: Against): PlanWait[] {
  if (against.kind !== 'engine') return [];
  const all: PlanWait[] = [];
  for (const app of against.snapshot.apps) addWaits(all, app, convergingText(app));
  for (const job of against.snapshot.jobs) addWaits(all, job, goingText(job));
  return all.sort((a, b) => byCode(a.name, b.name));
}

/** `others`: what it is on its way with, where the engine names no wait. */
function addWaits(
  all: PlanWait[],
  { name, waits }: SnapshotApp | SnapshotJob,
  others: string | undefined,
): void {
  for (const { kind, text } of waits) all.push({ name, kind, text });
  if (others !== undefined && waits.length === 0)
    all.push({ name, kind: 'converging', text: others });
}

/** Runs that are under way or retried are as wanted: only what is going isn't. */
const goingText = ({ isGoing, runs }: SnapshotJob): string | undefined =>
  isGoing ? `being removed, ${counted(runs.length, 'run')} still there` : undefined;

function convergingText({ spec, instances }: SnapshotApp): string | undefined {
  const sum = { total: 0, applied: 0, healthy: 0 };
  for (const { taskDigest, total, healthy } of instances) {
    sum.total += total;
    if (taskDigest !== spec?.taskDigest) continue;
    sum.applied += total;
    sum.healthy += healthy;
  }
  const { total, applied, healthy } = sum;
  if (spec === undefined) return total === 0 ? undefined : `being removed, ${total} still there`;
  const others = total - applied;
  if (others === 0 && applied === spec.instances && healthy === applied) return undefined;
  const old = others === 0 ? '' : `, ${others} run another version`;
  return `${applied} of ${spec.instances} run the applied version, ${healthy} healthy${old}`;
}
