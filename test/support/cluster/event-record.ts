// Every event of a cluster from now on, in order, kept as they come: what a test waits for is an
// event by name, and what must not happen is looked for afterwards.
import type { EventView } from '../../../schemas/generated/api.ts';
import type { Cluster } from './cluster.ts';

interface Waiting {
  readonly isIt: (event: EventView) => boolean;
  readonly resolve: (event: EventView) => void;
}

export class EventRecord {
  readonly events: EventView[] = [];
  readonly #stop = new AbortController();
  readonly #waiting = new Set<Waiting>();
  readonly #following: Promise<void>;

  private constructor(cluster: Cluster, after: number) {
    this.#following = this.#follow(cluster, after);
  }

  /** From the next event on, over engine starts too. */
  static async start(cluster: Cluster): Promise<EventRecord> {
    const { items } = await cluster.client.events({ limit: 1 });
    return new EventRecord(cluster, items.at(-1)?.number ?? 0);
  }

  /** A place in the record: what comes after it has not happened yet. */
  get mark(): number {
    return this.events.length;
  }

  since(mark: number, ...kinds: readonly string[]): readonly EventView[] {
    return this.events.slice(mark).filter(({ kind }) => kinds.includes(kind));
  }

  /** The first one since `mark` of which that is true, whether it has come or will come. */
  async until(
    what: string,
    isIt: (event: EventView) => boolean,
    { mark = 0, boundMs = 20_000 } = {},
  ): Promise<EventView> {
    const come = this.events.slice(mark).find(isIt);
    if (come) return come;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(waiting);
        reject(new Error(`no event in ${boundMs} ms: ${what}; there were\n${this.text(mark)}`));
      }, boundMs);
      const waiting: Waiting = {
        isIt,
        resolve: (event) => {
          clearTimeout(timer);
          this.#waiting.delete(waiting);
          resolve(event);
        },
      };
      this.#waiting.add(waiting);
    });
  }

  /** With ms since the first of them. */
  text(mark = 0): string {
    const shown = this.events.slice(mark);
    const beginMs = shown[0]?.atMs ?? 0;
    return shown
      .map(({ atMs, kind, message }) => `${atMs - beginMs} ms ${kind}: ${message}`)
      .join('\n');
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#following;
  }

  #tell(event: EventView): void {
    for (const waiting of [...this.#waiting]) if (waiting.isIt(event)) waiting.resolve(event);
  }

  async #follow(cluster: Cluster, after: number): Promise<void> {
    const { signal } = this.#stop;
    try {
      for await (const event of cluster.client.followEvents({ after, signal, isPatient: true })) {
        this.events.push(event);
        this.#tell(event);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}
