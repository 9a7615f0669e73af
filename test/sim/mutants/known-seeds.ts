// Which world caught a planted bug last: tried first, so that a run is short. The file is recorded
// (MERIDIAN_RECORD=1), for worlds are others whenever a part of the simulator throws its dice anew.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('known-seeds.json', import.meta.url));

export class KnownSeeds {
  readonly #seeds: Record<string, number> = JSON.parse(readFileSync(file, 'utf8'));

  get names(): readonly string[] {
    return Object.keys(this.#seeds);
  }

  /** The one that is known, then 1 and on; `most` in all. */
  for(name: string, most: number): readonly number[] {
    const known = this.#seeds[name];
    const others = Array.from({ length: most }, (_, at) => at + 1);
    if (known === undefined) return others;
    return [known, ...others.filter((seed) => seed !== known)].slice(0, most);
  }

  /** `world`: a seed; after any other, or none, no seed is known. Written at once. */
  record(name: string, world = ''): void {
    if (/^\d+$/.test(world)) this.#seeds[name] = Number(world);
    else delete this.#seeds[name];
    const sorted = Object.entries(this.#seeds).sort(([a], [b]) => (a < b ? -1 : 1));
    writeFileSync(file, `${JSON.stringify(Object.fromEntries(sorted), undefined, 2)}\n`);
  }
}
