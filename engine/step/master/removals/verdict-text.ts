// What is said of a verdict that isn't spoken yet, by `agents`, `why`, `status` and notices.
import { counted, spokenDuration } from '../../../lib/text/spoken-duration.ts';
import type { AgentEntry, Tables } from '../../tables.ts';
import { dueMsOf } from './standing.ts';
import { type Verdict, verdictOn } from './verdict.ts';

export type Pending = Exclude<Verdict, { kind: 'due' }>;
type Held = Extract<Verdict, { kind: 'held' }>;

/** Undefined when it isn't waited for. */
export function pendingVerdict(
  tables: Tables,
  { row, presence }: AgentEntry,
  nowMs: number,
): Pending | undefined {
  const dueMs = dueMsOf(tables.settings, presence);
  if (dueMs === undefined) return undefined;
  const verdict = verdictOn(tables, { id: row.id, dueMs }, nowMs);
  // Nobody has looked since: the next batch declares it.
  return verdict.kind === 'due' ? { kind: 'queued', ahead: 0, untilMs: nowMs } : verdict;
}

/** Until when it may be waited for at most; undefined: without end. */
export const pendingUntilMs = (verdict: Pending): number | undefined =>
  'untilMs' in verdict ? verdict.untilMs : undefined;

/** Behind `disconnected 20s ago, `. */
export function pendingText(tables: Tables, verdict: Pending, nowMs: number): string {
  switch (verdict.kind) {
    case 'waited':
      return `waited for another ${spokenDuration(verdict.untilMs - nowMs)}`;
    case 'held':
      return holdText(tables, verdict, nowMs);
    case 'queued': {
      const left = spokenDuration(verdict.untilMs - nowMs);
      const before = verdict.ahead === 0 ? '' : `, ${verdict.ahead} before it`;
      return `declared unreachable in ${left} (${limitText(tables)}${before})`;
    }
  }
}

export function holdText(tables: Tables, held: Held, nowMs: number): string {
  const verdict = 'not declared unreachable';
  if (held.why === 'none-connected') return `${verdict} while no agent is connected`;
  const left = spokenDuration(held.untilMs - nowMs);
  if (held.why === 'most-were-away')
    return `${verdict} for another ${left}: most agents were away until just now`;
  const { away, expected } = tables.attendance;
  return `${verdict} for another ${left} at most: ${away} of ${expected} agents are away`;
}

/** `20 agents in 60s at most`. */
export function limitText({ removals: { limit } }: Pick<Tables, 'removals'>): string {
  return `${counted(limit.agents, 'agent')} in ${spokenDuration(limit.perMs)} at most`;
}
