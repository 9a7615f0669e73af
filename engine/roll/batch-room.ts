// How many replacements may begin now. A replacement begins when an old instance is told to stop or
// its successor is started, whichever comes first, and ends when the successor is proven. `batch`
// bounds those begun and not ended (spec-language.md "Rolling, exactly"; aurora.md batch updates).
import { isKept, isProven, isStaying } from './instance-view.ts';
import type { RollInput } from './roll-input.ts';

export interface BatchRoom {
  /** Old instances that may be stopped. */
  readonly stops: number;
  /** New instances that may be started. */
  readonly starts: number;
}

export function batchRoom(input: RollInput): BatchRoom {
  const batch = input.policy.batch;
  if (!batch) return { stops: Infinity, starts: Infinity };
  const counts = progressOf(input);
  const begun = Math.max(counts.startedReplacements, counts.stoppedOlds);
  const ended = Math.min(counts.provenReplacements, begun);
  const more = Math.max(0, allowedInFlight(batch, ended) - (begun - ended));
  const additions = batch.additions ? 0 : counts.additionsLeft;
  return {
    stops: begun - counts.stoppedOlds + more + counts.removals,
    starts: begun - counts.startedReplacements + more + additions,
  };
}

interface Progress {
  readonly startedReplacements: number;
  readonly provenReplacements: number;
  readonly stoppedOlds: number;
  readonly additionsLeft: number;
  /** Old instances beyond those to be replaced: they go without a successor. */
  readonly removals: number;
}

function progressOf(input: RollInput): Progress {
  const kept = input.views.filter(isKept);
  const targets = kept.filter((view) => view.version === 'target' && isStaying(view));
  const proven = targets.filter(isProven).length;
  const olds = kept.filter((view) => view.version === 'old').length;
  const replacing = Math.min(input.replacing, input.instances);
  const additions = input.policy.batch?.additions ? 0 : input.instances - replacing;
  return {
    startedReplacements: Math.max(0, targets.length - additions),
    provenReplacements: Math.max(0, proven - additions),
    stoppedOlds: Math.max(0, replacing - olds),
    additionsLeft: Math.max(0, additions - targets.length),
    removals: Math.max(0, olds - replacing),
  };
}

/**
 * With `wait` (and with growing `sizes`, which make no sense without it) a batch begins only when
 * the one before is proven: what may be in flight is what is left of the current batch.
 */
function allowedInFlight(
  batch: { readonly sizes: readonly number[]; readonly wait: boolean },
  ended: number,
): number {
  const first = batch.sizes[0] ?? 1;
  if (!batch.wait && batch.sizes.length === 1) return first;
  let boundary = 0;
  for (let index = 0; boundary <= ended; index += 1)
    boundary += batch.sizes[Math.min(index, batch.sizes.length - 1)] ?? 1;
  return boundary - ended;
}
