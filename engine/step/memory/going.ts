// Apps whose file is deleted and which are being stopped, and who of them needs whom.
import type { ObjectName } from '../../model/ids.ts';
import { pathsAbove } from './path-map.ts';

export class Going extends Set<ObjectName> {
  readonly #needs = new Map<ObjectName, readonly ObjectName[]>();
  readonly #neededBy = new Map<string, Set<ObjectName>>();

  /** `needs`: apps and groups that it depended on. */
  begin(name: ObjectName, needs: readonly ObjectName[]): void {
    this.delete(name);
    this.add(name);
    this.#needs.set(name, needs);
    for (const needed of needs) {
      const names = this.#neededBy.get(needed) ?? new Set();
      this.#neededBy.set(needed, names.add(name));
    }
  }

  override delete(name: ObjectName): boolean {
    for (const needed of this.needsOf(name)) {
      const names = this.#neededBy.get(needed);
      names?.delete(name);
      if (names?.size === 0) this.#neededBy.delete(needed);
    }
    this.#needs.delete(name);
    return super.delete(name);
  }

  needsOf(name: ObjectName): readonly ObjectName[] {
    return this.#needs.get(name) ?? [];
  }

  /** Those that depended on this app, or on a group that it is in; itself apart. */
  dependentsOf(name: ObjectName): readonly ObjectName[] {
    const found = new Set<ObjectName>();
    for (const path of [...pathsAbove(name), name])
      for (const dependent of this.#neededBy.get(path) ?? [])
        if (dependent !== name) found.add(dependent);
    return [...found].sort();
  }
}
