// Text of objects, kept as long as what it is made of is the same.

/** What an object is made of, seen one after the other and compared with what was seen before. */
export class Seen {
  readonly #values: unknown[] = [];
  #at = 0;
  #isSame = false;

  begin(): void {
    this.#at = 0;
    this.#isSame = true;
  }

  see(value: unknown): void {
    if (this.#values[this.#at] !== value) {
      this.#values[this.#at] = value;
      this.#isSame = false;
    }
    this.#at += 1;
  }

  /** Something may be another that isn't seen. */
  spoil(): void {
    this.#isSame = false;
  }

  /** As it was the time before. */
  end(): boolean {
    if (this.#values.length === this.#at) return this.#isSame;
    this.#values.length = this.#at;
    return false;
  }
}

export interface PartMaker {
  /** Sees all that it is made of. */
  readonly look: (seen: Seen) => void;
  readonly make: () => { readonly text: string; readonly isStill: boolean };
}

interface Part {
  readonly seen: Seen;
  /** When it was looked at last. */
  batch: number;
  isStill: boolean;
  /** The text in UTF-8. */
  bytes: Buffer;
}

export class KeptParts<E extends object> {
  readonly #kept = new WeakMap<E, Part>();

  /** The kept part when it still holds; else what `make` says, kept when that is still. */
  of(entry: E, batch: number, { look, make }: PartMaker): Buffer {
    const part = this.#kept.get(entry) ?? this.#new(entry);
    if (part.isStill && part.batch === batch) return part.bytes;
    part.batch = batch;
    part.seen.begin();
    look(part.seen);
    if (part.seen.end() && part.isStill) return part.bytes;
    const { text, isStill } = make();
    part.isStill = isStill;
    const bytes = Buffer.from(text);
    // The same bytes stay the same buffer: who compares parts needn't look into them.
    if (!part.bytes.equals(bytes)) part.bytes = bytes;
    return part.bytes;
  }

  #new(entry: E): Part {
    const part: Part = { seen: new Seen(), batch: -1, isStill: false, bytes: nothing };
    this.#kept.set(entry, part);
    return part;
  }
}

const nothing = Buffer.alloc(0);
