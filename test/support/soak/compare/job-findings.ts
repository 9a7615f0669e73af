// What the attempts of a soak's jobs wrote of themselves against what the run history says: each
// occurrence has one run, which has succeeded; each run that succeeded was started, and by each id
// at most once; and it has one child.
import type { RunView } from '../../../../schemas/generated/api.ts';
import type { Finding } from './compare.ts';

export interface JobEvidence {
  /** How often each attempt started, by its id. */
  readonly starts: ReadonlyMap<string, number>;
  /** Runs of the job with a timetable, those that are over. */
  readonly ticks: readonly Tick[];
  /** Runs of the one that comes after it. */
  readonly children: readonly Tick[];
  /** The last due time that is looked at. */
  readonly throughMs: number;
}

export type Tick = Pick<RunView, 'id' | 'dueMs' | 'lineage' | 'state'> & {
  readonly attempts: readonly Pick<RunView['attempts'][number], 'taskId'>[];
};

export const tickMs = 2_000;

export function jobFindings(evidence: JobEvidence): readonly Finding[] {
  const { ticks, children, starts, throughMs } = evidence;
  const counted = ticks.filter(({ dueMs }) => dueMs <= throughMs);
  const due = new Set(counted.map(({ id }) => id));
  const runs = [...counted, ...children.filter(({ lineage }) => due.has(lineage))];
  return [
    ...occurrenceFindings(counted, throughMs),
    ...counted.flatMap((tick) => childFindings(tick, children)),
    ...runs.flatMap((run) => runFindings(run, starts)),
    ...startFindings(starts, [...ticks, ...children]),
  ];
}

const finding = (kind: Finding['kind'], id: string, text: string): Finding => ({
  kind,
  ids: [id],
  text: `${id} ${text}`,
});

/** From the first that there is on, without a gap. */
function occurrenceFindings(ticks: readonly Tick[], throughMs: number): readonly Finding[] {
  const found: Finding[] = [];
  const firstMs = Math.min(...ticks.map(({ dueMs }) => dueMs));
  for (let dueMs = firstMs; dueMs <= throughMs; dueMs += tickMs) {
    const runs = ticks.filter((tick) => tick.dueMs === dueMs);
    const at = new Date(dueMs).toISOString();
    if (runs.length === 0) found.push(finding('lost', at, 'was due, and has no run'));
    if (runs.length > 1) found.push(finding('doubled', at, `has ${runs.length} runs`));
  }
  return ticks.length === 0 ? [finding('lost', 'the job', 'has no run at all')] : found;
}

function childFindings(tick: Tick, children: readonly Tick[]): readonly Finding[] {
  const own = children.filter(({ lineage }) => lineage === tick.id);
  if (own.length === 0) return [finding('lost', tick.id, 'has no child')];
  return own.length === 1 ? [] : [finding('doubled', tick.id, `has ${own.length} children`)];
}

function runFindings(run: Tick, starts: JobEvidence['starts']): readonly Finding[] {
  if (run.state !== 'succeeded') return [finding('wrong-end', run.id, `has ${run.state}`)];
  const last = run.attempts.at(-1)?.taskId ?? '';
  if (starts.has(last)) return [];
  return [finding('lost', run.id, `has succeeded, and ${last || 'no attempt'} never started`)];
}

function startFindings(starts: JobEvidence['starts'], runs: readonly Tick[]): readonly Finding[] {
  const known = new Set(runs.map(({ id }) => id));
  return [...starts].flatMap(([id, times]) => [
    ...(times > 1 ? [finding('doubled', id, `started ${times} times`)] : []),
    ...(known.has(id.slice(0, id.lastIndexOf('.')))
      ? []
      : [finding('lost', id, 'ran, and the run history doesn’t know its run')]),
  ]);
}
