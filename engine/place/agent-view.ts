// An agent as placement sees it.
import type { AgentId } from '../model/ids.ts';
import type { Resources } from '../model/resources/amounts.ts';

export interface AgentView {
  readonly agentId: AgentId;
  readonly hostname: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** What is free there. */
  readonly free: Resources;
}

/** The attributes of an agent, with `hostname` among them. */
export type AgentTraits = Pick<AgentView, 'hostname' | 'attributes'>;

/** An agent's value of an attribute; `hostname` and Marathon's `@hostname` are its host's name. */
export function traitOf(agent: AgentTraits, attribute: string): string | undefined {
  if (attribute === 'hostname' || attribute === '@hostname') return agent.hostname;
  // Names come from specs, and every object has a `constructor`.
  return Object.hasOwn(agent.attributes, attribute) ? agent.attributes[attribute] : undefined;
}
