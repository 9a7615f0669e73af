// A cluster on a network of its own with a web app in it, a proxy in front of that and constant
// load on it: what an operator does to the agents is done while people use the app.

import { AppWatch } from '../cluster/watch.ts';
import type { Ran } from '../kill/meridian-process.ts';
import { MeridianProcess } from '../kill/meridian-process.ts';
import { Traffic } from '../traffic/traffic.ts';
import { type WebApp, webAppYaml } from '../traffic/web-app.ts';
import { NetCluster, type NetClusterOptions } from './net-cluster.ts';

const commandBoundMs = 90_000;

export const webApp = '/web';

export class ServedCluster {
  readonly net: NetCluster;
  readonly traffic: Traffic;

  private constructor(net: NetCluster, traffic: Traffic) {
    this.net = net;
    this.traffic = traffic;
  }

  /** Resolves when all instances serve. */
  static async start(
    options: NetClusterOptions,
    app: Omit<WebApp, 'name'>,
  ): Promise<ServedCluster> {
    const net = await NetCluster.start(options);
    const wish = { engineUrl: net.cluster.url, token: 'api-canary', app: webApp };
    const served = new ServedCluster(net, new Traffic(wish));
    try {
      served.commitWeb(app);
      await served.traffic.untilServing(app.instances);
      await net.untilHealthy(webApp, app.instances);
      return served;
    } catch (error) {
      await served.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.traffic.stop();
    await this.net.close();
  }

  commitWeb(app: Omit<WebApp, 'name'>, files: Readonly<Record<string, string>> = {}): void {
    const { cluster } = this.net;
    cluster.commit({ 'apps/web.yaml': webAppYaml(cluster, { name: webApp, ...app }), ...files });
  }

  /** The command line, as an operator types it. */
  async type(...words: readonly string[]): Promise<Ran> {
    const { url, folder } = this.net.cluster;
    return await new MeridianProcess(words, url, folder).ended(commandBoundMs);
  }

  /** Ids and agents of the app's instances that haven't ended. */
  async places(): Promise<ReadonlyMap<string, string>> {
    const tasks = await this.net.tasks(webApp);
    return new Map(tasks.map((task) => [task.id, this.net.agentOf(task)]));
  }

  /**
   * What is done under load; resolves once each instance that served before or after has answered.
   * Rejects when a request failed, or fewer instances than `atLeast` were healthy at any event.
   */
  async underLoad(atLeast: number, change: () => Promise<void>): Promise<void> {
    const watch = new AppWatch(this.net.cluster, webApp);
    watch.start();
    const failed = await this.traffic.during(change).finally(() => watch.stop());
    if (failed !== '') throw new Error(`requests failed: ${failed}\n${this.net.events.text()}`);
    const few = watch.samples.find(({ healthy }) => healthy < atLeast);
    if (few) throw new Error(`${few.healthy} of ${atLeast} instances healthy at ${few.event}`);
  }
}
