// What placement sees of agents, for tallies that look at all of them: kept until what is free
// there changes. Where nothing is reserved all roles see the same.
import type { Allocator } from '../../allocate/offer-allocator.ts';
import { partsOf } from '../../allocate/round/bundle-parts.ts';
import type { Role } from '../../model/ids.ts';
import { withoutPorts } from '../../model/resources/amounts.ts';
import type { Bundle } from '../../model/resources/bundle.ts';
import { isAllocatableTo, ownerOf, reservedFor } from '../../model/resources/resource.ts';
import { type Claim, takeableAmounts } from '../../model/resources/takeable.ts';
import type { KeptFree } from '../../place/misfit.ts';
import { AgentColumns, type Seen } from '../../place/tally/agent-columns.ts';
import type { Roster } from '../../place/tally/roster.ts';
import { agentWaitOf } from '../master/agent-waits.ts';
import type { Want } from '../offers/held-back.ts';
import type { AgentEntry, Tables } from '../tables.ts';

/** Ways to see agents with reservations that are kept at least; beyond, all is counted anew. */
const leastViewers = 32;
/** Agents in all of these, some 64 bytes each. */
const mostSeen = 2_000_000;

type View = Seen['agent'];

interface Sight {
  readonly tables: Tables;
  readonly allocator: Pick<Allocator, 'freeOn'>;
}

interface Asked {
  readonly want: Pick<Want, 'role' | 'claim'>;
  readonly nowMs: number;
}

/** What is the same for all who look. */
interface Base {
  readonly entry: AgentEntry;
  readonly away: Seen['away'];
  readonly isSpecial: boolean;
  /** Undefined: its view depends on who looks. */
  readonly plain: Seen | undefined;
}

export class AgentSights {
  readonly #sight: Sight;
  readonly #roster: Roster;
  /** By agent's number. */
  readonly #bases: (Base | undefined)[] = [];
  /** Agents that not all see the same. */
  readonly #special = new Set<number>();
  readonly #viewers = new Map<string, AgentColumns>();
  nowMs = 0;

  constructor(sight: Sight, roster: Roster) {
    this.#sight = sight;
    this.#roster = roster;
  }

  /** The agent has changed. */
  note(slot: number): void {
    this.#bases[slot] = undefined;
    const entry = this.#sight.tables.agents.get(this.#roster.idOf(slot));
    if (entry && !this.#isPlain(entry)) this.#special.add(slot);
    else this.#special.delete(slot);
    for (const columns of this.#viewers.values()) columns.forget(slot);
  }

  /** As tasks of that want see agents; others once there were too many ways to see them. */
  columnsFor(want: Asked['want']): AgentColumns {
    const viewer = this.#special.size === 0 ? (want.claim?.tier ?? '') : viewerOf(want);
    let columns = this.#viewers.get(viewer);
    if (columns === undefined) {
      const [oldest] = this.#viewers.keys();
      const most = Math.max(leastViewers, mostSeen / Math.max(1, this.#roster.size));
      if (this.#viewers.size >= most && oldest !== undefined) this.#viewers.delete(oldest);
      columns = new AgentColumns(this.#roster, (slot) => this.#see(slot, want));
      this.#viewers.set(viewer, columns);
    }
    return columns;
  }

  /** As a task of that want sees it; undefined: it is gone. */
  viewOf(slot: number, want: Asked['want']): View | undefined {
    return this.#see(slot, want)?.agent;
  }

  #see(slot: number, want: Asked['want']): Seen | undefined {
    const base = this.#bases[slot] ?? this.#baseOf(slot);
    if (base === undefined) return undefined;
    if (base.plain !== undefined && want.claim?.tier === undefined) return base.plain;
    return seenOf(base, viewOf(this.#sight, base.entry, { want, nowMs: this.nowMs }));
  }

  #baseOf(slot: number): Base | undefined {
    const { tables } = this.#sight;
    const entry = tables.agents.get(this.#roster.idOf(slot));
    if (entry === undefined || entry.presence.kind === 'gone') return undefined;
    const wait = agentWaitOf(tables, entry, this.nowMs);
    const away = wait && { kind: wait.kind, isNever: wait.kind === 'no-resources' };
    const isSpecial = partsOf(freeOf(this.#sight, entry)).hasSpecial;
    const want = { role: anyRole };
    const view = this.#isPlain(entry)
      ? viewOf(this.#sight, entry, { want, nowMs: this.nowMs })
      : undefined;
    const known = { entry, away, isSpecial };
    const base = { ...known, plain: view && seenOf(known, view) };
    this.#bases[slot] = base;
    return base;
  }

  /** Where nothing is reserved all see the same. */
  #isPlain(entry: AgentEntry): boolean {
    const bundles = [freeOf(this.#sight, entry), entry.row.facts.resources];
    return bundles.every((bundle) => !partsOf(bundle).hasSpecial);
  }
}

const anyRole = '*' as Role;

function viewerOf({ role, claim = {} }: Asked['want']): string {
  const { tier = '', isDiskWhole } = claim;
  return JSON.stringify([role, tier, isDiskWhole === true]);
}

const seenOf = ({ away, isSpecial }: Pick<Base, 'away' | 'isSpecial'>, agent: View): Seen => ({
  ...{ agent, isSpecial },
  ...(away === undefined ? {} : { away }),
});

/** An agent as placement sees it: without the ports that something else holds. */
export function viewOf(sight: Sight, agent: AgentEntry, { want, nowMs }: Asked): View {
  const { id, facts } = agent.row;
  const { hostname, attributes, resources } = facts;
  const { role, claim } = want;
  const bundle = freeOf(sight, agent);
  const free = takeableAmounts(bundle, role, claim);
  const busy = [...agent.busyPorts].filter(([, untilMs]) => untilMs > nowMs).map(([port]) => port);
  const ports = withoutPorts(free.ranges.ports ?? [], busy);
  const kept = partsOf(bundle).hasSpecial ? keptIn(bundle, role, claim) : [];
  return {
    ...{ agentId: id, hostname, attributes },
    total: takeableAmounts(resources, role, claim).scalars,
    free: { ...free, ranges: { ...free.ranges, ports } },
    ...(kept.length === 0 ? {} : { kept }),
  };
}

const freeOf = ({ allocator }: Sight, { row }: AgentEntry): Bundle =>
  allocator.freeOn(row.id) ?? row.facts.resources;

/** What is free and reserved for others, by whom, in the order of their names. */
function keptIn(free: Bundle, role: Role, claim: Claim = {}): readonly KeptFree[] {
  if (claim.tier !== undefined) return [];
  const kept = new Map<string, Record<string, number>>();
  for (const { name, value, disk, revocable, ...rest } of free) {
    if (value.kind !== 'scalar' || disk !== undefined || revocable !== undefined) continue;
    const by = keeperOf({ name, value, ...rest }, role, claim);
    if (by === undefined) continue;
    const scalars = kept.get(by) ?? {};
    scalars[name] = (scalars[name] ?? 0) + value.milli;
    kept.set(by, scalars);
  }
  const names = [...kept.keys()].sort();
  return names.map((by) => ({ by, scalars: kept.get(by) ?? {} }));
}

function keeperOf(resource: Bundle[number], role: Role, { owners }: Claim): string | undefined {
  const owner = ownerOf(resource);
  if (owner !== undefined)
    return owners?.includes(owner) === true ? undefined : `volumes of ${owner}`;
  return isAllocatableTo(resource, role) ? undefined : `role ${reservedFor(resource)}`;
}
