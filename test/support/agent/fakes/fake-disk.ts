// A disk in memory for agents' journals and volumes: it outlives the agent, and each write waits
// for the gate, so that a test decides when (and whether) it reaches the disk.
import type { Journal, StoredTask } from '../../../../agentd/ports/journal.ts';
import type { StoredVolume, Volumes, VolumeWish } from '../../../../agentd/ports/volumes.ts';

interface Folder {
  order?: unknown;
  marks?: unknown;
  health?: unknown;
}

/** Lets an operation through; `apply` is what it does to the world. */
export type Gate = <T>(apply: () => T) => Promise<T>;

export const openGate: Gate = async (apply) => apply();

const copyOf = (value: object): unknown => JSON.parse(JSON.stringify(value));

export class FakeDisk {
  readonly folders = new Map<string, Folder>();
  readonly volumes = new Map<string, StoredVolume>();
  identity: unknown;
  /** Writes fail with this. */
  error: string | undefined;

  write(change: () => void): void {
    if (this.error !== undefined) throw new Error(this.error);
    change();
  }
}

export class FakeJournal implements Journal {
  readonly #disk: FakeDisk;
  readonly #gate: Gate;

  constructor(disk: FakeDisk, gate: Gate = openGate) {
    this.#disk = disk;
    this.#gate = gate;
  }

  async load(): Promise<readonly StoredTask[]> {
    return [...this.#disk.folders]
      .map(([folder, { order, marks, health }]) => ({ folder, order, marks, health }))
      .sort((a, b) => (a.folder < b.folder ? -1 : 1));
  }

  saveIdentity(identity: object): Promise<void> {
    return this.#write(() => {
      this.#disk.identity = copyOf(identity);
    });
  }

  saveOrder(taskId: string, file: object): Promise<void> {
    return this.#write(() => {
      this.#disk.folders.set(taskId, { order: copyOf(file) });
    });
  }

  saveMarks(taskId: string, marks: object): Promise<void> {
    return this.#write(() => {
      this.#folder(taskId).marks = copyOf(marks);
    });
  }

  saveHealth(taskId: string, health: object): Promise<void> {
    return this.#write(() => {
      this.#folder(taskId).health = copyOf(health);
    });
  }

  remove(taskId: string): Promise<void> {
    return this.#gate(() => {
      this.#disk.folders.delete(taskId);
    });
  }

  #write(change: () => void): Promise<void> {
    return this.#gate(() => this.#disk.write(change));
  }

  #folder(taskId: string): Folder {
    const folder = this.#disk.folders.get(taskId);
    if (folder === undefined) throw new Error(`no folder of ${taskId}`);
    return folder;
  }
}

export class FakeVolumes implements Volumes {
  readonly #disk: FakeDisk;
  readonly #gate: Gate;

  constructor(disk: FakeDisk, gate: Gate = openGate) {
    this.#disk = disk;
    this.#gate = gate;
  }

  async list(): Promise<readonly StoredVolume[]> {
    return [...this.#disk.volumes.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  open({ id, sizeMib, isNew }: VolumeWish): Promise<'ready' | 'missing'> {
    return this.#gate(() => {
      const { volumes } = this.#disk;
      if (!volumes.has(id) && !isNew) return 'missing';
      this.#disk.write(() => volumes.set(id, { id, sizeMib }));
      return 'ready';
    });
  }

  destroy(id: string): Promise<void> {
    return this.#gate(() => this.#disk.write(() => void this.#disk.volumes.delete(id)));
  }

  async measure(id: string): Promise<number> {
    return this.#disk.volumes.get(id)?.sizeMib ?? 0;
  }

  stop(): void {}
}
