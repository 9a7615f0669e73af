// Plays the rolling rules on a handful of instances: stopped ones end when told to, started ones
// become healthy when told to.

import type { TaskId } from '../../engine/model/ids.ts';
import type { UpdatePolicy } from '../../engine/model/wanted.ts';
import { decideRoll, type RollDecision } from '../../engine/roll/decide.ts';
import type { InstanceView, Proof } from '../../engine/roll/instance-view.ts';

export function policyOf(
  minimumHealth: number,
  maximumOver: number,
  batch?: UpdatePolicy['batch'],
): UpdatePolicy {
  return {
    minimumHealthMilli: Math.round(minimumHealth * 1000),
    maximumOverMilli: Math.round(maximumOver * 1000),
    watchMs: 0,
    maxFailuresPerInstance: 0,
    maxFailedInstances: 0,
    onFailure: 'rollback',
    deadlineMs: 600_000,
    ...(batch === undefined ? {} : { batch }),
  };
}

export interface RollSetup {
  readonly instances: number;
  readonly old: number;
  readonly policy: UpdatePolicy;
  readonly oldProof?: Proof;
  readonly isExclusive?: boolean;
}

export class RollWorld {
  views: InstanceView[] = [];
  readonly setup: RollSetup;
  peak = 0;
  lowest = Infinity;
  #launches = 0;

  constructor(setup: RollSetup) {
    this.setup = setup;
    for (let slot = 0; slot < setup.old; slot += 1)
      this.views.push(this.#launched(slot, 'old', setup.oldProof ?? 'proven'));
    this.#observe();
  }

  decide(): RollDecision {
    return decideRoll({
      instances: this.setup.instances,
      policy: this.setup.policy,
      killSelection: 'youngest-first',
      replacing: Math.min(this.setup.old, this.setup.instances),
      canReplace: true,
      isExclusive: this.setup.isExclusive ?? false,
      views: this.views,
    });
  }

  /** Carries out decisions until there are none, and says what was done. */
  settle(): string[] {
    const done: string[] = [];
    for (let round = 0; round < 1000; round += 1) {
      const { stops, starts } = this.decide();
      if (stops.length === 0 && starts.length === 0) return done;
      const stopped = new Set(stops.map((stop) => stop.taskId));
      if (stops.length > 0) done.push(`kill ${stops.length}`);
      this.views = this.views.filter((view) => !stopped.has(view.taskId));
      this.#observe();
      // What was decided together is carried out in the order of Marathon's table: kills, starts.
      const again = this.decide();
      if (again.starts.length > 0) done.push(`start ${again.starts.length}`);
      for (const slot of again.starts) this.views.push(this.#launched(slot, 'target', 'pending'));
      this.#observe();
    }
    throw new Error('does not come to rest');
  }

  /** These leave their agents, by index of the view. */
  drain(leaves: (index: number) => boolean): void {
    this.views = this.views.map((view, index) => ({ ...view, isLeaving: leaves(index) }));
    this.lowest = Infinity;
    this.peak = 0;
    this.#observe();
  }

  /** The new instance started first becomes healthy. */
  becomeHealthy(): boolean {
    const index = this.views.findIndex((view) => view.proof === 'pending');
    const view = this.views[index];
    if (!view) return false;
    this.views[index] = { ...view, proof: 'proven' };
    this.#observe();
    return true;
  }

  get healthy(): number {
    return this.views.filter((view) => view.proof === 'proven').length;
  }

  #observe(): void {
    this.peak = Math.max(this.peak, this.views.length);
    this.lowest = Math.min(this.lowest, this.healthy);
  }

  #launched(instance: number, version: 'old' | 'target', proof: Proof): InstanceView {
    this.#launches += 1;
    const launch = this.#launches;
    const taskId = `/app#${instance}.${launch}` as TaskId;
    return {
      ...{ taskId, instance, launch, launchedMs: launch, version, proof },
      ...{ standing: 'live', isLeaving: false },
    };
  }
}
