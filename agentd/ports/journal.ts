// The agent's memory on disk. A promise that resolves means durable (fsync, also of the folder),
// save where it says otherwise. Writes of one task are asked for one after the other.

/** One task's files, parsed as JSON; undefined where a file is absent or no JSON. */
export interface StoredTask {
  /** The folder's name, for messages. */
  readonly folder: string;
  readonly order: unknown;
  readonly marks: unknown;
  readonly health: unknown;
}

export interface Journal {
  /** All tasks, sorted by folder. */
  load(): Promise<readonly StoredTask[]>;
  saveIdentity(identity: object): Promise<void>;
  /** Makes the task's folder: it is there if and only if its order is. */
  saveOrder(taskId: string, file: object): Promise<void>;
  /** Not durable when `durable` is false, but never half. */
  saveMarks(taskId: string, marks: object, durable: boolean): Promise<void>;
  /** Not durable, but never half. */
  saveHealth(taskId: string, health: object): Promise<void>;
  /** The folder goes, sandbox included; no error when it isn't there. */
  remove(taskId: string): Promise<void>;
}
