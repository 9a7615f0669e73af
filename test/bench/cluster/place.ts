// Bench `place`: tasks, each with a port and an attribute constraint, through the whole loop:
// mailbox, allocator, placement, LMDB commit, order, running report. By the whole process' CPU
// time, the agents' own included, from the first agent's registration to the last task healthy; the
// revision is stored before that. In apps of 1,000 instances, the shape of Nomad's C1M (1,000 jobs
// of 1,000 tasks), each instance placed by itself; beside it a tenth as many apps of one instance,
// each with a rollout of its own.
import type { Bench, Measured } from '../bench.ts';
import { rounded } from '../measure.ts';
import { heapBytes, quantile, SimulatedCluster, zonedApps } from './simulated-cluster.ts';

interface PlaceSize {
  readonly agents: number;
  readonly apps: number;
  readonly instances: number;
}

interface Placed {
  readonly perCpuSecond: number;
  readonly perSecond: number;
  readonly batchP99Ms: number;
  readonly batchMaxMs: number;
  readonly bytesPerTask: number;
}

async function placeAll({ agents, apps, instances }: PlaceSize): Promise<Placed> {
  const cluster = new SimulatedCluster(agents);
  const tasks = apps * instances;
  await cluster.start();
  await cluster.commit(zonedApps(apps, instances));
  await cluster.idle();
  const heapBefore = heapBytes();
  const batches = cluster.batchMs.length;
  const [fromMs, fromCpu] = [performance.now(), process.cpuUsage()];
  cluster.register();
  await cluster.settled(tasks);
  const { user, system } = process.cpuUsage(fromCpu);
  const ms = performance.now() - fromMs;
  const heapAfter = heapBytes();
  const batchMs = cluster.batchMs.slice(batches);
  await cluster.remove();
  return {
    perCpuSecond: (tasks * 1e6) / (user + system),
    perSecond: (tasks * 1000) / ms,
    batchP99Ms: quantile(batchMs, 0.99),
    batchMaxMs: Math.max(...batchMs),
    bytesPerTask: (heapAfter - heapBefore) / tasks,
  };
}

async function place(agents: number, tasks: number): Promise<Measured> {
  const found = await placeAll({ agents, apps: tasks / 1_000, instances: 1_000 });
  const single = await placeAll({ agents, apps: tasks / 10, instances: 1 });
  const { perCpuSecond, batchP99Ms, bytesPerTask } = found;
  return {
    parameters: {
      agents,
      tasks,
      perSecond: rounded(found.perSecond),
      batchP99Ms: rounded(batchP99Ms),
      batchMaxMs: rounded(found.batchMaxMs),
      heapBytesPerTask: rounded(bytesPerTask),
      singleApps: tasks / 10,
      singlePerCpuSecond: rounded(single.perCpuSecond),
      singleBatchP99Ms: rounded(single.batchP99Ms),
      singleHeapBytesPerTask: rounded(single.bytesPerTask),
    },
    result: rounded(perCpuSecond),
    unit: 'placements per second of CPU',
    target: '>= 20000/s of CPU, p99 of a batch <= 50 ms, heap <= 1536 bytes a task',
    met: perCpuSecond >= 20_000 && batchP99Ms <= 50 && bytesPerTask <= 1_536,
  };
}

const isLarge = process.env.MERIDIAN_BENCH_LARGE === '1';

export const placeBenches: readonly Bench[] = [
  { name: 'place', run: () => (isLarge ? place(10_000, 1_000_000) : place(5_000, 100_000)) },
];
