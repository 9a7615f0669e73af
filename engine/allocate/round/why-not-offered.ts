// Why a framework is offered nothing in a role: for each agent the first thing that keeps a round
// from offering it (round.ts asks the same in the same order), or that the next round may. Reads
// only, agent by agent: it is for one who asks.
import type { Role } from '../../model/ids.ts';
import { quantitiesOf } from '../../model/resources/bundle.ts';
import type { AgentEntry } from '../agents/agent-entry.ts';
import type { AllocationLedger } from '../allocation-ledger.ts';
import type { Client } from '../clients.ts';
import type { OfferCensus, OfferRefusal, RoleRefusal } from '../offer-allocator.ts';
import { heldBack } from '../turns/held-back.ts';
import { hasGpus, isWorth, offerableTo, withoutRevocable } from './offerable.ts';
import { portionForGuarantee, portionForShare } from './portion.ts';

interface At {
  readonly nowMs: number;
}

interface Asked extends At {
  readonly ledger: AllocationLedger;
  readonly client: Client;
}

export function whyNotOffered(
  ledger: AllocationLedger,
  { framework, role, nowMs }: { readonly framework: string; readonly role: Role } & At,
): OfferCensus {
  const client = ledger.clients.find(framework, role);
  if (client?.info === undefined) return { role: 'not-subscribed', agents: [] };
  const agents = [...ledger.agents()].sort((a, b) => (a.agentId < b.agentId ? -1 : 1));
  const refused = agents.map((agent) => {
    const refusal = refusalOn({ ledger, client, nowMs }, agent);
    return { agentId: agent.agentId, ...(refusal === undefined ? {} : { refusal }) };
  });
  const whole = roleRefusal(client);
  return { agents: refused, ...(whole === undefined ? {} : { role: whole }) };
}

function roleRefusal(client: Client): RoleRefusal | undefined {
  if (!client.isFrameworkActive) return 'inactive';
  return client.isSuppressed ? 'suppressed' : undefined;
}

function refusalOn({ ledger, client, nowMs }: Asked, agent: AgentEntry): OfferRefusal | undefined {
  if (!agent.isActive) return { kind: 'closed' };
  if (agent.stock.free.length === 0) return { kind: 'taken' };
  const offerable = offerableTo(agent, client.role);
  if (offerable.length === 0) return { kind: 'reserved' };
  if (client.info?.roles.get(client.role)?.excludes?.(agent.info)) return { kind: 'constraint' };
  if (!isWorth(offerable, client.minAllocatable)) return { kind: 'minimum' };
  if (client.info?.takesGpus !== true && hasGpus(agent)) return { kind: 'gpus' };
  const bundle = withoutRevocable(offerable, client);
  const ask = { agentId: agent.agentId, role: client.role, bundle, ledger, draw };
  const isPromised = ledger.quotas.hasGuarantees && ledger.quotas.isUnmet(client.role);
  const promised = isPromised ? portionForGuarantee(ask) : undefined;
  const portion = promised ?? portionForShare(ask);
  if (!isWorth(portion, client.minAllocatable)) {
    const scalars = quantitiesOf(bundle);
    const held = heldBack(ledger, client.role, { scalars, on: agent });
    return held === undefined ? { kind: 'minimum' } : { kind: 'quota', held };
  }
  const untilSec = agent.filters.untilSec(client.index, portion, Math.floor(nowMs / 1000));
  return untilSec === undefined ? undefined : { kind: 'filter', untilMs: untilSec * 1000 };
}

/** What is cut off first is drawn; whether anything is left isn't. */
const draw = { seed: 0, round: 0 };
