// Whose a volume is, by what is stored: a slot's at a path, or a Volume's.
import type { StoredFacts } from '../facts/stored-facts.ts';

/** `/shop/db#0:data`, `/keep/files`; undefined: nobody's. */
export function mountKey({ reservations }: StoredFacts, id: string): string | undefined {
  for (const row of reservations.values()) {
    const volume = row.volumes.find((one) => one.id === id);
    if (volume) return row.id === row.owner ? row.id : `${row.id}:${volume.path}`;
  }
  return undefined;
}
