// Kills that an agent has been told of and hasn't answered yet; what comes of them is
// tend-kills.ts.
import type { TaskId } from '../../../model/ids.ts';

interface Watched {
  /** From then on it is late. */
  readonly dueMs: number;
  /** It was late once, and that was told. */
  readonly isLate: boolean;
}

export class KillWatch {
  readonly #watched = new Map<TaskId, Watched>();
  /** The timer that looks after them is on its way. */
  isArmed = false;

  get size(): number {
    return this.#watched.size;
  }

  /**
   * Its agent is told; `dueMs` is when it should have answered. Who tells it again while it isn't
   * late puts that off no further.
   */
  told(id: TaskId, dueMs: number): void {
    const known = this.#watched.get(id);
    if (known && !known.isLate) return;
    this.#watched.set(id, { dueMs, isLate: known?.isLate === true });
  }

  /** Its agent has answered, or it is over. */
  answered(id: TaskId): void {
    this.#watched.delete(id);
  }

  isLate(id: TaskId): boolean {
    return this.#watched.get(id)?.isLate === true;
  }

  /** For the first time? */
  noteLate(id: TaskId): boolean {
    const watched = this.#watched.get(id);
    if (watched === undefined || watched.isLate) return false;
    this.#watched.set(id, { ...watched, isLate: true });
    return true;
  }

  /** Those that should have been answered by now. */
  due(nowMs: number): readonly TaskId[] {
    return [...this.#watched].flatMap(([id, { dueMs }]) => (dueMs <= nowMs ? [id] : []));
  }
}
