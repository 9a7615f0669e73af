// What of one agent is free. What is taken beyond its total (it came back smaller or with other
// reservations, or two tasks hold one port because an engine died between two commits) is owed: it
// is paid before anything is free, and meanwhile as much is kept of what is there by that name,
// whoever it is reserved for, nobody's first.
import type { Scalars } from '../../model/resources/amounts.ts';
import {
  addBundles,
  type Bundle,
  containsBundle,
  emptyBundle,
  subtractBundles,
} from '../../model/resources/bundle.ts';
import type { Conversion } from '../../model/resources/operations/operation.ts';
import { identityOf, isIndivisible, type Resource } from '../../model/resources/resource.ts';
import { isEmptyValue, subtractValues } from '../../model/resources/value.ts';
import { partsOf } from '../round/bundle-parts.ts';

export class AgentStock {
  #total: Bundle;
  /** What nobody holds, by identity; with debts that is more than there is. */
  #unheld: Bundle;
  #free: Bundle | undefined;
  /** The total that `#hasSpecial` was found of. */
  #judged: Bundle | undefined;
  #hasSpecial = false;
  /** Each what one taker had too much: a port may be owed twice. */
  readonly #owed: Bundle[] = [];

  constructor(total: Bundle) {
    this.#total = total;
    this.#unheld = total;
  }

  /** By name, the sum of its scalars; what is free seldom stands long enough to be looked up. */
  get freeQuantities(): Scalars {
    const sums: Record<string, number> = {};
    for (const { name, value } of this.free)
      if (value.kind === 'scalar') sums[name] = (sums[name] ?? 0) + value.milli;
    return sums;
  }

  /** Any of it is reserved or revocable: roles differ in what they may take. */
  get hasSpecial(): boolean {
    if (this.#judged !== this.#total) {
      this.#judged = this.#total;
      this.#hasSpecial = partsOf(this.#total).hasSpecial;
    }
    return this.#hasSpecial;
  }

  get total(): Bundle {
    return this.#total;
  }

  get free(): Bundle {
    this.#free ??= withoutDebts(this.#unheld, this.#owed);
    return this.#free;
  }

  get owed(): readonly Bundle[] {
    return this.#owed;
  }

  #setUnheld(unheld: Bundle): void {
    this.#unheld = unheld;
    this.#free = undefined;
  }

  take(bundle: Bundle): void {
    const taken = inSizesOf(this.#total, bundle);
    if (!containsBundle(this.#unheld, taken)) {
      const missing = subtractBundles(taken, this.#unheld);
      if (missing.length > 0) this.#owed.push(missing);
    }
    this.#setUnheld(subtractBundles(this.#unheld, taken));
  }

  giveBack(bundle: Bundle): void {
    const left = this.#owed.length === 0 ? bundle : this.#pay(bundle);
    this.#setUnheld(addBundles(this.#unheld, inSizesOf(this.#total, left)));
  }

  /** What is left of it once debts are paid. */
  #pay(bundle: Bundle): Bundle {
    let left = bundle;
    for (let at = 0; at < this.#owed.length && left.length > 0; at += 1) {
      const owed = this.#owed[at] ?? emptyBundle;
      left = inSizesOf(owed, left);
      this.#owed[at] = subtractBundles(owed, left);
      left = subtractBundles(left, owed);
    }
    const open = this.#owed.filter((owed) => owed.length > 0);
    this.#owed.splice(0, this.#owed.length, ...open);
    return left;
  }

  setTotal(total: Bundle): void {
    const before = this.#total;
    const gone = subtractBundles(before, total).filter((one) => !sameOf(total, one));
    const come = subtractBundles(total, before).filter((one) => !sameOf(before, one));
    this.#total = total;
    this.#setUnheld(inSizesOf(total, this.#unheld));
    // A name may have values of another kind now: first what is no more.
    if (gone.length > 0) this.take(gone);
    if (come.length > 0) this.giveBack(come);
  }

  /** `after` stands for `before`, which is taken: only the total changes its form. */
  convertTaken(before: Bundle, after: Bundle): void {
    this.#total = addBundles(subtractBundles(this.#total, before), after);
  }

  /**
   * `after` stands for `before`, which nobody holds; what of it is owed is paid. False, and all as
   * it was, when something isn't there.
   */
  convertFree(conversions: readonly Conversion[]): boolean {
    const [total, unheld, owed] = [this.#total, this.#unheld, [...this.#owed]];
    for (const { before, after } of conversions) {
      if (!containsBundle(this.#unheld, before)) {
        this.#total = total;
        this.#setUnheld(unheld);
        this.#owed.splice(0, this.#owed.length, ...owed);
        return false;
      }
      this.convertTaken(before, after);
      this.#setUnheld(subtractBundles(this.#unheld, before));
      this.giveBack(after);
    }
    return true;
  }
}

function withoutDebts(unheld: Bundle, owed: readonly Bundle[]): Bundle {
  return owed.flat().reduce(withoutDebt, unheld);
}

/** What can't be divided is there whole or not at all: nothing else stands for it. */
function withoutDebt(free: Bundle, debt: Resource): Bundle {
  if (isIndivisible(debt)) return free;
  let open = debt.value;
  return free.flatMap((resource) => {
    const { value } = resource;
    if (value.kind !== open.kind || !isSamePlace(resource, debt)) return [resource];
    const left = subtractValues(value, open);
    if (open.kind === 'scalar') open = subtractValues(open, value);
    return isEmptyValue(left) ? [] : [{ ...resource, value: left }];
  });
}

/** Whoever they are reserved for; what may be taken back stands for what may not. */
const isSamePlace = (a: Resource, debt: Resource): boolean =>
  a.name === debt.name &&
  (a.revocable === debt.revocable || debt.revocable === undefined) &&
  !isIndivisible(a) &&
  a.disk?.source?.root === debt.disk?.source?.root;

/** A file system may have another size by the time it is given back: it is still the same one. */
const inSizesOf = (model: Bundle, bundle: Bundle): Bundle =>
  bundle.some(isIndivisible) ? bundle.map((one) => sameOf(model, one) ?? one) : bundle;

const sameOf = (bundle: Bundle, resource: Resource): Resource | undefined =>
  isIndivisible(resource)
    ? bundle.find((other) => identityOf(other) === identityOf(resource))
    : undefined;
