// All tasks that this agent knows, which of them live, and which ended ones are kept for their
// sandboxes: the newest acknowledged ends, up to a bound.
import { isEndAcked, isLive, type Task } from './task/task.ts';

const endedMs = ({ phase }: Task): number =>
  phase.kind === 'ended' ? (phase.status.endedMs ?? 0) : 0;

export class TaskTable {
  readonly #tasks = new Map<string, Task>();
  readonly #live = new Set<string>();
  /** Ended and acknowledged, in that order. */
  readonly #kept: string[] = [];

  get size(): number {
    return this.#tasks.size;
  }

  /** Tasks that haven't ended. */
  get live(): ReadonlySet<string> {
    return this.#live;
  }

  get(taskId: string): Task | undefined {
    return this.#tasks.get(taskId);
  }

  values(): Iterable<Task> {
    return this.#tasks.values();
  }

  set(task: Task): void {
    const { taskId } = task;
    const before = this.#tasks.get(taskId);
    this.#tasks.set(taskId, task);
    if (isLive(task)) this.#live.add(taskId);
    else this.#live.delete(taskId);
    const wasAcked = before !== undefined && isEndAcked(before);
    if (isEndAcked(task) && !wasAcked) this.#kept.push(taskId);
  }

  /** After the journal was read: what was acknowledged longest ago comes first. */
  sortKept(): void {
    const at = (taskId: string) => {
      const task = this.#tasks.get(taskId);
      return task === undefined ? 0 : endedMs(task);
    };
    this.#kept.sort((a, b) => at(a) - at(b));
  }

  /** Forgets the oldest beyond the bound; their ids. */
  prune(keep: number): readonly string[] {
    const removed = this.#kept.splice(0, Math.max(0, this.#kept.length - keep));
    for (const taskId of removed) this.#tasks.delete(taskId);
    return removed;
  }
}
