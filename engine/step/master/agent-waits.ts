// Why nothing is placed on an agent now, and what its tasks wait for meanwhile.
import { counted, spokenDuration } from '../../lib/text/spoken-duration.ts';
import type { AgentPresence } from '../../model/actual.ts';
import { neverOffered } from '../../model/resources/resource-warnings.ts';
import type { AgentEntry, Tables } from '../tables.ts';
import type { Wait } from '../wait.ts';
import { waitedForMs } from './agents.ts';

/** Nothing when tasks may be placed on it. */
export function agentWaitOf(tables: Tables, agent: AgentEntry, nowMs: number): Wait | undefined {
  const { presence } = agent;
  if (presence.kind !== 'registered') return awayOf(tables, agent, presence, nowMs);
  const never = neverOffered(agent.row.facts.resources);
  if (never !== undefined) return { kind: 'no-resources', ...never };
  if (agent.zombies.size > 0) {
    const [first = ''] = [...agent.zombies].sort();
    const what = `it still runs ${counted(agent.zombies.size, 'task')} given up before (${first})`;
    return { kind: 'zombies', what, remedy: 'nothing is placed on it until they have ended' };
  }
  if (!agent.avoid || agent.avoid.untilMs <= nowMs) return undefined;
  const left = spokenDuration(agent.avoid.untilMs - nowMs);
  const what = `it is left alone for ${left}: ${agent.avoid.why}`;
  return {
    kind: 'avoided',
    what,
    remedy: `look at the agent's log on ${agent.row.facts.hostname}`,
  };
}

function awayOf(
  tables: Tables,
  agent: AgentEntry,
  presence: Exclude<AgentPresence, { kind: 'registered' }>,
  nowMs: number,
): Wait {
  const { kind } = presence;
  const { id } = agent.row;
  const since = spokenDuration(nowMs - presence.sinceMs);
  const untilMs = waitedForMs(tables, presence);
  const left = untilMs === undefined ? '' : spokenDuration(untilMs - nowMs);
  const start = `start meridian-agentd on ${agent.row.facts.hostname}`;
  switch (kind) {
    case 'disconnected':
      return { kind, what: `disconnected ${since} ago, waited for another ${left}`, remedy: start };
    case 'recovering': {
      const what = `not back since the engine started ${since} ago, waited for another ${left}`;
      return { kind, what, remedy: start };
    }
    case 'unreachable': {
      const remedy = `${start}, or \`meridian gone ${id}\` if it never comes back`;
      return { kind, what: `unreachable for ${since}`, remedy };
    }
    case 'gone':
      return { kind, what: `declared gone ${since} ago`, remedy: 'it never comes back' };
  }
}
