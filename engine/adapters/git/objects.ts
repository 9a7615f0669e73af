// Reading commits, trees and blobs out of Git objects: no checkout, so no filter, no link followed
// and no attribute obeyed. An answer that is cut short is an error, never a shorter list.
import { isUtf8 } from 'node:buffer';
import { type Commit, RepoError } from '../../ports/repo.ts';
import type { Tree, TreeEntry } from '../../ports/tree.ts';
import { type Git, isWell } from './git.ts';
import { isObjectId } from './ref-name.ts';

/** Entries of one tree at most. */
const maxTreeEntries = 100_000;
/** Bytes of one blob that is read at most; a larger one's size is in its entry. */
const maxBlobBytes = 1_048_576;
/** Bytes of one call's blobs at most. */
const maxReadBytes = 67_108_864;
const maxListBytes = 33_554_432;

const commitFormat = [
  '%H',
  '%P',
  '%an <%ae>',
  '%ct',
  '%s',
  '%(trailers:only,unfold,separator=%x00,key_value_separator=%x00)',
].join('%x00');

/** The commit of a full id, or that a tag or ref of ours names. */
export async function readCommit(git: Git, id: string): Promise<Commit> {
  const args = ['rev-list', '--max-count=1', '--no-commit-header', '--encoding=UTF-8'];
  const question = { args: [...args, `--format=${commitFormat}`, '--end-of-options', id] };
  const output = await git.run(question);
  if (!isWell(output)) throw (await absence(git, id)) ?? git.failure(output, question);
  const text = output.stdout.toString('utf8').replace(/\n$/, '');
  const [hash = '', parents = '', author = '', seconds = '', subject = '', ...rest] =
    text.split('\0');
  if (!isObjectId(hash)) throw new RepoError('corrupt', `${git.where}: ${id} isn't a commit: -`);
  return {
    id: hash,
    parents: parents.split(' ').filter((parent) => parent !== ''),
    author,
    timeMs: Number(seconds) * 1000,
    subject,
    trailers: pairs(rest),
  };
}

function pairs(texts: readonly string[]): { key: string; value: string }[] {
  const found: { key: string; value: string }[] = [];
  for (let at = 0; at + 1 < texts.length; at += 2) {
    found.push({ key: texts[at] ?? '', value: texts[at + 1] ?? '' });
  }
  return found;
}

/** Why a commit can't be read when it simply isn't there; undefined when it is something else. */
async function absence(git: Git, id: string): Promise<RepoError | undefined> {
  if (!isObjectId(id)) return undefined;
  const output = await git.run({ args: ['cat-file', '--batch-check'], input: `${id}\n` });
  const isAbsent = isWell(output) && output.stdout.toString() === `${id} missing\n`;
  if (!isAbsent || output.stderr !== '') return undefined;
  return new RepoError(
    'missing-ref',
    `${git.where}: commit ${id} isn't in the copy here: fetch the ref that holds it`,
  );
}

export interface TreePlace {
  /** A commit's full id. */
  readonly commit: string;
  /** A folder in it with `/` at its end; '' for all of it. */
  readonly prefix: string;
}

/** The tree of a commit, as it is in the repository that `git` gives at the time of each call. */
export function gitTree(git: () => Git, place: TreePlace): Tree {
  return {
    list: async () => listTree(git(), place),
    read: async (blobs) => readBlobs(git(), blobs),
  };
}

async function listTree(git: Git, { commit, prefix }: TreePlace): Promise<readonly TreeEntry[]> {
  const root = prefix === '' ? commit : `${commit}:${prefix.replace(/\/+$/, '')}`;
  const question = {
    args: ['ls-tree', '-r', '-z', '--long', '--full-tree', '--end-of-options', root],
    maxBytes: maxListBytes,
  };
  const output = await git.run(question);
  if (output.end === 'too-large') throw tooMany(git.where, commit);
  if (!isWell(output)) throw (await absence(git, commit)) ?? git.failure(output, question);
  const entries = parseList(output.stdout);
  if (entries === undefined) {
    throw new RepoError('corrupt', `${git.where}: the list of ${root} is cut short: read it again`);
  }
  if (entries.length > maxTreeEntries) throw tooMany(git.where, commit);
  return entries;
}

