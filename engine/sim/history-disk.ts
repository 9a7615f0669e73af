// What a run history in memory is kept on: each job's runs, as text, in the order of their places.
// It outlives the engine process; several may have it open.
import type { ObjectName, RunId } from '../model/ids.ts';
import type { RunRow } from '../model/jobs.ts';
import type { HistoryRow } from '../ports/history.ts';
import type { HistoryPut, KeptRun } from '../ports/history-rules.ts';

export class HistoryDisk {
  /** By job; oldest first. */
  readonly #runs = new Map<ObjectName, KeptRun[]>();
  readonly #byId = new Map<RunId, KeptRun>();
  /** Called after each put has been applied. */
  onApplied: (put: HistoryPut) => void = () => undefined;

  apply(put: HistoryPut): void {
    for (const run of put.runs) this.#put(run);
    for (const [job, keep] of put.keeps) this.#trim(job, keep);
    this.onApplied(put);
  }

  get(id: RunId): RunRow | undefined {
    const run = this.#byId.get(id);
    return run && parsed(run);
  }

  /** Newest first, those older than `before`. */
  list(job: ObjectName, limit: number, before?: string): readonly HistoryRow[] {
    const runs = this.#runs.get(job) ?? [];
    const end = before === undefined ? runs.length : position(runs, before);
    const page = runs.slice(Math.max(0, end - limit), end).reverse();
    return page.map((run) => ({ run: parsed(run), cursor: run.place }));
  }

  /** All runs that are kept, by job, each job's newest first. */
  all(): readonly RunRow[] {
    const jobs = [...this.#runs.keys()].sort();
    return jobs.flatMap((job) => this.list(job, Number.MAX_SAFE_INTEGER).map(({ run }) => run));
  }

  #put(run: KeptRun): void {
    const before = this.#byId.get(run.id);
    if (before) this.#remove(before);
    const runs = this.#runs.get(run.job) ?? [];
    this.#runs.set(run.job, runs);
    runs.splice(position(runs, run.place), 0, run);
    this.#byId.set(run.id, run);
  }

  #trim(job: ObjectName, keep: number): void {
    const runs = this.#runs.get(job) ?? [];
    for (const run of runs.slice(0, Math.max(0, runs.length - keep))) this.#remove(run);
  }

  #remove(run: KeptRun): void {
    const runs = this.#runs.get(run.job) ?? [];
    runs.splice(position(runs, run.place), 1);
    this.#byId.delete(run.id);
  }
}

const parsed = (run: KeptRun): RunRow => JSON.parse(run.text);

/** Where the first one lies whose place isn't before this one. */
function position(runs: readonly KeptRun[], place: string): number {
  let [low, high] = [0, runs.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((runs[middle]?.place ?? '') < place) low = middle + 1;
    else high = middle;
  }
  return low;
}
