// Trees of spec files in memory.
import { createHash } from 'node:crypto';
import type { TreeEntry } from '../../../engine/model/tree-entry.ts';
import type { Wanted } from '../../../engine/model/wanted.ts';
import { type LoadOutcome, SpecLoader } from '../../../specs/loader.ts';

export interface MemoryTree {
  readonly entries: readonly TreeEntry[];
  /** By blob. */
  readonly bytes: ReadonlyMap<string, Uint8Array>;
}

type Content = string | Uint8Array;
export type Texts = Readonly<Record<string, Content>> | ReadonlyMap<string, Content>;

const blobOf = (bytes: Uint8Array): string =>
  createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');

/** `links` by path, with their targets. */
export function treeOf(texts: Texts, links: Readonly<Record<string, string>> = {}): MemoryTree {
  const bytes = new Map<string, Uint8Array>();
  const entry = (path: string, content: Content, type: TreeEntry['type']): TreeEntry => {
    const data = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    const blob = blobOf(data);
    bytes.set(blob, data);
    return { path, blob, size: data.length, type };
  };
  const files = texts instanceof Map ? [...texts] : Object.entries(texts);
  const entries = [
    ...files.map(([path, content]) => entry(path, content as Content, 'file')),
    ...Object.entries(links).map(([path, target]) => entry(path, target, 'symlink')),
  ];
  return { entries: entries.sort((a, b) => (a.path < b.path ? -1 : 1)), bytes };
}

export type Settled = Exclude<LoadOutcome, { kind: 'need' }>;

/** Loads as the engine does: reads what is asked for and nothing else, until there is an answer. */
export function loadTree({ entries, bytes }: MemoryTree, loader = new SpecLoader()): Settled {
  let need = loader.needs(entries);
  for (let round = 0; round < 10; round += 1) {
    const read = new Map(need.map(({ blob }) => [blob, bytes.get(blob) ?? new Uint8Array()]));
    const outcome = loader.load(entries, read);
    if (outcome.kind !== 'need') return outcome;
    need = outcome.entries;
  }
  throw new Error('the loader asks for ever');
}

export const loadTexts = (texts: Texts, loader?: SpecLoader): Settled =>
  loadTree(treeOf(texts), loader);

/** The wanted state; throws with the faults when there are any. */
export function wantedOf(texts: Texts, loader?: SpecLoader): Wanted {
  const outcome = loadTexts(texts, loader);
  if (outcome.kind === 'wanted') return outcome.wanted;
  const lines = outcome.faults.map((f) => `${f.file}:${f.line}:${f.column} ${f.code} ${f.message}`);
  throw new Error(lines.join('\n'));
}
