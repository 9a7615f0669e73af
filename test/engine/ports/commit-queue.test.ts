import { expect, it } from 'vitest';
import { CommitQueue, type QueuedCommit } from '../../../engine/ports/commit-queue.ts';
import { StoreError, type Write } from '../../../engine/ports/store.ts';

const bounds = { commits: 3, writes: 5, bytes: 100 };
const write = (key: string, bytes = 10): Write => {
  return { kind: 'put', key, value: 'x'.repeat(bytes - key.length) };
};
const writes = (count: number): readonly Write[] =>
  Array.from({ length: count }, (_, at) => write(`k${at}`));

/** A queue whose groups are applied one by one, when the test says so. */
function heldQueue() {
  const groups: (readonly QueuedCommit[])[] = [];
  const gates: { pass: () => void; fail: (error: unknown) => void }[] = [];
  const queue = new CommitQueue(bounds, (group) => {
    groups.push(group);
    return new Promise((resolve, reject) => {
      gates.push({ pass: () => resolve(group.map(() => undefined)), fail: reject });
    });
  });
  return { queue, groups, gates };
}

const outcome = (commit: Promise<void>): Promise<string> =>
  commit.then(
    () => 'stored',
    (error: unknown) => (error instanceof StoreError ? error.failure : String(error)),
  );

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('groups what waits up to each of three bounds, and applies one group at a time', async () => {
  const { queue, groups, gates } = heldQueue();
  const sizes = [1, 1, 1, 1, 1, 4, 1, 3];
  const commits = sizes.map((count) => queue.commit(writes(count), 0));
  commits.push(queue.commit([write('a', 60)], 0), queue.commit([write('b', 60)], 0));
  await turn();
  for (let at = 0; at < 5; at++) {
    expect(groups).toHaveLength(at + 1);
    gates[at]?.pass();
    await turn();
  }
  await Promise.all(commits);
  const shape = groups.map((group) => group.map((commit) => commit.writes.length));
  expect(shape).toEqual([[1, 1, 1], [1, 1], [4, 1], [3, 1], [1]]);
});

it('stores what a full disk takes of a group, and fails what is behind', async () => {
  const { queue, groups, gates } = heldQueue();
  const failing = [1, 1, 1, 1, 1, 1].map((count) => outcome(queue.commit(writes(count), 0)));
  await turn();
  const full = new StoreError('full', 'no room');
  gates[0]?.fail(full);
  await turn();
  gates[1]?.pass();
  await turn();
  gates[2]?.fail(full);
  expect(await Promise.all(failing)).toEqual([
    'stored',
    ...Array.from({ length: 5 }, () => 'full'),
  ]);
  expect(groups.map((group) => group.length)).toEqual([3, 1, 1]);
  const later = outcome(queue.commit(writes(1), 0));
  await turn();
  gates[3]?.pass();
  expect(await later).toBe('stored');
});

it('takes nothing more once it is broken, whatever broke it', async () => {
  const { queue, gates } = heldQueue();
  const first = queue.commit(writes(1), 0);
  await turn();
  gates[0]?.fail(new Error('the disk is on fire'));
  await expect(first).rejects.toThrow('the disk is on fire');
  expect(await outcome(queue.commit(writes(1), 0))).toBe('broken');
  expect(() => queue.check()).toThrow('the disk is on fire');
});

it('refuses a stale commit alone, and stores those around it', async () => {
  const queue = new CommitQueue(bounds, async (group) =>
    group.map((commit) =>
      commit.epoch === 1 ? undefined : new StoreError('stale-epoch', 'it is 1'),
    ),
  );
  const commits = [1, 0, 1].map((epoch) => outcome(queue.commit(writes(1), epoch)));
  expect(await Promise.all(commits)).toEqual(['stored', 'stale-epoch', 'stored']);
});

it('lets no more than 10,000 commits wait', async () => {
  const { queue, gates } = heldQueue();
  const commits = Array.from({ length: 10_001 }, () => outcome(queue.commit([], 0)));
  expect(await commits.at(-1)).toBe('too-large');
  gates[0]?.fail(new StoreError('full', 'no room'));
  await turn();
  gates[1]?.fail(new StoreError('full', 'no room'));
  expect(await commits.at(-2)).toBe('full');
});

it('closes once all that was called is settled', async () => {
  const { queue, gates } = heldQueue();
  const settled: string[] = [];
  const note = (name: string) => (): void => void settled.push(name);
  const commits = [1, 1].map((count) => queue.commit(writes(count), 0).then(note('commit')));
  const closing = queue.close().then(note('close'));
  await expect(queue.commit(writes(1), 0)).rejects.toMatchObject({ failure: 'closed' });
  gates[0]?.pass();
  await turn();
  gates[1]?.pass();
  await Promise.all([...commits, closing]);
  expect(settled).toEqual(['commit', 'commit', 'close']);
});
