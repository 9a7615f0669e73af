import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLmdbHistory } from '../../engine/adapters/lmdb/history-lmdb.ts';
import type { History } from '../../engine/ports/history.ts';
import { historyContract } from './history.ts';

historyContract('on LMDB', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'meridian-history-'));
  const history = await openLmdbHistory(folder);
  let again: History | undefined;
  return {
    history,
    reopened: async () => {
      await history.close();
      again = await openLmdbHistory(folder);
      return again;
    },
    end: async () => {
      await history.close();
      await again?.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
});
