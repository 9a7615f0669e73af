// A tree of files to wanted state, or to all that is wrong with it, with file, line and column. A
// file whose blob is known isn't parsed again; an object about which nothing changed is the same
// object as in the load before. Nothing here reads: the caller brings the bytes that are asked for.
import { decodeUtf8 } from '../engine/lib/text/utf8.ts';
import type { Fault } from '../engine/model/fault.ts';
import type { TreeEntry } from '../engine/model/tree-entry.ts';
import type { Wanted } from '../engine/model/wanted.ts';
import { normalPath } from './build/build-cluster.ts';
import { defaultPaths } from './build/defaults.ts';
import { maxFileBytes, readFile, type SpecFile, tooLarge } from './document/read-file.ts';
import { Assembler } from './tree/assembler.ts';
import {
  type Candidates,
  candidatesOf,
  clusterFile,
  isReadableLink,
  linkFault,
  treeFault,
} from './tree/candidates.ts';
import { FaultBook, maxLocated, sortFaults } from './tree/fault-book.ts';
import { type TreeFile, treeFiles } from './tree/tree-file.ts';

/** Faults in one outcome at most. */
const maxFaults = 1000;
/** Files kept at most that the last tree doesn't list. */
const maxUnlisted = 100;

export type LoadOutcome =
  /** Read these too and call again, with them or with all so far. */
  | { readonly kind: 'need'; readonly entries: readonly TreeEntry[] }
  | {
      readonly kind: 'faulty';
      /** Sorted by file, line and column; at most `maxFaults` of them. */
      readonly faults: readonly Fault[];
      /** How many there are in all. */
      readonly faultCount: number;
      readonly ignoredDocuments: number;
    }
  | { readonly kind: 'wanted'; readonly wanted: Wanted };

type Bytes = ReadonlyMap<string, Uint8Array>;
const noBytes: Bytes = new Map();

export class SpecLoader {
  #files = new Map<string, SpecFile>();
  #links = new Map<string, string>();
  readonly #assembler = new Assembler();
  readonly #book = new FaultBook();
  #before: readonly TreeFile[] = [];

  /**
   * Entries whose bytes must be read before `load`: specs under the cluster's paths that aren't
   * known by their blob. Which paths, meridian.yaml says: before it is known, itself alone.
   */
  needs(entries: readonly TreeEntry[]): readonly TreeEntry[] {
    const outcome = this.#read(entries, noBytes);
    return outcome.kind === 'need' ? outcome.entries : [];
  }

  /** `bytes` by blob. Never throws, whatever is in them. */
  load(entries: readonly TreeEntry[], bytes: Bytes): LoadOutcome {
    const read = this.#read(entries, bytes);
    if (read.kind === 'need') return read;
    const { files, faults, isComplete } = read;
    if (!isComplete) return faulty(faults, files, 0);
    const { findings, wanted, isEmpty } = this.#assembler.assemble(files);
    const located = this.#book.locate(findings.slice(0, maxLocated), bytes);
    if (located.kind === 'need')
      return { kind: 'need', entries: entries.filter(({ path }) => located.files.has(path)) };
    const all = [...faults, ...located.faults];
    if (isEmpty && all.length === 0) all.push(noDocuments(wanted));
    const more = files.reduce((sum, { content }) => sum + content.moreFaults, 0);
    const beyond = more + findings.length - Math.min(findings.length, maxLocated);
    this.#book.clear();
    this.#forget(files, read.links);
    if (all.length > 0) return faulty(all, files, beyond);
    return { kind: 'wanted', wanted };
  }

