// What of one agent is free. What is taken beyond its total (it came back smaller, or two tasks
// hold one port because an engine died between two commits) is owed: it is paid before anything is
// free.
import {
  addBundles,
  type Bundle,
  containsBundle,
  emptyBundle,
  subtractBundles,
} from '../../model/resources/bundle.ts';
import { partsOf } from '../round/bundle-parts.ts';

export class AgentStock {
  #total: Bundle;
  #free: Bundle;
  /** Each what one taker had too much: a port may be owed twice. */
  readonly #owed: Bundle[] = [];

  constructor(total: Bundle) {
    this.#total = total;
    this.#free = total;
  }

  /** Any of it is reserved or revocable: roles differ in what they may take. */
  get hasSpecial(): boolean {
    return partsOf(this.#total).hasSpecial;
  }

  get total(): Bundle {
    return this.#total;
  }

  get free(): Bundle {
    return this.#free;
  }

  take(bundle: Bundle): void {
    if (!containsBundle(this.#free, bundle)) {
      const missing = subtractBundles(bundle, this.#free);
      if (missing.length > 0) this.#owed.push(missing);
    }
    this.#free = subtractBundles(this.#free, bundle);
  }

  giveBack(bundle: Bundle): void {
    this.#free = addBundles(this.#free, this.#owed.length === 0 ? bundle : this.#pay(bundle));
  }

  /** What is left of it once debts are paid. */
  #pay(bundle: Bundle): Bundle {
    let left = bundle;
    for (let at = 0; at < this.#owed.length && left.length > 0; at += 1) {
      const owed = this.#owed[at] ?? emptyBundle;
      this.#owed[at] = subtractBundles(owed, left);
      left = subtractBundles(left, owed);
    }
    const open = this.#owed.filter((owed) => owed.length > 0);
    this.#owed.splice(0, this.#owed.length, ...open);
    return left;
  }

  setTotal(total: Bundle): void {
    const gone = subtractBundles(this.#total, total);
    const come = subtractBundles(total, this.#total);
    this.#total = total;
    if (come.length > 0) this.giveBack(come);
    if (gone.length > 0) this.take(gone);
  }

  /** `after` stands for `before`, which is taken: only the total changes its form. */
  convertTaken(before: Bundle, after: Bundle): void {
    this.#total = addBundles(subtractBundles(this.#total, before), after);
  }

  /** `after` stands for `before`, which is free; what of it is owed is paid. */
  convertFree(before: Bundle, after: Bundle): void {
    this.convertTaken(before, after);
    this.#free = subtractBundles(this.#free, before);
    this.giveBack(after);
  }
}
