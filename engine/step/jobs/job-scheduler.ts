// The job scheduler: the second framework. A reducer over the framework's events: it marks jobs to
// be looked at, looks at them once a hop, and answers offers. Due times wake it by one timer.
import type { Demand, FrameworkEvent } from '../../model/framework.ts';
import type { AgentId, ObjectName } from '../../model/ids.ts';
import { scalarsOf } from '../../place/app-request.ts';
import { jobFramework } from '../tables.ts';
import type { Turn } from '../turn.ts';
import { DueTimes } from './due-times.ts';
import { evaluateJob } from './evaluate-job.ts';
import { closeLineage, followLineage } from './lineage/lineages.ts';
import { placeRuns } from './place-runs.ts';
import { mendJobs } from './restart/mend-jobs.ts';
import { forgetEnded } from './run-ends.ts';

export class JobScheduler {
  readonly #dueTimes = new DueTimes();
  /** Jobs with runs that no offer has met yet, and what was asked for of each. */
  readonly #unmet = new Map<ObjectName, string>();

  /** After an engine start: it may have died between any two rows of a batch. */
  start(turn: Turn): void {
    mendJobs(turn);
  }

  handle(turn: Turn, event: FrameworkEvent): void {
    switch (event.kind) {
      case 'offers':
        this.#placeOffers(turn, event);
        return;
      case 'ended': {
        const row = turn.tables.tasks.get(event.taskId)?.row;
        if (row?.framework === jobFramework) turn.tables.dirtyJobs.add(row.name);
        return;
      }
      case 'agent':
        noteAgent(turn, event.agentId);
        return;
      case 'update':
        return;
    }
  }

  /** Looks at every job that something happened to, and states the demand that is left. */
  evaluate(turn: Turn): void {
    const { dirtyJobs, jobs } = turn.tables;
    if (dirtyJobs.size === 0) return;
    const names = [...dirtyJobs].sort();
    dirtyJobs.clear();
    for (const name of names) {
      const job = jobs.get(name);
      this.#dueTimes.set(name, job && evaluateJob(turn, job));
    }
    followEnded(turn);
    this.#state(turn, names);
  }

  /** The timer of due times has rung. */
  ring(turn: Turn): void {
    for (const name of this.#dueTimes.take(turn.wallMs)) turn.tables.dirtyJobs.add(name);
  }

  /** At a batch's end. */
  windTimer(turn: Turn): void {
    this.#dueTimes.wind(turn);
  }

  #state(turn: Turn, names: readonly ObjectName[]): void {
    let isChanged = false;
    for (const name of names) {
      const unmet = turn.tables.jobs.get(name)?.unmet;
      const asked = unmet && `${unmet.runs.length} ${unmet.version.spec.digest}`;
      if (this.#unmet.get(name) === asked) continue;
      isChanged = true;
      if (asked === undefined) this.#unmet.delete(name);
      else this.#unmet.set(name, asked);
    }
    if (isChanged) turn.calls.push({ kind: 'request', demands: this.#demands(turn) });
  }

  #demands(turn: Turn): readonly Demand[] {
    return this.#names().flatMap((name) => {
      const unmet = turn.tables.jobs.get(name)?.unmet;
      if (!unmet) return [];
      const { spec } = unmet.version;
      const { role, digest: version } = spec;
      return [{ name, role, scalars: scalarsOf(spec), count: unmet.runs.length, version }];
    });
  }

  #placeOffers(turn: Turn, event: Extract<FrameworkEvent, { kind: 'offers' }>): void {
    const jobs = this.#names()
      .flatMap((name) => turn.tables.jobs.get(name) ?? [])
      .filter((job) => job.unmet?.version.spec.role === event.role);
    placeRuns(turn, jobs, event);
    this.#state(
      turn,
      jobs.map((job) => job.row.name),
    );
  }

  #names(): readonly ObjectName[] {
    return [...this.#unmet.keys()].sort();
  }
}

/** What follows from all that ended is known before any of it is forgotten. */
function followEnded(turn: Turn): void {
  const { endedRuns, jobs, lineages } = turn.tables;
  const ended = new Set<ObjectName>();
  for (let run = endedRuns.shift(); run; run = endedRuns.shift()) {
    followLineage(turn, run);
    ended.add(run.name);
  }
  if (turn.tables.isRegraphed) for (const id of [...lineages.keys()]) closeLineage(turn, id);
  turn.tables.isRegraphed = false;
  for (const name of ended) {
    const job = jobs.get(name);
    if (job) forgetEnded(turn, job);
  }
}

function noteAgent(turn: Turn, agentId: AgentId): void {
  for (const id of turn.tables.agents.get(agentId)?.tasks ?? []) {
    const row = turn.tables.tasks.get(id)?.row;
    if (row?.framework === jobFramework) turn.tables.dirtyJobs.add(row.name);
  }
}
