// Delivers what a batch wrote to the outbox, at least once, and reports it delivered. Each kind has
// a lane of its own, so that what can't be delivered holds up none of another kind. A pin that a
// newer one of the same name waits behind is passed over; runs go to the history many at a time.
import type { RunRow } from '../../model/jobs.ts';
import type { Clock } from '../../ports/clock.ts';
import { type HistoryEntry, maxPutBytes, maxPutEntries } from '../../ports/history.ts';
import type { Log } from '../../ports/log.ts';
import type { OutboxRow } from '../../step/effects.ts';
import { rowBytes } from '../../step/memory/rows.ts';
import { OutboxLane, type Undelivered } from './outbox-lane.ts';

/**
 * Bytes of rows (JSON in UTF-8) that may wait in a lane, here and in the store: some 100,000 runs
 * without output, 2,000 with all that may be kept of it. Past that the oldest are given up.
 */
const maxWaitingBytes = 67_108_864;

type PinRow = Extract<OutboxRow, { kind: 'pin' }>;
type RunOutboxRow = Extract<OutboxRow, { kind: 'run' }>;

export interface OutboxParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly pin: (name: string, commit: string) => Promise<void>;
  readonly record: (entries: readonly HistoryEntry[]) => Promise<void>;
  readonly delivered: (numbers: readonly number[]) => void;
  /** Smaller in tests. */
  readonly maxWaitingBytes?: number;
}

export class Outbox {
  readonly #pins: OutboxLane<PinRow>;
  readonly #runs: OutboxLane<RunOutboxRow>;

  constructor(parts: OutboxParts) {
    const { pin, record } = parts;
    const common = { bytesOf: rowBytes, maxWaitingBytes, ...parts };
    this.#pins = new OutboxLane<PinRow>({
      ...common,
      kind: 'pin',
      batch: { rows: 1, bytes: maxPutBytes },
      isReplaced: (row, waiting) =>
        waiting.some((other) => other !== row && other.name === row.name),
      deliver: async (rows) => {
        for (const { name, commit } of rows) await pin(name, commit);
      },
    });
    this.#runs = new OutboxLane<RunOutboxRow>({
      ...common,
      kind: 'run',
      batch: { rows: maxPutEntries, bytes: maxPutBytes },
      deliver: (rows) => record(rows.map(({ run, keep }) => ({ run, keep }))),
    });
  }

  /** Lanes in which deliveries fail. */
  get undelivered(): readonly Undelivered[] {
    return [this.#pins.undelivered, this.#runs.undelivered].filter((lane) => lane !== undefined);
  }

  /** Runs that wait to be delivered, oldest first. */
  runs(isMeant: (run: RunRow) => boolean): readonly RunRow[] {
    return this.#runs.waiting(({ run }) => isMeant(run)).map(({ run }) => run);
  }

  add(row: OutboxRow): void {
    if (row.kind === 'pin') this.#pins.add(row);
    else this.#runs.add(row);
  }

  stop(): void {
    this.#pins.stop();
    this.#runs.stop();
  }
}
