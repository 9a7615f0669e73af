// A rollout's failures are launches that in truth failed by themselves: ended by their own doing,
// or with failing checks. Never lost agents, crashed machines, busy ports, or kills of ours. A
// version that has failed isn't launched again until it is released; while an operator has paused
// an app nothing of it is replaced, and nothing new is launched.
import type { RolloutRow, TaskRow } from '../../../model/actual.ts';
import type { AppEntry } from '../../../step/tables.ts';
import { type Look, type Of, rule, type Seen } from '../rule.ts';
import { specOf } from './aims.ts';

const tense = [
  'a failure counts',
  'too many failures',
  'no progress for too long',
  'a lost task doesn’t count',
  'an instance is made up while its app is paused',
  'the last healthy version runs instead of one that failed',
] as const;

export const rolloutHonesty = rule({ name: 'rollout-honesty', tense }, (look) => {
  const honesty = new Honesty(look);
  return { batch: (moment) => honesty.onBatch(moment) };
});

class Honesty {
  readonly #look: Look;
  /** Tasks whose trial of settings has been heard to fail, until the next batch. */
  #trials = new Map<string, string>();
  /** Rollout to virtual ms of its begin. */
  readonly #began = new Map<string, number>();

  constructor(look: Look) {
    this.#look = look;
  }

  onBatch(moment: Of<'batch'>): void {
    const seen = this.#look.engineOf(moment);
    if (!seen) return;
    this.#trials = trialsOf(moment);
    const { effects } = moment;
    for (const id of effects.rollouts) {
      const row = seen.tables.rollouts.get(id);
      if (!row) continue;
      if (!this.#began.has(id)) this.#began.set(id, this.#look.sight.kernel.agenda.nowMs);
      this.#judgeFailures(seen, row, moment);
      this.#judgeVerdict(seen, row, moment);
    }
    const resumed = resumedIn(moment);
    for (const id of effects.tasks) {
      const row = seen.tables.tasks.get(id)?.row;
      const app = row && seen.tables.apps.get(row.name);
      if (!app || resumed.has(row.name)) continue;
      const before = this.#look.facts.stored.tasks.get(id);
      if (!before && !row.end) this.#judgeLaunch(app, row);
      if (row.kill && !before?.kill && !row.end) this.#judgeKill(app, row);
      if (row.end && !before?.end && row.end.state === 'lost')
        this.#look.tense('a lost task doesn’t count');
    }
  }

  /** Each failure more than was stored is a launch of that instance that failed in this batch. */
  #judgeFailures(seen: Seen, row: RolloutRow, { effects }: Of<'batch'>): void {
    const before = this.#look.facts.stored.rollouts.get(row.id)?.failures ?? {};
    for (const [instance, count] of Object.entries(row.failures)) {
      const more = count - (before[instance] ?? 0);
      if (more <= 0) continue;
      let found = 0;
      let denied = '';
      for (const id of [...effects.tasks, ...this.#trials.keys()]) {
        const task = seen.tables.tasks.get(id as TaskRow['id'])?.row;
        if (!task || task.name !== row.name || String(task.instance) !== instance) continue;
        if (this.#hasFailed(task)) found += 1;
        else denied = `${task.id} ${task.end?.state ?? 'has not ended'} ${task.end?.reason ?? ''}`;
      }
      this.#look.tense('a failure counts');
      if (found < more)
        this.#look.violate(
          `${row.id} counts ${more} failures of ${instance}, ${found} are its own; ${denied}`,
        );
    }
  }

  /**
   * It is held or given up for failures beyond its budgets, for want of progress, or by request.
   */
  #judgeVerdict(seen: Seen, row: RolloutRow, { events }: Of<'batch'>): void {
    const before = this.#look.facts.stored.rollouts.get(row.id)?.state;
    if (before === row.state || !hasFallen.has(row.state)) return;
    const app = seen.tables.apps.get(row.name);
    const update = app && specOf(app, row.to)?.update;
    if (!update) return;
    const most = Object.values(row.failures).filter((one) => one > update.maxFailuresPerInstance);
    const isByFailures = most.length > update.maxFailedInstances;
    const isByTime =
      row.reason?.includes('update.deadline') === true &&
      this.#trueAgeMs(row.id) >= clockPart * update.deadlineMs;
    const isAsked = events.some(
      (event) => event.kind === 'operation' && event.operation.kind === 'abort',
    );
    if (isByFailures) this.#look.tense('too many failures');
    else if (isByTime) this.#look.tense('no progress for too long');
    else if (row.state !== 'aborted' || !isAsked)
      this.#look.violate(`${row.id} is ${row.state} (${row.reason}), and had no reason to be`);
  }

