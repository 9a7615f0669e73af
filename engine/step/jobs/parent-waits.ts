// What a job that runs after others waits for: a parent that failed for good, or that isn't over.
import type { ObjectName } from '../../model/ids.ts';
import type { LineageRow } from '../../model/jobs.ts';
import { endLine } from '../end-text.ts';
import { type JobEntry, type Tables, wantedJob } from '../tables.ts';
import { sinceOf, type Wait } from '../wait.ts';
import { byEngine, type Now } from './now.ts';
import { notOver } from './run-ends.ts';

/** Lineages told of, of one job. */
const toldLineages = 3;

interface At {
  readonly tables: Tables;
  readonly now: Now;
}

/** Lineages that have come to its parents and not to it: which parent, and why. */
export function parentWaits(tables: Tables, job: JobEntry, now: Now): readonly Wait[] {
  const { name } = job.row;
  const trigger = wantedJob(job)?.spec.trigger;
  if (trigger?.kind !== 'after') return [];
  if (!tables.graph.joinsByLineage(name))
    return sinceStartWaits({ tables, now }, job, trigger.parents);
  const waits = lineagesAround(tables, name)
    .filter((lineage) => !lineage.runs[name])
    .sort((a, b) => b.startedMs - a.startedMs)
    .slice(0, toldLineages)
    .flatMap((lineage) => lineageWait({ tables, now }, lineage, trigger.parents));
  return waits.length > 0 ? waits : firstWaits({ tables, now }, trigger.parents);
}

/** A parent that a lineage begins with, and that isn't over: nothing is remembered of it yet. */
function firstWaits({ tables, now }: At, parents: readonly ObjectName[]): readonly Wait[] {
  return parents
    .flatMap((name) => {
      const parent = tables.jobs.get(name);
      return parent ? notOver(parent).map((run) => ({ name, run })) : [];
    })
    .filter(({ run }) => !tables.lineages.has(run.lineage))
    .slice(0, toldLineages)
    .map(({ name, run }) =>
      runningWait(`its parent ${name}`, run.id, byEngine(run.createdMs, now)),
    );
}

function runningWait(which: string, run: string, sinceMs: number | undefined): Wait {
  const what = `waits for ${which}: ${run} isn't over`;
  const remedy = `see \`meridian why ${run}\``;
  return { kind: 'parent-running', what, remedy, ...sinceOf(sinceMs) };
}

/** Lineages that it runs in. */
const lineagesAround = (tables: Tables, name: ObjectName): LineageRow[] =>
  [...tables.graph.roots(name)]
    .flatMap((root) => [...(tables.jobs.get(root)?.lineages ?? [])])
    .flatMap((id) => tables.lineages.get(id) ?? []);

function lineageWait(
  { tables, now }: At,
  lineage: LineageRow,
  parents: readonly ObjectName[],
): readonly Wait[] {
  const blocker = findBlocker(tables, lineage, parents);
  if (!blocker) return [];
  const { name, entry } = blocker;
  const which = parents.includes(name) ? `its parent ${name}` : `${name} further up`;
  const run = tables.jobs.get(name)?.runs.get(entry.run);
  if (entry.outcome === 'failed') {
    const wait = failedWait(which, entry, run?.state === 'cancelled');
    return [{ ...wait, ...sinceOf(byEngine(run?.endedMs, now)) }];
  }
  const sinceMs = byEngine(run?.createdMs ?? lineage.startedMs, now);
  return [runningWait(which, entry.run, sinceMs)];
}

function failedWait(
  which: string,
  { run, reason }: { readonly run: string; readonly reason?: string },
  isCancelled: boolean,
): Wait {
  const how = isCancelled ? 'was cancelled' : 'failed for good';
  const why = reason === undefined ? '' : ` (${endLine(reason)})`;
  const again = `\`meridian retry ${run}\``;
  const remedy = isCancelled ? `${again} takes it up again` : `commit a fix, then ${again}`;
  return { kind: 'parent-failed', what: `${which} ${how}: ${run}${why}`, remedy };
}

/** A parent whose last run failed or was cancelled, and none of it is under way. */
function failedParentWaits({ tables, now }: At, name: ObjectName): readonly Wait[] {
  const parent = tables.jobs.get(name);
  const run = parent?.row.last && parent.runs.get(parent.row.last.run);
  if (!parent || !run || run.isSoft || notOver(parent).length > 0) return [];
  if (run.state !== 'failed' && run.state !== 'cancelled') return [];
  const { id, reason, endedMs } = run;
  const ended = { run: id, ...(reason === undefined ? {} : { reason }) };
  const wait = failedWait(`its parent ${name}`, ended, run.state === 'cancelled');
  return [{ ...wait, ...sinceOf(byEngine(endedMs, now)) }];
}

interface Blocker {
  readonly name: ObjectName;
  readonly entry: LineageRow['runs'][string];
}

/** The first job above that hasn't succeeded in the lineage; a failed one before one under way. */
function findBlocker(
  tables: Tables,
  lineage: LineageRow,
  parents: readonly ObjectName[],
): Blocker | undefined {
  const found: Blocker[] = [];
  const seen = new Set<ObjectName>();
  const queue = [...parents];
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const entry = lineage.runs[name];
    if (entry && entry.outcome !== 'done') found.push({ name, entry });
    if (entry) continue;
    const parent = tables.jobs.get(name);
    const trigger = parent && wantedJob(parent)?.spec.trigger;
    if (trigger?.kind === 'after') queue.push(...trigger.parents);
  }
  return found.find(({ entry }) => entry.outcome === 'failed') ?? found[0];
}

/** Parents without a common ancestor: which of them hasn't succeeded since it last started. */
function sinceStartWaits(
  { tables, now }: At,
  job: JobEntry,
  parents: readonly ObjectName[],
): readonly Wait[] {
  const isNew = (name: ObjectName): boolean => {
    const done = tables.jobs.get(name)?.row.done;
    return done !== undefined && job.row.joined?.[name] !== done.run;
  };
  const missing = parents.filter((name) => !isNew(name));
  const failed = missing.flatMap((name) => failedParentWaits({ tables, now }, name));
  if (failed.length > 0) return failed;
  if (missing.length === parents.length || missing.length === 0) return [];
  const what = `waits for ${missing.join(', ')} to succeed once since it last started`;
  const since = sinceOf(byEngine(firstDoneMs(tables, parents.filter(isNew)), now));
  return [{ kind: 'parent-running', what, remedy: `see \`meridian why ${missing[0]}\``, ...since }];
}

/** When the first of these succeeded: the others are waited for since then. */
function firstDoneMs(tables: Tables, names: readonly ObjectName[]): number | undefined {
  const ends = names.flatMap((name) => tables.jobs.get(name)?.row.last?.atMs ?? []);
  return ends.length === 0 ? undefined : Math.min(...ends);
}
