// What of the tasks is said over the connection, and again until it is acknowledged: at once when
// the agent has joined, and within one connection after 10 s, doubling to 10 min (mesos.md 2.6).
// While the link is congested the newest of each task is held back.
import { Retries } from '../../../engine/lib/retry/retries.ts';
import type { TaskReport } from '../../../schemas/generated/wire.ts';
import type { Task } from '../task/task.ts';

export interface ReportsParts {
  task(taskId: string): Task | undefined;
  say(report: TaskReport): void;
}

const isUnacked = ({ voice }: Task): boolean => voice.seq > voice.ackedSeq;

export class Reports {
  readonly #parts: ReportsParts;
  readonly #retries = new Retries<string>();
  readonly #held = new Set<string>();
  #isCongested = false;
  #isJoined = false;
  #link = 0;

  constructor(parts: ReportsParts) {
    this.#parts = parts;
  }

  /** The present link, and whether the agent has joined on it. */
  noteLink(link: number, isJoined: boolean): void {
    if (this.#link !== link) this.#isCongested = false;
    this.#link = link;
    if (this.#isJoined === isJoined) return;
    this.#isJoined = isJoined;
    this.#held.clear();
    this.#retries.clear();
  }

  report(task: Task, steadyMs: number): void {
    if (!this.#say(task)) return;
    if (isUnacked(task)) this.#retries.sent(task.taskId, steadyMs);
  }

  /** All that isn't acknowledged. */
  joined(tasks: Iterable<Task>, steadyMs: number): void {
    for (const task of tasks) if (isUnacked(task)) this.report(task, steadyMs);
  }

  acked(task: Task): void {
    if (!isUnacked(task)) this.#retries.settle(task.taskId);
  }

  congested(): void {
    this.#isCongested = true;
  }

  drained(steadyMs: number): void {
    this.#isCongested = false;
    const held = [...this.#held];
    this.#held.clear();
    for (const taskId of held) {
      const task = this.#parts.task(taskId);
      if (task !== undefined) this.report(task, steadyMs);
    }
  }

  wake(steadyMs: number): void {
    for (const taskId of this.#retries.due(steadyMs)) {
      const task = this.#parts.task(taskId);
      if (task === undefined || !isUnacked(task)) this.#retries.settle(taskId);
      else {
        this.#say(task);
        this.#retries.sentAgain(taskId, steadyMs);
      }
    }
  }

  nextMs(): number | undefined {
    return this.#retries.nextMs();
  }

  /** Whether it is on its way. */
  #say({ taskId, taskDigest, voice: { status } }: Task): boolean {
    if (status === undefined || !this.#isJoined) return false;
    if (this.#isCongested) this.#held.add(taskId);
    else this.#parts.say({ taskId, taskDigest, status });
    return !this.#isCongested;
  }
}
