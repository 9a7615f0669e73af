// As many copies of the product as may be at work at once; whoever comes later waits for one.
import { ProductCopy } from './product-copy.ts';

export class CopyPool {
  readonly #most: number;
  readonly #all: ProductCopy[] = [];
  readonly #free: ProductCopy[] = [];
  readonly #waiting: ((copy: ProductCopy) => void)[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  async use<T>(work: (copy: ProductCopy) => Promise<T>): Promise<T> {
    const copy = this.#free.pop() ?? this.#another() ?? (await this.#next());
    try {
      return await work(copy);
    } finally {
      const waits = this.#waiting.shift();
      if (waits) waits(copy);
      else this.#free.push(copy);
    }
  }

  remove(): void {
    for (const copy of this.#all) copy.remove();
  }

  #another(): ProductCopy | undefined {
    if (this.#all.length >= this.#most) return undefined;
    const copy = new ProductCopy();
    this.#all.push(copy);
    return copy;
  }

  #next(): Promise<ProductCopy> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
