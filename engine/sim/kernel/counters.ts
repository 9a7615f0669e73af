// How often each thing occurred, by group: faults, states of machines, tense cases of invariants.
// Every name is declared at 0 first: what can occur and never did is what a run must show.

export type CountGroup = 'fault' | 'state' | 'tense' | 'event';

export class Counters {
  readonly #counts = new Map<string, number>();

  declare(group: CountGroup, names: readonly string[]): void {
    for (const name of names) this.#add(`${group} ${name}`, 0);
  }

  count(group: CountGroup, name: string, times = 1): void {
    this.#add(`${group} ${name}`, times);
  }

  /** `GROUP NAME` to times, sorted. */
  all(): ReadonlyMap<string, number> {
    return new Map([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #add(key: string, times: number): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + times);
  }
}
