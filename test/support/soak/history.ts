// History as the engine tells it: every event, by a client that comes back with its last number
// each time the engine is killed, and the list of tasks, asked for again and again, because rows of
// ended tasks are forgotten in the end.
import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineClient } from '../../../engine/client.ts';
import type { EventView, TaskList } from '../../../schemas/generated/api.ts';

export type TaskView = TaskList['items'][number];

const againAfterMs = 200;
const tasksEveryMs = 1_000;
const pageRows = 1_000;

export class History {
  readonly events: EventView[] = [];
  /** The last that was seen of each task. */
  readonly tasks = new Map<string, TaskView>();
  /** Why connections ended, with how often. */
  readonly breaks = new Map<string, number>();
  readonly #client: EngineClient;
  readonly #stop = new AbortController();
  #running: readonly Promise<void>[] = [];

  constructor(client: EngineClient) {
    this.#client = client;
  }

  start(): void {
    this.#running = [this.#follow(), this.#poll()];
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#running);
  }

  get last(): number {
    return this.events.at(-1)?.number ?? 0;
  }

  /** Reads the list of tasks once more; rejects when the engine can't be asked. */
  async readTasks(): Promise<readonly TaskView[]> {
    const { items: all } = await this.#client.tasks();
    // Attempts of runs are in the run history.
    const items = all.filter(({ id }) => id.includes('#'));
    for (const task of items) this.tasks.set(task.id, task);
    return items;
  }

  /** All that the store holds of events, in pages. */
  async stored(): Promise<readonly EventView[]> {
    const events: EventView[] = [];
    for (;;) {
      const after = events.at(-1)?.number ?? 0;
      const { items } = await this.#client.events({ after, limit: pageRows });
      events.push(...items);
      if (items.length < pageRows) return events;
    }
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        const following = this.#client.followEvents({ after: this.last, signal });
        for await (const event of following) this.events.push(event);
      } catch (error) {
        this.#note(error);
        await sleep(againAfterMs);
      }
    }
  }

  async #poll(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.readTasks().catch((error: unknown) => this.#note(error));
      await sleep(tasksEveryMs);
    }
  }

  #note(error: unknown): void {
    const text = String(error).slice(0, 200);
    this.breaks.set(text, (this.breaks.get(text) ?? 0) + 1);
  }
}
