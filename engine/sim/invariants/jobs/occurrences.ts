// Each occurrence of a timetable in force, by the wall clock as the engine saw it, has exactly one
// record once the world rests: its run, or one that says what was missed. None is lost and none
// comes twice, over engine crashes at any write, clocks that jump, and clocks that are put.
import { parseDueKey } from '../../../lib/time.ts';
import type { RunRow } from '../../../model/jobs.ts';
import { type Look, type Of, rule } from '../rule.ts';
import { dueIn } from './due-oracle.ts';
import { type Reign, Reigns } from './reigns.ts';

const tense = [
  'run',
  'caught up',
  'missed',
  'several missed at once',
  'skipped, another is running',
] as const;

export const occurrences = rule({ name: 'occurrences', tense }, (look) => {
  const book = new Book(look);
  return {
    'engine-booted': (moment) => book.reigns.onBooted(moment),
    batch: (moment) => {
      if (look.engineOf(moment)) book.reigns.onBatch(moment);
    },
    stored: (moment) => book.onStored(moment),
    atRest: () => book.judge(),
  };
});

/** At rest what was due so long ago is decided. */
const lateMs = 2_000;

class Book {
  readonly reigns = new Reigns();
  readonly #look: Look;
  /** Runs of timetables as they were last, and whose they are. */
  readonly #records = new Map<string, { run: RunRow; readonly reign: Reign | undefined }>();

  constructor(look: Look) {
    this.#look = look;
  }

  onStored(moment: Of<'stored'>): void {
    const { stored } = this.#look.facts;
    const { changes, cluster } = stored;
    if (!changes) return;
    const versionOf = (name: string, digest: string | undefined) => stored.jobVersion(name, digest);
    this.reigns.onStored(moment, { changes, cluster, versionOf });
    for (const run of changes.ends) this.#note(run);
    for (const { after } of changes.runs) if (after) this.#note(after);
  }

  #note(run: RunRow): void {
    if (run.origin.kind !== 'timetable') return;
    const known = this.#records.get(run.id);
    if (known) {
      known.run = run;
      return;
    }
    this.#records.set(run.id, { run, reign: this.reigns.open.get(run.name) });
    this.#noteTense(run);
  }

  #noteTense({ origin, reason, missed }: RunRow): void {
    const { tense: near } = this.#look;
    if (reason === 'missed') near('missed');
    else if (reason === 'running') near('skipped, another is running');
    else near(origin.kind === 'timetable' && origin.isCatchUp ? 'caught up' : 'run');
    if (missed) near('several missed at once');
  }

  judge(): void {
    const { engine } = this.#look.sight;
    if (!engine) return;
    for (const reign of this.reigns.open.values())
      if (!reign.isSuspended) {
        reign.mustMs = Math.max(reign.mustMs, engine.machineMs - lateMs);
        reign.mayMs = Math.max(reign.mayMs, engine.machineMs);
      }
    const byReign = new Map<Reign, RunRow[]>();
    for (const { run, reign } of this.#records.values()) {
      if (!reign) this.#look.violate(`${run.id} is recorded, and its job has no timetable`);
      else byReign.set(reign, [...(byReign.get(reign) ?? []), run]);
    }
    for (const reign of this.reigns.all) this.#judgeReign(reign, byReign.get(reign) ?? []);
  }

  #judgeReign(reign: Reign, runs: readonly RunRow[]): void {
    const { violate } = this.#look;
    const { timetable, anchorMs, afterMs, mayMs } = reign;
    const due = dueIn(timetable, anchorMs, { fromMs: afterMs + 1, toMs: mayMs });
    const isDue = new Set(due);
    const own = new Set<number>();
    for (const { id, dueMs } of runs) {
      if (parseDueKey(id.slice(id.indexOf('@') + 1)) !== dueMs) violate(`${id} is due at ${dueMs}`);
      if (!isDue.has(dueMs))
        violate(`${id} was never due by ${timetable.text} ${timetable.zone} after ${afterMs}`);
      own.add(dueMs);
    }
    const covered = this.#coveredBy(runs, due, own);
    for (const ms of due) {
      if (ms <= reign.surelyAfterMs || ms > reign.mustMs || own.has(ms)) continue;
      const times = covered.get(ms) ?? 0;
      const what = `${reign.job} was due at ${ms} by ${timetable.text} ${timetable.zone}`;
      if (times === 0 && !this.#isElsewhere(reign, ms)) violate(`${what}, and has no record of it`);
      if (times > 1) violate(`${what}, and has ${times} records of it`);
    }
  }

  /** How many records of several cover each occurrence that has none of its own. */
  #coveredBy(
    runs: readonly RunRow[],
    due: readonly number[],
    own: ReadonlySet<number>,
  ): ReadonlyMap<number, number> {
    const covered = new Map<number, number>();
    for (const { id, missed, dueMs } of runs) {
      if (!missed) continue;
      let count = 1;
      for (const ms of due) {
        if (ms < missed.fromMs || ms >= dueMs || own.has(ms)) continue;
        count += 1;
        covered.set(ms, (covered.get(ms) ?? 0) + 1);
      }
      if (count !== missed.count)
        this.#look.violate(`${id} stands for ${missed.count} missed ones: there are ${count}`);
    }
    return covered;
  }

  /** It has a record from another reign: the clock was put back. */
  #isElsewhere({ job }: Reign, ms: number): boolean {
    for (const { run } of this.#records.values())
      if (run.name === job && (run.missed?.fromMs ?? run.dueMs) <= ms && ms <= run.dueMs)
        return true;
    return false;
  }
}
