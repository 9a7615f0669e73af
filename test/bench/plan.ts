// plan (targets.md): 10,000 specs against what is applied; then with one changed.
import { join } from 'node:path';
import { agentId } from '../../engine/model/ids.ts';
import type { AppSpec, Wanted } from '../../engine/model/wanted.ts';
import { planOf } from '../../engine/plan/plan-document.ts';
import type { Snapshot, SnapshotAgent } from '../../engine/plan/snapshot.ts';
import { SpecLoader } from '../../specs/loader.ts';
import type { Bench, Measured } from './bench.ts';
import { median, rounded, timeMs } from './measure.ts';
import { SpecRepository } from './spec-repository.ts';
import { openMirror, wantedOf } from './wanted-of-repository.ts';

const files = 10_000;
const agents = 100;

function snapshotOf(wanted: Wanted): Snapshot {
  return {
    index: 1,
    commit: 'a'.repeat(40),
    apps: wanted.apps.map(({ spec, origin }) => ({
      name: spec.name,
      spec,
      origin,
      instances: [instancesOf(spec)],
      waits: [],
    })),
    jobs: wanted.jobs.map(({ spec, origin }) => ({
      ...{ name: spec.name, spec, origin },
      ...{ runs: [], instances: [], waits: [], isGoing: false },
    })),
    groups: wanted.groups.map((group) => group.spec),
    quotas: wanted.quotas.map((quota) => quota.spec),
    cluster: wanted.cluster,
    agents: Array.from({ length: agents }, (_, index) => agentOf(index)),
  };
}

/** All of an app's instances, healthy, on one agent. */
const instancesOf = (spec: AppSpec) => ({
  taskDigest: spec.taskDigest,
  agentId: agentId('agent-0-000000'),
  role: spec.role,
  total: spec.instances,
  running: spec.instances,
  healthy: spec.instances,
  scalars: { cpus: spec.task.cpusMilli, mem: spec.task.memoryMib * 1000 },
  ports: [],
});

function agentOf(index: number): SnapshotAgent {
  const scalars = { cpus: 500_000, mem: 500_000_000, disk: 500_000_000 };
  const free = { scalars, ranges: { ports: [[31_000, 32_000] as const] }, sets: {} };
  return {
    agentId: agentId(`agent-${index}-000000`),
    hostname: `host-${index}`,
    attributes: { rack: `r${index % 3}` },
    free,
    total: free,
    presence: 'registered',
  };
}

async function plan(): Promise<Measured> {
  const repository = new SpecRepository(files);
  const repo = await openMirror(repository.repo.path, join(repository.folder.path, 'mirror'));
  const loader = new SpecLoader();
  const first = await wantedOf(repo, (await repo.fetch()).id, loader);
  const empty = { index: 0, apps: [], jobs: [], groups: [], quotas: [], agents: [] };
  const planned = (wanted: Wanted, snapshot: Snapshot) =>
    planOf({
      repo: 'bench',
      asOf: '2026-01-01T00:00:00Z',
      engineVersion: '0',
      timeZoneData: '0',
      wanted,
      faults: [],
      against: { kind: 'engine', snapshot },
    });
  const cold: number[] = [];
  for (let round = 0; round < 5; round += 1) cold.push(await timeMs(() => planned(first, empty)));
  const snapshot = snapshotOf(first);
  repository.changeOne();
  const second = await wantedOf(repo, (await repo.fetch()).id, loader);
  const changed: number[] = [];
  for (let round = 0; round < 9; round += 1)
    changed.push(await timeMs(() => planned(second, snapshot)));
  await repo.close();
  repository.remove();
  const [coldMs, oneMs] = [rounded(Math.min(...cold)), rounded(Math.min(...changed))];
  return {
    parameters: { files, oneChangedMs: oneMs, coldMedianMs: rounded(median(cold)) },
    result: coldMs,
    unit: 'ms',
    target: '<= 500 ms cold, <= 20 ms with one changed',
    met: coldMs <= 500 && oneMs <= 20,
  };
}

export const planBenches: readonly Bench[] = [{ name: 'plan', run: plan }];
