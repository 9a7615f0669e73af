// Bench `scale-out`: one app from 1 to 500 instances on 189 agents, as Marathon was measured
// (mesos.md P21), from the commit's arrival to all healthy. Agents report a task healthy as soon as
// they are told to launch it, so that no time goes into probes.
import type { Bench, Measured } from '../bench.ts';
import { rounded } from '../measure.ts';
import { SimulatedCluster, zonedApps } from './simulated-cluster.ts';

const agents = 189;
const instances = 500;
const rounds = 5;

async function scaleOutMs(): Promise<number> {
  const cluster = new SimulatedCluster(agents);
  await cluster.start();
  cluster.register();
  await cluster.commit(apps(1));
  await cluster.settled(1);
  const fromMs = performance.now();
  await cluster.commit(apps(instances));
  await cluster.settled(instances);
  const ms = performance.now() - fromMs;
  const app = [...cluster.core.tables.apps.values()][0];
  if (app?.proven !== instances) throw new Error(`${app?.proven} instances are healthy`);
  await cluster.remove();
  return ms;
}

/** Not bound to a zone: an app of the field's bench runs anywhere. */
const apps = (count: number) =>
  zonedApps(1, count).map((spec) => ({
    ...spec,
    placement: [],
    digest: `${spec.digest}-${count}` as typeof spec.digest,
  }));

async function scaleOut(): Promise<Measured> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) times.push(await scaleOutMs());
  const best = Math.min(...times);
  return {
    parameters: { agents, instances, worstMs: rounded(Math.max(...times)) },
    result: rounded(best),
    unit: 'ms from commit to all healthy (best of 5)',
    target: '<= 500 ms',
    met: best <= 500,
  };
}

export const scaleOutBenches: readonly Bench[] = [{ name: 'scale-out', run: scaleOut }];
