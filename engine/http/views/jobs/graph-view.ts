// Which jobs run after which. An edge says how its parent stands in the newest lineage that has
// come to it; a lineage from which nothing follows any more is forgotten, and the last run says.
import type { GraphEdgeView, GraphNodeView, GraphView } from '../../../../schemas/generated/api.ts';
import type { LineageOutcome, LineageRow } from '../../../model/jobs.ts';
import { jobState } from '../../../step/jobs/job-state.ts';
import { isDone, notOver } from '../../../step/jobs/run-ends.ts';
import { type JobEntry, type Tables, wantedJob } from '../../../step/tables.ts';
import { isThere } from '../../subject.ts';
import { jobSpecOf } from '../list-query.ts';
import { byText } from '../page.ts';
import { triggerKind } from './trigger-view.ts';

export function graphView(tables: Tables): GraphView {
  const jobs = [...tables.jobs.values()]
    .filter(isThere)
    .sort((a, b) => byText(a.row.name, b.row.name));
  const newest = newestEntries(tables);
  const edges = jobs.flatMap((job) =>
    parentsOf(job).flatMap((name) => {
      const parent = tables.jobs.get(name);
      return parent ? [edgeView(parent, job, newest.get(name))] : [];
    }),
  );
  return {
    formatVersion: 1,
    nodes: jobs.map(nodeView),
    edges: edges.sort((a, b) => byText(a.parent, b.parent) || byText(a.child, b.child)),
  };
}

function nodeView(job: JobEntry): GraphNodeView {
  const { name, last } = job.row;
  const trigger = triggerKind(jobSpecOf(job)?.trigger ?? { kind: 'manual' });
  return { job: name, state: jobState(job), ...(last ? { last: last.state } : {}), trigger };
}

function parentsOf(job: JobEntry) {
  const trigger = wantedJob(job)?.spec.trigger;
  return trigger?.kind === 'after' ? trigger.parents : [];
}

interface NewestEntry {
  readonly entry: LineageRow['runs'][string];
  readonly startedMs: number;
}

/** Of each job, what the newest lineage that has come to it says. */
function newestEntries(tables: Tables): ReadonlyMap<string, NewestEntry> {
  const newest = new Map<string, NewestEntry>();
  for (const { startedMs, runs } of tables.lineages.values())
    for (const [name, entry] of Object.entries(runs)) {
      const known = newest.get(name);
      if (!known || known.startedMs <= startedMs) newest.set(name, { entry, startedMs });
    }
  return newest;
}

type EdgeState = GraphEdgeView['state'];

const stateOf: Readonly<Record<LineageOutcome, EdgeState>> = {
  open: 'waiting',
  done: 'satisfied',
  failed: 'failed',
  ended: 'failed',
};

function edgeView(
  parent: JobEntry,
  child: JobEntry,
  newest: NewestEntry | undefined,
): GraphEdgeView {
  const names = { parent: parent.row.name, child: child.row.name };
  const { last } = parent.row;
  const active = notOver(parent).at(-1);
  if (active) return { ...names, state: 'waiting', run: active.id };
  const entry = newest?.entry;
  const isNewest = !last || last.run === entry?.run || (newest?.startedMs ?? 0) >= last.atMs;
  if (entry && isNewest) return { ...names, state: stateOf[entry.outcome], run: entry.run };
  if (!last) return { ...names, state: 'waiting' };
  return { ...names, state: isDone(parent.row) ? 'satisfied' : 'failed', run: last.run };
}
