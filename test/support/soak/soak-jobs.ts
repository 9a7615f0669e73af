// The jobs of a soak: one that is due every two seconds, and one after it. They are taken out
// before the rest, when all that was due has been done.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineClient } from '../../../engine/client.ts';
import type { RunView } from '../../../schemas/generated/api.ts';
import { jobYaml } from '../cluster/job-yaml.ts';
import { type JobEvidence, tickMs } from './compare/job-findings.ts';

const [tick, child] = ['/soak/tick', '/soak/child'] as const;
const files = { [tick]: 'apps/tick.yaml', [child]: 'apps/child.yaml' };

type Files = Readonly<Record<string, string | null>>;

export class SoakJobs {
  readonly #client: EngineClient;
  readonly #record: string;
  #throughMs = 0;
  #seen: Omit<JobEvidence, 'throughMs'> = { starts: new Map(), ticks: [], children: [] };

  constructor(client: EngineClient, folder: string) {
    this.#client = client;
    this.#record = join(folder, 'starts');
  }

  /** `beginMs`: the first due time is the next whole two seconds. */
  wanted(beginMs: number): Files {
    const begin = new Date(Math.ceil(beginMs / tickMs) * tickMs).toISOString();
    const timetable = ['catchUp: all', 'startingDeadline: 10m'];
    return {
      [files[tick]]: this.#yaml(tick, `schedule: R/${begin}/PT2S`, timetable),
      [files[child]]: this.#yaml(child, `after: [${tick}]`, []),
    };
  }

  readonly unwanted: Files = { [files[tick]]: null, [files[child]]: null };

  #yaml(name: string, trigger: string, more: readonly string[]): string {
    return jobYaml({
      ...{ name, trigger },
      command: 'echo "$MERIDIAN_TASK" >> "$RECORD"; sleep 0.3',
      env: { RECORD: this.#record },
      more: [
        ...more,
        'concurrency: allow',
        'retries: {count: 100, delay: 200ms}',
        'history: {keep: 10000}',
      ],
    });
  }

  /** Everything due until now is over; called until it holds. The first call sets what `now` is. */
  async areCaughtUp(): Promise<boolean> {
    this.#throughMs ||= Date.now();
    // What has started by now has a run then.
    const starts = this.#starts();
    const ticks = await this.#all(tick);
    const children = await this.#all(child);
    this.#seen = { starts, ticks, children };
    const last = ticks.find(({ dueMs }) => dueMs > this.#throughMs - tickMs);
    const due = new Set(ticks.filter(({ dueMs }) => dueMs <= this.#throughMs).map(({ id }) => id));
    const runs = [...ticks, ...children].filter(({ lineage }) => due.has(lineage));
    return last !== undefined && runs.every(isOver);
  }

  evidence(): JobEvidence {
    return { ...this.#seen, throughMs: this.#throughMs };
  }

  #starts(): ReadonlyMap<string, number> {
    const starts = new Map<string, number>();
    if (!existsSync(this.#record)) return starts;
    for (const id of readFileSync(this.#record, 'utf8').split('\n').slice(0, -1))
      starts.set(id, (starts.get(id) ?? 0) + 1);
    return starts;
  }

  /** Kept and not over alike. */
  async #all(job: string): Promise<readonly RunView[]> {
    return (await this.#client.runs({ job })).items;
  }
}

const isOver = ({ endedMs }: RunView): boolean => endedMs !== undefined;
