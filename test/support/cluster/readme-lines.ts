// The commands of a README: what stands in its `sh` blocks, each block as one script.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export function shellBlocks(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? '');
}

/** Of a file by its path in the project. */
export const readmeBlocks = (path: string): readonly string[] =>
  shellBlocks(readFileSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), 'utf8'));
