// Meets the runs that wait for a place out of offers: the framework's answer to OFFERS.
import type { Launch, OfferBook } from '../../model/framework.ts';
import { attemptId, type ObjectName } from '../../model/ids.ts';
import type { JobVersion, RunRow } from '../../model/jobs.ts';
import type { AgentView } from '../../place/agent-view.ts';
import { requestOf } from '../../place/app-request.ts';
import { AgentChoice } from '../../place/choose.ts';
import { countsOf } from '../offers/agent-counts.ts';
import { OfferTable } from '../offers/offer-table.ts';
import type { JobEntry } from '../tables.ts';
import type { Turn } from '../turn.ts';
import { keptWish } from '../volumes/kept-wish.ts';
import { placeKept } from '../volumes/place-kept.ts';
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

function placeJob(turn: Turn, job: JobEntry, table: OfferTable): void {
  const unmet = job.unmet;
  if (!unmet) return;
  const { spec } = unmet.version;
  const request = { ...requestOf(spec), packing: spec.packing };
  const counts = countsOf(turn.tables, job);
  const choice = new AgentChoice(request, counts);
  let passed = 0;
  for (const id of unmet.runs) {
    const run = job.runs.get(id);
    // It has ended since its job was looked at, in this batch: another has replaced it, maybe.
    if (run?.state !== 'waiting') {
      passed += 1;
      continue;
    }
    if (table.book.isOver() || !table.mayTake(spec)) break;
    const placed = placeRun(turn, { job, version: unmet.version, run, table, choice });
    if (!placed) {
      table.book.pass(job.row.name);
      break;
    }
    passed += 1;
    counts.add(placed.chosen.agentId, placed.chosen);
    table.launch(placed.chosen.agentId, placed.launch);
  }
  if (passed === 0) return;
  const runs = unmet.runs.slice(passed);
  job.unmet = runs.length === 0 ? undefined : { ...unmet, runs };
}

interface Place {
  readonly job: JobEntry;
  readonly version: JobVersion;
  readonly run: RunRow;
  readonly table: OfferTable;
  readonly choice: AgentChoice;
}

interface Placed {
  readonly chosen: AgentView;
  readonly launch: Launch;
}

function placeRun(turn: Turn, place: Place): Placed | undefined {
  const { version, run, table, choice } = place;
  const { spec } = version;
  const launch = Math.max(run.launches, turn.tables.launchBase) + 1;
  const taskId = attemptId(run.id, launch);
  const found = spec.task.volumes
    ? placeKept(turn.tables, table, { wish: keptWish(turn.tables, { ...spec, taskId }), choice })
    : table.place(choice, spec, taskId);
  return (
    found && { chosen: found.chosen, launch: launchOf(turn, place, { ...found, taskId, launch }) }
  );
}

function launchOf(
  turn: Turn,
  { job, version, run }: Place,
  placed: Pick<Launch, 'taskId' | 'launch' | 'taken' | 'ports'> & Pick<Placed, 'chosen'>,
): Launch {
  const { spec, revision } = version;
  const { taskId, launch, taken, ports } = placed;
  const { agentId } = placed.chosen;
  const attempt = { launch, taskId, agentId, launchedMs: turn.nowMs, revision };
  // Its job may keep an older version for its sake alone.
  if (run.specDigest !== spec.digest) turn.tables.dirtyJobs.add(job.row.name);
  putRun(turn, job, {
    ...run,
    state: 'running',
    specDigest: spec.digest,
    launches: launch,
    attempts: [...run.attempts, attempt],
  });
  const { taskDigest, digest: specDigest } = spec;
  const { name, id: runId } = run;
  return { taskId, name, instance: 0, launch, run: runId, taskDigest, specDigest, taken, ports };
}
