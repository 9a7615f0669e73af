// What clients refused of one agent, until when (mesos.md 1.7). An offer is blocked that is
// contained in a bundle its client refused.
//
// So that a round in which everyone has refused costs words and not pairs, clients that are
// *surely* blocked are kept as bits: they refused at least `#base`, and what is free now is
// contained in that. And an agent that was found to be closed to all stays so, unlooked at, until
// more clients want anything, something is freed, or a filter goes.
import { type Bundle, containsBundle, emptyBundle } from '../../model/resources/bundle.ts';
import { Bits } from './bits.ts';
import { Expiries } from './expiries.ts';

interface Refused {
  readonly bundle: Bundle;
  readonly until: Expiries;
}

/** What was found with every one that wanted anything surely blocked. */
interface Closed {
  readonly wanting: Bits;
  readonly additions: number;
  readonly free: Bundle;
}

export class AgentFilters {
  readonly #refused: Refused[] = [];
  readonly blocked = new Bits();
  #base: Bundle = emptyBundle;
  #nextSec = Number.POSITIVE_INFINITY;
  #closed: Closed | undefined;

  /** Offers contained in the bundle are blocked until that second. */
  add(client: number, bundle: Bundle, untilSec: number): void {
    let refused = this.#refused.find((one) => isSame(one.bundle, bundle));
    if (refused === undefined) {
      refused = { bundle, until: new Expiries() };
      this.#refused.push(refused);
    }
    refused.until.set(client, Math.max(untilSec, refused.until.untilSec(client)));
    this.#nextSec = Math.min(this.#nextSec, untilSec);
    if (containsBundle(bundle, this.#base)) this.blocked.set(client);
  }

  /** Everyone who wants anything is surely blocked of what is free there. */
  isClosedTo(wanting: Bits, free: Bundle, nowSec: number): boolean {
    const closed = this.#closed;
    if (
      closed?.wanting === wanting &&
      closed.additions === wanting.additions &&
      closed.free === free &&
      nowSec < this.#nextSec
    )
      return true;
    this.#settle(nowSec, free);
    const isClosed = wanting.isWithin(this.blocked);
    const { additions } = wanting;
    this.#closed = isClosed ? { wanting, additions, free } : undefined;
    return isClosed;
  }

  /** Drops what has run out, and fits the bits to what is free. */
  #settle(nowSec: number, free: Bundle): void {
    if (nowSec >= this.#nextSec) this.#expire(nowSec);
    if (containsBundle(this.#base, free)) return;
    this.blocked.clear();
    this.#base = free;
    for (const { bundle, until } of this.#refused)
      if (containsBundle(bundle, free)) until.markIn(this.blocked);
  }

  /**
   * Whether a client may not be offered any of `all`, all that could be offered to it now. `free`
   * is what is free there.
   */
  blocksAll(client: number, all: Bundle, free: Bundle): boolean {
    if (!this.blocks(client, all)) return false;
    // Bits set for a larger base hold for a smaller one.
    this.#base = free;
    this.blocked.set(client);
    return true;
  }

  blocks(client: number, offer: Bundle): boolean {
    for (const { bundle, until } of this.#refused)
      if (until.untilSec(client) > 0 && containsBundle(bundle, offer)) return true;
    return false;
  }

  /** Until when such an offer isn't made; undefined when it may be. */
  untilSec(client: number, offer: Bundle, nowSec: number): number | undefined {
    let until: number | undefined;
    for (const one of this.#refused) {
      const sec = one.until.untilSec(client);
      if (sec > nowSec && sec > (until ?? 0) && containsBundle(one.bundle, offer)) until = sec;
    }
    return until;
  }

  drop(client: number): void {
    this.#closed = undefined;
    this.blocked.unset(client);
    for (const { until } of this.#refused) until.delete(client);
    this.#sweep();
  }

  clear(): void {
    this.#refused.length = 0;
    this.#closed = undefined;
    this.blocked.clear();
    this.#nextSec = Number.POSITIVE_INFINITY;
  }

  #expire(nowSec: number): void {
    this.#nextSec = Number.POSITIVE_INFINITY;
    for (const { until } of this.#refused)
      this.#nextSec = Math.min(this.#nextSec, until.expire(nowSec));
    this.#sweep();
    this.blocked.clear();
    this.#base = emptyBundle;
  }

  #sweep(): void {
    if (this.#refused.every(({ until }) => until.size > 0)) return;
    const open = this.#refused.filter(({ until }) => until.size > 0);
    this.#refused.splice(0, this.#refused.length, ...open);
  }
}

const isSame = (a: Bundle, b: Bundle): boolean =>
  a === b || (containsBundle(a, b) && containsBundle(b, a));
