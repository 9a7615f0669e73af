// The door for frameworks of others: connections by which calls come into the mailbox, and on which
// events leave it once their batch is stored. A reader that is slower than what it is told has
// a bounded queue, and is let go with the reason when that is full: what it runs goes on.
import { Problem } from '../model/problem.ts';
import type { SchedulerCall } from '../model/scheduler-api/scheduler-call.ts';
import type { SchedulerEvent } from '../model/scheduler-api/scheduler-event.ts';
import type { EngineEvent } from '../step/events.ts';

/** Events that wait for a reader at most. */
const defaultMostQueued = 100_000;

export interface FrameworkReader {
  /** The next event waits for the promise, if it gives one; one that fails ends the connection. */
  handle(event: SchedulerEvent): void | Promise<void>;
  /** Once, and nothing is heard behind it. */
  closed(reason: string): void;
}

export interface FrameworkConnection {
  /** Resolves once what follows from it is stored; rejects when it never will be. */
  call(call: SchedulerCall): Promise<void>;
  close(): void;
}

export interface FrameworkDoorParts {
  settle(event: EngineEvent): Promise<void>;
  post(event: EngineEvent): void;
  readonly mostQueued?: number;
}

const closed = (): Problem =>
  new Problem('conflict', {
    where: 'framework',
    what: 'the connection is closed',
    hint: 'connect again, and subscribe with the id that you have',
  });

interface Open {
  readonly number: number;
  readonly reader: FrameworkReader;
  readonly queue: SchedulerEvent[];
  isReading: boolean;
  /** Said goodbye behind what is queued. */
  ending?: string;
}

export class FrameworkDoor {
  readonly #parts: FrameworkDoorParts;
  readonly #open = new Map<number, Open>();
  #lastNumber = 0;
  #shut: string | undefined;

  constructor(parts: FrameworkDoorParts) {
    this.#parts = parts;
  }

  connect(reader: FrameworkReader): FrameworkConnection {
    this.#lastNumber += 1;
    const number = this.#lastNumber;
    const open: Open = { number, reader, queue: [], isReading: false };
    if (this.#shut === undefined) this.#open.set(number, open);
    else reader.closed(this.#shut);
    return {
      call: async (call) => {
        if (!this.#isOpen(open)) throw closed();
        await this.#parts.settle({ kind: 'framework-call', connection: number, call });
      },
      close: () => this.#close(open, 'closed by the framework'),
    };
  }

  #isOpen(open: Open): boolean {
    return this.#open.get(open.number) === open && open.ending === undefined;
  }

  /** What the loop says, in order. */
  say(connection: number, event: SchedulerEvent): void {
    const open = this.#open.get(connection);
    if (!open || open.ending !== undefined) return;
    const { mostQueued = defaultMostQueued } = this.#parts;
    if (open.queue.length >= mostQueued) {
      this.#close(open, `it reads too slowly: ${mostQueued} events wait for it`);
      return;
    }
    open.queue.push(event);
    this.#read(open);
  }

  /** After what was said before. */
  hangUp(connection: number, reason: string): void {
    const open = this.#open.get(connection);
    if (!open) return;
    open.ending ??= reason;
    this.#read(open);
  }

  /** The engine stops. */
  shut(reason: string): void {
    this.#shut = reason;
    for (const open of [...this.#open.values()]) this.#drop(open, reason);
  }

  #read(open: Open): void {
    if (open.isReading) return;
    open.isReading = true;
    void this.#readOn(open);
  }

  async #readOn(open: Open): Promise<void> {
    try {
      for (let event = open.queue.shift(); event; event = open.queue.shift()) {
        const reading = open.reader.handle(event);
        if (reading !== undefined) await reading;
      }
    } catch (error) {
      this.#close(open, `it failed to read an event: ${String(error)}`);
    }
    open.isReading = false;
    if (open.ending !== undefined) this.#close(open, open.ending);
  }

  #close(open: Open, reason: string): void {
    if (this.#drop(open, reason))
      this.#parts.post({ kind: 'framework-closed', connection: open.number });
  }

  #drop(open: Open, reason: string): boolean {
    if (!this.#open.delete(open.number)) return false;
    open.queue.length = 0;
    open.reader.closed(reason);
    return true;
  }
}
