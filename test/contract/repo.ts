// What every Repo keeps, run on the Git adapter and on the one in memory: one suite, one script.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Repo, RepoError, type RepoFailure } from '../../engine/ports/repo.ts';

export interface ContractCommit {
  readonly files: Readonly<Record<string, string | null>>;
  readonly subject?: string;
  readonly trailers?: readonly { readonly key: string; readonly value: string }[];
}

/** A remote whose ref `main` is followed, and the repo that follows it. */
export interface RepoWorld {
  readonly repo: Repo;
  /** Commits on main; its id. */
  commit(change: ContractCommit): Promise<string>;
  forceTo(id: string): Promise<void>;
  /** main goes, another branch stays. */
  deleteRef(): Promise<void>;
  /** All branches go. */
  empty(): Promise<void>;
  /** The remote can't be reached, until `mend`. */
  cut(): Promise<void>;
  mend(): Promise<void>;
  /** Drops from the mirror what nothing leads to. */
  collectGarbage(): Promise<void>;
  remove(): Promise<void>;
}

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

async function failureOf(promise: Promise<unknown>): Promise<RepoFailure | 'none'> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error === undefined) return 'none';
  if (!(error instanceof RepoError)) throw error;
  // where: what is: what would be right
  expect(error.message).toMatch(/^.+: .+: .+$/);
  return error.failure;
}

