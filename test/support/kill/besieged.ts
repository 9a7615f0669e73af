// A real engine under attack, and beside the attack one healthy agent that must not notice: it
// stays registered, its task runs on, a commit brings a new task up, and `/v1` answers.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { appYaml, clusterYaml } from '../cluster/app-yaml.ts';
import { Cluster, type ClusterOptions } from '../cluster/cluster.ts';

/** An answer of `/v1` may take so long while the engine is attacked. */
const answerBoundMs = 3_000;
const steady = '/steady#0.1';

export class Besieged {
  readonly cluster: Cluster;
  /** What the engine said of the healthy agent since it had joined. */
  readonly #said: string[] = [];
  readonly #stop = new AbortController();
  #listening: Promise<void> | undefined;
  #apps = 0;

  private constructor(cluster: Cluster) {
    this.cluster = cluster;
  }

  /** With more files in its repository, if need be. */
  static async start(
    options: ClusterOptions = {},
    files: Readonly<Record<string, string>> = {},
  ): Promise<Besieged> {
    const besieged = new Besieged(await Cluster.start(options));
    try {
      await besieged.#begin(files);
    } catch (error) {
      await besieged.stop();
      throw error;
    }
    return besieged;
  }

  get port(): number {
    return Number(new URL(this.cluster.url).port);
  }

  get pid(): number {
    return this.cluster.pidOf('engine');
  }

  /** Lines of the engine's log with this text. */
  logged(text: string): readonly string[] {
    return this.cluster
      .log('engine')
      .split('\n')
      .filter((line) => line.includes(text));
  }

  /** To be called while an attack goes on. */
  async expectWell(): Promise<void> {
    this.#apps += 1;
    const name = `/new-${this.#apps}`;
    const slowest = this.#slowestAnswer();
    this.cluster.commit({ [`apps${name}.yaml`]: appYaml({ name }) });
    await this.cluster.waitFor(`${name} to run`, () => this.#isRunning(`${name}#0.1`));
    expect(await slowest).toBeLessThan(answerBoundMs);
    expect(await this.#isRunning(steady)).toBe(true);
    expect(() => process.kill(this.#steadyPid(), 0)).not.toThrow();
    expect(await this.#presence()).toBe('registered');
    expect(this.#said).toEqual([]);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#listening;
    await this.cluster.stop();
  }

  async #begin(files: Readonly<Record<string, string>>): Promise<void> {
    const { cluster } = this;
    const env = { MARKS: cluster.marks };
    const command = 'echo $$ > "$MARKS/steady"; exec sleep 100000';
    const app = appYaml({ name: '/steady', command, env });
    cluster.commit({ 'meridian.yaml': clusterYaml, 'apps/steady.yaml': app, ...files });
    await cluster.startEngine();
    cluster.startAgent('healthy');
    await cluster.waitFor('the steady task', async () => {
      const { items } = await cluster.client.apps();
      const isHealthy = items.find(({ name }) => name === '/steady')?.state === 'healthy';
      return isHealthy && existsSync(join(cluster.marks, 'steady'));
    });
    this.#listening = this.#listen().catch((error) => void this.#said.push(String(error)));
  }

  /** A reader of events as any other: it is part of what must go on. */
  async #listen(): Promise<void> {
    const { signal } = this.#stop;
    for await (const event of this.cluster.client.followEvents({ signal }))
      if (event.subject.startsWith('healthy-') || event.subject === steady)
        this.#said.push(`${event.kind}: ${event.message}`);
  }

  async #isRunning(id: string): Promise<boolean> {
    const { items } = await this.cluster.client.tasks({ name: id.replace(/#.*/, '') });
    return items.some((task) => task.id === id && task.state === 'running');
  }

  async #presence(): Promise<string | undefined> {
    const { items } = await this.cluster.client.agents();
    return items.find(({ id }) => id.startsWith('healthy-'))?.presence;
  }

  #steadyPid(): number {
    return Number(readFileSync(join(this.cluster.marks, 'steady'), 'utf8'));
  }

  async #slowestAnswer(): Promise<number> {
    let slowestMs = 0;
    for (let time = 0; time < 20; time += 1) {
      const startedMs = performance.now();
      await this.cluster.client.status();
      slowestMs = Math.max(slowestMs, performance.now() - startedMs);
    }
    return slowestMs;
  }
}
