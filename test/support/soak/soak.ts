// A soak: a real cluster under kills and commits for so long, then rest, then the comparison.
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { clusterYaml } from '../cluster/app-yaml.ts';
import { Cluster } from '../cluster/cluster.ts';
import { waitUntil } from '../wait-until.ts';
import { Commits } from './commits.ts';
import { compare, type Evidence, type Finding } from './compare/compare.ts';
import { jobFindings } from './compare/job-findings.ts';
import { readRecords, type TaskRecords } from './compare/task-record.ts';
import { Dice } from './dice.ts';
import { History } from './history.ts';
import { agents, Kills } from './kills.ts';
import { type Living, livingUnder } from './live-tasks.ts';
import type { Places } from './soak-apps.ts';
import { SoakJobs } from './soak-jobs.ts';
import type { SoakOptions } from './soak-options.ts';
import { taskScript } from './task-script.ts';

const engineMain = fileURLToPath(new URL('../../../.build/engine/main.js', import.meta.url));
const run = promisify(execFile);
/** What killed engines and agents leave behind (a fetch, a health check) ends within this. */
const leftOverMs = 15_000;
/** Until the jobs are applied, about. */
const firstDueMs = 4_000;

export class Soak {
  readonly cluster: Cluster;
  readonly kills: Kills;
  readonly commits: Commits;
  readonly history: History;
  readonly #options: SoakOptions;
  readonly #records: string;
  readonly #jobs: SoakJobs;
  #settledMs = 0;
  #evidence: Evidence | undefined;

