// Why tasks have no place, counted once for each kind of task and kept as agents change: a list of
// all that waits costs what changed since the last one, not every agent for every app
// (place/tally). Nothing of it is stored, and nothing is decided by it.
import type { Allocator } from '../../allocate/offer-allocator.ts';
import type { AgentId, TaskId } from '../../model/ids.ts';
import type { PlacementConstraint } from '../../model/wanted.ts';
import { InstanceCounts } from '../../place/instance-counts.ts';
import { misfitsOf, type PlaceRequest } from '../../place/misfit.ts';
import type { AgentColumns } from '../../place/tally/agent-columns.ts';
import { Roster } from '../../place/tally/roster.ts';
import { ShapeTally, type Verdict } from '../../place/tally/shape-tally.ts';
import {
  type Census,
  mostFirst,
  type RuledOut,
  type Unplaced,
  unplacedBy,
  type WhyAgent,
} from '../../place/why.ts';
import { countsOf, isEligible, isKnown } from '../offers/agent-counts.ts';
import { heldBackOn, mayBeHeldBack, type Want } from '../offers/held-back.ts';
import type { AgentEntry, Tables, TaskEntry } from '../tables.ts';
import { AgentSights } from './agent-sights.ts';
import { AttributeValues } from './attribute-values.ts';
import { notOfferedOf } from './why-agents.ts';

/** Kinds of tasks that are kept at most; those asked for last stay. */
const mostTallies = 4_096;
/** Agents of all of them at most, a byte each: some 32 MiB. */
const mostJudged = 32_000_000;

export interface PlaceQuestion {
  readonly request: PlaceRequest;
  readonly want: Want;
  /** Whose other tasks constraints look at. */
  readonly owner: { readonly tasks: ReadonlyMap<TaskId, TaskEntry> };
}

interface Kept {
  readonly tally: ShapeTally;
  /** It was made from these, and goes with them. */
  readonly columns: AgentColumns;
  /** Up to where it has followed the allocator's changes. */
  read: number;
}

export type CountedAllocator = Pick<Allocator, 'changes' | 'freeOn' | 'heldBack'>;

const nowhere = new InstanceCounts([]);

export class WhyBook {
  readonly #tables: Tables;
  readonly #allocator: CountedAllocator;
  readonly #roster = new Roster();
  readonly #sights: AgentSights;
  readonly #eligible: AttributeValues;
  readonly #known: AttributeValues;
  readonly #tallies = new Map<string, Kept>();
  /** For which of them somebody with constraints that count asked last. */
  readonly #asked = new WeakMap<PlaceQuestion['owner'], string>();
  /** Agents of which something ends by the clock alone, and when. */
  readonly #timed = new Map<AgentId, number>();
  #read = 0;
  #nowMs = 0;

  constructor(tables: Tables, allocator: CountedAllocator) {
    this.#tables = tables;
    this.#allocator = allocator;
    this.#sights = new AgentSights({ tables, allocator }, this.#roster);
    const all = () => tables.agents.values();
    this.#eligible = new AttributeValues(all, isEligible);
    this.#known = new AttributeValues(all, isKnown);
  }

