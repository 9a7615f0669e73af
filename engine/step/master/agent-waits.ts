// Why nothing is placed on an agent now, and what its tasks wait for meanwhile.
import { counted, spokenDuration } from '../../lib/text/spoken-duration.ts';
import type { AgentPresence } from '../../model/actual.ts';
import { neverOffered } from '../../model/resources/resource-warnings.ts';
import { closedWait } from '../maintenance/waits.ts';
import type { AgentEntry, Tables } from '../tables.ts';
import { nextOf, sinceOf, type Wait } from '../wait.ts';
import { avoidAgentMs } from './avoid.ts';
import {
  type Pending,
  pendingText,
  pendingUntilMs,
  pendingVerdict,
} from './removals/verdict-text.ts';

/** Nothing when tasks may be placed on it. */
export function agentWaitOf(tables: Tables, agent: AgentEntry, nowMs: number): Wait | undefined {
  const { presence } = agent;
  if (presence.kind !== 'registered') return awayOf(tables, agent, presence, nowMs);
  const never = neverOffered(agent.row.facts.resources);
  if (never !== undefined) return { kind: 'no-resources', ...never, sinceMs: agent.row.admittedMs };
  if (agent.zombies.size > 0) {
    const [first = ''] = [...agent.zombies.keys()].sort();
    const what = `it still runs ${counted(agent.zombies.size, 'task')} given up before (${first})`;
    const { hostname } = agent.row.facts;
    const remedy = `they are being killed; where they don't end, reboot ${hostname}`;
    return { kind: 'zombies', what, remedy, ...sinceOf(agent.zombiesSinceMs) };
  }
  const closed = closedWait(tables, agent, nowMs);
  if (closed) return closed;
  if (!agent.avoid || agent.avoid.untilMs <= nowMs) return undefined;
  const left = spokenDuration(agent.avoid.untilMs - nowMs);
  const what = `it is left alone for ${left}: ${agent.avoid.why}`;
  return {
    kind: 'avoided',
    what,
    remedy: `look at the agent's log on ${agent.row.facts.hostname}`,
    sinceMs: agent.avoid.untilMs - avoidAgentMs,
    next: { what: 'it is placed on again', atMs: agent.avoid.untilMs },
  };
}

function awayOf(
  tables: Tables,
  agent: AgentEntry,
  presence: Exclude<AgentPresence, { kind: 'registered' }>,
  nowMs: number,
): Wait {
  const { kind, sinceMs } = presence;
  const { id } = agent.row;
  const since = spokenDuration(nowMs - sinceMs);
  const start = `start meridian-agentd on ${agent.row.facts.hostname}`;
  const orGone = `${start}, or \`meridian gone ${id}\` if it never comes back`;
  switch (kind) {
    case 'disconnected':
    case 'recovering': {
      const pending = pendingVerdict(tables, agent, nowMs);
      const then = pending === undefined ? '' : `, ${pendingText(tables, pending, nowMs)}`;
      const away =
        kind === 'disconnected'
          ? `disconnected ${since} ago`
          : `not back since the engine started ${since} ago`;
      const remedy = pending?.kind === 'waited' ? start : orGone;
      return { kind, what: `${away}${then}`, remedy, sinceMs, ...verdictNext(pending, nowMs) };
    }
    case 'unreachable':
      return { kind, what: `unreachable for ${since}`, remedy: orGone, sinceMs };
    case 'gone':
      return { kind, what: `declared gone ${since} ago`, remedy: 'it never comes back', sinceMs };
  }
}

function verdictNext(pending: Pending | undefined, nowMs: number): Pick<Wait, 'next'> {
  const atMs = pending && pendingUntilMs(pending);
  if (atMs === undefined) return {};
  const what = pending?.kind === 'held' ? 'it is judged again' : 'it is declared unreachable';
  return nextOf(nowMs, { what, atMs });
}
