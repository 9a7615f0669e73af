// What volumes add to what an object asks for: the disk of a Volume that is still to be made, and
// the agent that has those that are there.
import type { AgentId } from '../../model/ids.ts';
import type { Scalars } from '../../model/resources/amounts.ts';
import type { TaskSpec, VolumeSpec } from '../../model/wanted.ts';
import { scalarsOf } from '../../place/app-request.ts';
import type { SnapshotVolume } from '../snapshot.ts';
import { KeptVolumes } from '../volumes/kept-volumes.ts';

interface Asking {
  readonly name: string;
  readonly task: TaskSpec;
}

export class VolumeNeeds {
  readonly #kept: KeptVolumes;
  readonly #wanted: ReadonlyMap<string, VolumeSpec>;

  constructor(kept: readonly SnapshotVolume[] = [], wanted: readonly VolumeSpec[] = []) {
    this.#kept = new KeptVolumes(kept);
    this.#wanted = new Map(wanted.map((spec) => [spec.name, spec]));
  }

  /** What one task takes, in 1/1000; of Volumes only those that have to be made. */
  scalarsOf({ task }: Asking): Scalars {
    const scalars = scalarsOf({ task });
    let mib = 0;
    for (const { source } of task.volumes ?? [])
      if (source.kind === 'volume' && this.#kept.of(source.name).length === 0)
        mib += this.#wanted.get(source.name)?.sizeMib ?? 0;
    return mib === 0 ? scalars : { ...scalars, disk: (scalars.disk ?? 0) + mib * 1000 };
  }

  /** Agents that have something of an instance; none: it may go anywhere. */
  agentsFor({ name, task }: Asking, instance = 0): readonly AgentId[] {
    return this.#kept.agentsFor(name, instance, task);
  }

  /** All that an instance takes is kept for it there: it has a volume of its own. */
  isSlotKept({ name }: Asking, instance: number): boolean {
    return this.#kept.of(name).some((one) => one.name === `${name}#${instance}`);
  }
}
