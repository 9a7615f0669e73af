// The commands of a README: what stands in its `sh` blocks, each block as one script.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Of a file by its path in the project; of one section, by its title, or of all of it. */
export function readmeBlocks(path: string, section?: string): readonly string[] {
  const text = readFileSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), 'utf8');
  const parts = text.split(/^## /m);
  const wanted = parts.filter((part) => section === undefined || part.startsWith(`${section}\n`));
  return [...wanted.join('').matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? '');
}
