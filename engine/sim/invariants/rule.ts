// Makes an invariant from what it does at each kind of moment.
import type { Tables } from '../../step/tables.ts';
import type { Moment } from '../kernel/moment.ts';
import { type Facts, factsOf } from './facts/facts.ts';
import type { HeardFacts } from './facts/heard-facts.ts';
import type { Invariant, MakeInvariant, SeenEngine, Sight } from './sight.ts';

export type Of<K extends Moment['kind']> = Extract<Moment, { kind: K }>;

/** What a rule looks at, and what it says. */
export interface Look {
  readonly sight: Sight;
  readonly facts: Facts;
  violate(text: string): void;
  /** The rule was near; by its name for the case. */
  tense(name: string): void;
  /** Of the engine whose moment it is; undefined when that isn't the present one. */
  engineOf(moment: { readonly engine: number }): Seen | undefined;
}

export interface Seen {
  readonly engine: SeenEngine;
  readonly tables: Tables;
  readonly heard: HeardFacts;
}

export type Handlers = {
  readonly [K in Moment['kind']]?: (moment: Of<K>) => void;
} & {
  /** After each event. */
  readonly check?: () => void;
  readonly atRest?: () => void;
};

export interface RuleName {
  readonly name: string;
  /** Names of tense cases; counted as `NAME: CASE`. */
  readonly tense: readonly string[];
}

/** `begin` is called once a world, before its first moment. */
export function rule({ name, tense }: RuleName, begin: (look: Look) => Handlers): MakeInvariant {
  const named = tense.map((one) => `${name}: ${one}`);
  return () => new Rule(name, named, begin);
}

class Rule implements Invariant {
  readonly name: string;
  readonly tense: readonly string[];
  readonly #begin: (look: Look) => Handlers;
  #handlers: Handlers | undefined;
  #facts: Facts | undefined;

  constructor(name: string, tense: readonly string[], begin: (look: Look) => Handlers) {
    this.name = name;
    this.tense = tense;
    this.#begin = begin;
  }

  hear(moment: Moment, sight: Sight): void {
    const handlers = this.#handlersOf(sight);
    this.#facts?.hear(moment);
    const act = handlers[moment.kind] as ((moment: Moment) => void) | undefined;
    act?.(moment);
  }

  check(sight: Sight): void {
    this.#handlersOf(sight).check?.();
  }

  atRest(sight: Sight): void {
    this.#handlersOf(sight).atRest?.();
  }

  #handlersOf(sight: Sight): Handlers {
    if (this.#handlers) return this.#handlers;
    const { name } = this;
    const facts = factsOf(sight.kernel);
    this.#facts = facts;
    this.#handlers = this.#begin({
      sight,
      facts,
      violate: (text) => sight.kernel.violate(name, text),
      tense: (one) => sight.kernel.counters.count('tense', `${name}: ${one}`),
      engineOf: ({ engine }) => seenOf(sight, facts, engine),
    });
    return this.#handlers;
  }
}

function seenOf(sight: Sight, facts: Facts, number: number): Seen | undefined {
  const { engine } = sight;
  const heard = facts.heard.get(number);
  if (engine?.number !== number || !heard) return undefined;
  return { engine, tables: engine.core.tables, heard };
}
