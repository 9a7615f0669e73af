import { describe, expect, it } from 'vitest';
import { Sync } from '../../../engine/loop/sync.ts';
import { FakeClock } from '../../../engine/sim/clock-fake.ts';
import { type MemoryCommit, MemoryRemote, MemoryRepo } from '../../../engine/sim/repo-memory.ts';
import type { EngineEvent } from '../../../engine/step/events.ts';
import { SpecLoader } from '../../../specs/loader.ts';
import { calm, KeptLog, LoopWorld } from '../../support/loop-world.ts';

const app = (name: string) =>
  `apiVersion: meridian/v1\nkind: App\nmetadata: {name: ${name}}\nspec: {task: {command: sleep}}\n`;

function newSync(settle?: (event: EngineEvent) => Promise<void>) {
  const remote = new MemoryRemote();
  const loop = new LoopWorld();
  const repo = new MemoryRepo(remote);
  const events: string[] = [];
  const clock = new FakeClock();
  const sync = new Sync({
    ...{ repo, clock, loader: new SpecLoader(), log: new KeptLog(), random: () => 0 },
    intervalMs: () => 10_000,
    settle: (event) => {
      const kind = event.kind === 'revision' ? `revision ${event.revision.kind}` : event.kind;
      events.push(event.kind === 'repo' && event.failure ? `repo ${event.failure.code}` : kind);
      return settle ? settle(event) : loop.loop.settle(event);
    },
  });
  const commit = (files: MemoryCommit['files'], more: Partial<MemoryCommit> = {}) =>
    remote.commit({ files, subject: 's', timeMs: 0, ...more });
  const applied = () => [...loop.tables.applied.keys()].sort();
  return { remote, loop, repo, events, clock, sync, commit, applied };
}

describe('a look', () => {
  it('posts what a new commit asks for; at the same one only that it was looked at', async () => {
    const { sync, loop, events, commit, applied } = newSync();
    await loop.loop.start();
    const first = commit({ 'a.yaml': app('/x/a') });
    expect(await sync.now()).toEqual({ ok: true, commit: first });
    await sync.now();
    expect(events).toEqual(['revision wanted', 'repo', 'repo']);
    const second = commit({ 'b.yaml': app('/x/b') });
    expect(await sync.now()).toEqual({ ok: true, commit: second });
    expect(applied()).toEqual(['/x/a', '/x/b']);
    await sync.stop();
  });

  it('at a faulty commit changes nothing that is wanted', async () => {
    const { sync, loop, events, commit, applied } = newSync();
    await loop.loop.start();
    commit({ 'a.yaml': app('/x/a') });
    await sync.now();
    commit({ 'b.yaml': 'apiVersion: meridian/v1\nkind: Wrong\n' });
    expect(await sync.now()).toMatchObject({ ok: true });
    expect(events.at(-2)).toBe('revision faulty');
    expect(applied()).toEqual(['/x/a']);
    expect(loop.tables.revisions.get(2)).toMatchObject({ state: 'faulty', faultCount: 1 });
    await sync.stop();
  });

  it('at a repository that can’t be read never is “nothing wanted”', async () => {
    const { sync, loop, remote, commit, applied } = newSync();
    await loop.loop.start();
    const head = commit({ 'a.yaml': app('/x/a') });
    await sync.now();
    const breaks: readonly (readonly [string, () => void])[] = [
      ['unreachable', () => remote.fail('unreachable')],
      ['denied', () => remote.fail('denied')],
      ['missing-ref', () => remote.deleteRef()],
      ['empty', () => remote.empty()],
    ];
    for (const [code, act] of breaks) {
      remote.fail(undefined);
      remote.forceTo(head);
      act();
      expect(await sync.now()).toMatchObject({ ok: false, code });
      expect(applied()).toEqual(['/x/a']);
      expect(loop.tables.repo.failure?.code).toBe(code);
    }
    await sync.stop();
  });

  it('at a mass deletion is blocked, until the trailer allows it', async () => {
    const { sync, loop, commit, applied } = newSync();
    await loop.loop.start();
    commit({ 'a.yaml': app('/x/a'), 'b.yaml': app('/x/b'), 'meridian.yaml': cluster });
    await sync.now();
    commit({ 'a.yaml': null, 'b.yaml': null });
    await sync.now();
    expect(applied()).toEqual(['/x/a', '/x/b']);
    expect(loop.tables.revisions.get(2)).toMatchObject({ state: 'blocked' });
    commit({}, { trailers: [{ key: 'Meridian-Allow-Delete', value: '1' }], subject: 'too few' });
    await sync.now();
    expect(applied()).toHaveLength(2);
    commit({}, { trailers: [{ key: 'meridian-allow-delete', value: '2' }], subject: 'allowed' });
    await sync.now();
    expect(applied()).toEqual([]);
    await sync.stop();
  });
});

