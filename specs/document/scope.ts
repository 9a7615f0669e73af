// What a rule over several fields gets to see of a document: only parts without a fault of shape,
// so that rules may trust the types and still tell everything else that is wrong.
import type { Path } from '../../engine/lib/check.ts';
import type { Finding } from './finding.ts';

export class Scope {
  readonly #body: unknown;
  readonly #faults: readonly Finding[];

  constructor(body: unknown, shape: readonly Finding[]) {
    this.#body = body;
    this.#faults = shape.filter((finding) => finding.code !== 'not-yet');
  }

  /**
   * The value at the path, or undefined when there is none (null too), or something at or below it
   * is faulty. The caller names the type that the schema has there.
   */
  at<T>(...path: Path): T | undefined {
    return this.isSound(...path) ? ((this.#walk(path) ?? undefined) as T | undefined) : undefined;
  }

  /** Whether nothing at or below the path is faulty. */
  isSound(...path: Path): boolean {
    return !this.#faults.some((fault) => startsWith(fault.path, path));
  }

  /**
   * The map at the path, whatever is wrong further below; undefined when it is none, or has a
   * field that nobody knows and that may be any of its fields misspelt.
   */
  map(...path: Path): Readonly<Record<string, unknown>> | undefined {
    const value = this.#walk(path);
    const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
    const isMisspelt = this.#faults.some(
      (fault) =>
        fault.code === 'unknown-field' &&
        fault.path.length === path.length + 1 &&
        startsWith(fault.path, path),
    );
    return isMap && !isMisspelt ? (value as Record<string, unknown>) : undefined;
  }

  /** Items of the list at the path, faulty ones included. */
  length(...path: Path): number {
    const list = this.#walk(path);
    return Array.isArray(list) ? list.length : 0;
  }

  #walk(path: Path): unknown {
    let value: unknown = this.#body;
    for (const segment of path) {
      if (typeof value !== 'object' || value === null) return undefined;
      value = (value as Record<string | number, unknown>)[segment];
    }
    return value;
  }
}

const startsWith = (path: Path, start: Path): boolean =>
  start.every((segment, index) => path[index] === segment);