function tooMany(where: string, commit: string): RepoError {
  return new RepoError(
    'refused',
    `${where}: ${commit} has more than ${maxTreeEntries} entries: split the repository`,
  );
}

const lossyCharacter = '\uFFFD';
const oddPath = /(^|\/)(\.\.?|\.git)?(\/|$)/i;

/** Undefined when the text isn't a whole list. */
function parseList(bytes: Buffer): TreeEntry[] | undefined {
  const text = bytes.toString('utf8');
  if (text !== '' && !text.endsWith('\0')) return undefined;
  const isLossy = !isUtf8(bytes);
  const entries: TreeEntry[] = [];
  for (const line of text.split('\0')) {
    if (line === '') continue;
    const tab = line.indexOf('\t');
    const [mode = '', , blob = '', size = ''] = line.slice(0, tab).split(/ +/);
    if (tab < 0 || !isObjectId(blob)) return undefined;
    const path = line.slice(tab + 1);
    // A name that no folder could hold, or that isn't UTF-8, is listed but is nobody's file.
    const isOdd = oddPath.test(path) || (isLossy && path.includes(lossyCharacter));
    const type = isOdd ? 'other' : typeOf(mode);
    entries.push({ path, blob, size: type === 'submodule' ? 0 : Number(size) || 0, type });
  }
  return sortedByPath(entries);
}

function typeOf(mode: string): TreeEntry['type'] {
  if (mode.startsWith('100')) return 'file';
  if (mode === '120000') return 'symlink';
  return mode === '160000' ? 'submodule' : 'other';
}

/** By UTF-16 code units, as `<` compares; Git's own order differs beyond U+FFFF only. */
function sortedByPath(entries: TreeEntry[]): TreeEntry[] {
  return entries.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** The answer's arrays are views of one buffer: keep what was made of them, not them. */
async function readBlobs(
  git: Git,
  blobs: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  const wanted = [...new Set(blobs)];
  const wrong = wanted.find((id) => !isObjectId(id));
  if (wrong !== undefined) {
    const shown = JSON.stringify(wrong.slice(0, 80));
    throw new RepoError('refused', `${git.where}: ${shown} isn't a blob id: give 40 hex digits`);
  }
  if (wanted.length === 0) return new Map();
  const question = {
    args: ['cat-file', '--batch'],
    input: `${wanted.join('\n')}\n`,
    maxBytes: maxReadBytes,
  };
  const output = await git.run(question);
  if (output.end === 'too-large') {
    const what = `${wanted.length} blobs have more than ${maxReadBytes} bytes`;
    throw new RepoError('refused', `${git.where}: ${what}: ask for fewer at once`);
  }
  if (!isWell(output)) throw git.failure(output, question);
  return cutBlobs(git.where, output.stdout, wanted);
}

function cutBlobs(where: string, bytes: Buffer, wanted: readonly string[]) {
  const found = new Map<string, Uint8Array>();
  let at = 0;
  for (const id of wanted) {
    const end = bytes.indexOf(10, at);
    const [, type = 'missing', size = ''] = bytes.toString('latin1', at, end).split(' ');
    if (end < 0 || type !== 'blob') {
      throw new RepoError('corrupt', `${where}: blob ${id} is ${type}: fetched afresh, try again`);
    }
    const start = end + 1;
    const length = Number(size);
    if (length > maxBlobBytes) {
      const what = `blob ${id} has ${length} bytes`;
      throw new RepoError('refused', `${where}: ${what}: at most ${maxBlobBytes} are read`);
    }
    if (start + length + 1 > bytes.length) {
      throw new RepoError('corrupt', `${where}: blob ${id} is cut short: read it again`);
    }
    found.set(id, bytes.subarray(start, start + length));
    at = start + length + 1;
  }
  return found;
}