  #read(entries: readonly TreeEntry[], bytes: Bytes): Read {
    const root = entries.find(({ path, type }) => path === clusterFile && type === 'file');
    const rootNeed = root === undefined ? [] : this.#take([root], bytes);
    if (rootNeed.length > 0) return { kind: 'need', entries: rootNeed };
    const rootFile = root === undefined ? undefined : this.#fileOf(root);
    const paths = pathsOf(rootFile);
    if (root !== undefined && rootFile !== undefined && paths === undefined)
      return { kind: 'read', ...this.#results([root], [], []), links: [], isComplete: false };
    const candidates = candidatesOf(entries, paths ?? defaultPaths);
    const need = [...this.#take(candidates.files, bytes), ...this.#takeLinks(candidates, bytes)];
    if (need.length > 0) return { kind: 'need', entries: need };
    const linkFaults = candidates.links.flatMap((entry) => {
      const fault = linkFault({ entry, target: this.#links.get(entry.blob), entries });
      return fault === undefined ? [] : [fault];
    });
    const results = this.#results(candidates.files, candidates.faults, linkFaults);
    return { kind: 'read', ...results, links: candidates.links, isComplete: true };
  }

  /** Parses those that aren't known, and answers with those that can't be for want of bytes. */
  #take(entries: readonly TreeEntry[], bytes: Bytes): readonly TreeEntry[] {
    const missing: TreeEntry[] = [];
    for (const entry of entries) {
      if (this.#files.has(entry.blob) || entry.size > maxFileBytes) continue;
      const content = bytes.get(entry.blob);
      if (content === undefined) missing.push(entry);
      else this.#files.set(entry.blob, readFile(content));
    }
    return missing;
  }

  #takeLinks({ links }: Candidates, bytes: Bytes): readonly TreeEntry[] {
    const missing: TreeEntry[] = [];
    for (const link of links) {
      if (this.#links.has(link.blob) || !isReadableLink(link)) continue;
      const content = bytes.get(link.blob);
      if (content === undefined) missing.push(link);
      else this.#links.set(link.blob, decodeUtf8(content) ?? '/');
    }
    return missing;
  }

  #fileOf(entry: TreeEntry): SpecFile {
    if (entry.size > maxFileBytes) return oversized(entry.size);
    return this.#files.get(entry.blob) ?? oversized(entry.size);
  }

  #results(
    entries: readonly TreeEntry[],
    ...treeFaults: readonly (readonly Fault[])[]
  ): Pick<ReadTree, 'files' | 'faults'> {
    const files = treeFiles(entries, this.#before, (entry) => this.#fileOf(entry));
    const own = files.flatMap(({ path, content }) =>
      content.faults.map((fault) => ({ file: path, ...fault })),
    );
    return { files, faults: [...treeFaults.flat(), ...own] };
  }

  /** Drops what the tree no longer lists, once that is more than a few. */
  #forget(files: readonly TreeFile[], links: readonly TreeEntry[]): void {
    this.#before = files;
    if (this.#files.size > files.length + maxUnlisted)
      this.#files = new Map(files.map(({ blob, content }) => [blob, content]));
    if (this.#links.size > links.length + maxUnlisted)
      this.#links = new Map(links.map(({ blob }) => [blob, this.#links.get(blob) ?? '']));
  }
}

interface ReadTree {
  readonly kind: 'read';
  readonly files: readonly TreeFile[];
  readonly faults: readonly Fault[];
  readonly links: readonly TreeEntry[];
  /** False: meridian.yaml is too faulty to say where specs are. */
  readonly isComplete: boolean;
}

type Read = ReadTree | { readonly kind: 'need'; readonly entries: readonly TreeEntry[] };

const oversized = (sizeBytes: number): SpecFile => ({
  documents: [],
  faults: [tooLarge(sizeBytes)],
  moreFaults: 0,
  ignored: 0,
  isObscure: true,
});

/** Where specs are; undefined when the file is too faulty to tell. */
function pathsOf(root: SpecFile | undefined): readonly string[] | undefined {
  const cluster = root?.documents.find(({ kind }) => kind === 'Cluster');
  if (cluster !== undefined) return cluster.paths?.map(normalPath);
  return root?.isObscure === true ? undefined : defaultPaths;
}

function noDocuments(wanted: Wanted): Fault {
  const where = wanted.cluster.paths.join(', ');
  const ignored = wanted.ignoredDocuments;
  const others = ignored === 0 ? '' : `, ${ignored} of others`;
  return treeFault(
    '.',
    'no-documents',
    `no Meridian document under ${where}${others}`,
    `commit one with apiVersion: meridian/v1, or mend paths in ${clusterFile}`,
  );
}

function faulty(faults: readonly Fault[], files: readonly TreeFile[], beyond: number): LoadOutcome {
  const sorted = sortFaults(faults);
  return {
    kind: 'faulty',
    faults: sorted.slice(0, maxFaults),
    faultCount: sorted.length + beyond,
    ignoredDocuments: files.reduce((sum, { content }) => sum + content.ignored, 0),
  };
}
