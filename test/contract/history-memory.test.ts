import { HistoryDisk } from '../../engine/sim/history-disk.ts';
import { MemoryHistory } from '../../engine/sim/history-memory.ts';
import { historyContract } from './history.ts';

historyContract('in memory', async () => {
  const disk = new HistoryDisk();
  const history = new MemoryHistory({ disk });
  return {
    history,
    reopened: async () => {
      await history.close();
      return new MemoryHistory({ disk });
    },
    end: () => history.close(),
  };
});
