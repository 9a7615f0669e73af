// Of jobs: timetables, attempts, chains, and what the history gets.
import type { PlantedBug } from '../planted-bug.ts';

const attempts = 'engine/step/jobs/attempts.ts';
const evaluate = 'engine/step/jobs/evaluate-job.ts';
const lineages = 'engine/step/jobs/lineage/lineages.ts';
const operate = 'engine/step/jobs/operate-job.ts';

export const jobBugs: readonly PlantedBug[] = [
  {
    name: 'clock-put-back-forgets-what-is-decided',
    breaks: 'after the clock was put back what was due before is due again',
    file: 'engine/step/jobs/take-due.ts',
    from: '    throughMs,\n    nowMs,',
    to: '    throughMs: Math.min(throughMs, nowMs),\n    nowMs,',
    by: ['occurrences', 'once', 'records', 'jobs-settled'],
  },
  {
    name: 'one-missed-occurrence-not-recorded',
    breaks: 'an occurrence that was missed alone has no record',
    file: 'engine/step/jobs/take-due.ts',
    from: 'if (due.missed) recordMissed(',
    to: 'if (due.missed && due.missed.count > 1) recordMissed(',
    by: ['occurrences'],
  },
  {
    name: 'due-timer-not-wound',
    breaks: 'due times are looked at when something else happens to the job',
    file: 'engine/step/jobs/due-times.ts',
    from: 'const delayMs = Math.min(lookEveryMs,',
    to: 'const delayMs = Math.max(30 * lookEveryMs,',
    by: ['occurrences', 'jobs-settled'],
  },
  {
    name: 'old-records-delivered-last',
    breaks: 'the record of an engine that crashed takes the place of a newer one',
    file: 'engine/loop/engine-loops.ts',
    from: `    for (const row of this.#parts.outbox) this.#outbox.add(row);
    await this.loop.start();`,
    to: `    await this.loop.start();
    for (const row of this.#parts.outbox) this.#outbox.add(row);`,
    by: ['records'],
  },
  {
    name: 'retry-counts-launches-anew',
    breaks: 'a run that is tried again launches its first attempt once more',
    file: operate,
    from: "{ ...rest, state: 'waiting', failures: 0 }",
    to: "{ ...rest, state: 'waiting', failures: 0, launches: 0 }",
    by: ['once'],
  },
  {
    name: 'one-retry-too-many',
    breaks: 'a run is tried once more than its retries allow',
    file: attempts,
    from: 'run.failures > count)',
    to: 'run.failures > count + 1)',
    by: ['attempts'],
  },
  {
    name: 'blocked-run-given-up',
    breaks: 'a run without a timeout is given up as soon as its agent is unreachable',
    file: attempts,
    from: '  if (timeoutMs === null) return undefined;',
    to: '  if (timeoutMs === null) return turn.nowMs;',
    by: ['attempts'],
  },
  {
    name: 'timeout-of-a-blocked-run-not-waited-for',
    breaks: 'a run is given up as soon as its agent is unreachable, however long it may run',
    file: attempts,
    from: 'return orderedMs + timeoutMs + graceMs + settings.agentTimeoutMs;',
    to: 'return orderedMs + graceMs;',
    by: ['attempts'],
  },
  {
    name: 'forbid-lets-the-next-one-start',
    breaks: 'a run that waits for its turn is launched beside the one before it',
    file: evaluate,
    from: 'inTurn(job).slice(0, 1);',
    to: 'inTurn(job).slice(0, 2);',
    by: ['attempts'],
  },
  {
    name: 'timeout-not-in-the-order',
    breaks: 'an attempt runs for as long as it likes',
    file: 'engine/step/master/launch/order.ts',
    from: '...(timeoutMs === undefined ? {} : { timeoutMs }),',
    to: '...(timeoutMs === undefined ? {} : { timeoutMs: 10 * timeoutMs }),',
    by: ['timeouts'],
  },
  {
    name: 'child-follows-a-failed-parent',
    breaks: 'what has failed for good counts as done for those that follow',
    file: lineages,
    from: "if (run.state === 'succeeded' || run.isSoft) return 'done';",
    to: "if (run.state === 'succeeded' || run.state === 'failed') return 'done';",
    by: ['lineages'],
  },
  {
    name: 'skip-told-to-children-alone',
    breaks: 'of a run that was skipped only the next jobs have a record',
    file: lineages,
    from: 'if (!below.has(name) || runs[name]) continue;',
    to: 'if (!graph.children(run.name).includes(name) || runs[name]) continue;',
    by: ['lineages'],
  },
  {
    name: 'no-timer-for-a-retry',
    breaks: 'a run that is to be tried again is, when something else happens to its job',
    file: evaluate,
    from: 'if (retryAtMs > turn.nowMs) turn.effects.wake(jobTimer(job.row.name), retryAtMs);',
    to: 'if (retryAtMs > turn.nowMs) return;',
    by: ['jobs-settled', 'full-round'],
  },
  {
    name: 'older-version-kept-for-nobody',
    breaks: 'a version that nothing refers to any more is forgotten by chance',
    file: 'engine/step/jobs/place-runs.ts',
    from: '  if (run.specDigest !== spec.digest) turn.tables.dirtyJobs.add(job.row.name);\n',
    to: '',
    by: ['full-round'],
  },
  {
    name: 'job-row-not-written',
    breaks: 'what a job has done last is known until the engine is started again',
    file: 'engine/step/jobs/run-ends.ts',
    from: '  turn.effects.jobs.add(job.row.name);\n  if (isDone',
    to: '  if (isDone',
    by: ['reload'],
  },
];
