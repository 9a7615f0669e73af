// Runs as they end and as they start late, from what the engine says of them.
import type { NoticeRow } from '../../model/actual.ts';
import { parseAttemptId, type TaskId } from '../../model/ids.ts';
import type { RunRow } from '../../model/jobs.ts';
import { runOf, type Tables } from '../../step/tables.ts';
import type { EngineFace } from '../engine-face.ts';

export const runOutcomes = ['succeeded', 'failed', 'skipped', 'expired', 'cancelled'] as const;
export type RunOutcome = (typeof runOutcomes)[number];

/** By the kind of notice that says so. */
const outcomeBy: ReadonlyMap<string, RunOutcome> = new Map(
  runOutcomes.map((outcome) => [`run-${outcome}`, outcome]),
);

export interface RunListener {
  ended(outcome: RunOutcome): void;
  /** Its first attempt is launched, so long after it was due. */
  started(latenessMs: number): void;
}

/** Ends with what comes back. */
export function watchRuns(face: EngineFace, listener: RunListener): () => void {
  return face.subscribe((notices) => {
    for (const { kind } of notices) {
      const outcome = outcomeBy.get(kind);
      if (outcome) listener.ended(outcome);
    }
    const launched = notices.filter(isAttempt).map(({ subject }) => subject as TaskId);
    if (launched.length === 0) return;
    const tell = (tables: Tables) => {
      for (const latenessMs of latenessesOf(tables, launched)) listener.started(latenessMs);
    };
    // An engine that stops reads no more.
    face.read(({ tables }) => tell(tables)).catch(() => undefined);
  });
}

const isAttempt = ({ kind, subject }: NoticeRow): boolean =>
  kind === 'task-launched' && parseAttemptId(subject) !== undefined;

const latenessesOf = (tables: Tables, launched: readonly TaskId[]): readonly number[] =>
  launched.flatMap((id) => {
    const attempt = parseAttemptId(id);
    const run = attempt && runOf(tables, attempt.run);
    return run ? latenessOf(run, id) : [];
  });

/** Nothing where that attempt wasn't its first. */
function latenessOf(run: RunRow, id: TaskId): readonly number[] {
  const [first] = run.attempts;
  return first?.taskId === id ? [Math.max(0, first.launchedMs - run.dueMs)] : [];
}
