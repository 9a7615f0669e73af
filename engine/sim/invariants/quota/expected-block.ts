// Should a commit be blocked for its Quotas, by what the engine knew when it looked at it? That was
// between what was stored before the batch and what it has now: undefined where that makes a
// difference.
import type { TaskRow } from '../../../model/actual.ts';
import { quantitiesOf } from '../../../model/resources/bundle.ts';
import type { QuotaSpec } from '../../../model/wanted.ts';
import { isBlockedQuota, type QuotaPlans, upwards } from '../../script/quota/quota-rules.ts';
import type { TreeState } from '../../script/trees.ts';
import type { Look, Seen } from '../rule.ts';
import { engineRows, storedRows } from './rows.ts';

interface Sizes {
  readonly cpusMilli: number;
  readonly memoryMib: number;
}

export function expectedBlock({ facts }: Look, { tables }: Seen, tree: TreeState) {
  const { cluster } = facts.stored;
  if (!cluster) return false;
  const [before, now] = [storedRows(facts.stored), engineRows(tables)];
  const stay = new Set(now.tasks.filter(({ kill }) => !kill).map(({ id }) => id));
  const most = before.tasks.filter(({ kill }) => !kill);
  const known = [capacityOf(before.agents), capacityOf(now.agents)] as const;
  const ids = [...new Set(known.flatMap((one) => [...one.keys()]))];
  const sumBy = (pick: (a: number, b: number) => number): Sizes => ({
    cpusMilli: sum(ids.map((id) => pick(...both(known, id, 'cpusMilli')))),
    memoryMib: sum(ids.map((id) => pick(...both(known, id, 'memoryMib')))),
  });
  const isUnknown = known.some(({ size }) => size === 0);
  const terms = { applied: plansOf(cluster.quotas), wanted: tree.quotas, allowed: tree.allowQuota };
  const strict = isBlockedQuota({
    ...terms,
    capacity: ids.length === 0 ? undefined : sumBy(Math.min),
    use: useOf(most, tree),
  });
  const lenient = isBlockedQuota({
    ...terms,
    capacity: isUnknown ? undefined : sumBy(Math.max),
    use: useOf(
      most.filter(({ id }) => stay.has(id)),
      tree,
    ),
  });
  return strict === lenient ? strict : undefined;
}

type Capacity = ReadonlyMap<string, Sizes>;

const both = (
  [a, b]: readonly [Capacity, Capacity],
  id: string,
  name: keyof Sizes,
): readonly [number, number] => [a.get(id)?.[name] ?? 0, b.get(id)?.[name] ?? 0];

const sum = (list: readonly number[]): number => list.reduce((all, one) => all + one, 0);

function capacityOf(agents: ReturnType<typeof storedRows>['agents']): Capacity {
  return new Map(
    agents.map(({ id, resources }) => {
      const firm = resources.filter(({ revocable }) => revocable === undefined);
      const { cpus = 0, mem = 0 } = quantitiesOf(firm);
      return [id, { cpusMilli: cpus, memoryMib: mem / 1000 }];
    }),
  );
}

const amounts = ({ cpus, mem }: NonNullable<QuotaSpec['limit']>) => ({
  ...(cpus === undefined ? {} : { cpusMilli: cpus }),
  ...(mem === undefined ? {} : { memoryMib: mem / 1000 }),
});

const plansOf = (quotas: readonly QuotaSpec[]): QuotaPlans =>
  new Map(
    quotas.map(({ role, guarantee, limit }) => [
      role,
      {
        ...(guarantee ? { guarantee: amounts(guarantee) } : {}),
        ...(limit ? { limit: amounts(limit) } : {}),
      },
    ]),
  );

/** Instances over the number wanted go, the smallest first; all of what is deleted do. */
function useOf(tasks: readonly TaskRow[], { apps, jobs }: TreeState) {
  const left = new Map([...apps.values()].map(({ name, instances }) => [name, instances]));
  for (const name of jobs.keys()) left.set(name, Infinity);
  const largest = [...tasks].sort((a, b) => size(b, 'cpus') - size(a, 'cpus') || size(b) - size(a));
  const staying = largest.filter(({ name }) => {
    const count = left.get(name) ?? 0;
    left.set(name, count - 1);
    return count > 0;
  });
  return (role: string): Sizes => {
    const mine = staying.filter((task) => upwards(task.role).includes(role));
    return {
      cpusMilli: sum(mine.map((task) => size(task, 'cpus'))),
      memoryMib: sum(mine.map((task) => size(task))) / 1000,
    };
  };
}

const size = ({ resources }: TaskRow, name = 'mem'): number => resources.scalars[name] ?? 0;
