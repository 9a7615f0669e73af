// A machine's disk: the agent's identity and a folder a task. What was written without waiting for
// the disk is seen at once by every process, and lost by a crash of the machine with even odds,
// unless it was written so long before that it had reached the disk by itself.
import type { Identity } from '../../../agentd/core/session/session.ts';
import type { KillPolicy } from '../../../schemas/generated/wire.ts';
import type { Random } from '../../lib/random.ts';

/** A supervisor, as far as others do something to it. */
export interface Killable {
  readonly isAlive: boolean;
  kill(): void;
  /** With its machine. */
  goDown(): void;
}

/** A command, likewise. */
export interface Signalable {
  readonly isAlive: boolean;
  signal(name: string): void;
}

/** What a task's folder may hold; JSON texts are the agent's, the rest its supervisors'. */
export interface TaskFiles {
  readonly order: string;
  readonly marks: string;
  readonly health: string;
  /** The note is the agent's, when it took the claim. */
  readonly claim: { readonly note?: string };
  readonly pid: { readonly process: Killable; readonly bootId: string };
  readonly child: {
    readonly process: Signalable;
    readonly pid: number;
    readonly startedMs: number;
  };
  readonly exit: {
    readonly code: number;
    readonly timedOut: boolean;
    readonly endedMs: number;
    readonly cpuMs: number;
  };
  readonly limits: { readonly timeoutMs: number; readonly policy: KillPolicy };
  /** The watchdog has spoken. */
  readonly timeout: true;
}

/** A volume's folder: durable, each change whole. */
export interface DiskVolume {
  readonly id: string;
  readonly sizeMib: number;
  /** Raised by one by each command that has it, ever: data that survived. */
  readonly content: number;
  readonly lastTask: string;
}

type Name = keyof TaskFiles;

interface Kept<T> {
  readonly value: T;
  /** What a crash of the machine may bring back. */
  readonly before: T | undefined;
  /** Virtual ms from which no crash takes it. */
  readonly safeMs: number;
}

type Folder = { [N in Name]?: Kept<TaskFiles[N]> };

/** Dirty pages are written out after that long (vm.dirty_expire_centisecs). */
const writtenOutMs = 30_000;

class DiskError extends Error {}

const noSpace = (act: string): DiskError =>
  new DiskError(`ENOSPC: no space left on device, ${act}`);

export class MachineDisk {
  isFull = false;
  /** Of a write on a full disk: that somebody has just freed what it needs. */
  freedChance = 0.6;
  readonly volumes = new Map<string, DiskVolume>();
  readonly #random: Random;
  #identity: Identity;
  readonly #folders = new Map<string, Folder>();

  constructor(agentId: string, random: Random) {
    this.#random = random;
    this.#identity = { agentId, clusterId: '', highestEpoch: 0, stored: 0, starts: 0 };
  }

  get identity(): Identity {
    return this.#identity;
  }

  /** Throws when there is none. */
  demandRoom(act: string): void {
    if (this.isFull && !this.#random.chance(this.freedChance)) throw noSpace(act);
  }

  /** Durable, whether it is full or not. */
  saveIdentity(identity: Identity): void {
    this.#identity = { ...identity };
  }

  has(taskId: string): boolean {
    return this.#folders.has(taskId);
  }

  taskIds(): Iterable<string> {
    return this.#folders.keys();
  }

  read<N extends Name>(taskId: string, name: N): TaskFiles[N] | undefined {
    return this.#folders.get(taskId)?.[name]?.value;
  }

  /** The folder comes with its order, and only with it; throws when there is one. */
  makeFolder(taskId: string, order: string): void {
    this.demandRoom('mkdir');
    if (this.#folders.has(taskId)) throw new DiskError('ENOTEMPTY: directory not empty, rename');
    const kept = { value: order, before: undefined, safeMs: 0 };
    this.#folders.set(taskId, { order: kept });
  }

  /** Durable. Throws when the disk is full or the folder isn't there. */
  save<N extends Name>(taskId: string, name: N, value: TaskFiles[N]): void {
    this.#put(taskId, name, { value, before: undefined, safeMs: 0 });
  }

  /** Not durable. Throws as `save` does. */
  write<N extends Name>(taskId: string, file: readonly [N, TaskFiles[N]], nowMs: number): void {
    const [name, value] = file;
    const last = this.#folders.get(taskId)?.[name];
    const before = last && last.safeMs <= nowMs ? last.value : last?.before;
    this.#put(taskId, name, { value, before, safeMs: nowMs + writtenOutMs });
  }

  /** A claim of which nobody says whose it is; it takes no room. */
  createEmpty(taskId: string, name: 'claim'): void {
    const folder = this.#folders.get(taskId);
    if (folder) folder[name] ??= { value: {}, before: undefined, safeMs: 0 };
  }

  /** A command leaves its mark in a volume: what is in it then; undefined where there is none. */
  useVolume(id: string): number | undefined {
    const volume = this.volumes.get(id);
    if (!volume) return undefined;
    const content = volume.content + 1;
    this.volumes.set(id, { ...volume, content });
    return content;
  }

  remove(taskId: string): void {
    this.#folders.delete(taskId);
  }

  /** The machine goes down: what hadn't reached the disk may be lost. */
  crash(nowMs: number): void {
    const random = this.#random;
    for (const folder of this.#folders.values())
      for (const name of Object.keys(folder) as Name[]) settle(folder, name, { random, nowMs });
  }

  #put<N extends Name>(taskId: string, name: N, kept: Kept<TaskFiles[N]>): void {
    this.demandRoom(`write ${name}`);
    const folder = this.#folders.get(taskId);
    if (!folder) throw new DiskError(`ENOENT: no such file or directory, open '${name}'`);
    const files: { [K in N]?: Kept<TaskFiles[K]> } = folder;
    files[name] = kept;
  }
}

interface Crash {
  readonly random: Random;
  readonly nowMs: number;
}

function settle<N extends Name>(folder: Folder, name: N, { random, nowMs }: Crash): void {
  const files: { [K in N]?: Kept<TaskFiles[K]> } = folder;
  const kept = files[name];
  if (!kept || kept.safeMs <= nowMs) return;
  const value = random.chance(0.5) ? kept.value : kept.before;
  if (value === undefined) delete files[name];
  else files[name] = { value, before: undefined, safeMs: 0 };
}
