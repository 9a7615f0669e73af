// A real cluster whose engine runs in this process, so that scripted frameworks of others can come
// in by its door; its agents are processes.
import { type RunningEngine, startEngine } from '../../../engine/assemble.ts';
import { Redacted } from '../../../engine/lib/redacted.ts';
import { Cluster } from '../cluster/cluster.ts';
import { KeptLog } from '../loop-world.ts';
import { ScriptedFramework } from './scripted-framework.ts';

export class FrameworkCluster {
  readonly cluster: Cluster;
  readonly #engine: RunningEngine;

  private constructor(cluster: Cluster, engine: RunningEngine) {
    this.cluster = cluster;
    this.#engine = engine;
  }

  /** `files` of the repository. */
  static async start(files: Readonly<Record<string, string>>): Promise<FrameworkCluster> {
    const cluster = await Cluster.start();
    cluster.commit(files);
    const { hostname: host, port } = new URL(cluster.url);
    const engine = await startEngine({
      dataFolder: cluster.dataFolder,
      repo: { url: cluster.repo.path, ref: 'main', timeoutMs: 20_000 },
      listen: { host, port: Number(port) },
      joinToken: new Redacted('join-canary'),
      apiToken: new Redacted('api-canary'),
      openOnLoopback: false,
      settings: { agentTimeoutMs: 3_000, agentReregistrationTimeoutMs: 20_000 },
      isAdopting: false,
      allocator: 'drf',
      log: new KeptLog(),
    });
    return new FrameworkCluster(cluster, engine);
  }

  /** Subscribed; `roles` apart by spaces. */
  framework(name: string, roles = '*'): ScriptedFramework {
    const info = { name, roles: roles.split(' ').map((role) => ({ role })) };
    const connection = this.#engine.frameworks.connect({
      handle: (event) => framework.hear(event),
      closed: () => undefined,
    });
    const framework: ScriptedFramework = new ScriptedFramework(info, (call) => {
      // An engine that stops answers no more.
      connection.call(call).catch(() => undefined);
    });
    framework.subscribe();
    return framework;
  }

  async stop(): Promise<void> {
    await this.cluster.end();
    await this.#engine.stop();
    await this.cluster.stop();
  }
}
