// What the invariants know between them: each moment is taken in once, before the first of them
// hears it.
import type { Kernel } from '../../kernel/kernel.ts';
import type { Moment } from '../../kernel/moment.ts';
import { HeardFacts } from './heard-facts.ts';
import { StoredFacts } from './stored-facts.ts';
import { TrueFacts } from './true-facts.ts';

export class Facts {
  readonly stored = new StoredFacts();
  readonly truth = new TrueFacts();
  /** By engine number, of those that live. */
  readonly heard = new Map<number, HeardFacts>();
  #last: Moment | undefined;

  hear(moment: Moment): void {
    if (moment === this.#last) return;
    this.#last = moment;
    switch (moment.kind) {
      case 'stored':
        this.stored.hear(moment.writes, moment.isMore);
        return;
      case 'engine-booted':
        this.heard.set(moment.engine, new HeardFacts(moment.engine, moment.epoch));
        return;
      case 'engine-ended':
        this.heard.delete(moment.engine);
        return;
      case 'batch':
        this.heard.get(moment.engine)?.hear(moment);
        return;
      default:
        this.truth.hear(moment);
    }
  }
}

const ofWorlds = new WeakMap<Kernel, Facts>();

/** Those of one world: the same object for all its invariants. */
export function factsOf(kernel: Kernel): Facts {
  const known = ofWorlds.get(kernel);
  if (known) return known;
  const facts = new Facts();
  ofWorlds.set(kernel, facts);
  return facts;
}
