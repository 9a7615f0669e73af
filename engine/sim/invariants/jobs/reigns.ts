// For how long, by the wall clock of the engine, each timetable was in force: from the batch that
// applied it to the one that put another in its place. In a reign every occurrence up to `mustMs`
// has been looked at, and none after `mayMs` can have been.
import type { JobRow, JobVersion } from '../../../model/jobs.ts';
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

  onStored(
    { epoch }: Of<'stored'>,
    { changes, cluster, ...stored }: Pick<StoredFacts, 'changes' | 'cluster'> & Versions,
  ) {
    for (const { id, after } of changes?.jobs ?? []) {
      // Half applied, and taken back by the next engine.
      const isTaken = (after?.before?.revision ?? 0) <= (cluster?.revision ?? 0);
      if (isTaken) this.#onRow(id, after, { stored, epoch });
    }
  }

  #onRow(
    job: string,
    row: JobRow | undefined,
    { stored, epoch }: { readonly stored: Versions; readonly epoch: number },
  ): void {
    const spec = row && stored.versionOf(job, row.wanted)?.spec;
    const timetable = spec?.trigger.kind === 'timetable' ? spec.trigger.timetable : undefined;
    const present = this.open.get(job);
    if (present && timetable && isSame(present.timetable, timetable)) {
      present.isSuspended = spec?.suspended === true;
      return;
    }
    if (present) this.open.delete(job);
    // What goes by something else now begins anew should it come back to the same timetable.
    if (spec && !timetable) this.#last.delete(job);
    // It begins in a batch behind the one that applied it.
    if (!timetable || row?.timetable !== `${timetable.text} ${timetable.zone}`) return;
    const wallMs = this.#wallMs.get(epoch) ?? this.#lastWallMs;
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

interface Versions {
  versionOf(name: string, digest: string | undefined): JobVersion | undefined;
}

const isSame = (a: TimetableText, b: TimetableText): boolean =>
  a.text === b.text && a.zone === b.zone;
