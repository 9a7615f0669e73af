// A commit is taken only from the engine that raised the epoch last. And an agent that has obeyed
// an engine of one epoch obeys nothing of a lower one: not by joining it, and not by taking an
// order that an earlier engine gives after the agent has turned to a newer one.
import { type Look, type Of, rule } from '../rule.ts';

const tense = [
  'an earlier engine speaks after the epoch was raised',
  'an agent turns to a later engine',
] as const;

export const fencing = rule({ name: 'fencing', tense }, (look) => {
  const epochs = new Epochs(look);
  return {
    'engine-booted': ({ engine, epoch }) => epochs.onBooted(engine, epoch),
    stored: (moment) => epochs.onStored(moment),
    batch: (moment) => epochs.onBatch(moment),
    spoken: (moment) => epochs.onSpoken(moment),
    'order-kept': (moment) => epochs.onKept(moment),
  };
});

class Epochs {
  readonly #look: Look;
  readonly #ofEngine = new Map<number, number>();
  /** Agent to the highest epoch that it is known to have joined. */
  readonly #joined = new Map<string, number>();
  /** Launch to the highest epoch it was ordered in, and whether its agent could still obey that. */
  readonly #ordered = new Map<string, { readonly epoch: number; readonly isLate: boolean }>();
  /** Agent to the highest epoch of the orders that it has kept. */
  readonly #obeyed = new Map<string, number>();
  #stored = 0;

  constructor(look: Look) {
    this.#look = look;
  }

  onBooted(engine: number, epoch: number): void {
    this.#ofEngine.set(engine, epoch);
  }

  onStored({ epoch }: Of<'stored'>): void {
    const { stored } = this.#look.facts;
    if (epoch < this.#stored)
      this.#look.violate(`a commit of epoch ${epoch} is taken, the store is at ${this.#stored}`);
    if (stored.epoch < this.#stored)
      this.#look.violate(`the epoch goes back from ${this.#stored} to ${stored.epoch}`);
    this.#stored = stored.epoch;
  }

  /** A report on a connection means that the agent has joined that engine. */
  onBatch({ engine, events }: Of<'batch'>): void {
    const heard = this.#look.facts.heard.get(engine);
    for (const event of events) {
      if (event.kind !== 'reported' || !heard) continue;
      const agentId = heard.agentOf.get(event.connection);
      if (agentId !== undefined) this.#join(agentId, heard.epoch);
    }
  }

  onSpoken({ engine, agentId, message }: Of<'spoken'>): void {
    const epoch = this.#ofEngine.get(engine);
    if (epoch === undefined) return;
    if (epoch < this.#stored)
      this.#look.tense('an earlier engine speaks after the epoch was raised');
    if (message.kind !== 'launch' || agentId === undefined) return;
    const { taskId } = message.order;
    const before = this.#ordered.get(taskId);
    if (before && before.epoch >= epoch && !before.isLate) return;
    this.#ordered.set(taskId, { epoch, isLate: (this.#joined.get(agentId) ?? 0) > epoch });
  }

  onKept({ machine, taskId, epoch }: Of<'order-kept'>): void {
    const agentId = this.#look.sight.machines.get(machine)?.agentId;
    if (agentId === undefined) return;
    const joined = this.#joined.get(agentId) ?? 0;
    const ordered = this.#ordered.get(taskId);
    if (epoch > 0 && epoch < joined)
      this.#look.violate(`${agentId} keeps ${taskId} in epoch ${epoch}, it had joined ${joined}`);
    if (ordered?.isLate)
      this.#look.violate(
        `${agentId} keeps ${taskId} of epoch ${ordered.epoch}: it is at ${joined}`,
      );
    const obeyed = this.#obeyed.get(agentId);
    if (ordered && obeyed !== undefined && obeyed < ordered.epoch)
      this.#look.tense('an agent turns to a later engine');
    if (ordered) this.#obeyed.set(agentId, Math.max(obeyed ?? 0, ordered.epoch));
    if (epoch > 0) this.#join(agentId, epoch);
  }

  #join(agentId: string, epoch: number): void {
    this.#joined.set(agentId, Math.max(this.#joined.get(agentId) ?? 0, epoch));
  }
}
