// A record of a run is final: nothing of a run that is over is launched again, but by `retry`,
// which somebody asked for. No run that is stored vanishes without a record, and no record before
// the history has it.
import { isRunOver, type RunRow } from '../../../model/jobs.ts';
import type { Changed } from '../facts/stored-facts.ts';
import { type Look, type Of, rule } from '../rule.ts';

const tense = ['recorded', 'retried', 'recorded again after a crash'] as const;

export const records = rule({ name: 'records', tense }, (look) => {
  const book = new Book(look);
  return {
    batch: (moment) => book.onBatch(moment),
    stored: () => book.onStored(),
    recorded: (moment) => book.onRecorded(moment),
    atRest: () => book.judge(),
  };
});

class Book {
  readonly #look: Look;
  /** As each ended last. */
  readonly #ended = new Map<string, RunRow>();
  /** What the history was given last of each. */
  readonly #given = new Map<string, string>();
  /** Runs that somebody has asked to try again. */
  readonly #retried = new Set<string>();
  /** Records in front of the end that they came after: who was killed there decides again. */
  readonly #early = new Map<string, RunRow>();

  constructor(look: Look) {
    this.#look = look;
  }

  onBatch({ events }: Of<'batch'>): void {
    for (const event of events)
      if (event.kind === 'operation' && event.operation.kind === 'retry')
        this.#retried.add(event.operation.run);
  }

  onRecorded({ runs }: Of<'recorded'>): void {
    for (const run of runs) this.#given.set(run.id, textOf(run));
  }

  onStored(): void {
    const { changes, runs } = this.#look.facts.stored;
    if (!changes) return;
    for (const run of changes.ends) this.#noteEnd(run);
    for (const change of changes.runs) this.#judgeRow(change);
    for (const [id, run] of this.#early) if (!this.#hasOpenParent(run)) this.#early.delete(id);
    for (const run of changes.delivered) this.#judgeDelivered(run);
    for (const { id, before, after } of changes.tasks) {
      if (before || !after || after.run === undefined) continue;
      const run = runs.get(after.run);
      if (!run) this.#look.violate(`${id} is launched, and its run isn’t stored`);
      else if (isRunOver(run.state) && !after.end)
        this.#look.violate(`${id} is launched, and its run is ${run.state}`);
    }
  }

  #noteEnd(run: RunRow): void {
    if (!isRunOver(run.state)) this.#look.violate(`${run.id} is recorded as ${run.state}`);
    this.#look.tense(this.#ended.has(run.id) ? 'recorded again after a crash' : 'recorded');
    this.#ended.set(run.id, run);
    if (this.#hasOpenParent(run)) this.#early.set(run.id, run);
  }

  #judgeRow({ id, before, after }: Changed<RunRow>): void {
    const ended = this.#ended.get(id);
    const isOpen = after && !isRunOver(after.state);
    if (isOpen && before && isRunOver(before.state)) this.#judgeAgain(id, before.state);
    else if (isOpen && !before && ended && !this.#early.has(id)) this.#judgeAgain(id, ended.state);
    if (after && !isOpen && ended?.state !== after.state)
      this.#look.violate(`${id} is ${after.state}, and recorded as ${ended?.state ?? 'nothing'}`);
    if (before && !after && !ended && !this.#isTooEarly(before))
      this.#look.violate(`${id} is forgotten, and has no record`);
  }

  /** Stored by an engine that was killed before the end that it came after: it comes again. */
  #isTooEarly(run: RunRow): boolean {
    const { tasks } = this.#look.facts.stored;
    return this.#hasOpenParent(run) && !run.attempts.some(({ taskId }) => tasks.has(taskId));
  }

  #hasOpenParent({ origin }: RunRow): boolean {
    const { runs } = this.#look.facts.stored;
    const isOpen = (id: string): boolean => !isRunOver(runs.get(id)?.state ?? 'skipped');
    return origin.kind === 'after' && origin.parents.some(({ run }) => isOpen(run));
  }

  #judgeAgain(id: string, state: string): void {
    if (this.#retried.delete(id)) this.#look.tense('retried');
    else this.#look.violate(`${id} was ${state}, and goes on: nobody has asked for it`);
  }

  #judgeDelivered(run: RunRow): void {
    if (!this.#given.has(run.id))
      this.#look.violate(`the record of ${run.id} is gone, and the history hasn’t got it`);
  }

  judge(): void {
    const waiting = new Set([...this.#look.facts.stored.outbox.values()].map(({ id }) => id));
    for (const [id, run] of this.#ended)
      if (!waiting.has(run.id) && this.#given.get(id) !== textOf(run))
        this.#look.violate(`${id} ended as ${run.state}, which isn’t in the history`);
  }
}

const textOf = (run: RunRow): string => `${run.state} ${run.reason} ${run.endedMs} ${run.launches}`;
