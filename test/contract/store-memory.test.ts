import { MemoryStore } from '../../engine/sim/store-memory.ts';
import { storeContract } from './store.ts';

storeContract('in memory', async () => {
  const store = new MemoryStore();
  return {
    store,
    rowsAfterRestart: async () => {
      await store.close();
      return new MemoryStore({ rows: store.snapshot() }).read('', '\u{10ffff}', 10_000);
    },
    end: () => store.close(),
  };
});
