// The volumes of one machine's disk, as its agent's port sees them. Each step happens whole or not
// at all, and is durable when it has; what was under way when the agent died has happened without
// its being told, or hasn't.
import type { StoredVolume, Volumes, VolumeWish } from '../../../agentd/ports/volumes.ts';
import type { Random } from '../../lib/random.ts';
import type { Host } from '../kernel/host.ts';
import { type Ground, note } from './ground.ts';
import { diskMs } from './latency.ts';

export interface VolumesSetup {
  readonly ground: Ground;
  readonly host: Host;
  readonly random: Random;
}

export class SimVolumes implements Volumes {
  readonly #setup: VolumesSetup;

  constructor(setup: VolumesSetup) {
    this.#setup = setup;
  }

  /** At once where there is none: worlds without volumes throw no dice for them. */
  async list(): Promise<readonly StoredVolume[]> {
    const { disk } = this.#setup.ground;
    if (disk.volumes.size === 0) return [];
    return this.#do('volume list', () => {
      const found = [...disk.volumes.values()].map(({ id, sizeMib }) => ({ id, sizeMib }));
      return found.sort((a, b) => (a.id < b.id ? -1 : 1));
    });
  }

  open(wish: VolumeWish): Promise<'ready' | 'missing'> {
    const { id, sizeMib, taskId, isNew } = wish;
    return this.#do(`volume open ${id}`, () => {
      const { ground } = this.#setup;
      const { disk } = ground;
      const known = disk.volumes.get(id);
      if (known === undefined && !isNew) {
        note(ground, 'volume missing');
        return 'missing';
      }
      disk.demandRoom('write volume.json');
      note(ground, known ? 'volume opened again' : 'volume made');
      disk.volumes.set(id, { id, sizeMib, content: known?.content ?? 0, lastTask: taskId });
      return 'ready';
    });
  }

  destroy(id: string): Promise<void> {
    return this.#do(`volume destroy ${id}`, () => {
      const { ground } = this.#setup;
      const { disk, kernel, name } = ground;
      if (!disk.volumes.delete(id)) return;
      note(ground, 'volume destroyed');
      kernel.tell({ kind: 'volume-destroyed', machine: name, volumeId: id });
    });
  }

  measure(id: string): Promise<number> {
    return this.#do(`volume measure ${id}`, () => 0);
  }

  stop(): void {}

  #do<T>(name: string, apply: () => T): Promise<T> {
    const { host, random } = this.#setup;
    return host.work(name, diskMs(random), apply);
  }
}
