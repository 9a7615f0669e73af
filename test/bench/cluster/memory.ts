// Bench `memory`: what an engine holds with 10,000 agents and 100,000 tasks, idle; and what a real
// agent with 100 `sleep` tasks holds, and the supervisor of each task beyond the task itself.
import { readFileSync } from 'node:fs';
import { clusterYaml } from '../../support/cluster/app-yaml.ts';
import { Cluster } from '../../support/cluster/cluster.ts';
import { processesUnder } from '../../support/cluster/task-processes.ts';
import type { Bench, Measured } from '../bench.ts';
import { rounded } from '../measure.ts';
import { orphaned } from './failover.ts';
import { heapBytes } from './simulated-cluster.ts';

const agents = 10_000;
const tasks = 100_000;
const agentTasks = 100;
const mebibyte = 2 ** 20;

/** All that this process holds, the bench's own included. */
async function engineMib(): Promise<number> {
  const { cluster, registrations } = await orphaned(agents, tasks);
  await cluster.start();
  cluster.hear(registrations);
  await cluster.idle();
  const texts = registrations.reduce((sum, text) => sum + text.length, 0);
  const bytes = heapBytes() - texts;
  await cluster.remove();
  return bytes / mebibyte;
}

/** Without checks: their probes are processes of their own. */
const sleepers = `apiVersion: meridian/v1
kind: App
metadata: {name: /a}
spec:
  instances: ${agentTasks}
  task:
    command: exec sleep 100000
    resources: {cpus: 0.01, memory: 16MiB}
`;

interface AgentMemory {
  readonly rssMib: number;
  readonly pssMibPerTask: number;
}

async function agentMemory(): Promise<AgentMemory> {
  const cluster = await Cluster.start();
  try {
    cluster.commit({
      'meridian.yaml': clusterYaml,
      'apps/a.yaml': sleepers,
    });
    await cluster.startEngine();
    cluster.startAgent('a1');
    await cluster.waitFor(
      'all tasks',
      async () =>
        (await cluster.client.apps()).items.some((app) => app.instances.healthy === agentTasks),
      240_000,
    );
    const rssMib = kibOf(cluster.pidOf('a1'), 'status', 'VmRSS') / 1024;
    const supervisors = processesUnder(cluster.agentFolder('a1')).filter(
      (pid) => pid !== cluster.pidOf('a1') && !isTask(pid),
    );
    const pss = supervisors.reduce((sum, pid) => sum + kibOf(pid, 'smaps_rollup', 'Pss'), 0);
    return { rssMib, pssMibPerTask: pss / 1024 / agentTasks };
  } finally {
    await cluster.stop();
  }
}

const isTask = (pid: number): boolean =>
  readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'sleep';

/** In KiB; 0 for a process that has just ended. */
function kibOf(pid: number, file: string, name: string): number {
  try {
    const text = readFileSync(`/proc/${pid}/${file}`, 'utf8');
    return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

async function memory(): Promise<Measured> {
  const engine = await engineMib();
  const agent = await agentMemory();
  return {
    parameters: {
      agents,
      tasks,
      agentTasks,
      agentRssMib: rounded(agent.rssMib),
      pssMibPerTask: rounded(agent.pssMibPerTask),
    },
    result: rounded(engine),
    unit: 'MiB of heap and external in the engine',
    target: 'engine <= 400 MiB; agent RSS <= 100 MiB; <= 1.5 MiB PSS a task beyond the task',
    met: engine <= 400 && agent.rssMib <= 100 && agent.pssMibPerTask <= 1.5,
  };
}

export const memoryBenches: readonly Bench[] = [{ name: 'memory', run: memory }];
