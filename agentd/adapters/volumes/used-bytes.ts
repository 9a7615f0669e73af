// What a folder takes up on its disk, as du(1) has it: blocks, links not followed. A file with
// several names counts at each with its share.
import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { Pace } from './pace.ts';

const blockBytes = 512;

/** 0 when it isn't there; what goes away meanwhile, or can't be read, counts nothing. */
export async function usedBytes(folder: string): Promise<number> {
  const pace = new Pace();
  const folders = [folder];
  let bytes = 0;
  for (let path = folders.pop(); path !== undefined; path = folders.pop()) {
    for await (const name of entriesOf(path)) {
      await pace.step();
      const inside = join(path, name);
      const found = await lstat(inside).catch(() => undefined);
      if (found === undefined) continue;
      if (found.isDirectory()) folders.push(inside);
      bytes += (found.blocks * blockBytes) / (found.isDirectory() ? 1 : found.nlink);
    }
  }
  return bytes;
}

async function* entriesOf(path: string): AsyncIterable<string> {
  const folder = await opendir(path).catch(() => undefined);
  if (folder === undefined) return;
  for await (const { name } of folder) yield name;
}
