// Reading all of a repository there is to read, in the engine's way and in the command line's.
import { openGitRepo } from '../../../engine/adapters/repo-git.ts';
import { openFolderTree } from '../../../engine/adapters/tree-files.ts';
import {
  differences,
  findWorkTree,
  headCommit,
  mergeBase,
  openGitTree,
} from '../../../engine/adapters/tree-git.ts';
import type { TreeEntry } from '../../../engine/ports/tree.ts';

/** Follows main into a mirror, and reads everything; what main has. */
export async function readAllByRepo(url: string, folder: string): Promise<readonly TreeEntry[]> {
  const repo = await openGitRepo({ url, ref: 'main', folder, timeoutMs: 20_000 });
  try {
    const { id } = await repo.fetch();
    const entries = await repo.tree(id).list();
    await repo.tree(id).read(readable(entries));
    await repo.pin('x', id);
    await repo.fetch();
    return entries;
  } finally {
    await repo.close();
  }
}

/** Reads a work tree and its main in every way the command line has; what main has. */
export async function readAllByCommandLine(path: string): Promise<readonly TreeEntry[]> {
  const tree = await openGitTree(path, 'main');
  const entries = await tree.list();
  await tree.read(readable(entries));
  await headCommit(path, 'main');
  await mergeBase(path, 'main', 'main');
  await findWorkTree(path);
  await differences(tree, openFolderTree(path));
  return entries;
}

function readable(entries: readonly TreeEntry[]): string[] {
  return entries.filter(({ type }) => type !== 'submodule').map(({ blob }) => blob);
}
