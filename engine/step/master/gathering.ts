// An engine that starts knows what its store knows; what else there is it learns from its agents.
// Until they are back, those that it takes to be there, it is careful:
//
// - Nothing new is placed for as long as agents that live take to come back. If the store was put
//   back from a backup, one of them knows, and the engine stops before it gives an id twice.
// - After `--adopt-epoch` nothing is started or stopped at all while an admitted agent is
//   recovering, and for one agent timeout in any case, in which agents come that the store has
//   never heard of: what runs where is told by agents alone. It goes on over a crash.
import { spokenDuration } from '../../lib/text/spoken-duration.ts';
import type { AgentEntry, AppEntry, Tables } from '../tables.ts';
import type { Wait } from '../wait.ts';

/** Agents that live dial again within 5 s (agentd/core/session/backoff.ts). */
const gatherMs = 6_000;

/** Until when nothing new is placed, as far as is known now; undefined when anything may be. */
export function gatheringUntilMs(tables: Tables, nowMs: number): number | undefined {
  const { startedMs, settings } = tables;
  const untilMs = startedMs + Math.min(gatherMs, settings.agentReregistrationTimeoutMs);
  return nowMs < untilMs && recovering(tables) ? untilMs : undefined;
}

/** Until when nothing is started or stopped, likewise. */
export function adoptingUntilMs(tables: Tables, nowMs: number): number | undefined {
  const { adoptedMs, settings } = tables;
  if (adoptedMs === undefined || nowMs < adoptedMs) return undefined;
  const atLeastMs = adoptedMs + settings.agentTimeoutMs;
  if (nowMs < atLeastMs) return atLeastMs;
  const atMostMs = adoptedMs + settings.agentReregistrationTimeoutMs;
  return nowMs < atMostMs && recovering(tables) ? atMostMs : undefined;
}

function recovering(tables: Tables): AgentEntry | undefined {
  for (const agent of tables.agents.values())
    if (agent.presence.kind === 'recovering') return agent;
  return undefined;
}

/** What an app waits for meanwhile: one that has something to place, or any. */
export const gatheringWaits = (tables: Tables, app: AppEntry, nowMs: number): readonly Wait[] =>
  gatheringWaitFor(tables, app.unmet !== undefined, nowMs);

export function gatheringWaitFor(
  tables: Tables,
  hasUnmet: boolean,
  nowMs: number,
): readonly Wait[] {
  const adoptingMs = adoptingUntilMs(tables, nowMs);
  const untilMs = adoptingMs ?? (hasUnmet ? gatheringUntilMs(tables, nowMs) : undefined);
  if (untilMs === undefined) return [];
  const why = adoptingMs ? 'the store was restored from a backup' : 'the engine has just started';
  const left = spokenDuration(untilMs - nowMs);
  const away = recovering(tables);
  const remedy = away ? `start meridian-agentd on ${away.row.facts.hostname}` : '';
  const what = `${why}; what its agents run is waited for, ${left} at most`;
  const next = { what: 'the engine goes on without them', atMs: untilMs };
  return [{ kind: 'recovering', what, remedy, sinceMs: tables.startedMs, next }];
}
