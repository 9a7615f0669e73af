// When an agent that is away is declared unreachable: not before it is due, not faster than the
// removal limit lets through, in the order in which they become due; and not while the engine
// doubts its own network:
//
//   waited ──due──► more than half away: held, for one reregistration timeout at most
//             ├───► no agent connected: held without end, as nothing could be placed anyway
//             ├───► that has ended: held for another agent timeout, for the others to return
//             ├───► others before it, no token: queued
//             └───► declared
//
// (Mesos: agent_removal_rate_limit, recovery_agent_removal_limit, mesos.md 2.1 and 2.4; Kubernetes:
// an eviction rate a zone, and none while a whole zone is gone.)
import type { AgentId } from '../../../model/ids.ts';
import type { Tables } from '../../tables.ts';
import type { Awaited } from './attendance.ts';

export type Verdict =
  | { readonly kind: 'waited'; readonly untilMs: number }
  | { readonly kind: 'held'; readonly why: 'none-connected' }
  | {
      readonly kind: 'held';
      readonly why: 'most-away' | 'most-were-away';
      readonly untilMs: number;
    }
  /** At the latest then, as far as is known now. */
  | { readonly kind: 'queued'; readonly ahead: number; readonly untilMs: number }
  | { readonly kind: 'due'; readonly id: AgentId };

/** Of an agent that is waited for. */
export function verdictOn(tables: Tables, one: Awaited, nowMs: number): Verdict {
  if (one.dueMs > nowMs) return { kind: 'waited', untilMs: one.dueMs };
  const hold = holdOf(tables, one.dueMs);
  if (hold.why === 'none-connected') return { kind: 'held', why: hold.why };
  if (hold.untilMs > nowMs) return { kind: 'held', ...hold };
  const ahead = tables.attendance.before(one);
  const untilMs = tables.removals.freeAtMs(nowMs, ahead);
  if (untilMs > nowMs || ahead > 0) return { kind: 'queued', ahead, untilMs };
  return { kind: 'due', id: one.id };
}

type Hold =
  | { readonly why: 'none-connected' }
  | { readonly why: 'most-away' | 'most-were-away'; readonly untilMs: number };

/** Grows with `dueMs`: nobody is let through before those that are due before it. */
function holdOf({ attendance, settings }: Tables, dueMs: number): Hold {
  const { connected, isDoubtful, doubtEndedMs, reachedMs } = attendance;
  if (connected === 0) return { why: 'none-connected' };
  const atMostMs = Math.max(dueMs, reachedMs) + settings.agentReregistrationTimeoutMs;
  if (isDoubtful) return { why: 'most-away', untilMs: atMostMs };
  const backByMs = Math.max(dueMs, doubtEndedMs + settings.agentTimeoutMs);
  return { why: 'most-were-away', untilMs: Math.min(atMostMs, backByMs) };
}
