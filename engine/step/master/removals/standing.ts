// When an agent that is away is due: so long it is waited for in any case.
import type { AgentPresence } from '../../../model/actual.ts';
import type { AgentEntry, EngineSettings, Tables } from '../../tables.ts';
import type { Standing } from './attendance.ts';

/** When a verdict on it is due; undefined when it isn't waited for. */
export function dueMsOf(settings: EngineSettings, presence: AgentPresence): number | undefined {
  if (presence.kind === 'disconnected') return presence.sinceMs + settings.agentTimeoutMs;
  if (presence.kind === 'recovering')
    return presence.sinceMs + settings.agentReregistrationTimeoutMs;
  return undefined;
}

/** After each change of where it stands. */
export function noteAttendance(tables: Tables, entry: AgentEntry, nowMs: number): void {
  tables.attendance.note(entry.row.id, standingOf(tables.settings, entry), nowMs);
}

function standingOf(settings: EngineSettings, entry: AgentEntry): Standing {
  const { presence, isQuiet } = entry;
  const dueMs = dueMsOf(settings, presence);
  if (dueMs !== undefined) return { kind: 'awaited', dueMs };
  if (presence.kind !== 'registered') return { kind: 'out' };
  return { kind: isQuiet ? 'quiet' : 'connected' };
}
