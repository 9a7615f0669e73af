// Bench `readers`: how late the engine's loop is while 10,000 tasks are placed and 20 clients read
// lists and the full state, each its next page as soon as it has the last; beside the same without
// readers. An engine that has placed a tenth as many before; its agents, which report at once, are
// in this process and on its time, too.
import { createHttpServer } from '../../../engine/http/server.ts';
import type { Bench, Measured } from '../bench.ts';
import { rounded } from '../measure.ts';
import { Clients } from './clients.ts';
import { LoopDelays } from './loop-delays.ts';
import { quantile, SimulatedCluster, zonedApps } from './simulated-cluster.ts';

const agents = 100;
const apps = 1_000;
const instances = 10;
const tasks = apps * instances;
const readers = 20;
const rounds = 5;

const pages = ['apps', 'tasks', 'tasks?limit=1000', 'agents', 'rollouts', 'snapshot'];

interface Readings {
  readonly loopP99Ms: number;
  readonly loopMaxMs: number;
  readonly seconds: number;
  readonly pages: number;
}

async function placeBeside(readers: number): Promise<Readings> {
  const cluster = new SimulatedCluster(agents);
  await cluster.start();
  cluster.register();
  await cluster.idle();
  const server = createHttpServer({ face: cluster.face(), openOnLoopback: true });
  const { port } = await server.listen('127.0.0.1', 0);
  const clients = new Clients();
  const urls = pages.map((page) => `http://127.0.0.1:${port}/v1/${page}`);
  clients.readOn(urls, readers);
  const warm = apps / 10;
  await cluster.commit(zonedApps(warm, instances));
  await cluster.settled(warm * instances);
  const delays = new LoopDelays();
  const fromMs = performance.now();
  await delays.during(async () => {
    await cluster.commit(zonedApps(apps + warm, instances));
    await cluster.settled(tasks + warm * instances);
  });
  const seconds = (performance.now() - fromMs) / 1000;
  const read = await clients.stopReading();
  await clients.stop();
  await server.close();
  await cluster.remove();
  const { lateMs } = delays;
  const [loopP99Ms, loopMaxMs] = [quantile(lateMs, 0.99), Math.max(...lateMs)];
  return { loopP99Ms, loopMaxMs, seconds, pages: read };
}

/** Of five times the one in the middle. */
async function middling(readers: number): Promise<Readings> {
  const all: Readings[] = [];
  for (let round = 0; round < rounds; round += 1) all.push(await placeBeside(readers));
  const [middle] = all.sort((a, b) => a.loopP99Ms - b.loopP99Ms).slice(rounds >> 1);
  if (middle === undefined) throw new Error('bug: no round');
  return middle;
}

async function readBeside(): Promise<Measured> {
  const alone = await middling(0);
  const beside = await middling(readers);
  return {
    parameters: {
      agents,
      apps,
      tasks,
      readers,
      pages: beside.pages,
      seconds: rounded(beside.seconds),
      loopMaxMs: rounded(beside.loopMaxMs),
      aloneSeconds: rounded(alone.seconds),
      aloneMaxMs: rounded(alone.loopMaxMs),
    },
    result: rounded(beside.loopP99Ms),
    unit: 'ms late (p99)',
    yardstick: { what: 'without readers', value: rounded(alone.loopP99Ms) },
    ratio: rounded(beside.loopP99Ms / alone.loopP99Ms),
    target: 'p99 <= 20 ms',
    met: beside.loopP99Ms <= 20,
  };
}

export const readersBenches: readonly Bench[] = [{ name: 'readers', run: readBeside }];
