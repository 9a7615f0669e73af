// Who has which volume after a restart of the agent: a task that has been started has its own,
// whatever else was ordered since; of those that weren't, the one whose order came first.
import type { Recovered } from '../task/task-birth.ts';
import type { VolumeBook } from './volume-book.ts';

const hasBeenStarted = ({ sighting }: Recovered): boolean =>
  sighting.claimed || sighting.supervisor !== 'none';

const before = (a: Recovered, b: Recovered): number =>
  Number(hasBeenStarted(b)) - Number(hasBeenStarted(a)) ||
  a.file.receivedMs - b.file.receivedMs ||
  (a.file.taskId < b.file.taskId ? -1 : 1);

/** The same in the same order, each with what keeps it from being started. */
export function withHolders(
  recovered: readonly Recovered[],
  volumes: VolumeBook,
): readonly Recovered[] {
  const holding = recovered.filter(({ file, marks }) => {
    const { volumes: its = [] } = file.order ?? {};
    return its.length > 0 && marks.end === undefined;
  });
  const unfit = new Map<Recovered, Recovered>();
  for (const one of [...holding].sort(before)) {
    const fault = one.file.order === undefined ? undefined : volumes.take(one.file.order);
    if (fault !== undefined) unfit.set(one, { ...one, unfit: fault });
  }
  return recovered.map((one) => unfit.get(one) ?? one);
}
