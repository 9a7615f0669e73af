// Agents as one kind of asker sees them, in columns by their numbers: a count over all of them
// reads numbers one after another. What changed of an agent is written when it is next looked at.
import { portsIn } from '../../model/resources/amounts.ts';
import { type AgentTraits, traitOf } from '../agent-view.ts';
import type { KeepingAgent } from '../misfit.ts';
import type { Roster } from './roster.ts';

/** An agent as far as it is counted. */
export interface Seen {
  readonly agent: KeepingAgent & { readonly total: Readonly<Record<string, number>> };
  /** Set when nothing is placed on it. */
  readonly away?: { readonly kind: string; readonly isNever: boolean };
  /** Something on it is reserved: quotas are asked of it alone. */
  readonly isSpecial: boolean;
}

/** By its number; undefined: it is gone. */
export type Look = (slot: number) => Seen | undefined;

export interface AmountColumn {
  readonly free: Float64Array;
  readonly total: Float64Array;
}

/** One attribute: each agent's value by its number in `texts`; 0: it has none. */
export interface ValueColumn {
  readonly of: Uint32Array;
  readonly texts: readonly (string | undefined)[];
}

interface Amounts {
  free: Float64Array;
  total: Float64Array;
}

interface Values {
  of: Uint32Array;
  readonly texts: (string | undefined)[];
  readonly numbers: Map<string, number>;
}

const [stale, written, plain] = [0, 1, 2] as const;

export class AgentColumns {
  readonly #roster: Roster;
  readonly #look: Look;
  readonly #seen: (Seen | undefined)[] = [];
  /** Whether what stands in the columns is of now, and is all there is to it. */
  #isWritten = new Uint8Array(0);
  readonly #amounts = new Map<string, Amounts>();
  #ports = new Float64Array(0);
  readonly #values = new Map<string, Values>();

  constructor(roster: Roster, look: Look) {
    this.#roster = roster;
    this.#look = look;
  }

  /** It has changed. */
  forget(slot: number): void {
    this.#isWritten[slot] = stale;
  }

  seen(slot: number): Seen | undefined {
    if ((this.#isWritten[slot] ?? stale) === stale) this.#write(slot);
    return this.#seen[slot];
  }

  /** It is offered, and nothing on it is reserved: the columns say all but which ports are free. */
  isPlain(slot: number): boolean {
    if ((this.#isWritten[slot] ?? stale) === stale) this.#write(slot);
    return this.#isWritten[slot] === plain;
  }

  /**
   * What is free of a resource, and what there is in all, by agent; of those that were seen. The
   * same object each time.
   */
  amountsOf(resource: string): AmountColumn {
    let amounts = this.#amounts.get(resource);
    if (amounts === undefined) {
      const { length } = this.#isWritten;
      amounts = { free: new Float64Array(length), total: new Float64Array(length) };
      this.#amounts.set(resource, amounts);
      for (const [slot, seen] of this.#seen.entries()) writeAmount(amounts, resource, slot, seen);
    }
    return amounts;
  }

  /** Free ports of one that was seen. */
  portsOf(slot: number): number {
    return this.#ports[slot] ?? 0;
  }

  /** The same object each time. */
  valuesOf(attribute: string): ValueColumn {
    let values = this.#values.get(attribute);
    if (values === undefined) {
      const of = new Uint32Array(this.#isWritten.length);
      values = { of, texts: [undefined], numbers: new Map() };
      this.#values.set(attribute, values);
      for (const [slot, seen] of this.#seen.entries()) writeValue(values, attribute, slot, seen);
    }
    return values;
  }

  #write(slot: number): void {
    if (slot >= this.#isWritten.length) this.#lengthen();
    const seen = this.#look(slot);
    this.#seen[slot] = seen;
    for (const [resource, amounts] of this.#amounts) writeAmount(amounts, resource, slot, seen);
    for (const [attribute, values] of this.#values) writeValue(values, attribute, slot, seen);
    this.#ports[slot] = portsIn(seen?.agent.free.ranges.ports ?? []);
    this.#isWritten[slot] = isPlainly(seen) ? plain : written;
  }

  #lengthen(): void {
    const length = Math.max(this.#roster.size, Math.ceil(this.#isWritten.length * 1.25));
    this.#isWritten = longer(this.#isWritten, new Uint8Array(length));
    this.#ports = longer(this.#ports, new Float64Array(length));
    for (const amounts of this.#amounts.values()) {
      amounts.free = longer(amounts.free, new Float64Array(length));
      amounts.total = longer(amounts.total, new Float64Array(length));
    }
    for (const values of this.#values.values())
      values.of = longer(values.of, new Uint32Array(length));
  }
}

const isPlainly = (seen: Seen | undefined): boolean =>
  seen !== undefined && !seen.away && !seen.isSpecial && seen.agent.kept === undefined;

function longer<Numbers extends Uint8Array | Uint32Array | Float64Array>(
  before: Numbers,
  after: Numbers,
): Numbers {
  after.set(before);
  return after;
}

function writeAmount(
  { free, total }: Amounts,
  resource: string,
  slot: number,
  seen: Seen | undefined,
): void {
  free[slot] = seen?.agent.free.scalars[resource] ?? 0;
  total[slot] = seen?.agent.total[resource] ?? 0;
}

function writeValue(values: Values, attribute: string, slot: number, seen?: Seen): void {
  const text = seen && traitOf(seen.agent satisfies AgentTraits, attribute);
  values.of[slot] = text === undefined ? 0 : numberOf(values, text);
}

function numberOf({ numbers, texts }: Values, text: string): number {
  const known = numbers.get(text);
  if (known !== undefined) return known;
  texts.push(text);
  numbers.set(text, texts.length - 1);
  return texts.length - 1;
}
