import { describe, expect, it } from 'vitest';
import { EpochWatch } from '../../../engine/loop/epoch-watch.ts';
import { epochKey } from '../../../engine/ports/store.ts';
import { FakeClock } from '../../../engine/sim/clock-fake.ts';
import { MemoryStore } from '../../../engine/sim/store-memory.ts';

const flush = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function watched() {
  const store = new MemoryStore();
  await store.commit([{ kind: 'put', key: epochKey, value: '1' }], 0);
  const clock = new FakeClock();
  const lost: unknown[] = [];
  const onLost = (error: unknown) => void lost.push(error);
  const watch = new EpochWatch({ store, clock, epoch: 1, everyMs: 100, onLost });
  const pass = async (ms: number) => {
    clock.advance(ms);
    await flush();
  };
  return { store, clock, lost, watch, pass };
}

describe('the watch over the epoch', () => {
  it('is silent as long as the store is ours', async () => {
    const { lost, pass } = await watched();
    for (let look = 0; look < 5; look += 1) await pass(100);
    expect(lost).toEqual([]);
  });

  it('says once that another engine has taken the store over, with nothing to store', async () => {
    const { store, lost, pass } = await watched();
    await pass(100);
    await store.commit([{ kind: 'put', key: epochKey, value: '2' }], 1);
    await pass(100);
    await pass(100);
    expect(lost).toHaveLength(1);
    expect(String(lost[0])).toContain('another engine has taken the store over');
  });

  it('says that the store can’t be read', async () => {
    const { store, lost, pass } = await watched();
    await store.close();
    await pass(100);
    expect(lost).toHaveLength(1);
  });

  it('looks no more after its stop', async () => {
    const { store, clock, lost, watch, pass } = await watched();
    watch.stop();
    await store.commit([{ kind: 'put', key: epochKey, value: '2' }], 1);
    await pass(1_000);
    expect(lost).toEqual([]);
    expect(clock.waiting).toBe(0);
  });
});