  private constructor(cluster: Cluster, options: SoakOptions) {
    this.cluster = cluster;
    this.#options = options;
    this.#records = join(cluster.folder, 'records');
    mkdirSync(this.#records);
    const places: Places = { script: join(cluster.folder, 'task.sh'), records: this.#records };
    writeFileSync(places.script, taskScript);
    this.#jobs = new SoakJobs(cluster.client, cluster.marks);
    const jobs = this.#jobs.wanted(Date.now() + firstDueMs);
    cluster.commit({ 'meridian.yaml': clusterYaml, ...jobs });
    const repository = {
      commit: (files: Readonly<Record<string, string | null>>) => cluster.commit(files),
      revert: () => cluster.repo.git('revert', '--no-edit', 'HEAD'),
    };
    const dice = new Dice(options.seed);
    this.commits = new Commits(repository, places, { dice, options });
    // Of its own, because how many kills there are depends on the machine.
    this.kills = new Kills(cluster, new Dice(options.seed + 1));
    this.history = new History(cluster.client);
  }

  static async open(options: SoakOptions): Promise<Soak> {
    const cluster = await Cluster.start({
      agentTimeoutSeconds: 2,
      agentReregistrationTimeoutSeconds: 6,
    });
    return new Soak(cluster, options);
  }

  /** What the tasks have written so far. */
  get records(): TaskRecords {
    return readRecords(this.#records);
  }

  /** All of it; what was found wrong. Rejects when the cluster doesn't come to rest. */
  async run(): Promise<readonly Finding[]> {
    await this.cluster.startEngine();
    this.history.start();
    for (const agent of agents) this.cluster.startAgent(agent);
    const { apps, instances, settleMs } = this.#options;
    const half = (apps * instances) / 2;
    await waitUntil('half of the tasks to start', () => this.records.size > half, settleMs);
    const untilMs = performance.now() + this.#options.minutes * 60_000;
    await Promise.all([this.kills.run(untilMs), this.#commitUntil(untilMs)]);
    await this.#settle();
    this.#evidence = await this.#gather();
    return [...compare(this.#evidence), ...jobFindings(this.#jobs.evidence())];
  }

  figures(findings: readonly Finding[]): object {
    const count = (kind: string): number => findings.filter((one) => one.kind === kind).length;
    const kinds = this.history.events.map(({ kind }) => kind);
    const events = (...those: string[]): number => kinds.filter((k) => those.includes(k)).length;
    return {
      seed: this.#options.seed,
      minutes: this.#options.minutes,
      kills: this.kills.counts,
      commits: this.commits.counts,
      launches: events('task-launched'),
      ends: events('task-ended', 'task-failed'),
      records: this.#evidence?.records.size ?? 0,
      runs: this.#jobs.evidence().ticks.length + this.#jobs.evidence().children.length,
      attempts: this.#jobs.evidence().starts.size,
      events: kinds.length,
      revisions: events('revision-applied'),
      unreachable: events('agent-unreachable'),
      superseded: events('task-superseded'),
      lost: count('lost'),
      doubled: count('doubled'),
      other: findings.length - count('lost') - count('doubled'),
      settledMs: this.#settledMs,
    };
  }

  /** Ends every process; the folder stays when something is to be looked at. */
  async close(keep: boolean): Promise<void> {
    await this.history.stop();
    await (keep ? this.cluster.end() : this.cluster.stop());
  }

  async #commitUntil(untilMs: number): Promise<void> {
    const { commitEveryMs } = this.#options;
    while (performance.now() + commitEveryMs < untilMs) {
      await sleep(commitEveryMs);
      this.commits.next();
    }
  }

  async #settle(): Promise<void> {
    const fromMs = performance.now();
    for (const name of ['engine', ...agents]) await this.#startAgain(name);
    const bound = this.#options.settleMs;
    const areOver = (): Promise<boolean> => this.#jobs.areCaughtUp().catch(() => false);
    await this.cluster.waitFor('the jobs to catch up', areOver, bound);
    this.cluster.commit(this.#jobs.unwanted);
    const commit = this.commits.last();
    await this.cluster.waitFor('the cluster to settle', () => this.#isAtRest(commit), bound);
    this.#settledMs = Math.round(performance.now() - fromMs);
    const plan = await this.#plan();
    if (plan.code !== 0) throw new Error(`the plan still has something to do: ${plan.text}`);
  }

  async #startAgain(name: string): Promise<void> {
    const end = this.cluster.endOf(name);
    if (end === undefined) return;
    this.kills.ownEnds.push(`${name}: ${end}`);
    await this.cluster.kill(name);
    if (name === 'engine') this.cluster.launchEngine();
    else this.cluster.startAgent(name);
  }

  async #isAtRest(commit: string): Promise<boolean> {
    const { client } = this.cluster;
    try {
      const { applied, waits } = await client.status();
      if (applied?.commit !== commit || waits.length > 0) return false;
      const { items } = await client.apps();
      const { apps, instances } = this.#options;
      const asWanted = items.filter(
        (app) =>
          app.state === 'healthy' &&
          app.instances.total === instances &&
          app.instances.healthy === instances,
      );
      return items.length === apps && asWanted.length === apps;
    } catch {
      return false;
    }
  }

  async #plan(): Promise<{ readonly code: number; readonly text: string }> {
    const args = [engineMain, 'plan', this.cluster.repo.path, '--engine', this.cluster.url];
    args.push('--token-file', join(this.cluster.folder, 'api.token'), '--exit-code');
    return run(process.execPath, args).then(
      ({ stdout }) => ({ code: 0, text: stdout }),
      (error) => ({ code: Number(error.code), text: `${error.stdout}${error.stderr}` }),
    );
  }

  async #gather(): Promise<Evidence> {
    const { history } = this;
    const living = await this.#livingAtRest();
    const stored = await history.stored();
    const last = stored.at(-1)?.number ?? 0;
    await waitUntil('every event to be heard', () => history.last >= last);
    const tasks = await history.readTasks();
    return {
      records: this.records,
      events: history.events,
      stored,
      tasks: history.tasks,
      running: new Set(tasks.filter(({ state }) => state === 'running').map(({ id }) => id)),
      living: living.tasks,
      strays: [
        ...living.strays,
        ...[...living.present].filter((id) => !living.tasks.has(id)).map((id) => `parts of ${id}`),
      ],
      orphaned: this.kills.orphaned,
    };
  }

  /** What lives once nothing else than the wanted tasks does, or what there is after a bound. */
  async #livingAtRest(): Promise<Living> {
    const wanted = this.#options.apps * this.#options.instances;
    const look = (): Living => livingUnder(this.cluster.folder, this.cluster.pids());
    await waitUntil(
      'nothing but what is wanted to live',
      () => {
        const { tasks, present, strays } = look();
        return strays.length === 0 && present.size === wanted && tasks.size === wanted;
      },
      leftOverMs,
    ).catch(() => undefined);
    return look();
  }
}
