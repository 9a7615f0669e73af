// The volumes that agents keep, by whom for; and what is said of them: where instances return to,
// and whose data is lost.

import { bytesPerMib, formatSize } from '../../lib/size.ts';
import { namesText } from '../../lib/text/names-text.ts';
import { parseSlotId } from '../../model/ids.ts';
import type { TaskSpec } from '../../model/wanted.ts';
import { counted } from '../impact.ts';
import type { SnapshotVolume } from '../snapshot.ts';

const none: readonly SnapshotVolume[] = [];

export class KeptVolumes {
  readonly #byOwner = new Map<string, SnapshotVolume[]>();

  constructor(volumes: readonly SnapshotVolume[]) {
    for (const volume of volumes) {
      const known = this.#byOwner.get(volume.owner);
      if (known === undefined) this.#byOwner.set(volume.owner, [volume]);
      else known.push(volume);
    }
  }

  /** Of an App's instances, or of a Volume. */
  of(owner: string): readonly SnapshotVolume[] {
    return this.#byOwner.get(owner) ?? none;
  }

  /** Agents that have volumes of an instance with that task: it can go to the one alone. */
  agentsFor(name: string, instance: number, task: TaskSpec): readonly SnapshotVolume['agent'][] {
    const { volumes = [] } = task;
    const own = this.of(name).filter((one) => parseSlotId(one.name)?.instance === instance);
    const named = volumes.flatMap(({ source }) =>
      source.kind === 'volume' ? this.of(source.name) : [],
    );
    return [...new Set([...own, ...named].map(({ agent }) => agent))];
  }
}

export const mibText = (mib: number): string => formatSize(mib * bytesPerMib);

/** Agents that a sentence names at most. */
const mostNamed = 3;

/** `3 volumes, 30GiB on agent-1, agent-2`. */
export function whereText(volumes: readonly SnapshotVolume[]): string {
  const agents = [...new Set(volumes.map(({ agent }) => agent))].sort();
  const mib = volumes.reduce((sum, { sizeMib }) => sum + sizeMib, 0);
  const where = namesText(agents, mostNamed);
  return `${counted(volumes.length, 'volume')}, ${mibText(mib)} on ${where}`;
}
