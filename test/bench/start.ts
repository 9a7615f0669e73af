// cold-start and first-process (targets.md): a clone of this project to its first healthy app, and
// a commit to the first process it asks for, with a poll a second.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openClient } from '../../engine/client.ts';
import { appYaml, clusterYaml } from '../support/cluster/app-yaml.ts';
import { Cluster } from '../support/cluster/cluster.ts';
import { freePort } from '../support/cluster/free-port.ts';
import { TemporaryFolder } from '../support/git/fixture.ts';
import { waitUntil } from '../support/wait-until.ts';
import type { Bench, Measured } from './bench.ts';
import { median, rounded } from './measure.ts';

const project = fileURLToPath(new URL('../../', import.meta.url));

async function coldStart(): Promise<Measured> {
  const folder = new TemporaryFolder('meridian-cold');
  const clone = join(folder.path, 'meridian');
  const port = await freePort();
  const startMs = performance.now();
  spawnSync('git', ['clone', '-q', project, clone]);
  spawnSync('npm', ['ci', '--prefer-offline'], { cwd: clone, stdio: 'ignore' });
  const installedMs = performance.now() - startMs;
  const up = spawn('npm', ['start', '--', '--port', String(port)], {
    cwd: clone,
    stdio: 'ignore',
    detached: true,
  });
  const ended = once(up, 'exit');
  try {
    const seconds = await firstHealthyAppSeconds(port, startMs);
    return {
      parameters: { npmCiSeconds: rounded(installedMs / 1000) },
      result: seconds,
      unit: 's',
      target: '<= 60 s',
      met: seconds <= 60,
    };
  } finally {
    if (up.pid !== undefined) process.kill(-up.pid, 'SIGINT');
    await ended;
    folder.remove();
  }
}

async function firstHealthyAppSeconds(port: number, startMs: number): Promise<number> {
  const client = openClient({ url: `http://127.0.0.1:${port}` });
  const isHealthy = async () => {
    const { items } = await client.apps().catch(() => ({ items: [] }));
    return items.some((app) => app.state === 'healthy');
  };
  await waitUntil('the first healthy app', isHealthy, 120_000);
  return rounded((performance.now() - startMs) / 1000);
}

async function firstProcess(): Promise<Measured> {
  const cluster = await Cluster.start();
  const polled = clusterYaml.replace('200ms', '1s');
  cluster.commit({ 'meridian.yaml': polled, 'apps/a.yaml': appYaml({ name: '/a' }) });
  await cluster.startEngine();
  for (const name of ['a1', 'a2', 'a3']) cluster.startAgent(name);
  await cluster.waitFor('the first app', async () => {
    const { items } = await cluster.client.apps();
    return items.some((app) => app.state === 'healthy');
  });
  const times: number[] = [];
  for (let round = 0; round < 21; round += 1) {
    const mark = join(cluster.marks, `b${round}`);
    const text = appYaml({ name: `/b${round}`, command: `: > ${mark}; exec sleep 100000` });
    // People commit whenever they do: spread over the interval between two polls.
    await sleep((round * 370) % 1000);
    const startMs = performance.now();
    cluster.commit({ [`apps/b${round}.yaml`]: text });
    await waitUntil('its process', () => existsSync(mark));
    times.push(performance.now() - startMs);
  }
  await cluster.stop();
  const p50 = rounded(median(times));
  return {
    parameters: { pollMs: 1000, commits: times.length, maxMs: rounded(Math.max(...times)) },
    result: p50,
    unit: 'ms',
    target: 'p50 <= 1000 ms',
    met: p50 <= 1000,
  };
}

export const startBenches: readonly Bench[] = [
  { name: 'cold-start', run: coldStart },
  { name: 'first-process', run: firstProcess },
];
