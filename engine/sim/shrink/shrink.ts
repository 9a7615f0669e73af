// A failing world made small: parts of its script are left out, larger pieces first (delta
// debugging, Zeller and Hildebrandt 2002), then its events and its times are cut, again and again
// until nothing more can go or the runs are used up. What is kept always fails in the same way.
import type { Script } from '../script/script.ts';
import { type Part, parts } from './cuts.ts';
import { fewerInstances, sooner } from './smaller.ts';

export interface ShrinkProgress {
  readonly runs: number;
  readonly mostRuns: number;
  /** The smallest so far that fails. */
  readonly script: Script;
  /** What is being cut. */
  readonly cutting: string;
}

export interface ShrinkOptions {
  /** Worlds run at most. */
  readonly mostRuns: number;
  readonly onProgress?: (progress: ShrinkProgress) => void;
}

/** Parts of the events that are tried, the smallest first. */
const eventShares = [0, 0.25, 0.5, 0.75, 0.9] as const;

/** `script` itself must fail. */
export async function shrink(
  script: Script,
  stillFails: (script: Script) => Promise<boolean>,
  options: ShrinkOptions,
): Promise<Script> {
  const hunt = new Hunt(script, stillFails, options);
  let before: Script;
  do {
    before = hunt.best;
    await fewerEvents(hunt);
    for (const part of parts) await fewer(hunt, part);
    await hunt.whileFails('times', sooner);
    await hunt.whileFails('instances', fewerInstances);
  } while (hunt.best !== before && !hunt.isOver);
  return hunt.best;
}

class Hunt {
  best: Script;
  readonly #stillFails: (script: Script) => Promise<boolean>;
  readonly #options: ShrinkOptions;
  #runs = 0;

  constructor(
    script: Script,
    stillFails: (script: Script) => Promise<boolean>,
    options: ShrinkOptions,
  ) {
    this.best = script;
    this.#stillFails = stillFails;
    this.#options = options;
  }

  get isOver(): boolean {
    return this.#runs >= this.#options.mostRuns;
  }

  /** Whether it fails too: it is the best from then on. */
  async accepts(candidate: Script, cutting: string): Promise<boolean> {
    if (this.isOver) return false;
    this.#runs += 1;
    const fails = await this.#stillFails(candidate);
    if (fails) this.best = candidate;
    const { mostRuns, onProgress } = this.#options;
    onProgress?.({ runs: this.#runs, mostRuns, script: this.best, cutting });
    return fails;
  }

  /** `next`: a smaller one; undefined when there is none. */
  async whileFails(cutting: string, next: (script: Script) => Script | undefined): Promise<void> {
    for (let smaller = next(this.best); smaller; smaller = next(this.best))
      if (!(await this.accepts(smaller, cutting))) return;
  }
}

async function fewer(hunt: Hunt, part: Part): Promise<void> {
  const size = part.count(hunt.best);
  for (let piece = size; piece >= 1; piece = Math.floor(piece / 2))
    await withoutPieces(hunt, part, piece);
}

/** From the end: what comes late is most often not needed. */
async function withoutPieces(hunt: Hunt, part: Part, piece: number): Promise<void> {
  for (let end = part.count(hunt.best); end > 0 && !hunt.isOver; end -= piece) {
    // Others may have gone along with those before.
    end = Math.min(end, part.count(hunt.best));
    const from = Math.max(0, end - piece);
    const smaller = part.without(hunt.best, from, end - from);
    if (end > from && part.count(smaller) >= part.least) await hunt.accepts(smaller, part.name);
  }
}

async function fewerEvents(hunt: Hunt): Promise<void> {
  for (const share of eventShares) {
    const events = Math.floor(hunt.best.events * share);
    if (events === hunt.best.events) return;
    if (await hunt.accepts({ ...hunt.best, events }, 'events')) return;
  }
}
