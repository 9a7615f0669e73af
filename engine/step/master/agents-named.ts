// Which agents an operator means by a word.
import { suggest } from '../../lib/text/suggest.ts';
import { type AgentId, agentId } from '../../model/ids.ts';
import { traitOf } from '../../place/agent-view.ts';
import { nameOf } from '../../place/is-meant.ts';
import type { OperationAnswer } from '../events.ts';
import type { AgentEntry, Tables } from '../tables.ts';

export type Named =
  | { readonly kind: 'agents'; readonly agents: readonly AgentEntry[] }
  | { readonly kind: 'refused'; readonly answer: OperationAnswer };

/** One by its id, or by its name where only one that isn't gone has it. */
export function agentNamed(tables: Tables, word: string): Named {
  const known = tables.agents.get(agentId(word));
  if (known) return { kind: 'agents', agents: [known] };
  const agents = there(tables).filter(({ row }) => nameOf(row.id) === word);
  if (agents.length === 1) return { kind: 'agents', agents };
  const ids = agents.map(({ row }) => row.id).join(', ');
  return refused(agents.length > 1 ? `${word} names ${ids}` : `no agent ${word}`, tables, word);
}

/** Some, by words: an id, a name, or `ATTRIBUTE=VALUE` for all that have it and aren't gone. */
export function agentsNamed(tables: Tables, words: readonly string[]): Named {
  const found = new Map<AgentId, AgentEntry>();
  for (const word of words) {
    const named = word.includes('=') ? agentsWith(tables, word) : agentNamed(tables, word);
    if (named.kind === 'refused') return named;
    for (const agent of named.agents) found.set(agent.row.id, agent);
  }
  const agents = [...found.values()].sort((a, b) => (a.row.id < b.row.id ? -1 : 1));
  return { kind: 'agents', agents };
}

function agentsWith(tables: Tables, word: string): Named {
  const at = word.indexOf('=');
  const [attribute, value] = [word.slice(0, at), word.slice(at + 1)];
  const agents = there(tables).filter(({ row: { facts } }) => traitOf(facts, attribute) === value);
  if (agents.length > 0) return { kind: 'agents', agents };
  return refused(`no agent has the attribute ${attribute} with the value ${value}`, tables, '');
}

const there = (tables: Tables): readonly AgentEntry[] =>
  [...tables.agents.values()].filter((agent) => agent.presence.kind !== 'gone');

function refused(what: string, tables: Tables, word: string): Named {
  const ids = there(tables).map(({ row }) => row.id);
  const meant = suggest(word, [...ids, ...ids.map(nameOf)]);
  const hint = meant === undefined ? 'see `meridian agents`' : `did you mean ${meant}?`;
  return { kind: 'refused', answer: { ok: false, code: 'not-found', what, hint } };
}
