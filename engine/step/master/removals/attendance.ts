// Who of the agents is there, and who is waited for, in the order in which they become due.
//
// The agents that should be there are those admitted that are neither unreachable nor gone. Of
// these are away: the disconnected, the recovering, and the quiet, whose connection stands and from
// which nothing was heard for two pings: that comes before the first verdict on any that fell
// silent with them. While more than half of those that should be there are away, and two at least,
// or all of them, it is more likely the engine's own network than theirs: the engine doubts.
import type { AgentId } from '../../../model/ids.ts';

export type Standing =
  | { readonly kind: 'connected' }
  | { readonly kind: 'quiet' }
  /** Disconnected or recovering; a verdict on it is due then, by the engine's time. */
  | { readonly kind: 'awaited'; readonly dueMs: number }
  /** Unreachable or gone: nobody counts on it. */
  | { readonly kind: 'out' };

export interface Awaited {
  readonly id: AgentId;
  readonly dueMs: number;
}

/** Away at least, for the engine to doubt while another is connected. */
const leastAway = 2;

export class Attendance {
  /** Of those that should be there. */
  readonly #standings = new Map<AgentId, Standing>();
  /** By when they are due, then by id. */
  readonly #awaited: Awaited[] = [];
  #connected = 0;
  #doubtEndedMs = -Infinity;
  #reachedMs = -Infinity;

  /** Agents that should be there. */
  get expected(): number {
    return this.#standings.size;
  }

  /** Of these, those from which something was heard lately. */
  get connected(): number {
    return this.#connected;
  }

  get away(): number {
    return this.expected - this.#connected;
  }

  get isDoubtful(): boolean {
    const { away, expected } = this;
    const isAlone = away > 0 && this.#connected === 0;
    return isAlone || (away >= leastAway && 2 * away > expected);
  }

  /** When it last ceased to be doubtful; -Infinity: it never did. */
  get doubtEndedMs(): number {
    return this.#doubtEndedMs;
  }

  /** Since when one is connected, or was last. */
  get reachedMs(): number {
    return this.#reachedMs;
  }

  /** The one that is due first. */
  get first(): Awaited | undefined {
    return this.#awaited[0];
  }

  /** Those that are due by then. */
  dueBy(nowMs: number): number {
    return this.#placeOf({ dueMs: nowMs + 1, id: '' });
  }

  /** Those that are due before it. */
  before(one: Awaited): number {
    return this.#placeOf(one);
  }

  note(id: AgentId, standing: Standing, nowMs: number): void {
    const wasDoubtful = this.isDoubtful;
    const wasConnected = this.#connected;
    this.#remove(id);
    this.#add(id, standing);
    if (wasDoubtful && !this.isDoubtful) this.#doubtEndedMs = nowMs;
    if (wasConnected === 0 && this.#connected > 0) this.#reachedMs = nowMs;
  }

  #remove(id: AgentId): void {
    const standing = this.#standings.get(id);
    if (standing?.kind === 'connected') this.#connected -= 1;
    if (standing?.kind === 'awaited')
      this.#awaited.splice(this.#placeOf({ id, dueMs: standing.dueMs }), 1);
    this.#standings.delete(id);
  }

  #add(id: AgentId, standing: Standing): void {
    if (standing.kind === 'out') return;
    this.#standings.set(id, standing);
    if (standing.kind === 'connected') this.#connected += 1;
    if (standing.kind !== 'awaited') return;
    const one = { id, dueMs: standing.dueMs };
    this.#awaited.splice(this.#placeOf(one), 0, one);
  }

  /** How many come before it. */
  #placeOf(one: Order): number {
    let [least, most] = [0, this.#awaited.length];
    while (least < most) {
      const middle = (least + most) >>> 1;
      const there = this.#awaited[middle];
      if (there && isBefore(there, one)) least = middle + 1;
      else most = middle;
    }
    return least;
  }
}

interface Order {
  readonly id: string;
  readonly dueMs: number;
}

const isBefore = (a: Order, b: Order): boolean =>
  a.dueMs === b.dueMs ? a.id < b.id : a.dueMs < b.dueMs;
