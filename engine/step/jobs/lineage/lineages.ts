// What follows from a run's end (spec-language.md `after`). A child that joins by lineage runs once
// in it, when every parent's run of that lineage is done. Parents without a common ancestor join
// when each has succeeded since the child last started. What was skipped or expired ends the
// lineage below it: each descendant gets a record that says so. What failed for good leaves them
// waiting.
import type { ObjectName, RunId } from '../../../model/ids.ts';
import type { LineageOutcome, LineageRow, RunRow } from '../../../model/jobs.ts';
import { afterKey, skipKey } from '../../../schedule/run-ids.ts';
import { type JobEntry, type Tables, wantedJob } from '../../tables.ts';
import type { Turn } from '../../turn.ts';
import { createRun, newRun } from '../create-run.ts';
import { recordSkipped } from '../run-ends.ts';
import {
  bareParent,
  dropLineage,
  lineageRun,
  newLineage,
  putLineage,
  putOutcome,
} from './lineage-rows.ts';

export function followLineage(turn: Turn, run: RunRow): void {
  const { graph, lineages } = turn.tables;
  const children = graph.children(run.name);
  const known = lineages.get(run.lineage);
  if (children.length === 0 && !known) return;
  const outcome = outcomeOf(run);
  if (outcome === 'ended') {
    skipBelow(turn, known ?? newLineage(run), run);
  } else {
    const lineage = putOutcome(turn, known ?? newLineage(run), run, outcome);
    if (outcome === 'done') for (const child of children) join(turn, child, lineage.id);
  }
  closeLineage(turn, run.lineage);
  boundLineages(turn, run);
}

export function outcomeOf(run: RunRow): Exclude<LineageOutcome, 'open'> {
  if (run.state === 'succeeded' || run.isSoft) return 'done';
  if (run.state === 'skipped' || run.state === 'expired' || run.reason === 'replaced')
    return 'ended';
  return 'failed';
}

function join(turn: Turn, name: ObjectName, id: RunId): void {
  const { graph, jobs, lineages } = turn.tables;
  const child = jobs.get(name);
  const lineage = lineages.get(id);
  const trigger = child && wantedJob(child)?.spec.trigger;
  if (!child || !lineage || trigger?.kind !== 'after') return;
  if (!graph.joinsByLineage(name)) {
    joinSinceStart(turn, child, trigger.parents);
    return;
  }
  if (!graph.isInScope(name, lineage.root) || lineage.runs[name]) return;
  const parents = trigger.parents.flatMap((parent) => {
    const entry = lineage.runs[parent];
    return entry?.outcome === 'done' ? [bareParent(entry)] : [];
  });
  if (parents.length < trigger.parents.length) return;
  const key = afterKey(parents.map((parent) => parent.run));
  createRun(turn, child, { key, origin: { kind: 'after', parents }, lineage: id });
}

/** Each parent has succeeded since the child last started: that starts a lineage of its own. */
function joinSinceStart(turn: Turn, child: JobEntry, names: readonly ObjectName[]): void {
  const parents = names.flatMap((name) => {
    const done = turn.tables.jobs.get(name)?.row.done;
    return done && child.row.joined?.[name] !== done.run ? [done] : [];
  });
  if (parents.length < names.length) return;
  const key = afterKey(parents.map((parent) => parent.run));
  createRun(turn, child, { key, origin: { kind: 'after', parents } });
}

/** Each job below that hasn't run in the lineage gets a record that says why not. */
function skipBelow(turn: Turn, lineage: LineageRow, run: RunRow): void {
  const { graph, jobs, lineages } = turn.tables;
  const below = new Set(graph.descendants(run.name));
  const reason = `parent ${run.name}`;
  let runs: LineageRow['runs'] = { ...lineage.runs, [run.name]: lineageRun(run, 'ended') };
  for (const name of graph.scope(lineage.root)) {
    const child = jobs.get(name);
    const version = child && wantedJob(child);
    if (!child || version?.spec.trigger.kind !== 'after') continue;
    if (!below.has(name) || runs[name]) continue;
    const before = version.spec.trigger.parents.flatMap((parent) => runs[parent] ?? []);
    const parents = before.map(bareParent);
    const key = skipKey(lineage.id);
    const origin = { kind: 'after', parents } as const;
    const wish = newRun(turn, version, { key, origin, lineage: lineage.id });
    const skipped = recordSkipped(turn, child, wish, reason);
    runs = { ...runs, [name]: lineageRun(skipped, 'ended') };
  }
  if (lineages.has(lineage.id)) putLineage(turn, { ...lineage, runs });
}

/** Once nothing of it is open and nothing waits for what failed, nothing more can follow. */
export function closeLineage(turn: Turn, id: RunId): void {
  const lineage = turn.tables.lineages.get(id);
  if (!lineage) return;
  const mayFollow = Object.entries(lineage.runs).some(
    ([name, { outcome }]) =>
      outcome === 'open' || (outcome === 'failed' && isAwaited(turn.tables, name, lineage)),
  );
  if (!mayFollow) dropLineage(turn, lineage);
}

/** A child of it has still to run in this lineage. */
function isAwaited({ graph }: Tables, name: string, { root, runs }: LineageRow): boolean {
  const children = graph.children(name as ObjectName);
  return children.some((child) => graph.isInScope(child, root) && !runs[child]);
}

/** Of lineages that wait for a retry, as many are kept as runs of their root in the history. */
function boundLineages(turn: Turn, run: RunRow): void {
  const root = turn.tables.jobs.get(newLineage(run).root);
  if (!root) return;
  const keep = wantedJob(root)?.spec.history.keep ?? 1;
  for (const id of [...root.lineages]) {
    if (root.lineages.size <= keep) return;
    const lineage = turn.tables.lineages.get(id);
    if (!lineage) root.lineages.delete(id);
    else if (Object.values(lineage.runs).every(({ outcome }) => outcome !== 'open'))
      dropLineage(turn, lineage);
  }
}
