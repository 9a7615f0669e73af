// An app's instances as they leave agents in thought: how many stay, and how many are healthy.
import type { AgentId } from '../../model/ids.ts';
import type { AppSpec } from '../../model/wanted.ts';
import { capacityOf } from '../../roll/capacity.ts';
import type { Live } from '../fit/fit-room.ts';

export class Crew {
  readonly spec: AppSpec;
  readonly #lives: Set<Live>;
  readonly #closed: ReadonlySet<AgentId>;
  #healthy = 0;
  #staying = 0;

  /** `closed`: agents that it can't stay on. */
  constructor(spec: AppSpec, lives: readonly Live[], closed: ReadonlySet<AgentId>) {
    this.spec = spec;
    this.#lives = new Set(lives);
    this.#closed = closed;
    for (const live of lives) this.#count(live, 1);
  }

  get lives(): readonly Live[] {
    return [...this.#lives];
  }

  get count(): number {
    return this.#lives.size;
  }

  /** Nothing needs to take the place of one that leaves. */
  get isEnough(): boolean {
    return this.#staying >= this.spec.instances;
  }

  get isExclusive(): boolean {
    return this.spec.task.volumes !== undefined;
  }

  get minHealthy(): number {
    const { instances, update } = this.spec;
    return capacityOf(instances, update, { isExclusive: this.isExclusive, hasLeaving: true })
      .minHealthy;
  }

  mayStop({ isHealthy }: Live): boolean {
    return !isHealthy || this.#healthy - 1 >= this.minHealthy;
  }

  add(live: Live): void {
    this.#lives.add(live);
    this.#count(live, 1);
  }

  /** False: it was gone already. */
  remove(live: Live): boolean {
    const wasThere = this.#lives.delete(live);
    if (wasThere) this.#count(live, -1);
    return wasThere;
  }

  #count({ agentId, isHealthy }: Live, by: 1 | -1): void {
    if (isHealthy) this.#healthy += by;
    if (!this.#closed.has(agentId)) this.#staying += by;
  }
}
