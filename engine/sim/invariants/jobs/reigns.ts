// For how long, by the wall clock of the engine, each timetable was in force: from the batch that
// applied it to the one that put another in its place. In a reign every occurrence up to `mustMs`
// has been looked at, and none after `mayMs` can have been.
import type { JobRow, JobVersion, RunRow } from '../../../model/jobs.ts';
import type { Timetable } from '../../../model/timetable.ts';
import type { JobSpec } from '../../../model/wanted.ts';
import type { StoredFacts } from '../facts/stored-facts.ts';
import type { Of } from '../rule.ts';
import type { TimetableText } from './due-oracle.ts';

export interface Reign {
  readonly job: string;
  readonly timetable: TimetableText;
  /** Of an empty start. */
  readonly anchorMs: number;
  /** Nothing up to here is due by it. */
  readonly afterMs: number;
  /** Everything from here on is; later than `afterMs` where the clock had been put back. */
  readonly surelyAfterMs: number;
  mustMs: number;
  mayMs: number;
  isSuspended: boolean;
}

export class Reigns {
  /** Present ones, by job. */
  readonly open = new Map<string, Reign>();
  readonly all: Reign[] = [];
  /** By job, of the last reign. */
  readonly #last = new Map<string, Reign>();
  /** By epoch. */
  readonly #wallMs = new Map<number, number>();
  #lastWallMs = 0;
  #epoch = 0;
  /** The last batch has looked at all that was due, unless it is never stored. */
  #lookedMs: number | undefined;
  #isFirst = true;

  onBooted({ epoch }: Of<'engine-booted'>): void {
    this.#epoch = epoch;
    this.#isFirst = true;
    this.#lookedMs = undefined;
  }

  /** Batches of one engine: the one before has been stored. */
  onBatch({ events, wallMs = 0 }: Of<'batch'>): void {
    this.#wallMs.set(this.#epoch, wallMs);
    this.#lastWallMs = wallMs;
    for (const reign of this.open.values()) {
      if (this.#lookedMs !== undefined && !reign.isSuspended)
        reign.mustMs = Math.max(reign.mustMs, this.#lookedMs);
      reign.mayMs = Math.max(reign.mayMs, wallMs);
    }
    const hasRung = events.some((event) => event.kind === 'timer' && event.key === 'due');
    this.#lookedMs = hasRung || this.#isFirst ? wallMs : undefined;
    this.#isFirst = false;
  }

  onStored({ epoch }: Of<'stored'>, { changes, cluster, versionOf }: Stored): void {
    const wallMs = this.#wallMs.get(epoch) ?? this.#lastWallMs;
    for (const { id, after } of changes?.jobs ?? []) {
      // Half applied, and taken back by the next engine.
      const isTaken = (after?.before?.revision ?? 0) <= (cluster?.revision ?? 0);
      if (isTaken) this.#onRow(id, after, { spec: versionOf(id, after?.wanted)?.spec, wallMs });
    }
    if (!changes?.isCut) return;
    const runs = changes.runs.flatMap(({ after }) => after ?? []);
    for (const run of [...changes.ends, ...runs])
      this.#onCutRun(run, { spec: versionOf(run.name, run.specDigest)?.spec, wallMs });
  }

  #onRow(job: string, row: JobRow | undefined, { spec, wallMs }: Applied): void {
    const timetable = timetableOf(spec);
    const present = this.open.get(job);
    if (present && timetable && isSame(present.timetable, timetable)) {
      present.isSuspended = spec?.suspended === true;
      return;
    }
    if (present) this.open.delete(job);
    // What goes by something else now begins anew should it come back to the same timetable.
    if (spec && !timetable) this.#last.delete(job);
    // It begins in a batch behind the one that applied it.
    if (timetable && row?.timetable === textOf(timetable)) this.#open(job, { spec, wallMs });
  }

  /** A timetable's first run, or its record, may be all that is stored of its first batch. */
  #onCutRun({ name, origin, dueMs }: RunRow, applied: Applied): void {
    const timetable = timetableOf(applied.spec);
    const present = this.open.get(name);
    if (origin.kind !== 'timetable' || !timetable || dueMs !== applied.wallMs) return;
    if (!present || !isSame(present.timetable, timetable)) this.#open(name, applied);
  }

  #open(job: string, { spec, wallMs }: Applied): void {
    const timetable = timetableOf(spec);
    if (!timetable) return;
    const last = this.#last.get(job);
    const isBack = last !== undefined && isSame(last.timetable, timetable);
    const anchorMs = isBack ? last.anchorMs : wallMs;
    const isOpen = timetable.kind === 'interval' && timetable.text.split('/')[1] === '';
    const afterMs = isOpen && !isBack ? wallMs - 1 : wallMs;
    const pastMs = Math.max(
      0,
      ...this.all.filter((one) => one.job === job).map((one) => one.mayMs),
    );
    const reign: Reign = {
      job,
      timetable: { kind: timetable.kind, text: timetable.text, zone: timetable.zone },
      anchorMs,
      afterMs,
      surelyAfterMs: Math.max(afterMs, pastMs),
      mustMs: afterMs,
      mayMs: wallMs,
      isSuspended: spec?.suspended === true,
    };
    this.open.set(job, reign);
    this.#last.set(job, reign);
    this.all.push(reign);
  }
}

interface Stored extends Pick<StoredFacts, 'changes' | 'cluster'> {
  versionOf(name: string, digest: string | undefined): JobVersion | undefined;
}

/** What is wanted of the job, and the engine's wall clock in the batch that was stored. */
interface Applied {
  readonly spec: JobSpec | undefined;
  readonly wallMs: number;
}

const timetableOf = (spec: JobSpec | undefined): Timetable | undefined =>
  spec?.trigger.kind === 'timetable' ? spec.trigger.timetable : undefined;

const textOf = ({ text, zone }: TimetableText): string => `${text} ${zone}`;

const isSame = (a: TimetableText, b: TimetableText): boolean =>
  a.text === b.text && a.zone === b.zone;
