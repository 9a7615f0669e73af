// An app whose file is deleted: what depended on it and is going too goes first, then its instances
// are stopped, then the app is forgotten. Launch counts stay, so a re-added app goes on counting.
import { slotId } from '../../model/ids.ts';
import { rowKey } from '../memory/rows.ts';
import { notice } from '../notice.ts';
import type { AppEntry } from '../tables.ts';
import type { Turn } from '../turn.ts';
import { stirReservations } from '../volumes/tend-reservations.ts';
import { endGoing, goingBefore, stirDependents } from './dependencies.ts';
import { endRollout } from './rollout.ts';

export function removeApp(turn: Turn, app: AppEntry): void {
  const { name } = app.row;
  turn.tables.gated.delete(name);
  app.unmet = undefined;
  app.isSettled = false;
  // Re-added, it is there for those that depend on it only once that is seen anew.
  app.proven = 0;
  stirDependents(turn.tables, app);
  stirReservations(turn.tables, name);
  if (app.rollout) endRollout(turn, app, 'superseded', 'the app is removed');
  if (goingBefore(turn.tables, app).length > 0) return;
  let left = 0;
  for (const task of app.tasks.values()) {
    if (task.row.end) continue;
    left += 1;
    if (!task.row.kill) turn.calls.push({ kind: 'kill', taskId: task.row.id, reason: 'removed' });
  }
  if (left === 0) forgetApp(turn, app);
}

function forgetApp(turn: Turn, app: AppEntry): void {
  const { name } = app.row;
  for (const task of app.tasks.values()) {
    turn.calls.push({ kind: 'forget', taskId: task.row.id });
    const slot = slotId(name, task.row.instance);
    turn.effects.slots.set(slot, turn.tables.launches.get(slot) ?? task.row.launch);
  }
  for (const digest of app.versions.keys())
    turn.effects.versions.set(rowKey.version(name, digest), undefined);
  for (const rollout of app.history) {
    turn.tables.rollouts.delete(rollout.id);
    turn.effects.rollouts.add(rollout.id);
  }
  stirReservations(turn.tables, name);
  endGoing(turn.tables, name);
  turn.tables.apps.delete(name);
  turn.effects.apps.add(name);
  turn.effects.forgottenApps.set(name, app.row);
  notice(turn.tables, turn.effects, {
    kind: 'app-removed',
    subject: name,
    message: `${name} is removed`,
  });
}
