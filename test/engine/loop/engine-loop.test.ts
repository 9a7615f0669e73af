import { describe, expect, it } from 'vitest';
import { objectName } from '../../../engine/model/ids.ts';
import { newAppEntry } from '../../../engine/step/tables.ts';
import { appSpec, placed, wantedOf } from '../../support/app-spec.ts';
import { calm, HeldCommits, LoopWorld, registered } from '../../support/loop-world.ts';

const pause = { kind: 'pause', name: objectName('/shop/web') } as const;

async function started(world: LoopWorld): Promise<LoopWorld> {
  await world.loop.start();
  return world;
}

/** Outcome of a promise as text, without waiting for it. */
function outcomeOf(promise: Promise<unknown>): { text: string } {
  const outcome = { text: 'waits' };
  promise.then(
    () => {
      outcome.text = 'done';
    },
    (error: Error) => {
      outcome.text = error.message;
    },
  );
  return outcome;
}

describe('persist, then speak', () => {
  it('says nothing, answers nothing and tells nobody before the commit is stored', async () => {
    const held = new HeldCommits();
    const world = await started(new LoopWorld({ delayCommit: held.delayCommit }));
    const heard: string[] = [];
    world.loop.subscribe((notices) => heard.push(...notices.map(({ kind }) => kind)));
    held.hold();
    world.loop.post(registered('a1', 1));
    const answer = outcomeOf(world.loop.operate(pause, 'me'));
    const settled = outcomeOf(world.loop.settle({ kind: 'repo', describe: 'repo' }));
    await calm();
    expect([world.spoken, heard, answer.text, settled.text]).toEqual([[], [], 'waits', 'waits']);
    held.release();
    await calm();
    expect(world.spoken).toEqual(['registered to 1']);
    expect(heard).toEqual(['agent-registered']);
    expect([answer.text, settled.text]).toEqual(['done', 'done']);
  });

  it('lets reads see what is stored, and nothing else', async () => {
    const held = new HeldCommits();
    const world = await started(new LoopWorld({ delayCommit: held.delayCommit }));
    held.hold();
    world.loop.post(registered('a1', 1));
    await calm();
    const read = world.loop.read(({ tables }) => [tables.agents.size, world.keys('agent/').length]);
    const seen = outcomeOf(read);
    await calm();
    expect(seen.text).toBe('waits');
    held.release();
    expect(await read).toEqual([1, 1]);
  });

  it('handles nothing between the slices of a long read', async () => {
    const world = await started(new LoopWorld());
    const seen: number[] = [];
    const answer = world.loop.readLong(function* ({ tables }) {
      seen.push(tables.agents.size);
      world.loop.post(registered('a1', 1));
      yield;
      seen.push(tables.agents.size);
      return 'told';
    });
    expect(await answer).toBe('told');
    expect(seen).toEqual([0, 0]);
    await calm();
    expect(world.spoken).toEqual(['registered to 1']);
  });

  it('closes connections after the orders that explain it', async () => {
    const world = await started(new LoopWorld());
    const message = { ...registered('a1', 1) };
    if (message.kind !== 'registered') throw new Error('unreachable');
    const envelope = { ...message.message.envelope, clusterId: 'another' };
    await world.loop.settle({ ...message, message: { ...message.message, envelope } });
    expect(world.spoken).toEqual(['rejected to 1', 'close 1']);
  });
});

describe('a commit that fails', () => {
  it('speaks nothing, is told once, and leaves nobody waiting', async () => {
    const held = new HeldCommits();
    let isFull = false;
    const failCommit = () => (isFull ? 'full' : undefined);
    const world = await started(new LoopWorld({ delayCommit: held.delayCommit, failCommit }));
    isFull = true;
    held.hold();
    world.loop.post(registered('a1', 1));
    await calm();
    const waiting = [
      outcomeOf(world.loop.operate(pause, 'me')),
      outcomeOf(world.loop.settle({ kind: 'repo', describe: 'repo' })),
      outcomeOf(world.loop.read(() => 1)),
    ];
    held.release();
    await calm();
    const after = [
      outcomeOf(world.loop.operate(pause, 'me')),
      outcomeOf(world.loop.settle({ kind: 'repo', describe: 'repo' })),
      outcomeOf(world.loop.read(() => 1)),
    ];
    await calm();
    for (const { text } of [...waiting, ...after]) expect(text).toContain('engine: it has stopped');
    expect(world.spoken).toEqual([]);
    expect(world.fatal.map((error) => error.message)).toEqual([
      expect.stringContaining('made to fail'),
    ]);
    expect(world.clock.waiting).toBe(0);
    world.loop.post(registered('a2', 2));
    world.clock.advance(3_600_000);
    await calm();
    expect([world.spoken, world.fatal.length]).toEqual([[], 1]);
    await world.loop.stop();
  });

  it('at the start is the start’s own failure, and nobody is left waiting', async () => {
    const world = new LoopWorld({ failCommit: () => 'broken' });
    const spec = appSpec();
    const app = newAppEntry({ name: spec.name, wanted: spec.digest, quarantine: {}, rollouts: 0 });
    const { origin } = placed(spec);
    app.versions.set(spec.digest, { spec, origin, revision: 'c1', taskRevision: 'c1' });
    world.tables.apps.set(spec.name, app);
    const early = outcomeOf(world.loop.settle({ kind: 'repo', describe: 'r' }));
    await expect(world.loop.start()).rejects.toThrow('made to fail');
    await calm();
    expect(early.text).toContain('it has stopped');
    await expect(world.loop.read(() => 1)).rejects.toThrow('it has stopped');
    await world.loop.stop();
  });

  it('stops the engine when an agent has seen a newer epoch, and says nothing', async () => {
    const world = await started(new LoopWorld());
    const event = registered('a1', 1);
    if (event.kind !== 'registered') throw new Error('unreachable');
    const envelope = { ...event.message.envelope, clusterId: 'test', epoch: 9 };
    world.loop.post({ ...event, message: { ...event.message, envelope } });
    await calm();
    expect(world.fatal.map((error) => error.message)).toEqual([
      expect.stringContaining('has heard of epoch 9, where the store is at 0'),
    ]);
    expect(world.spoken).toEqual([]);
    const behind = await world.store.read('meta/behind', 'meta/behind0', 1);
    expect(behind[0]?.value).toContain('epoch 9');
  });
});

