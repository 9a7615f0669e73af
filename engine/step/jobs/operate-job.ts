// Operations on jobs: run one now, cancel a run, give a failed one another try. Each is answered in
// words that say what follows.
import { suggest } from '../../lib/text/suggest.ts';
import { type ObjectName, parseRunId, type RunId, runId } from '../../model/ids.ts';
import { isRunOver, type RunRow } from '../../model/jobs.ts';
import { manualKey } from '../../schedule/run-ids.ts';
import type { OperationAnswer } from '../events.ts';
import { type JobEntry, wantedJob } from '../tables.ts';
import type { Turn } from '../turn.ts';
import { createRun } from './create-run.ts';
import { newLineage, putOutcome } from './lineage/lineage-rows.ts';
import { outcomeOf } from './lineage/lineages.ts';
import { cancelRun, notOver, putRun, say } from './run-ends.ts';

export interface RunRequest {
  readonly name: ObjectName;
  readonly env: Readonly<Record<string, string>>;
  readonly who: string;
}

export function runNow(turn: Turn, { name, env, who }: RunRequest): OperationAnswer {
  const job = turn.tables.jobs.get(name);
  const version = job && wantedJob(job);
  if (!job || !version) return noJob(turn, name);
  const [running] = notOver(job);
  if (version.spec.concurrency === 'forbid' && running) {
    const what = `${running.id} isn't over, and ${name} forbids two at once`;
    const hint = `wait for it, or \`meridian cancel ${running.id}\` first`;
    return { ok: false, code: 'conflict', what, hint };
  }
  // The operation's number: its audit row is written right after.
  const key = manualKey(turn.tables.lastAudit + 1);
  createRun(turn, job, { key, origin: { kind: 'manual', who, env } });
  const run = runId(name, key);
  return { ok: true, message: `${run} is due now: \`meridian runs ${name}\` shows it`, run };
}

export function cancel(turn: Turn, id: RunId, who: string): OperationAnswer {
  return withRun(turn, id, (job, run) => {
    if (isRunOver(run.state)) return { ok: true, message: `${id} is over already: ${run.state}` };
    if (run.cancel) return { ok: true, message: `${id} is being cancelled already` };
    cancelRun(turn, job, run, `by ${who}`);
    const then = run.state === 'running' ? 'its attempt is being stopped' : 'it never starts';
    return { ok: true, message: `${id} is cancelled: ${then}`, run: id };
  });
}

export function retry(turn: Turn, id: RunId, who: string): OperationAnswer {
  return withRun(turn, id, (job, run) => {
    if (!wantedJob(job)) return noJob(turn, job.row.name);
    if (!isRunOver(run.state))
      return refused(`${id} isn't over: ${run.state}`, 'wait for it, or cancel it first');
    if (run.state !== 'failed' && run.state !== 'cancelled') {
      const hint = `\`meridian run ${run.name}\` starts a new run`;
      return refused(`${id} ${run.state}: only what failed or was cancelled is retried`, hint);
    }
    if (isFollowed(turn, run)) {
      const hint = `\`meridian run ${run.name}\` starts a new run`;
      const how = run.isSoft ? 'failed softly' : 'was replaced';
      return refused(`${id} ${how}, and what follows it has had its turn`, hint);
    }
    const [other] = notOver(job);
    if (other && wantedJob(job)?.spec.concurrency !== 'allow')
      return refused(`${other.id} isn't over`, 'wait for it, or cancel it first');
    startAgain(turn, job, run, who);
    return { ok: true, message: `${id} is tried again`, run: id };
  });
}

/**
 * Its lineage has gone on below it and is closed: done once more, it would start the same runs
 * again, with the same ids; under this graph, or under the next.
 */
function isFollowed({ tables: { lineages } }: Turn, run: RunRow): boolean {
  return outcomeOf(run) !== 'failed' && !lineages.has(run.lineage);
}

function startAgain(turn: Turn, job: JobEntry, run: RunRow, who: string): void {
  const { endedMs: _, ending: __, reason: ___, isSoft: ____, deadlineMs: _____, ...rest } = run;
  const waiting: RunRow = { ...rest, state: 'waiting', failures: 0 };
  job.runs.delete(run.id);
  putRun(turn, job, waiting);
  const lineage = turn.tables.lineages.get(run.lineage);
  const mayFollow = turn.tables.graph.children(run.name).length > 0;
  if (lineage) putOutcome(turn, lineage, waiting, 'open');
  else if (mayFollow && run.lineage === run.id)
    putOutcome(turn, newLineage(waiting), waiting, 'open');
  turn.tables.dirtyJobs.add(job.row.name);
  say(turn, waiting, 'run-retried', `${run.id} is tried again on the word of ${who}`);
}

function withRun(
  turn: Turn,
  id: RunId,
  act: (job: JobEntry, run: RunRow) => OperationAnswer,
): OperationAnswer {
  const parts = parseRunId(id);
  const hint = 'a run is named like /etl/load@t20260101T020000Z: see `meridian runs JOB`';
  if (!parts) return { ok: false, code: 'bad-request', what: `${id} is no run`, hint };
  const job = turn.tables.jobs.get(parts.name);
  if (!job) return noJob(turn, parts.name);
  const run = job.runs.get(id);
  if (run) return act(job, run);
  const what = 'is over for too long to be cancelled or retried, or never was';
  return { ok: false, code: 'not-found', what, hint: `see \`meridian runs ${parts.name}\`` };
}

const refused = (what: string, hint: string): OperationAnswer => ({
  ok: false,
  code: 'conflict',
  what,
  hint,
});

function noJob(turn: Turn, name: ObjectName): OperationAnswer {
  if (turn.tables.jobs.has(name)) {
    const hint = `commit its file again; its runs are still told of: \`meridian runs ${name}\``;
    return { ok: false, code: 'not-found', what: 'its file is deleted', hint };
  }
  if (turn.tables.apps.has(name)) {
    const hint = 'an app runs by itself: see `meridian jobs` for what can be run';
    return { ok: false, code: 'not-found', what: 'is an app', hint };
  }
  const wanted = [...turn.tables.appliedJobs.keys()];
  const meant = suggest(name, wanted);
  const hint = meant === undefined ? 'see `meridian jobs`' : `did you mean ${meant}?`;
  return { ok: false, code: 'not-found', what: 'there is no such job', hint };
}
