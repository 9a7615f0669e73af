// The run history as people see it: what is on its way there counts as there, so that a run which
// has just ended, or can't be delivered now, is told of with its output and in its place.
import type { ObjectName, RunId } from '../../model/ids.ts';
import type { RunRow } from '../../model/jobs.ts';
import type { HistoryReader, HistoryRow } from '../../ports/history.ts';
import { placeOf } from '../../ports/history-rules.ts';

/** Runs that wait to be delivered and that a test holds for, oldest first. */
export type RunsUnderWay = (isMeant: (run: RunRow) => boolean) => readonly RunRow[];

export class ToldHistory implements HistoryReader {
  readonly #history: HistoryReader;
  readonly #underWay: RunsUnderWay;

  constructor(history: HistoryReader, underWay: RunsUnderWay) {
    this.#history = history;
    this.#underWay = underWay;
  }

  async get(id: RunId): Promise<RunRow | undefined> {
    return this.#underWay((run) => run.id === id).at(-1) ?? this.#history.get(id);
  }

  async list(job: ObjectName, limit: number, before?: string): Promise<readonly HistoryRow[]> {
    // Looked at first: what arrives meanwhile is in both.
    const coming = new Map(this.#underWay(({ name }) => name === job).map((run) => [run.id, run]));
    const rows = await this.#kept(job, { limit, before }, (id) => !coming.has(id));
    for (const run of coming.values()) {
      const cursor = placeOf(run);
      if (before === undefined || cursor < before) rows.push({ run, cursor });
    }
    return rows.sort((a, b) => (a.cursor > b.cursor ? -1 : 1)).slice(0, limit);
  }

  /** So many rows of the history at least, if it has them, save those that are told of anew. */
  async #kept(job: ObjectName, page: Page, isMeant: (id: RunId) => boolean): Promise<HistoryRow[]> {
    const kept: HistoryRow[] = [];
    for (let { before } = page; ; ) {
      const rows = await this.#history.list(job, page.limit, before);
      kept.push(...rows.filter(({ run }) => isMeant(run.id)));
      before = rows.at(-1)?.cursor;
      if (kept.length >= page.limit || rows.length < page.limit || before === undefined)
        return kept;
    }
  }
}

interface Page {
  readonly limit: number;
  readonly before: string | undefined;
}
