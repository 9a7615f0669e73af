// Persistent volumes: folders that outlive the tasks that use them. One is there whole or not at
// all, also after a power cut, and its data isn't touched but by its task and its end.

export interface StoredVolume {
  readonly id: string;
  readonly sizeMib: number;
}

export interface VolumeWish extends StoredVolume {
  /** Made where it isn't there. */
  readonly isNew: boolean;
  /** Who is to have it. */
  readonly taskId: string;
}

export interface Volumes {
  /** All that are there, sorted. What an earlier life had begun to remove goes on going. */
  list(): Promise<readonly StoredVolume[]>;
  /**
   * It is there, durably, with its data as it was left; `missing`: it isn't, and isn't to be made.
   * Rejects when the disk won't.
   */
  open(wish: VolumeWish): Promise<'ready' | 'missing'>;
  /**
   * Resolves when it can't be found any more, also by a later start; its data is removed after
   * that, slowly. No error when it isn't there.
   */
  destroy(id: string): Promise<void>;
  /** MiB that its data takes up, rounded up; takes its time. 0 when it isn't there. */
  measure(id: string): Promise<number>;
  /** The agent leaves: what hasn't been removed yet stays for its next start. */
  stop(): void;
}