  /** Of a rollout, in virtual ms. */
  #trueAgeMs(id: string): number {
    const { nowMs } = this.#look.sight.kernel.agenda;
    return nowMs - (this.#began.get(id) ?? nowMs);
  }

  /** In truth, and by itself. */
  #hasFailed(task: TaskRow): boolean {
    if (this.#trials.has(task.id)) return true;
    if (!task.end || this.#look.facts.stored.tasks.get(task.id)?.end || task.kill) return false;
    const { truth } = this.#look.facts;
    const over = truth.over.get(task.id);
    if (over?.by === 'itself') return true;
    // A shell that never became its command ends so, too, or fails its checks.
    return over?.by !== 'machine' && isOwnEnd.has(task.end.reason ?? '');
  }

  #judgeLaunch(app: AppEntry, row: TaskRow): void {
    const { violate, tense: near, facts } = this.#look;
    const launched = specOf(app, row.specDigest)?.versionDigest;
    const healthy = specOf(app, app.row.lastHealthy)?.versionDigest;
    const current = specOf(app, app.row.current)?.versionDigest;
    if (launched === undefined) {
      violate(`${row.id} is launched from a version not kept`);
      return;
    }
    const stored = facts.stored.apps.get(row.name);
    const wasFailed = stored?.quarantine[launched] !== undefined;
    if (wasFailed && app.row.quarantine[launched] && launched !== healthy)
      violate(`${row.id} is launched of a version that has failed and isn’t released`);
    if (launched === healthy && Object.keys(app.row.quarantine).length > 0)
      near('the last healthy version runs instead of one that failed');
    if (!stored?.paused || !app.row.paused) return;
    if (launched === (healthy ?? current)) near('an instance is made up while its app is paused');
    else violate(`${row.id} of a new version is launched while ${row.name} is paused`);
  }

  #judgeKill(app: AppEntry, row: TaskRow): void {
    const wasPaused = this.#look.facts.stored.apps.get(row.name)?.paused;
    if (wasPaused && app.row.paused && row.kill?.reason === 'replaced')
      this.#look.violate(`${row.id} is to be replaced while ${row.name} is paused`);
  }
}

/**
 * The engine's time may run a tenth faster while it catches up with a clock that was put
 * forward.
 */
const clockPart = 0.9;

const hasFallen: ReadonlySet<string> = new Set(['failed', 'paused', 'aborted']);

/**
 * Ends by a signal that are the task's own: it failed its checks, or somebody outside killed it.
 */
const isOwnEnd: ReadonlySet<string> = new Set(['unhealthy', 'command-exit', 'command-signal']);

function trialsOf({ events }: Of<'batch'>): Map<string, string> {
  const failed = new Map<string, string>();
  for (const event of events) {
    if (event.kind !== 'reported' && event.kind !== 'registered') continue;
    const reports = event.kind === 'reported' ? [event.message.task] : event.message.tasks;
    for (const { taskId, status } of reports)
      if (status.trial?.failed) failed.set(taskId, status.trial.message ?? '');
  }
  return failed;
}

function resumedIn({ events }: Of<'batch'>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const event of events)
    if (event.kind === 'operation' && event.operation.kind === 'resume')
      names.add(event.operation.name);
  return names;
}
