import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLmdbStore } from '../../engine/adapters/store-lmdb.ts';
import { runStoreProcess } from '../support/store-process.ts';
import { storeContract } from './store.ts';

storeContract('on LMDB', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'meridian-store-'));
  const store = await openLmdbStore(folder);
  return {
    store,
    rowsAfterRestart: async () => {
      await store.close();
      const [rows] = await runStoreProcess('dump', folder);
      return JSON.parse(rows ?? '');
    },
    end: async () => {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
});
