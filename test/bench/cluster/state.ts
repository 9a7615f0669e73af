// Bench `state`: all that the engine knows (GET /v1/snapshot), for one client and for 20 at once,
// beside sending as many bytes from one buffer. 100 agents run 10 tasks each of 10 apps of their
// own, and as many have ended (mesos.md P15); between two reads 1 % of the tasks end and are
// started anew.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttpServer } from '../../../engine/http/server.ts';
import type { AppSpec } from '../../../engine/model/wanted.ts';
import type { Bench, Measured } from '../bench.ts';
import { median, rounded } from '../measure.ts';
import { Clients } from './clients.ts';
import { LoopDelays } from './loop-delays.ts';
import { quantile, SimulatedCluster, zonedApps } from './simulated-cluster.ts';

const agents = 100;
const apps = 1_000;
const instances = 10;
const tasks = apps * instances;
const rounds = 11;
const manyClients = 20;

/** Restarts follow a failure at once. */
const specs = (): readonly AppSpec[] =>
  zonedApps(apps, instances).map((spec) => ({
    ...spec,
    backoff: { initialMs: 0, factorMilli: 1000, maxMs: 0 },
  }));

class Restarts {
  readonly #cluster: SimulatedCluster;
  #next = 0;

  constructor(cluster: SimulatedCluster) {
    this.#cluster = cluster;
  }

  /** So many tasks end, the oldest first, and others take their places. */
  async make(count: number): Promise<void> {
    const { tables } = this.#cluster.core;
    const rows = [...tables.apps.values()];
    const launched = this.#cluster.launched;
    for (let at = 0; at < count; at += 1) {
      const app = rows[(this.#next + at * 7) % rows.length];
      const task = [...(app?.tasks.values() ?? [])].find(({ row }) => !row.end);
      const connection = task && tables.agents.get(task.row.agentId)?.connection;
      if (task && connection !== undefined)
        this.#cluster.end(connection, task.row.id, task.row.taskDigest);
    }
    this.#next += 1;
    await this.#cluster.settled(launched + count);
  }
}

interface StateTimes {
  readonly one: number;
  readonly many: number;
}

interface Rounds {
  readonly cluster: SimulatedCluster;
  readonly restarts: Restarts;
  readonly clients: Clients;
  readonly url: string;
}

async function readRounds({ restarts, clients, url }: Rounds) {
  const ours: StateTimes[] = [];
  const bare: StateTimes[] = [];
  let bytes = 0;
  const delays = new LoopDelays();
  for (let round = 0; round < rounds; round += 1) {
    await restarts.make(tasks / 100);
    const one = await delays.during(() => clients.read(url, 1));
    if (one.status !== 200) throw new Error(`${one.status} from ${url}`);
    await restarts.make(tasks / 100);
    const many = await delays.during(() => clients.read(url, manyClients));
    ours.push({ one: one.ms, many: many.ms });
    bytes = one.bytes;
    bare.push(await bareTimes(clients, bytes));
  }
  return { ours, bare, bytes, loopP99Ms: quantile(delays.lateMs, 0.99) };
}

async function bareTimes(clients: Clients, bytes: number): Promise<StateTimes> {
  const buffer = Buffer.alloc(bytes, 'x');
  const server = createServer((_, answer) => answer.end(buffer));
  await listening(server);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const one = await clients.read(url, 1);
  const many = await clients.read(url, manyClients);
  server.closeAllConnections();
  server.close();
  return { one: one.ms, many: many.ms };
}

const listening = (server: Server): Promise<void> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

async function state(): Promise<Measured> {
  const cluster = new SimulatedCluster(agents);
  await cluster.start();
  cluster.register();
  await cluster.commit(specs());
  await cluster.settled(tasks);
  const restarts = new Restarts(cluster);
  for (let done = 0; done < instances; done += 1) await restarts.make(apps);
  const server = createHttpServer({ face: cluster.face(), openOnLoopback: true });
  const { port } = await server.listen('127.0.0.1', 0);
  const clients = new Clients();
  const url = `http://127.0.0.1:${port}/v1/snapshot`;
  const { ours, bare, bytes, loopP99Ms } = await readRounds({ cluster, restarts, clients, url });
  await clients.stop();
  await server.close();
  await cluster.remove();
  const [one, many] = [median(ours.map((time) => time.one)), median(ours.map((time) => time.many))];
  const bareOne = median(bare.map((time) => time.one));
  const bareMany = median(bare.map((time) => time.many));
  return {
    parameters: {
      agents,
      tasks,
      ended: tasks,
      bytes,
      oneMs: rounded(one),
      bareOneMs: rounded(bareOne),
      oneRatio: rounded(one / bareOne),
      clients: manyClients,
      loopP99Ms: rounded(loopP99Ms),
    },
    result: rounded(many),
    unit: `ms for ${manyClients} clients at once`,
    yardstick: { what: 'the same bytes from one buffer', value: rounded(bareMany) },
    ratio: rounded(many / bareMany),
    target: 'ratio <= 3 for 1 and for 20 clients; loop p99 <= 20 ms',
    met: many / bareMany <= 3 && one / bareOne <= 3 && loopP99Ms <= 20,
  };
}

export const stateBenches: readonly Bench[] = [{ name: 'state', run: state }];
