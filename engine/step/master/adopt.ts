// After `--adopt-epoch` (a store restored from a backup): of what agents run and the store doesn't
// know, it adopts what is wanted by digest; the rest is killed as given up (house.md part 3).
import type { TaskReport } from '../../../schemas/generated/wire.ts';
import { isTerminal, type TaskRow } from '../../model/actual.ts';
import { parseTaskId, slotId, taskId } from '../../model/ids.ts';
import { scalarsOf } from '../../place/app-request.ts';
import { notice } from '../notice.ts';
import { type AgentEntry, type TaskEntry, wantedVersion } from '../tables.ts';
import type { MasterTurn } from './master-turn.ts';
import { takenBy } from './tasks.ts';

export function adoptTask(
  turn: MasterTurn,
  agent: AgentEntry,
  report: TaskReport,
): TaskEntry | undefined {
  const parts = parseTaskId(report.taskId);
  const app = parts && turn.tables.apps.get(parts.name);
  const version = app && wantedVersion(app);
  if (!parts || !version || isTerminal(report.status.state)) return undefined;
  if (version.spec.taskDigest !== report.taskDigest) return undefined;
  const ports = report.ports ?? [];
  const row: TaskRow = {
    ...parts,
    id: taskId(parts.name, parts.instance, parts.launch),
    framework: 'apps',
    role: version.spec.role,
    agentId: agent.row.id,
    resources: { scalars: scalarsOf(version.spec), ranges: {}, sets: {} },
    ports,
    taskDigest: version.spec.taskDigest,
    specDigest: version.spec.digest,
    launchedMs: turn.nowMs,
  };
  const entry: TaskEntry = { row };
  turn.tables.tasks.set(row.id, entry);
  app.tasks.set(row.id, entry);
  agent.tasks.add(row.id);
  const slot = slotId(parts.name, parts.instance);
  turn.tables.launches.set(slot, Math.max(turn.tables.launches.get(slot) ?? 0, parts.launch));
  turn.allocator.allocated(row.role, row.agentId, takenBy(row));
  turn.effects.tasks.add(row.id);
  const message = `${row.id} on ${agent.row.id} is adopted: the restored store didn't know it`;
  notice(turn.tables, turn.effects, { kind: 'task-adopted', subject: row.id, message });
  return entry;
}
