// What Prometheus reads: the process's own numbers, and the engine's as they are when it asks.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { EngineCore } from '../step/engine-core.ts';
import { jobState } from '../step/jobs/job-state.ts';
import type { EngineFace, Measures } from './engine-face.ts';
import { runOutcomes, watchRuns } from './runs/watch-runs.ts';
import { isThere } from './subject.ts';
import { appStateOf } from './views/app-state.ts';
import { taskStateOf } from './views/task-view.ts';

export class Metrics {
  readonly #registry = new Registry();
  readonly #apps = this.#gauge('meridian_apps', 'Apps by state.', 'state');
  readonly #jobs = this.#gauge('meridian_jobs', 'Jobs by state.', 'state');
  readonly #tasks = this.#gauge('meridian_tasks', 'Tasks that have not ended, by state.', 'state');
  readonly #agents = this.#gauge('meridian_agents', 'Agents by presence.', 'presence');
  readonly #queued = this.#gauge('meridian_queued_events', 'Events that wait for a batch.');
  readonly #batches = this.#counter('meridian_batches_total', 'Batches handled.');
  readonly #batchSeconds = this.#counter(
    'meridian_batch_seconds_total',
    'Time taken by batches, their commits included.',
  );
  readonly #commitSeconds = this.#counter('meridian_commit_seconds_total', 'Time of commits.');
  readonly #runs = this.#counter(
    'meridian_runs_total',
    'Runs of jobs that are over, by how they ended.',
    'outcome',
  );
  readonly #lateness = new Histogram({
    name: 'meridian_run_lateness_seconds',
    help: 'From when a run was due to the launch of its first attempt.',
    buckets: [0.1, 0.5, 1, 2, 5, 10, 30, 60, 300, 1_800, 7_200],
    registers: [this.#registry],
  });
  #last: Measures = { batches: 0, batchMs: 0, commitMs: 0, queued: 0 };

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
    for (const outcome of runOutcomes) this.#runs.inc({ outcome }, 0);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Counts runs from now on, until what comes back is called. */
  follow(face: EngineFace): () => void {
    return watchRuns(face, {
      ended: (outcome) => this.#runs.inc({ outcome }),
      started: (latenessMs) => this.#lateness.observe(latenessMs / 1000),
    });
  }

  /** The engine's numbers, from committed state. */
  look({ tables }: EngineCore, nowMs: number): void {
    fill(
      this.#apps,
      'state',
      [...tables.apps.values()].map((app) => appStateOf(tables, app, nowMs)),
    );
    const jobs = [...tables.jobs.values()].filter(isThere);
    fill(this.#jobs, 'state', jobs.map(jobState));
    const tasks = [...tables.tasks.values()].filter((task) => !task.row.end);
    fill(this.#tasks, 'state', tasks.map(taskStateOf));
    fill(
      this.#agents,
      'presence',
      [...tables.agents.values()].map((agent) => agent.presence.kind),
    );
  }

  measure(now: Measures): void {
    this.#queued.set(now.queued);
    this.#batches.inc(Math.max(0, now.batches - this.#last.batches));
    this.#batchSeconds.inc(Math.max(0, now.batchMs - this.#last.batchMs) / 1000);
    this.#commitSeconds.inc(Math.max(0, now.commitMs - this.#last.commitMs) / 1000);
    this.#last = { ...now };
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  #gauge(name: string, help: string, ...labelNames: string[]): Gauge {
    return new Gauge({ name, help, labelNames, registers: [this.#registry] });
  }

  #counter(name: string, help: string, ...labelNames: string[]): Counter {
    return new Counter({ name, help, labelNames, registers: [this.#registry] });
  }
}

function fill(gauge: Gauge, label: string, words: readonly string[]): void {
  gauge.reset();
  for (const word of words) gauge.inc({ [label]: word });
}