const cluster = 'apiVersion: meridian/v1\nkind: Cluster\nmetadata: {name: c}\nspec: {}\n';

describe('the trailers of a commit', () => {
  it('say which roles’ quotas are let through', async () => {
    const seen: EngineEvent[] = [];
    const { sync, commit } = newSync(async (event) => void seen.push(event));
    const trailers = ['shop, eng/ads', 'shop'].map((value) => ({
      ...{ key: 'Meridian-Allow-Quota', value },
    }));
    commit({ 'a.yaml': app('/x/a') }, { trailers });
    await sync.now();
    commit({ 'a.yaml': app('/x/b') });
    await sync.now();
    const commits = seen.flatMap((event) =>
      event.kind === 'revision' ? [event.revision.commit] : [],
    );
    expect(commits).toMatchObject([{ allowQuota: ['eng/ads', 'shop'] }, { subject: 's' }]);
    expect(commits[1]).not.toHaveProperty('allowQuota');
    await sync.stop();
  });
});

describe('the rhythm', () => {
  it('is the interval, and slower while looking fails', async () => {
    const { sync, loop, remote, commit, clock } = newSync();
    await loop.loop.start();
    commit({ 'a.yaml': app('/x/a') });
    sync.start();
    const delays: (number | undefined)[] = [];
    const look = async () => {
      await calm();
      delays.push(clock.nextMs);
      clock.advance(clock.nextMs ?? 0);
    };
    await look();
    remote.fail('timeout');
    for (let round = 0; round < 4; round += 1) await look();
    remote.fail(undefined);
    await look();
    await look();
    expect(delays).toEqual([10_000, 10_000, 20_000, 40_000, 60_000, 60_000, 10_000].slice(0, 7));
    await sync.stop();
    expect(clock.waiting).toBe(0);
  });

  it('gives a call that comes during a look one of its own, shared and never doubled', async () => {
    const { sync, loop, repo, commit } = newSync();
    await loop.loop.start();
    commit({ 'a.yaml': app('/x/a') });
    let [under, most, fetches] = [0, 0, 0];
    const fetch = repo.fetch.bind(repo);
    repo.fetch = async () => {
      under += 1;
      fetches += 1;
      most = Math.max(most, under);
      await calm();
      const found = await fetch();
      under -= 1;
      return found;
    };
    const first = sync.now();
    const [second, third] = [sync.now(), sync.now()];
    const newer = commit({ 'b.yaml': app('/x/b') });
    const fourth = first.then(() => sync.now());
    const outcomes = await Promise.all([first, second, third, fourth]);
    expect(outcomes.slice(1).map((one) => one.ok && one.commit)).toEqual([newer, newer, newer]);
    // The fourth came during the second look, and so has one of its own.
    expect([fetches, most]).toEqual([3, 1]);
    await sync.stop();
  });

  it('ends with the engine, and nobody is left waiting', async () => {
    const { sync, commit, clock } = newSync(() => Promise.reject(new Error('it has stopped')));
    commit({ 'a.yaml': app('/x/a') });
    const [first, second] = [sync.now(), sync.now()];
    expect(await first).toMatchObject({ ok: false, message: 'it has stopped' });
    const stopped = sync.stop();
    expect(await second).toMatchObject({ ok: false });
    await stopped;
    expect(await sync.now()).toEqual({ ok: false, code: 'internal', message: 'the engine stops' });
    expect(clock.waiting).toBe(0);
  });
});
