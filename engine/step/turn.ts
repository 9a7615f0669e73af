// What a step is given: the tables it may change and the batch that collects what follows.
import type { FrameworkCall } from '../model/framework.ts';
import type { Effects } from './effects.ts';
import type { Tables } from './tables.ts';

export interface Turn {
  readonly tables: Tables;
  readonly effects: Effects;
  /** The engine's even time: lengths of time are reckoned by it. */
  readonly nowMs: number;
  /** The machine's clock: timetables go by it (DECISIONS 9). */
  readonly wallMs: number;
  /** A framework's calls of this hop. */
  readonly calls: FrameworkCall[];
}
