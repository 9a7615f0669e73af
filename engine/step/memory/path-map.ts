// A map by object name that also knows what lies below each path, so that a group's members are
// found without looking at everything there is.
import type { ObjectName } from '../../model/ids.ts';

export class PathMap<V> extends Map<ObjectName, V> {
  readonly #below = new Map<string, Set<ObjectName>>();

  override set(name: ObjectName, value: V): this {
    if (!this.has(name))
      for (const path of pathsAbove(name)) {
        const names = this.#below.get(path) ?? new Set();
        this.#below.set(path, names.add(name));
      }
    return super.set(name, value);
  }

  override delete(name: ObjectName): boolean {
    for (const path of pathsAbove(name)) {
      const names = this.#below.get(path);
      names?.delete(name);
      if (names?.size === 0) this.#below.delete(path);
    }
    return super.delete(name);
  }

  /** What has this path as an ancestor. */
  below(path: string): readonly V[] {
    return [...(this.#below.get(path) ?? [])].flatMap((name) => this.get(name) ?? []);
  }
}

/** `/a/b/c`: `/`, `/a`, `/a/b`. */
export function pathsAbove(name: string): readonly string[] {
  const paths = ['/'];
  for (let slash = name.indexOf('/', 1); slash !== -1; slash = name.indexOf('/', slash + 1))
    paths.push(name.slice(0, slash));
  return paths;
}
