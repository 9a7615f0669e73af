// Why an instance or a run can't go where its volumes are: it has them on two agents, or that agent
// isn't offered, or has no room.
import type { AgentId } from '../../model/ids.ts';
import type { Misfit } from '../../place/misfit.ts';
import { isOpen, type SnapshotAgent } from '../snapshot.ts';

/** What has volumes, and where they are. */
export interface KeptSlot {
  /** `instance 0`, `a run`. */
  readonly who: string;
  /** One at least. */
  readonly agents: readonly AgentId[];
  /** All that it takes is kept for it there, and nothing else has it. */
  readonly isIdle: boolean;
}

export interface KeptMisfit {
  readonly text: string;
  readonly remedy: string;
  readonly reason: {
    readonly kind: 'agent' | 'resource' | 'port';
    readonly name: string;
    readonly agents: number;
    readonly detail: string;
  };
}

export function tornMisfit({ who, agents }: KeptSlot): KeptMisfit {
  const detail = `its volumes are on ${agents.join(' and ')}`;
  return {
    text: `${who} has volumes on ${agents.join(' and ')}, and can't be at both`,
    remedy: 'give up one of them: `meridian release`',
    reason: { kind: 'agent', name: 'volumes', agents: agents.length, detail },
  };
}

/** `agent`: undefined when nobody knows it any more. */
export function awayMisfit(
  { who }: KeptSlot,
  agentId: AgentId,
  agent: SnapshotAgent | undefined,
): KeptMisfit {
  const presence = agent === undefined ? 'unknown' : agent.presence;
  const isShut = agent !== undefined && presence === 'registered' && !isOpen(agent);
  const name = isShut ? 'not offered' : presence;
  const detail = agent?.whyNot ?? `it is ${name}`;
  return {
    text: `${who} goes to ${agentId}, which has its volumes: ${detail}`,
    remedy: `bring ${agentId} back, or give the data up: \`meridian release\``,
    reason: { kind: 'agent', name, agents: 1, detail },
  };
}

export function fullMisfit(
  { who }: KeptSlot,
  agentId: AgentId,
  misfits: readonly Misfit[],
): KeptMisfit {
  const details = misfits.map(({ name, detail }) => `${name} ${detail}`).join(', ');
  const [first] = misfits;
  const { name = 'room', detail = '' } = first ?? {};
  const kind = first?.kind === 'port' ? 'port' : 'resource';
  return {
    text: `${who} goes to ${agentId}, which has its volumes and no room: ${details}`,
    remedy: `free that on ${agentId}, or ask for less`,
    reason: { kind, name, agents: 1, detail },
  };
}
