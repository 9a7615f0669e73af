// Sets of clients by number, as words of 32 bits: whole sets are compared at once.

export class Bits {
  #words: Uint32Array = new Uint32Array(0);
  #additions = 0;

  /** How often one came: while it stands, what all were within they still are. */
  get additions(): number {
    return this.#additions;
  }

  has(index: number): boolean {
    return ((this.#words[index >>> 5] ?? 0) & (1 << (index & 31))) !== 0;
  }

  set(index: number): void {
    if (this.has(index)) return;
    this.#additions += 1;
    const word = index >>> 5;
    if (word >= this.#words.length) {
      const larger = new Uint32Array(Math.max(word + 1, Math.ceil(this.#words.length * 1.5)));
      larger.set(this.#words);
      this.#words = larger;
    }
    this.#words[word] = (this.#words[word] ?? 0) | (1 << (index & 31));
  }

  unset(index: number): void {
    const word = index >>> 5;
    if (word < this.#words.length)
      this.#words[word] = (this.#words[word] ?? 0) & ~(1 << (index & 31));
  }

  clear(): void {
    this.#words.fill(0);
  }

  /** Every one of these is in `other`. */
  isWithin(other: Bits): boolean {
    const words = this.#words;
    const others = other.#words;
    for (let word = 0; word < words.length; word += 1)
      if (((words[word] ?? 0) & ~(others[word] ?? 0)) !== 0) return false;
    return true;
  }
}
