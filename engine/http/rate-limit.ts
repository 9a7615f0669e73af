// So many calls a second from one address, with a burst (token bucket). The table is bounded: the
// address that was quiet for longest is forgotten first.

/** Addresses remembered at most. */
const maxAddresses = 10_000;

export interface Rate {
  /** Calls a second that are sustained. */
  readonly perSecond: number;
  /** Calls at once. */
  readonly burst: number;
}

interface Bucket {
  left: number;
  filledMs: number;
}

export class RateLimit {
  readonly #rate: Rate;
  readonly #buckets = new Map<string, Bucket>();

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  /** Takes one call; false when there is none left. */
  take(address: string, nowMs: number): boolean {
    const { perSecond, burst } = this.#rate;
    const before = this.#buckets.get(address) ?? { left: burst, filledMs: nowMs };
    this.#buckets.delete(address);
    const gained = (Math.max(0, nowMs - before.filledMs) / 1000) * perSecond;
    const left = Math.min(burst, before.left + gained);
    const isAllowed = left >= 1;
    this.#buckets.set(address, { left: isAllowed ? left - 1 : left, filledMs: nowMs });
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > maxAddresses && oldest !== undefined) this.#buckets.delete(oldest);
    return isAllowed;
  }
}
