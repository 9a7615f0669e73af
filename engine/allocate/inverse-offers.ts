// Inverse offers (mesos.md 1.10): before a planned absence of an agent, each active framework that
// holds anything there is asked once to leave; after an answer, again when its refusal has run out.
import type { AgentEntry } from './agents/agent-entry.ts';
import type { InverseOffer, MaintenanceWindow } from './offer-allocator.ts';

export class InverseOffers {
  plan(agent: AgentEntry, window: MaintenanceWindow | undefined): void {
    agent.maintenance = window && { window, outstanding: new Set(), refused: new Map() };
  }

  /** Those to be made now; they are outstanding from here on. By framework. */
  due(
    agent: AgentEntry,
    nowSec: number,
    isActive: (framework: string) => boolean,
  ): readonly InverseOffer[] {
    const { maintenance } = agent;
    if (maintenance === undefined) return [];
    const { outstanding, refused, window } = maintenance;
    const asked = [...agent.heldBy.keys()]
      .filter((id) => isActive(id) && !outstanding.has(id) && (refused.get(id) ?? 0) <= nowSec)
      .sort();
    for (const id of asked) outstanding.add(id);
    return asked.map((framework) => ({ framework, agentId: agent.info.id, window }));
  }

  /** It isn't asked again before that second; undefined: it may be asked at once. */
  answer(agent: AgentEntry, framework: string, untilSec: number | undefined): void {
    agent.maintenance?.outstanding.delete(framework);
    if (untilSec !== undefined) agent.maintenance?.refused.set(framework, untilSec);
  }

  /** Its refusals are void. */
  allow(agent: AgentEntry, framework: string): void {
    agent.maintenance?.refused.delete(framework);
  }

  forget(agent: AgentEntry, framework: string): void {
    agent.maintenance?.outstanding.delete(framework);
    agent.maintenance?.refused.delete(framework);
  }
}