describe('batches', () => {
  it('are bounded, and take what came together together', async () => {
    const world = await started(new LoopWorld());
    const before = world.loop.times.batches;
    for (let number = 0; number < 2_500; number += 1)
      world.loop.post({ kind: 'timer', key: `app//x${number}` });
    await calm();
    expect(world.loop.times.batches - before).toBe(3);
  });

  it('turn callers away when too much waits, never a timer or a closed connection', async () => {
    const held = new HeldCommits();
    const world = await started(new LoopWorld({ delayCommit: held.delayCommit }));
    held.hold();
    world.loop.post(registered('a1', 1));
    await calm();
    for (let number = 0; number < 100_000; number += 1)
      world.loop.post({ kind: 'timer', key: 'app//x' });
    expect(() => world.loop.post(registered('a2', 2))).toThrow('100000 events are waiting');
    await expect(world.loop.operate(pause, 'me')).rejects.toThrow('events are waiting');
    world.loop.post({ kind: 'disconnected', connection: 1 });
    held.release();
    await world.loop.settle({ kind: 'repo', describe: 'repo' });
    expect([...world.tables.agents.values()].map(({ presence }) => presence.kind)).toEqual([
      'disconnected',
    ]);
  });

  it('go on by themselves while one is owed', async () => {
    const world = await started(new LoopWorld());
    await world.loop.settle(registered('a1', 1));
    const apps = Array.from({ length: 30 }, (_, number) =>
      appSpec(() => ({ name: objectName(`/x/a${number}`), instances: 1 })),
    );
    const commit = { id: 'c1'.padEnd(40, '0'), subject: 's', author: 'a', timeMs: 0 };
    const revision = { kind: 'wanted', commit, wanted: wantedOf(...apps) } as const;
    await world.loop.settle({ kind: 'revision', revision });
    // What follows from it is decided once it is stored; settled it is behind both.
    expect(world.spoken.filter((text) => text === 'launch to 1')).toHaveLength(30);
    expect(world.keys('task/')).toHaveLength(30);
  });

  it('that a listener fails on go on without it', async () => {
    const world = await started(new LoopWorld());
    let calls = 0;
    world.loop.subscribe(() => {
      calls += 1;
      throw new Error('no');
    });
    await world.loop.settle(registered('a1', 1));
    await world.loop.settle(registered('a2', 2));
    expect([calls, world.fatal.length, world.spoken.length]).toEqual([1, 0, 2]);
  });
});

describe('stop', () => {
  it('waits for the batch under way and turns the rest away', async () => {
    const held = new HeldCommits();
    const world = await started(new LoopWorld({ delayCommit: held.delayCommit }));
    held.hold();
    const first = outcomeOf(world.loop.settle(registered('a1', 1)));
    await calm();
    const second = outcomeOf(world.loop.settle(registered('a2', 2)));
    const read = outcomeOf(world.loop.read(() => 1));
    const stopped = outcomeOf(world.loop.stop());
    await calm();
    expect(stopped.text).toBe('waits');
    held.release();
    await calm();
    expect([first.text, stopped.text]).toEqual(['done', 'done']);
    expect(second.text).toContain('it has stopped');
    expect(read.text).toContain('it has stopped');
    expect(world.spoken).toEqual(['registered to 1']);
    expect(world.fatal).toEqual([]);
    expect(world.clock.waiting).toBe(0);
  });
});
