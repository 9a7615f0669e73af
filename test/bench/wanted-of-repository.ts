// What the engine does between a poll and wanted state, without the engine.

import { openGitRepo } from '../../engine/adapters/repo-git.ts';
import type { Wanted } from '../../engine/model/wanted.ts';
import type { Repo } from '../../engine/ports/repo.ts';
import type { SpecLoader } from '../../specs/loader.ts';

export const openMirror = (url: string, folder: string): Promise<Repo> =>
  openGitRepo({ url, ref: 'main', folder, timeoutMs: 60_000 });

/** Lists, reads what isn't known and loads; throws on faults. */
export async function wantedOf(repo: Repo, commit: string, loader: SpecLoader): Promise<Wanted> {
  const tree = repo.tree(commit);
  const entries = await tree.list();
  let need = loader.needs(entries);
  const bytes = new Map<string, Uint8Array>();
  for (;;) {
    for (const [blob, text] of await tree.read(need.map((entry) => entry.blob)))
      bytes.set(blob, text);
    const outcome = loader.load(entries, bytes);
    if (outcome.kind === 'wanted') return outcome.wanted;
    if (outcome.kind === 'faulty') throw new Error(JSON.stringify(outcome.faults[0]));
    need = outcome.entries;
  }
}
