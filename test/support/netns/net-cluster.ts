// A real cluster on a network of its own: the engine and each agent on a machine of theirs, which
// can be cut off, healed and rebooted.
import { describe } from 'vitest';
import type { AppView, EventView, TaskView } from '../../../schemas/generated/api.ts';
import { clusterYaml } from '../cluster/app-yaml.ts';
import { Cluster, type ClusterOptions, type ClusterSite } from '../cluster/cluster.ts';
import { EventRecord } from '../cluster/event-record.ts';
import { StartRecord } from '../cluster/start-record.ts';
import { whyNoNamespaces } from './namespaces.ts';
import { TestNetwork } from './test-network.ts';

const port = 5050;

/** A suite that runs where network namespaces can be had, and is named as not run elsewhere. */
export function describeOnNetwork(name: string, body: () => void): void {
  const why = whyNoNamespaces();
  if (why === undefined) describe(name, body);
  else describe.skip(`NOT RUN, ${why}: ${name}`, body);
}

export interface NetClusterOptions extends Omit<ClusterOptions, 'site'> {
  /** Attributes by agent. */
  readonly agents: Readonly<Record<string, string>>;
  /** Of each agent. */
  readonly resources?: string;
}

export class NetCluster {
  readonly network: TestNetwork;
  readonly cluster: Cluster;
  readonly starts: StartRecord;
  readonly events: EventRecord;

  private constructor(network: TestNetwork, cluster: Cluster, events: EventRecord) {
    this.network = network;
    this.cluster = cluster;
    this.starts = new StartRecord(cluster);
    this.events = events;
  }

  /** Resolves when all agents have joined; the record of events begins before they do. */
  static async start(options: NetClusterOptions): Promise<NetCluster> {
    const network = new TestNetwork(Object.keys(options.agents));
    try {
      const cluster = await Cluster.start({ ...options, site: siteOf(network) });
      network.alsoRemove(cluster.folder);
      cluster.commit({ 'meridian.yaml': clusterYaml });
      await cluster.startEngine();
      const net = new NetCluster(network, cluster, await EventRecord.start(cluster));
      await net.#startAgents(options);
      return net;
    } catch (error) {
      await network.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.events.stop();
    await this.cluster.end();
    await this.network.close();
  }

  /** The machine that a task is on. */
  agentOf(task: TaskView): string {
    return nameOf(task.agentId);
  }

  /** Undefined until its commit is applied. */
  async app(name: string): Promise<AppView | undefined> {
    const { items } = await this.cluster.client.apps();
    return items.find((app) => app.name === name);
  }

  /** Those that haven't ended. */
  async tasks(name: string): Promise<readonly TaskView[]> {
    const { items } = await this.cluster.client.tasks({ name });
    return items.filter(({ end }) => end === undefined);
  }

  async untilHealthy(name: string, instances: number): Promise<void> {
    await this.cluster.waitFor(`${name} has ${instances} healthy instances`, async () => {
      const app = await this.app(name);
      const { healthy, total } = app?.instances ?? {};
      return app?.state === 'healthy' && healthy === instances && total === instances;
    });
  }

  /** The first event of a kind about an agent since a mark in the record. */
  async untilAgent(name: string, kind: string, mark = 0): Promise<EventView> {
    const isIt = (event: EventView): boolean =>
      event.kind === kind && nameOf(event.subject) === name;
    return await this.events.until(`${kind} of ${name}`, isIt, { mark });
  }

  async untilTask(id: string, kind: string, mark = 0): Promise<EventView> {
    const isIt = (event: EventView): boolean => event.kind === kind && event.subject === id;
    return await this.events.until(`${kind} of ${id}`, isIt, { mark });
  }

  /** Power lost, and back: nothing that ran on it is left, and its agent starts again. */
  async reboot(name: string): Promise<void> {
    await this.network.powerOff(name);
    this.network.newBoot(name);
    this.cluster.startAgent(name);
  }

  async #startAgents({ agents, resources }: NetClusterOptions): Promise<void> {
    const more = resources === undefined ? {} : { resources };
    for (const [name, attributes] of Object.entries(agents))
      this.cluster.startAgent(name, { attributes, ...more });
    for (const name of Object.keys(agents)) await this.untilAgent(name, 'agent-registered');
  }
}

/** An agent's id is its name and six digits. */
const nameOf = (agentId: string): string => agentId.replace(/-[0-9a-f]{6}$/, '');

function siteOf(network: TestNetwork): ClusterSite {
  return {
    listen: { host: '0.0.0.0', port },
    url: `http://${network.engineAddress}:${port}`,
    agentUrl: `http://${network.address('engine')}:${port}`,
    enter: (name) => network.enter(name),
  };
}
