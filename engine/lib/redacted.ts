// A value that must not be seen: it prints, logs and serialises as `***`. `reveal` is the one way
// out, and is called where the value is used, never where it is shown.

const mask = '***';

export class Redacted {
  readonly #value: string;
  constructor(value: string) {
    this.#value = value;
  }
  /** The value itself; only for the call that needs it. */
  reveal(): string {
    return this.#value;
  }
  toString(): string {
    return mask;
  }
  toJSON(): string {
    return mask;
  }
  get [Symbol.toStringTag](): string {
    return mask;
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return mask;
  }
}