export function repoContract(name: string, make: () => Promise<RepoWorld>): void {
  describe(`${name} keeps the Repo contract`, () => {
    let world: RepoWorld;
    beforeEach(async () => {
      world = await make();
    });
    afterEach(async () => {
      await world.repo.close();
      await world.remove();
    });

    const paths = async (commit: string) =>
      (await world.repo.tree(commit).list()).map((entry) => entry.path);

    test('gives the commit that the ref has, and again while nothing changes', async () => {
      const id = await world.commit({ files: { 'a.yaml': 'a' }, subject: 'one' });
      const commit = await world.repo.fetch();
      expect(commit).toMatchObject({ id, parents: [], subject: 'one', trailers: [] });
      expect(commit.author).toBe('A Person <person@example.org>');
      expect(commit.timeMs % 1000).toBe(0);
      expect(await world.repo.fetch()).toEqual(commit);
    });

    test('follows commits, and knows parents and trailers', async () => {
      const first = await world.commit({ files: { a: '1' } });
      await world.repo.fetch();
      const trailers = [
        { key: 'Meridian-Allow-Delete', value: '3' },
        { key: 'Signed-off-by', value: 'A: Person <person@example.org>' },
      ];
      const second = await world.commit({ files: { a: '2' }, trailers });
      const commit = await world.repo.fetch();
      expect(commit).toMatchObject({ id: second, parents: [first], trailers });
      expect(await world.repo.commit(second)).toEqual(commit);
      expect((await world.repo.commit(first)).id).toBe(first);
    });

    test('lists every entry, sorted, one id for the same bytes, and reads them', async () => {
      const files = {
        'b/z.yaml': 'zed\n',
        'b-a.yaml': '',
        'a.yaml': 'a\0b',
        'ü "q"': 'näme',
        z: 'zed\n',
      };
      const id = await world.commit({ files });
      await world.repo.fetch();
      const tree = world.repo.tree(id);
      const list = await tree.list();
      expect(list.map((entry) => entry.path)).toEqual(Object.keys(files).sort());
      const find = (path: string) => list.find((entry) => entry.path === path);
      expect(find('b/z.yaml')).toMatchObject({ size: 4, type: 'file' });
      expect(find('b/z.yaml')?.blob).toBe(find('z')?.blob);
      expect(new Set(list.map((entry) => entry.blob)).size).toBe(list.length - 1);
      const read = await tree.read(list.map((entry) => entry.blob));
      for (const { path, blob } of list) {
        expect(text(read.get(blob))).toBe(files[path as keyof typeof files]);
      }
    });

    test('reads nothing for no blobs, and rejects a blob that is missing', async () => {
      const id = await world.commit({ files: { a: '1' } });
      await world.repo.fetch();
      expect((await world.repo.tree(id).read([])).size).toBe(0);
      expect(await failureOf(world.repo.tree(id).read(['0'.repeat(39).concat('1')]))).toBe(
        'corrupt',
      );
      // And goes on afterwards.
      expect((await world.repo.fetch()).id).toBe(id);
      expect(await paths(id)).toEqual(['a']);
    });

    test('an emptied tree is a tree with no entries', async () => {
      await world.commit({ files: { a: '1' } });
      await world.repo.fetch();
      const id = await world.commit({ files: { a: null } });
      await world.repo.fetch();
      expect(await paths(id)).toEqual([]);
    });

    test('follows a force-push, to and fro', async () => {
      const first = await world.commit({ files: { a: '1' } });
      const second = await world.commit({ files: { b: '2' } });
      expect((await world.repo.fetch()).id).toBe(second);
      await world.forceTo(first);
      expect((await world.repo.fetch()).id).toBe(first);
      const third = await world.commit({ files: { c: '3' } });
      expect((await world.repo.fetch()).id).toBe(third);
      expect(await paths(third)).toEqual(['a', 'c']);
      await world.forceTo(second);
      expect((await world.repo.fetch()).id).toBe(second);
    });

    const troubles: [string, RepoFailure, (world: RepoWorld) => Promise<void>][] = [
      ['a ref that went', 'missing-ref', (it) => it.deleteRef()],
      ['an emptied repository', 'empty', (it) => it.empty()],
      ['a remote out of reach', 'unreachable', (it) => it.cut()],
    ];
    test.each(troubles)('%s is %s, and the mirror keeps what it had', async (_, failure, harm) => {
      const id = await world.commit({ files: { a: '1' } });
      await world.repo.fetch();
      await harm(world);
      expect(await failureOf(world.repo.fetch())).toBe(failure);
      expect(await failureOf(world.repo.fetch())).toBe(failure);
      expect((await world.repo.commit(id)).id).toBe(id);
      expect(await paths(id)).toEqual(['a']);
      await world.mend();
      await world.forceTo(id);
      expect((await world.repo.fetch()).id).toBe(id);
    });

    test.each(troubles)('%s is %s at the first fetch too', async (_, failure, harm) => {
      const id = await world.commit({ files: { a: '1' } });
      await harm(world);
      expect(await failureOf(world.repo.fetch())).toBe(failure);
      await world.mend();
      await world.forceTo(id);
      expect((await world.repo.fetch()).id).toBe(id);
    });

    test('a commit that was never fetched is missing, not empty', async () => {
      const id = await world.commit({ files: { a: '1' } });
      expect(await failureOf(world.repo.commit(id))).toBe('missing-ref');
      expect(await failureOf(world.repo.tree(id).list())).toBe('missing-ref');
      await world.repo.fetch();
      const unknown = 'f'.repeat(40);
      expect(await failureOf(world.repo.commit(unknown))).toBe('missing-ref');
      expect(await failureOf(world.repo.tree(unknown).list())).toBe('missing-ref');
      expect(await failureOf(world.repo.pin('x', unknown))).toBe('missing-ref');
      expect(await failureOf(world.repo.commit('HEAD'))).toBe('refused');
      expect(await failureOf(world.repo.tree('--all').list())).toBe('refused');
    });

    test('keeps what is pinned, and only that, when garbage is collected', async () => {
      const base = await world.commit({ files: { a: '1' } });
      const kept = await world.commit({ files: { b: '2' } });
      await world.repo.fetch();
      await world.repo.pin('applied/1', kept);
      await world.repo.pin('applied/1', kept);
      await world.forceTo(base);
      const dropped = await world.commit({ files: { c: '3' } });
      await world.repo.fetch();
      await world.forceTo(base);
      await world.repo.fetch();
      await world.collectGarbage();
      expect((await world.repo.commit(kept)).id).toBe(kept);
      expect(await paths(kept)).toEqual(['a', 'b']);
      expect(await failureOf(world.repo.commit(dropped))).toBe('missing-ref');
    });

    test.each(['', '..', 'a..b', '/a', 'a b', '-x', 'a\nb'])('refuses %j as a pin', async (pin) => {
      const id = await world.commit({ files: { a: '1' } });
      await world.repo.fetch();
      expect(await failureOf(world.repo.pin(pin, id))).toBe('refused');
    });

    test('answers calls made at once', async () => {
      const id = await world.commit({ files: { a: '1' } });
      const commits = await Promise.all([1, 2, 3].map(() => world.repo.fetch()));
      expect(commits.map((commit) => commit.id)).toEqual([id, id, id]);
      await Promise.all([1, 2, 3].map((n) => world.repo.pin(`p${n}`, id)));
    });

    test('rejects when it was closed', async () => {
      const id = await world.commit({ files: { a: '1' } });
      await world.repo.fetch();
      await world.repo.close();
      expect(await failureOf(world.repo.fetch())).toBe('unreachable');
      expect(await failureOf(world.repo.tree(id).list())).toBe('unreachable');
    });
  });
}
