// Meets the runs that wait for a place out of offers: the framework's answer to OFFERS.
import type { Launch, OfferBook } from '../../model/framework.ts';
import { attemptId, type ObjectName } from '../../model/ids.ts';
import type { RunRow } from '../../model/jobs.ts';
import type { AgentView } from '../../place/agent-view.ts';
import { requestOf, scalarsOf } from '../../place/app-request.ts';
import { AgentChoice, choosePorts } from '../../place/choose.ts';
import { InstanceCounts } from '../../place/instance-counts.ts';
import { OfferTable } from '../offers/offer-table.ts';
import type { JobEntry, Tables } from '../tables.ts';
import type { Turn } from '../turn.ts';
import { putRun } from './run-ends.ts';

/** Meets what the turn is about; jobs looked at. */
export function placeRuns(turn: Turn, book: OfferBook): readonly ObjectName[] {
  const table = new OfferTable(turn, book);
  const seen: ObjectName[] = [];
  for (const { name } of book.demands()) {
    if (book.isOver()) break;
    const job = turn.tables.jobs.get(name);
    if (job?.unmet === undefined) continue;
    seen.push(name);
    placeJob(turn, job, table);
  }
  table.answer();
  return seen;
}

/** Where a job's attempts are, and over what they could spread. */
export function attemptCounts(tables: Tables, job: JobEntry): InstanceCounts {
  const counts = new InstanceCounts(() =>
    [...tables.agents.values()]
      .filter((agent) => agent.presence.kind === 'registered')
      .map((agent) => agent.row.facts),
  );
  for (const task of job.tasks.values()) {
    const agent = tables.agents.get(task.row.agentId);
    if (!task.row.end && agent) counts.add(agent.row.id, agent.row.facts);
  }
  return counts;
}

function placeJob(turn: Turn, job: JobEntry, table: OfferTable): void {
  const unmet = job.unmet;
  if (!unmet) return;
  const { spec } = unmet.version;
  const request = { ...requestOf(spec), packing: spec.packing };
  const counts = attemptCounts(turn.tables, job);
  const choice = new AgentChoice(request, counts);
  let passed = 0;
  for (const id of unmet.runs) {
    const run = job.runs.get(id);
    // It has ended since its job was looked at, in this batch: another has replaced it, maybe.
    if (run?.state !== 'waiting') {
      passed += 1;
      continue;
    }
    if (table.book.isOver() || !table.book.mayTake(request.scalars)) break;
    const chosen = table.choose(choice, request.scalars);
    const launch = chosen && launchOn(turn, job, { chosen, run, book: table.book });
    if (!launch) {
      table.book.pass(job.row.name);
      break;
    }
    passed += 1;
    counts.add(chosen.agentId, chosen);
    table.launch(chosen.agentId, launch);
  }
  if (passed === 0) return;
  const runs = unmet.runs.slice(passed);
  job.unmet = runs.length === 0 ? undefined : { ...unmet, runs };
}

interface Place {
  readonly chosen: AgentView;
  readonly run: RunRow;
  readonly book: OfferBook;
}

function launchOn(turn: Turn, job: JobEntry, { chosen, run, book }: Place): Launch | undefined {
  const version = job.unmet?.version;
  if (!version) return undefined;
  const { spec } = version;
  const launch = Math.max(run.launches, turn.tables.launchBase) + 1;
  const id = attemptId(run.id, launch);
  const ports = choosePorts(spec.task.ports, chosen.free, id);
  if (!ports) return undefined;
  const attempt = {
    launch,
    taskId: id,
    agentId: chosen.agentId,
    launchedMs: turn.nowMs,
    revision: version.revision,
  };
  // Its job may keep an older version for its sake alone.
  if (run.specDigest !== spec.digest) turn.tables.dirtyJobs.add(job.row.name);
  putRun(turn, job, {
    ...run,
    state: 'running',
    specDigest: spec.digest,
    launches: launch,
    attempts: [...run.attempts, attempt],
  });
  return {
    taskId: id,
    name: run.name,
    instance: 0,
    launch,
    run: run.id,
    taskDigest: spec.taskDigest,
    specDigest: spec.digest,
    taken: book.take(chosen.agentId, { scalars: scalarsOf(spec), ports }),
    ports,
  };
}