  /** The same as `whyUnplaced` over all agents. */
  unplaced(question: PlaceQuestion, nowMs: number): Unplaced {
    this.#follow(nowMs);
    const tally = this.#tallyFor(question);
    return unplacedBy(question.request, this.#census(tally, question.want), tally.counts);
  }

  #follow(nowMs: number): void {
    const { changes } = this.#allocator;
    this.#nowMs = nowMs;
    this.#sights.nowMs = nowMs;
    for (const [id, untilMs] of this.#timed)
      if (untilMs <= nowMs) {
        this.#timed.delete(id);
        changes.note(id);
      }
    for (const id of changes.since(this.#read)) {
      const agent = this.#tables.agents.get(id);
      this.#sights.note(this.#roster.slotOf(id));
      if (agent === undefined) continue;
      this.#eligible.note(agent);
      this.#known.note(agent);
      this.#watchClock(agent);
    }
    this.#read = changes.last;
  }

  #watchClock({ row, busyPorts, avoid }: AgentEntry): void {
    const ends = [...busyPorts.values(), ...(avoid ? [avoid.untilMs] : [])];
    const ahead = ends.filter((atMs) => atMs > this.#nowMs);
    if (ahead.length === 0) this.#timed.delete(row.id);
    else this.#timed.set(row.id, Math.min(...ahead));
  }

  #tallyFor(question: PlaceQuestion): ShapeTally {
    const counts = this.#countsFor(question);
    const key = this.#keyOf(question, counts);
    const columns = this.#sights.columnsFor(question.want);
    this.#supersede(question, key);
    const known = this.#tallies.get(key);
    const kept = known?.columns === columns ? known : this.#newTally(question, counts, columns);
    // The one asked for last comes last.
    this.#tallies.delete(key);
    this.#tallies.set(key, kept);
    if (known === undefined) this.#dropOldest();
    const { changes } = this.#allocator;
    for (const id of changes.since(kept.read)) kept.tally.judge(this.#roster.slotOf(id));
    kept.read = changes.last;
    return kept.tally;
  }

  /** Its instances are elsewhere now: nobody else is likely to ask for the count from before. */
  #supersede({ request, owner }: PlaceQuestion, key: string): void {
    if (!request.constraints.some(isCounting)) return;
    const before = this.#asked.get(owner);
    if (before !== undefined && before !== key) this.#tallies.delete(before);
    this.#asked.set(owner, key);
  }

  #newTally({ request }: PlaceQuestion, counts: InstanceCounts, columns: AgentColumns): Kept {
    const tally = new ShapeTally({ request, counts, roster: this.#roster, columns });
    return { tally, columns, read: this.#allocator.changes.last };
  }

  #dropOldest(): void {
    const most = Math.min(mostTallies, Math.floor(mostJudged / Math.max(1, this.#roster.size)));
    for (const key of this.#tallies.keys()) {
      if (this.#tallies.size <= Math.max(1, most)) return;
      this.#tallies.delete(key);
    }
  }

  #countsFor({ request, owner }: PlaceQuestion): InstanceCounts {
    if (!request.constraints.some(isCounting)) return nowhere;
    return countsOf(this.#tables, owner, { eligible: this.#eligible, known: this.#known });
  }

  /** All that judging an agent depends on, but the agent. */
  #keyOf({ request, want }: PlaceQuestion, counts: InstanceCounts): string {
    const { scalars, ports, constraints, instances } = request;
    const marks = constraints.filter(isCounting).map(({ attribute, operator }) => {
      const mark = [attribute, counts.markOf(attribute)];
      if (operator !== 'group-by') return mark;
      const versions = [this.#eligible, this.#known].map((one) => one.versionOf(attribute));
      return [...mark, instances, ...versions];
    });
    const hosts = ports.map(({ host }) => host);
    return JSON.stringify([want.role, want.claim, scalars, hosts, constraints, marks]);
  }

  #census(tally: ShapeTally, want: Want): Census {
    const verdicts = tally.verdicts();
    const describe = (slot: number): WhyAgent => this.#describe(slot, want);
    const usable = verdicts.filter(({ kind }) => kind !== 'never');
    const room = this.#roomOf(tally, want);
    const nearest = tally.nearest();
    const [first, firstUsable] = [this.#firstOf(verdicts), this.#firstOf(usable)];
    return {
      agents: verdicts.reduce((sum, { agents }) => sum + agents, 0),
      ...{ fitting: room.fitting, heldBack: room.heldBack },
      ruledOut: mostFirst([...this.#ruledOut(tally, verdicts, describe), ...room.ruledOut]),
      first: first === undefined ? undefined : describe(first),
      firstUsable: firstUsable === undefined ? undefined : describe(firstUsable),
      nearest: nearest === undefined ? undefined : describe(nearest),
      largest: (name) => tally.largest(name),
    };
  }

  #firstOf(verdicts: readonly Verdict[]): number | undefined {
    let first: number | undefined;
    for (const verdict of verdicts) first = this.#earlier(first, verdict.first);
    return first;
  }

  #earlier(one: number | undefined, other: number | undefined): number | undefined {
    if (one === undefined || other === undefined) return one ?? other;
    return this.#roster.isBefore(other, one) ? other : one;
  }

  #describe(slot: number, want: Want): WhyAgent {
    const id = this.#roster.idOf(slot);
    const entry = this.#tables.agents.get(id);
    const view = this.#sights.viewOf(slot, want);
    if (entry === undefined || view === undefined) throw new Error(`bug: nobody knows agent ${id}`);
    const notOffered = notOfferedOf({ tables: this.#tables }, entry, this.#nowMs);
    return { ...view, ...(notOffered ? { notOffered } : {}) };
  }

  #ruledOut(
    tally: ShapeTally,
    verdicts: readonly Verdict[],
    describe: (slot: number) => WhyAgent,
  ): readonly RuledOut[] {
    const found = new Map<string, { agents: number; first: number | undefined }>();
    for (const { kind, by, agents, first } of verdicts) {
      if (kind === 'fits') continue;
      for (const name of by) {
        const before = found.get(name) ?? { agents: 0, first: undefined };
        found.set(name, {
          agents: before.agents + agents,
          first: this.#earlier(before.first, first),
        });
      }
    }
    return [...found].map(([by, { agents, first = 0 }]) => {
      const agent = describe(first);
      const { notOffered } = agent;
      if (notOffered) return { by, kind: 'agent', agents, detail: notOffered.detail };
      const misfit = misfitsOf(tally.request, agent, tally.counts).find(({ name }) => name === by);
      return { by, kind: misfit?.kind ?? 'resource', agents, detail: misfit?.detail ?? '' };
    });
  }

  /** Agents that it fits, and those of them on which quotas hold it back. */
  #roomOf(tally: ShapeTally, want: Want) {
    const roomy = tally.verdicts().filter(({ kind }) => kind === 'fits');
    const all = roomy.reduce((sum, { agents }) => sum + agents, 0);
    const holder = { allocator: this.#allocator };
    if (all === 0 || !mayBeHeldBack(holder, want))
      return { fitting: all, heldBack: 0, ruledOut: [] };
    const found = new Map<string, RuledOut & { readonly first: number }>();
    const hold = (slot: number, agents: number): void => {
      const { heldBack } = heldBackOn(holder, want, this.#roster.idOf(slot));
      if (!heldBack) return;
      const before = found.get(heldBack.by);
      const isFirst = before === undefined || this.#roster.isBefore(slot, before.first);
      const told = isFirst ? { ...heldBack, first: slot } : before;
      found.set(heldBack.by, { ...told, agents: (before?.agents ?? 0) + agents });
    };
    for (const verdict of roomy)
      if (verdict.isSpecial) for (const slot of tally.slotsOf(verdict)) hold(slot, 1);
      else if (verdict.first !== undefined) hold(verdict.first, verdict.agents);
    const ruledOut = [...found.values()].map(({ first: _, ...one }) => one);
    const heldBack = ruledOut.reduce((sum, { agents }) => sum + agents, 0);
    return { fitting: all - heldBack, heldBack, ruledOut };
  }
}

/** It looks at where the others are. */
const isCounting = ({ operator, value }: PlacementConstraint): boolean =>
  operator === 'unique' ||
  operator === 'max-per' ||
  operator === 'limit' ||
  operator === 'group-by' ||
  (operator === 'cluster' && value === undefined);
