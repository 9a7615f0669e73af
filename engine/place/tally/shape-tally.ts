// What rules each agent out for one kind of task, kept as agents change: the same count as why.ts
// makes from scratch, at the price of the agents that changed since it was last asked for.
//
// All agents that are ruled out by the same things share a *verdict*; of each agent only the number
// of its verdict is kept. What is told of an agent (the first of each, the nearest, the largest) is
// remembered until that agent changes, and looked for anew only then.
import type { InstanceCounts } from '../instance-counts.ts';
import type { PlaceRequest } from '../misfit.ts';
import type { AgentColumns, AmountColumn, Seen } from './agent-columns.ts';
import { Judge } from './judge.ts';
import type { Roster } from './roster.ts';

export interface Verdict {
  readonly kind: 'away' | 'never' | 'fits' | 'misfit';
  /** What rules them out. */
  readonly by: readonly string[];
  /** Of agents that it fits: quotas are asked of each alone. */
  readonly isSpecial: boolean;
  agents: number;
  /** The first by id; undefined: to be looked for. */
  first: number | undefined;
}

interface Best {
  readonly slot: number;
  readonly value: number;
}

interface Largest {
  readonly amounts: AmountColumn;
  /** Undefined: to be looked for; `null`: there is none. */
  best: Best | null | undefined;
}

interface Standing {
  /** It is offered. */
  readonly isOpen: boolean;
  /** Or may be again. */
  readonly isUsable: boolean;
}

export interface ShapeParts {
  readonly request: PlaceRequest;
  readonly counts: InstanceCounts;
  readonly roster: Roster;
  readonly columns: AgentColumns;
}

/** Numbers of verdicts that one byte holds; 0 is none. */
const mostInByte = 255;

export class ShapeTally {
  readonly #parts: ShapeParts;
  readonly #judge: Judge;
  readonly #verdicts: Verdict[] = [];
  readonly #numbers = new Map<string, number>();
  /** The same by bits (judge.ts). */
  readonly #numbersByBits: number[] = [];
  /** By agent's number, the number of its verdict. */
  #given: Uint8Array | Uint32Array;
  /** Least distance; undefined: to be looked for. `null`: there is none. */
  #nearest: Best | null | undefined = null;
  /** By resource that is needed, the largest total. */
  readonly #largest = new Map<string, Largest>();

  constructor(parts: ShapeParts) {
    this.#parts = parts;
    const { roster, request, counts, columns } = parts;
    this.#judge = new Judge(request, counts, columns);
    this.#given = new Uint8Array(roster.size);
    for (const name in request.scalars)
      this.#largest.set(name, { amounts: columns.amountsOf(name), best: null });
    for (const slot of roster.inOrder()) this.judge(slot);
  }

  get request(): PlaceRequest {
    return this.#parts.request;
  }

  get counts(): InstanceCounts {
    return this.#parts.counts;
  }

  /** Looks at an agent again. */
  judge(slot: number): void {
    const { roster, columns } = this.#parts;
    if (slot >= this.#given.length) this.#lengthen(roster.size);
    const bits = this.#bitsOn(slot);
    if (bits >= 0) {
      this.#move(slot, this.#numberOfBits(bits));
      this.#note(slot, { isOpen: true, isUsable: true });
      return;
    }
    const seen = columns.seen(slot);
    this.#move(slot, seen === undefined ? 0 : this.#verdictOn(seen));
    const isOpen = seen !== undefined && seen.away === undefined;
    this.#note(slot, { isOpen, isUsable: seen !== undefined && seen.away?.isNever !== true });
  }

  /** It may be the nearest now, or the largest, or no longer. */
  #note(slot: number, { isOpen, isUsable }: Standing): void {
    const value = isOpen ? nearness(this.#judge.distance) : undefined;
    this.#nearest = this.#better(this.#nearest, slot, value);
    for (const one of this.#largest.values()) {
      const total = isUsable ? (one.amounts.total[slot] ?? 0) : undefined;
      one.best = this.#better(one.best, slot, total);
    }
  }

  /** That apply to any agent; `first` of each is there. */
  verdicts(): readonly Verdict[] {
    const verdicts = this.#verdicts.filter(({ agents }) => agents > 0);
    if (verdicts.some(({ first }) => first === undefined)) this.#findFirsts(verdicts);
    return verdicts;
  }

  /** Agents to which one applies, by id. */
  *slotsOf(verdict: Verdict): Generator<number> {
    const number = this.#verdicts.indexOf(verdict) + 1;
    for (const slot of this.#parts.roster.inOrder()) if (this.#given[slot] === number) yield slot;
  }

  /** Of agents that are offered and that it doesn't fit, the one that lacks least. */
  nearest(): number | undefined {
    if (this.#nearest === undefined)
      this.#nearest = this.#search((seen, slot) => {
        if (seen.away) return undefined;
        if (this.#bitsOn(slot) < 0) this.#judge.namesOn(seen.agent);
        return nearness(this.#judge.distance);
      });
    return this.#nearest?.slot;
  }

  /** The most of a resource that an agent has in all. */
  largest(name: string): number {
    const one = this.#largest.get(name);
    if (one === undefined) return 0;
    if (one.best === undefined)
      one.best = this.#search(({ agent, away }) =>
        away?.isNever === true ? undefined : (agent.total[name] ?? 0),
      );
    return one.best?.value ?? 0;
  }

  /** Below 0: it can't be judged so. */
  #bitsOn(slot: number): number {
    const isPlain = this.#judge.isNarrow && this.#parts.columns.isPlain(slot);
    return isPlain ? this.#judge.bitsOn(slot) : -1;
  }

  #numberOfBits(bits: number): number {
    const known = this.#numbersByBits[bits];
    if (known !== undefined) return known;
    const number = this.#numberOn(this.#judge.namesOf(bits), false);
    this.#numbersByBits[bits] = number;
    return number;
  }

