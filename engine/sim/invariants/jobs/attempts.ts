// Attempts of a run come strictly one after the other, and no more of them count than its retries
// allow: all that ran or were lost, save those that were stopped because they had to go. Of a job
// that forbids it, or replaces, no two run at once anywhere, save one that was given up with its
// agent: at once where its policy replaces it, otherwise no earlier than its timeout, kill grace
// and the agent timeout after it was last ordered; without a timeout never (targets.md).
import type { TaskRow } from '../../../model/actual.ts';
import type { RunRow } from '../../../model/jobs.ts';
import type { JobSpec } from '../../../model/wanted.ts';
import { type Changed, keep, nameOf } from '../facts/stored-facts.ts';
import { type Look, type Of, rule } from '../rule.ts';

const tense = [
  'another attempt',
  'the last attempt that is left',
  'placed again, and nothing counted',
  'given up when its time was over',
  'given up because another may run',
  'side by side',
] as const;

export const attempts = rule({ name: 'attempts', tense }, (look) => {
  const watch = new Watch(look);
  return {
    batch: (moment) => watch.onBatch(moment),
    stored: () => watch.onStored(),
    spoken: (moment) => watch.onSpoken(moment),
    'command-began': ({ taskId }) => watch.onBegan(taskId),
  };
});

/** Ends of attempts that never ran, by no fault of their own. */
const neverRan = new Set(['port-busy', 'sandbox-failed', 'refused']);
/** The engine's time may run a tenth faster while it catches up with its machine's clock. */
const clockPart = 0.9;
const slackMs = 1_000;

class Watch {
  readonly #look: Look;
  /** Job to its attempts without an end. */
  readonly #live = new Map<string, Set<string>>();
  /** Run to the attempts that used up a retry, since it was last retried. */
  readonly #counted = new Map<string, number>();
  /** Runs whose last attempt left another, as their job was when it ended. */
  readonly #goesOn = new Set<string>();
  readonly #givenUp = new Set<string>();
  /** Attempts that were stopped because their run was cancelled, or their agent drained. */
  readonly #spared = new Set<string>();
  /** Attempt to when it was last ordered, in virtual ms. */
  readonly #orderedMs = new Map<string, number>();
  /** Attempt to its place among all launches, and whether others may run beside it. */
  readonly #launched = new Map<string, { readonly order: number; readonly isAlone: boolean }>();

  constructor(look: Look) {
    this.#look = look;
  }

  onBatch({ events }: Of<'batch'>): void {
    for (const event of events)
      if (event.kind === 'operation' && event.operation.kind === 'retry')
        this.#counted.delete(event.operation.run);
  }

  onSpoken({ message }: Of<'spoken'>): void {
    if (message.kind === 'launch')
      this.#orderedMs.set(message.order.taskId, this.#look.sight.kernel.agenda.nowMs);
  }

  onStored(): void {
    const { changes } = this.#look.facts.stored;
    if (!changes) return;
    const ofJobs = changes.tasks.filter(
      ({ before, after }) => (after ?? before)?.run !== undefined,
    );
    for (const change of ofJobs) if (change.after?.end || !change.after) this.#onEnd(change);
    for (const { before, after } of ofJobs)
      if (!before && after && !after.end) this.#onLaunch(after);
    for (const { after } of changes.runs) if (after) this.#judgeCounts(after);
  }

  #judgeCounts({ attempts }: RunRow): void {
    for (const { taskId, end } of attempts)
      if (end?.isCounted && this.#spared.has(taskId))
        this.#look.violate(`${taskId} was ${end.state} by our order, and has used up a retry`);
  }

