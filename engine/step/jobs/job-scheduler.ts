// The job scheduler: the second framework. A reducer over the framework's events: it marks jobs to
// be looked at, looks at them once a hop, and answers offers. Due times wake it by one timer.
import type { FrameworkEvent } from '../../model/framework.ts';
import type { AgentId, ObjectName } from '../../model/ids.ts';
import { UnmetDemand } from '../offers/unmet-demand.ts';
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
  /** Of runs that no offer has met yet. */
  readonly #unmet = new UnmetDemand();

  /** After an engine start: it may have died between any two rows of a batch. */
  start(turn: Turn): void {
    mendJobs(turn);
  }

  handle(turn: Turn, event: FrameworkEvent): void {
    switch (event.kind) {
      case 'offers':
        this.#state(turn, placeRuns(turn, event.book));
        return;
      case 'ended': {
        const row = turn.tables.tasks.get(event.taskId)?.row;
        if (row?.framework !== jobFramework) return;
        turn.tables.dirtyJobs.add(row.name);
        this.#unmet.lookAgain(row.name);
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

  /** Jobs with runs that wait for a place, by name. */
  unmet(): readonly ObjectName[] {
    return this.#unmet.names();
  }

  /** States the demand of these, if it has changed. */
  #state(turn: Turn, names: readonly ObjectName[]): void {
    this.#unmet.state(turn.calls, names, (name) => {
      const unmet = turn.tables.jobs.get(name)?.unmet;
      if (!unmet) return undefined;
      const { spec } = unmet.version;
      return { spec, count: unmet.runs.length, isPinned: spec.task.volumes !== undefined };
    });
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