  #verdictOn({ agent, away, isSpecial }: Seen): number {
    if (away !== undefined) {
      const kind = away.isNever ? 'never' : 'away';
      return this.#numberOf(`${kind} ${away.kind}`, { kind, by: [away.kind], isSpecial: false });
    }
    return this.#numberOn(this.#judge.namesOn(agent), isSpecial);
  }

  #numberOn(by: readonly string[], isSpecial: boolean): number {
    if (by.length === 0)
      return this.#numberOf(`fits ${isSpecial}`, { kind: 'fits', by, isSpecial });
    return this.#numberOf(`misfit ${by.join('\n')}`, { kind: 'misfit', by, isSpecial: false });
  }

  #numberOf(key: string, verdict: Pick<Verdict, 'kind' | 'by' | 'isSpecial'>): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#verdicts.push({ ...verdict, agents: 0, first: undefined });
    const number = this.#verdicts.length;
    this.#numbers.set(key, number);
    if (number > mostInByte && this.#given instanceof Uint8Array)
      this.#given = Uint32Array.from(this.#given);
    return number;
  }

  #move(slot: number, number: number): void {
    const before = this.#given[slot] ?? 0;
    if (before === number) return;
    this.#given[slot] = number;
    const left = this.#verdicts[before - 1];
    if (left) {
      left.agents -= 1;
      if (left.first === slot) left.first = undefined;
    }
    const joined = this.#verdicts[number - 1];
    if (!joined) return;
    joined.agents += 1;
    if (joined.agents === 1) joined.first = slot;
    else if (joined.first !== undefined && this.#parts.roster.isBefore(slot, joined.first))
      joined.first = slot;
  }

  /** The larger value, of two as large the first by id. `value` undefined: it is out of it. */
  #better(
    best: Best | null | undefined,
    slot: number,
    value: number | undefined,
  ): Best | null | undefined {
    if (best === undefined) return undefined;
    if (best === null) return value === undefined ? null : { slot, value };
    if (best.slot === slot)
      return value !== undefined && value >= best.value ? { slot, value } : undefined;
    if (value === undefined || value < best.value) return best;
    const isFirst = value > best.value || this.#parts.roster.isBefore(slot, best.slot);
    return isFirst ? { slot, value } : best;
  }

  #search(measure: (seen: Seen, slot: number) => number | undefined): Best | null {
    const { roster, columns } = this.#parts;
    let best: Best | null = null;
    for (const slot of roster.inOrder()) {
      const seen = columns.seen(slot);
      const value = seen && measure(seen, slot);
      if (value !== undefined && (best === null || value > best.value)) best = { slot, value };
    }
    return best;
  }

  #findFirsts(verdicts: readonly Verdict[]): void {
    let left = verdicts.filter(({ first }) => first === undefined).length;
    for (const slot of this.#parts.roster.inOrder()) {
      const verdict = this.#verdicts[(this.#given[slot] ?? 0) - 1];
      if (verdict === undefined || verdict.first !== undefined) continue;
      verdict.first = slot;
      left -= 1;
      if (left === 0) return;
    }
  }

  #lengthen(length: number): void {
    const Numbers = this.#given instanceof Uint8Array ? Uint8Array : Uint32Array;
    const longer = new Numbers(Math.max(length, Math.ceil(this.#given.length * 1.25)));
    longer.set(this.#given);
    this.#given = longer;
  }
}

/** The nearer, the larger; undefined: it fits, or isn't offered. */
const nearness = (distance: number | undefined): number | undefined =>
  distance === undefined || distance === 0 ? undefined : -distance;
