// Samples an app at every event, and keeps what it saw: the invariants of a scenario are checked
// on it. There is nothing to see while the engine is away.
import { Problem } from '../../../engine/model/problem.ts';
import type { AppList } from '../../../schemas/generated/api.ts';
import type { Cluster } from './cluster.ts';

export interface Sample {
  readonly event: string;
  readonly healthy: number;
  readonly total: number;
}

export class AppWatch {
  readonly samples: Sample[] = [];
  readonly #cluster: Cluster;
  readonly #name: string;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;

  constructor(cluster: Cluster, name: string) {
    this.#cluster = cluster;
    this.#name = name;
  }

  start(): void {
    this.#running = this.#watch();
  }

  /** Lowest count of healthy instances since `from` samples. */
  lowest(from = 0): number {
    return Math.min(...this.samples.slice(from).map((sample) => sample.healthy));
  }

  highest(from = 0): number {
    return Math.max(...this.samples.slice(from).map((sample) => sample.total));
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #watch(): Promise<void> {
    const { client } = this.#cluster;
    try {
      const { signal } = this.#stop;
      for await (const event of client.followEvents({ signal, isPatient: true })) {
        const seen = await client.apps().catch(nothingIfAway);
        if (seen === undefined) continue;
        const app = seen.items.find((item) => item.name === this.#name);
        const { healthy = 0, total = 0 } = app?.instances ?? {};
        this.samples.push({ event: `${event.kind} ${event.subject}`, healthy, total });
      }
    } catch (error) {
      if (!this.#stop.signal.aborted) throw error;
    }
  }
}

function nothingIfAway(error: unknown): AppList | undefined {
  if (error instanceof Problem && error.code === 'unreachable') return undefined;
  throw error;
}
