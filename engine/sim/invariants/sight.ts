// What invariants may look at: the living engines' tables, what is stored, what is true on the
// machines, and what has been committed.
import type { Row } from '../../ports/store.ts';
import type { EngineCore } from '../../step/engine-core.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Moment } from '../kernel/moment.ts';
import type { SeenMachine } from '../machine/seen-machine.ts';
import type { Script } from '../script/script.ts';

export interface SeenEngine {
  /** Counts the engine starts of this world. */
  readonly number: number;
  readonly epoch: number;
  readonly core: EngineCore;
  /** Virtual ms when it had booted. */
  readonly bootedMs: number;
  /** The time it goes by: evened out after a jump (engine/loop/even-clock.ts). */
  readonly wallMs: number;
  /** What its machine's clock shows: timetables go by it. */
  readonly machineMs: number;
  /** By agent id: virtual ms when it last heard of it on any connection of this engine. */
  readonly heardMs: ReadonlyMap<string, number>;
}

export interface Sight {
  readonly kernel: Kernel;
  readonly script: Script;
  /** The living engine of the highest epoch, once it has booted. */
  readonly engine: SeenEngine | undefined;
  /** Row by key, as committed. */
  readonly store: { get(key: string): string | undefined; rows(): readonly Row[] };
  readonly machines: ReadonlyMap<string, SeenMachine>;
  /** Commit ids by index into the script's commits, as far as they were made. */
  readonly commits: readonly string[];
  /** Faults have ended. */
  readonly isHealing: boolean;
}

/**
 * One rule. `hear` is called at each moment, the instant it happens; `check` after each event that
 * may have changed anything (all that happened in it is done). Both report with
 * `sight.kernel.violate(name, text)`, text in one line with ids. `tense` are the names of the cases
 * in which the rule was near: count them with `kernel.counters.count('tense', NAME)`.
 */
export interface Invariant {
  readonly name: string;
  readonly tense: readonly string[];
  hear?(moment: Moment, sight: Sight): void;
  check?(sight: Sight): void;
  /** Once, when faults have ended and the world has come to rest. */
  atRest?(sight: Sight): void;
}

/** Each run has its own: they may remember. */
export type MakeInvariant = () => Invariant;