  #specOf({ name, specDigest }: TaskRow): JobSpec | undefined {
    return this.#look.facts.stored.jobVersion(name, specDigest)?.spec;
  }

  #onLaunch(row: TaskRow): void {
    const spec = this.#specOf(row);
    const run = row.run ?? '';
    const live = keep(this.#live, row.name);
    if (!spec) {
      this.#look.violate(`${row.id} is launched, and its version isn’t stored`);
      return;
    }
    for (const id of live) {
      if (id.startsWith(`${run}.`)) this.#look.violate(`${row.id} is launched beside ${id}`);
      else if (spec.concurrency !== 'allow')
        this.#look.violate(`${row.id} is launched beside ${id}: ${spec.concurrency}`);
      else this.#look.tense('side by side');
    }
    live.add(row.id);
    const isAlone = spec.concurrency !== 'allow';
    this.#launched.set(row.id, { order: this.#launched.size, isAlone });
    const counted = this.#counted.get(run) ?? 0;
    if (counted > spec.retries.count && !this.#goesOn.has(run))
      this.#look.violate(`${row.id} is launched after ${counted} of ${spec.retries.count} retries`);
    if (counted > 0 && counted === spec.retries.count)
      this.#look.tense('the last attempt that is left');
    if (row.launch > 1)
      this.#look.tense(counted > 0 ? 'another attempt' : 'placed again, and nothing counted');
  }

  #onEnd({ id, before, after }: Changed<TaskRow>): void {
    const row = after ?? before;
    const live = keep(this.#live, nameOf(id));
    if (!row || !live.delete(id)) return;
    const end = after?.end;
    const run = row.run ?? '';
    const { stored } = this.#look.facts;
    const isCancelled = stored.runs.get(run)?.state === 'cancelled';
    const isOurs = isCancelled || row.kill?.reason === 'drained';
    // One that had ended by itself is no less a failure because its run is cancelled at once.
    if (isOurs && row.kill !== undefined) this.#spared.add(id);
    if (end && end.state !== 'finished' && !neverRan.has(end.reason ?? '') && !isOurs)
      this.#count(run, row);
    const verdict = stored.agents.get(row.agentId)?.verdict?.kind;
    if (end?.reason === 'agent-unreachable' || (!end && verdict === 'unreachable'))
      this.#onGivenUp(row);
    if (end?.reason === 'agent-gone' || (!end && verdict === 'gone')) this.#givenUp.add(id);
  }

  #count(run: string, { name }: TaskRow): void {
    const { stored } = this.#look.facts;
    const counted = (this.#counted.get(run) ?? 0) + 1;
    this.#counted.set(run, counted);
    const wanted = stored.jobVersion(name, stored.jobs.get(name)?.wanted)?.spec;
    if (wanted && counted <= wanted.retries.count) this.#goesOn.add(run);
    else this.#goesOn.delete(run);
  }

  #onGivenUp(row: TaskRow): void {
    this.#givenUp.add(row.id);
    const { stored } = this.#look.facts;
    const job = stored.jobs.get(row.name);
    const wanted = stored.jobVersion(row.name, job?.wanted)?.spec;
    if (wanted?.unreachable.after === 'replace') {
      this.#look.tense('given up because another may run');
      return;
    }
    const spec = this.#specOf(row);
    if (!spec) return;
    const { timeoutMs, task } = spec;
    if (timeoutMs === null) {
      this.#look.violate(`${row.id} is given up: it blocks, and has no timeout`);
      return;
    }
    const { agentTimeoutMs } = this.#look.sight.script.settings;
    const mostMs = timeoutMs + task.kill.graceMs + agentTimeoutMs;
    const sinceMs = this.#look.sight.kernel.agenda.nowMs - (this.#orderedMs.get(row.id) ?? 0);
    if (sinceMs < mostMs * clockPart - slackMs)
      this.#look.violate(`${row.id} is given up after ${sinceMs} ms: it may run ${mostMs}`);
    else this.#look.tense('given up when its time was over');
  }

  /** In truth. */
  onBegan(taskId: string): void {
    const mine = this.#launched.get(taskId);
    if (!mine) return;
    const job = nameOf(taskId);
    for (const other of this.#look.facts.truth.living.keys()) {
      const its = other === taskId || nameOf(other) !== job ? undefined : this.#launched.get(other);
      if (!its) continue;
      const later = its.order > mine.order ? its : mine;
      // One that was given up may run on where nobody hears of it.
      if (!later.isAlone || this.#givenUp.has(other) || this.#givenUp.has(taskId)) continue;
      this.#look.violate(`${taskId} begins while ${other} runs`);
    }
  }
}
