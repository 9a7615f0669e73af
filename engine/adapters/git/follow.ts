// Asking a remote what the followed ref has now, and fetching just that. A poll asks for the one
// ref with one git and one round trip. A server lists all branches (or all refs) even then, so at a
// remote with very many the poll is a fetch, which asks for the ref by its exact name.
import { RepoError } from '../../ports/repo.ts';
import { type Git, isWell } from './git.ts';
import { receivedBytes, removeStaleFiles } from './mirror.ts';
import { describeFollowed, type Followed, isObjectId } from './ref-name.ts';

/** Where the followed ref is in the mirror. */
export const tipRef = 'refs/followed/tip';
const maxListBytes = 33_554_432;
const manyRefs = 2_000;
const watchEveryMs = 100;

export interface Target {
  /** A full ref name, HEAD, or a commit's id, as the remote knows it. */
  readonly ref: string;
  readonly poll: 'list' | 'fetch';
  readonly format: 'sha1' | 'sha256';
}

/** How to ask: which remote, and until when. */
export interface Asking {
  readonly git: Git;
  readonly url: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** What the followed name is at the remote; rejects with `empty` or `missing-ref`. */
export async function findTarget(asking: Asking, followed: Followed): Promise<Target> {
  if (followed.kind === 'commit') {
    const format = followed.id.length === 40 ? 'sha1' : 'sha256';
    return { ref: followed.id, poll: 'fetch', format };
  }
  const { refs, head } = parseListing(await listing(asking, []));
  if (refs.size === 0) {
    throw new RepoError(
      'empty',
      `${asking.git.where}: the repository has no branch at all: push one`,
    );
  }
  const ref = choose(followed, refs);
  if (ref === undefined) throw missing(asking.git.where, followed, { refs, head });
  const scope = scopeOf(ref);
  const listed = scope === '' ? refs.size : countWith(refs, scope);
  const format = (refs.get(ref)?.length ?? 40) === 40 ? 'sha1' : 'sha256';
  return { ref, poll: listed > manyRefs ? 'fetch' : 'list', format };
}

function choose(followed: Followed, refs: ReadonlyMap<string, string>): string | undefined {
  if (followed.kind !== 'short') {
    const ref = describeFollowed(followed);
    return refs.has(ref) ? ref : undefined;
  }
  const { name } = followed;
  const found = [`refs/heads/${name}`, `refs/tags/${name}`].filter((ref) => refs.has(ref));
  if (found.length === 2) {
    throw new RepoError(
      'refused',
      `ref ${name}: both a branch and a tag have this name: ` +
        `write refs/heads/${name} or refs/tags/${name}`,
    );
  }
  return found[0];
}

/** The id that the ref has at the remote, undefined when it has none. */
export async function pollTarget(asking: Asking, target: Target): Promise<string | undefined> {
  const text = await listing(asking, [target.ref]);
  return parseListing(text).refs.get(target.ref);
}

async function listing(asking: Asking, patterns: readonly string[]): Promise<string> {
  const [only = ''] = patterns;
  const scope = scopeOf(only);
  const narrow = scope === '' ? ['--symref'] : [scope === 'refs/heads/' ? '--heads' : '--tags'];
  const answer = await asking.git.ask({
    args: ['ls-remote', '--quiet', ...narrow, '--', asking.url, ...patterns],
    maxBytes: maxListBytes,
    timeoutMs: asking.timeoutMs,
    signal: asking.signal,
  });
  return answer.toString('utf8');
}

function scopeOf(ref: string): string {
  return ['refs/heads/', 'refs/tags/'].find((scope) => ref.startsWith(scope)) ?? '';
}

function countWith(refs: ReadonlyMap<string, string>, scope: string): number {
  let count = 0;
  for (const ref of refs.keys()) if (ref.startsWith(scope)) count += 1;
  return count;
}

interface Listing {
  readonly refs: ReadonlyMap<string, string>;
  /** What HEAD names, where the remote says so. */
  readonly head: string | undefined;
}

function parseListing(text: string): Listing {
  const refs = new Map<string, string>();
  let head: string | undefined;
  for (const line of text.split('\n')) {
    const [value = '', name = ''] = line.split('\t');
    if (name === 'HEAD' && value.startsWith('ref: ')) head = value.slice(5);
    else if (isObjectId(value) && !name.endsWith('^{}')) refs.set(name, value);
  }
  return { refs, head };
}

function missing(where: string, followed: Followed, { refs, head }: Listing): RepoError {
  const branches = [...refs.keys()]
    .filter((ref) => ref.startsWith('refs/heads/'))
    .map((ref) => ref.slice('refs/heads/'.length));
  const some = branches.slice(0, 5).join(', ') + (branches.length > 5 ? ', ...' : '');
  const name =
    followed.kind === 'head' ? `HEAD (${head ?? 'detached'})` : describeFollowed(followed);
  const hint = branches.length === 0 ? 'push it' : `push it, or follow one of ${some}`;
  return new RepoError('missing-ref', `${where}: there is no ${name}: ${hint}`);
}

export interface Fetching extends Asking {
  /** Bytes received at most, looked at every 100 ms. */
  readonly maxBytes: number;
}

/** Fetches one ref (or commit) of a remote into a ref of the repository that `git` is. */
export async function fetchInto(fetching: Fetching, from: string, to: string): Promise<void> {
  const path = fetching.git.place.folder;
  let tries = 2;
  while (true) {
    const watch = new SizeWatch(path, fetching.maxBytes);
    const question = {
      // Verbose, since simple-git takes 50 ms longer over a git that says nothing.
      args: [
        ...['fetch', '--verbose', '--no-progress', '--no-tags', '--no-write-fetch-head'],
        ...['--no-auto-maintenance', '--no-recurse-submodules', '--no-show-forced-updates'],
        ...['--no-prune', '--force', '--', fetching.url, `+${from}:${to}`],
      ],
      timeoutMs: fetching.timeoutMs,
      signal: AbortSignal.any([fetching.signal, watch.signal]),
    };
    const output = await fetching.git.run(question).finally(() => watch.stop());
    if (isWell(output)) return;
    await removeStaleFiles(path);
    if (watch.signal.aborted) throw tooLarge(fetching);
    tries -= 1;
    const isLocked = output.end === 'exited' && /\.lock': File exists/.test(output.stderr);
    if (!isLocked || tries === 0) throw fetching.git.failure(output, question);
  }
}

function tooLarge(fetching: Fetching): RepoError {
  return new RepoError(
    'refused',
    `${fetching.git.where}: it sends more than ${fetching.maxBytes} bytes at once: ` +
      'raise the bound or split the repository',
  );
}

/** Signals when more has been received than the bound allows: git itself has no such bound. */
class SizeWatch {
  readonly #over = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(path: string, maxBytes: number) {
    this.#timer = setInterval(() => void this.#look(path, maxBytes), watchEveryMs);
  }

  async #look(path: string, maxBytes: number): Promise<void> {
    if ((await receivedBytes(path)) > maxBytes) this.#over.abort();
  }

  get signal(): AbortSignal {
    return this.#over.signal;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
