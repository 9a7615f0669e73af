// How many agents are declared unreachable in how long, at most: when an engine is wrong about its
// agents, somebody has the time to see it. It isn't stored: an engine that starts may declare that
// many at once. What an operator declares gone doesn't count.
import { TokenBucket } from './token-bucket.ts';

export interface RemovalLimit {
  readonly agents: number;
  readonly perMs: number;
}

export const usualRemovalLimit: RemovalLimit = { agents: 20, perMs: 60_000 };

export class Removals extends TokenBucket {
  /** In force. */
  readonly limit: RemovalLimit;
  /** What was told of in a notice, until it is over. */
  told: { readonly isHeld: boolean; readonly isQueued: boolean } = {
    isHeld: false,
    isQueued: false,
  };

  constructor(limit: RemovalLimit = usualRemovalLimit) {
    super({ tokens: limit.agents, periodMs: limit.perMs });
    this.limit = limit;
  }
}
