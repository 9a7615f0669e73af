// What agents keep for slots and Volumes, by who it is for, where it is, and who holds it now; and
// the volumes that were given up and are still there.
import type { LeavingVolume, ReservationRow, TaskRow } from '../../model/actual.ts';
import type { AgentId, ObjectName, ReservationId, TaskId, VolumeId } from '../../model/ids.ts';
import { ownerOf, type Resource } from '../../model/resources/resource.ts';

export class Reservations extends Map<ReservationId, ReservationRow> {
  readonly leaving = new Leaving();
  /** To be looked at before the batch ends. */
  readonly dirty = new Set<ReservationId>();
  /** Agents that keep less than the allocator knows. */
  readonly uncounted = new Set<AgentId>();
  readonly #onAgent = new SetMap<AgentId, ReservationId>();
  readonly #ofOwner = new SetMap<ObjectName, ReservationId>();
  readonly #holders = new SetMap<ReservationId, TaskId>();

  override set(id: ReservationId, row: ReservationRow): this {
    this.delete(id);
    this.#onAgent.add(row.agentId, id);
    this.#ofOwner.add(row.owner, id);
    return super.set(id, row);
  }

  override delete(id: ReservationId): boolean {
    const row = this.get(id);
    if (row === undefined) return false;
    this.#onAgent.remove(row.agentId, id);
    this.#ofOwner.remove(row.owner, id);
    return super.delete(id);
  }

  onAgent(agentId: AgentId): readonly ReservationRow[] {
    return this.#rows(this.#onAgent.of(agentId));
  }

  /** All that an agent keeps, volumes that are leaving included; the disk of some is free. */
  keptOn(agentId: AgentId): readonly Resource[] {
    const leaving = this.leaving.onAgent(agentId).filter(({ isFree }) => !isFree);
    return [
      ...this.onAgent(agentId).flatMap(({ kept }) => kept),
      ...leaving.map(({ resource }) => resource),
    ];
  }

  /** By id. */
  ofOwner(owner: ObjectName): readonly ReservationRow[] {
    return this.#rows(this.#ofOwner.of(owner));
  }

  #rows(ids: Iterable<ReservationId>): readonly ReservationRow[] {
    return [...ids].sort().flatMap((id) => this.get(id) ?? []);
  }

  /** A task was launched, or one that hasn't ended was loaded. */
  hold(row: TaskRow): void {
    for (const owner of ownersOf(row)) this.#holders.add(owner, row.id);
  }

  /** It has ended; what it held may be given up now. */
  letGo(row: TaskRow): void {
    for (const owner of ownersOf(row)) {
      this.#holders.remove(owner, row.id);
      this.dirty.add(owner);
    }
  }

  /** Those that a task has now. */
  heldBy(row: TaskRow): readonly ReservationRow[] {
    return this.#rows(ownersOf(row));
  }

  /** The task that has it now. */
  holderOf(id: ReservationId): TaskId | undefined {
    for (const holder of this.#holders.of(id)) return holder;
    return undefined;
  }
}

/** For whom what a task takes is kept, each once. */
const ownersOf = ({ taken = [] }: TaskRow): ReadonlySet<ReservationId> =>
  new Set(taken.flatMap((resource) => ownerOf(resource) ?? []));

/** Volumes that were given up, until their agents have destroyed them. */
class Leaving extends Map<VolumeId, LeavingVolume> {
  readonly #onAgent = new SetMap<AgentId, VolumeId>();

  override set(id: VolumeId, volume: LeavingVolume): this {
    this.#onAgent.add(volume.agentId, id);
    return super.set(id, volume);
  }

  override delete(id: VolumeId): boolean {
    const volume = this.get(id);
    if (volume) this.#onAgent.remove(volume.agentId, id);
    return super.delete(id);
  }

  /** By id. */
  onAgent(agentId: AgentId): readonly LeavingVolume[] {
    return [...this.#onAgent.of(agentId)].sort().flatMap((id) => this.get(id) ?? []);
  }
}

class SetMap<K, V> {
  readonly #sets = new Map<K, Set<V>>();

  of(key: K): Iterable<V> {
    return this.#sets.get(key) ?? [];
  }

  add(key: K, value: V): void {
    const set = this.#sets.get(key);
    if (set) set.add(value);
    else this.#sets.set(key, new Set([value]));
  }

  remove(key: K, value: V): void {
    const set = this.#sets.get(key);
    if (set?.delete(value) && set.size === 0) this.#sets.delete(key);
  }
}
