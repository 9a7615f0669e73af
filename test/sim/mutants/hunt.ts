// Looks for a world that catches a planted bug.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { PlantedBug } from './planted-bug.ts';
import type { ProductCopy } from './product-copy.ts';

const program = fileURLToPath(new URL('worlds-of-copy.mjs', import.meta.url));

interface World {
  readonly name: string;
  /** Rules, and `crash`. */
  readonly broken: readonly string[];
  readonly text: string;
}

export interface Catch {
  /** The world by which it was caught, a seed or the file of a script; undefined: none did. */
  readonly by: string | undefined;
  readonly worlds: number;
  /** All rules that any of its worlds broke. */
  readonly broken: readonly string[];
  /** Of the last that broke one. */
  readonly text: string;
}

const scripts = fileURLToPath(new URL('../../scenarios/sim/', import.meta.url));

/** Where few worlds come near a bug, a script is kept under its name: tried before all seeds. */
function scriptsFor({ name }: PlantedBug): readonly string[] {
  const file = `${scripts}${name}.json`;
  return existsSync(file) ? [file] : [];
}

/** Runs worlds of a copy in which the bug is planted, until one breaks a rule that counts. */
export async function huntBug(
  bug: PlantedBug,
  copy: ProductCopy,
  seeds: readonly number[],
): Promise<Catch> {
  const tried = [...scriptsFor(bug), ...seeds.map(String)];
  const args = [program, copy.path, bug.by.join(','), ...tried];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const broken = new Set<string>();
  let worlds = 0;
  let text = '';
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const world = JSON.parse(line) as World;
      worlds += 1;
      for (const rule of world.broken) broken.add(rule);
      if (world.text !== '') text = world.text;
      if (bug.by.some((rule) => world.broken.includes(rule)))
        return { by: world.name, worlds, broken: [...broken], text };
    }
    return { by: undefined, worlds, broken: [...broken], text };
  } finally {
    child.kill('SIGKILL');
  }
}
