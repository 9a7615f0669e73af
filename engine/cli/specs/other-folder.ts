// Specs are read from the folder that has meridian.yaml. Somebody who asks for another one by
// mistake sees faults of half a repository: this says where the whole one may be.
import { shellWord } from '../../lib/text/shell-word.ts';
import type { Tools } from '../tools.ts';

const root = 'meridian.yaml';
const mostNamed = 3;

/** Folders with a meridian.yaml, above or below one that has none; none where it has its own. */
async function foldersMeant(tools: Tools, folder: string): Promise<readonly string[]> {
  const paths = await pathsIn(tools, folder);
  if (paths.includes(root)) return [];
  const above = (await tools.repo.findWorkTree(folder).catch(() => undefined))?.root;
  if (above !== undefined && (await pathsIn(tools, above)).includes(root)) return [above];
  const below = paths.filter((path) => path.endsWith(`/${root}`));
  return below.slice(0, mostNamed).map((path) => `${folder}/${path.slice(0, -root.length - 1)}`);
}

const pathsIn = async (tools: Tools, folder: string): Promise<readonly string[]> =>
  (await tools.tree(folder).list()).map(({ path }) => path);

/** A line for standard error, or nothing. `command`: as it was called, such as `meridian plan`. */
export async function otherFolderLine(
  tools: Tools,
  folder: string,
  command: string,
): Promise<string> {
  const meant = await foldersMeant(tools, folder).catch(() => []);
  if (meant.length === 0) return '';
  const calls = meant.map((one) => `\`${command} ${shellWord(one.replace(/^\.\//, ''))}\``);
  return `${folder} has no meridian.yaml: did you mean ${calls.join(' or ')}?\n`;
}
