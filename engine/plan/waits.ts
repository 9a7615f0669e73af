// What isn't as the applied revision wants it, kept apart from changes: no commit is needed for it,
// and none of it is a surprise of this plan. The engine names the waits; what has none and isn't in
// full is on its way.
import type { PlanWait } from '../../schemas/generated/api.ts';
import type { Against } from './plan-input.ts';
import { byCode } from './planning.ts';
import type { SnapshotApp } from './snapshot.ts';

export function waitsOf(against: Against): PlanWait[] {
  if (against.kind !== 'engine') return [];
  const all: PlanWait[] = [];
  for (const app of against.snapshot.apps) addWaits(all, app);
  return all.sort((a, b) => byCode(a.name, b.name));
}

function addWaits(all: PlanWait[], app: SnapshotApp): void {
  const { name, waits } = app;
  for (const { kind, text } of waits) all.push({ name, kind, text });
  const text = waits.length > 0 ? undefined : convergingText(app);
  if (text !== undefined) all.push({ name, kind: 'converging', text });
}

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
