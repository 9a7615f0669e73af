// What the engine remembers of jobs: the job itself, its runs, and lineages of runs.
//
// A run of timetable or manual origin starts a lineage; each job below it runs at most once in it.
// A run's row is in the store while it isn't over, and after that as long as it may be asked for
// (the job's last, and what failed in an open lineage); ended runs go to the run history.
import type { LogTail } from './actual.ts';
import type { AgentId, Digest, ObjectName, RunId, TaskId } from './ids.ts';
import type { TaskState } from './task/task-states.ts';
import type { JobSpec, Origin } from './wanted.ts';

/** A version of a job, kept by `spec.digest`. */
export interface JobVersion {
  readonly spec: JobSpec;
  /** Commit that brought it. */
  readonly revision: string;
  /** The commit that first brought its task digest: MERIDIAN_REVISION. */
  readonly taskRevision: string;
  readonly origin: Origin;
}

export const isJobVersion = (version: {
  readonly spec: { readonly kind: string };
}): version is JobVersion => version.spec.kind === 'Job';

/** A run of a parent that triggered this one. */
export interface ParentRun {
  readonly run: RunId;
  readonly dueMs: number;
  readonly attempt: number;
}

export type RunOrigin =
  | { readonly kind: 'timetable'; readonly isCatchUp: boolean }
  | { readonly kind: 'after'; readonly parents: readonly ParentRun[] }
  | {
      readonly kind: 'manual';
      readonly who: string;
      readonly env: Readonly<Record<string, string>>;
    };

/** The last five are ends. */
export type RunState =
  /** For its turn behind another run, or for a place. */
  | 'waiting'
  /** An attempt is launched and hasn't ended. */
  | 'running'
  /** Between two attempts. */
  | 'retrying'
  | 'succeeded'
  | 'failed'
  | 'skipped'
  | 'expired'
  | 'cancelled';

export const isRunOver = (state: RunState): boolean =>
  state !== 'waiting' && state !== 'running' && state !== 'retrying';

/** One launch of a run. */
export interface Attempt {
  /** N of its task's id. */
  readonly launch: number;
  readonly taskId: TaskId;
  readonly agentId: AgentId;
  readonly launchedMs: number;
  /** Commit that it was launched from. */
  readonly revision: string;
  /** By the agent's clock. */
  readonly startedMs?: number;
  /** Present once it has ended. */
  readonly end?: {
    readonly state: TaskState;
    readonly atMs: number;
    readonly reason?: string;
    readonly message?: string;
    readonly exitCode?: number;
    readonly signal?: string;
    /** User and system time of it and its children. */
    readonly cpuMs?: number;
    /** It used up a retry: it ran, or was lost. */
    readonly isCounted: boolean;
  };
}

/** One run of a job: a row of the store, and a record of the run history. */
export interface RunRow {
  readonly id: RunId;
  readonly name: ObjectName;
  readonly origin: RunOrigin;
  /** The run that its lineage started with; itself where it did. */
  readonly lineage: RunId;
  /** Of a timetable run its occurrence, of another when it was triggered; machine's clock. */
  readonly dueMs: number;
  readonly createdMs: number;
  /** Latest start; absent: none. */
  readonly deadlineMs?: number;
  readonly state: RunState;
  /** Version it was last launched from, or was created under. */
  readonly specDigest: Digest;
  /** Launches so far, those no longer in `attempts` included; 0 before the first. */
  readonly launches: number;
  /** Attempts that used up a retry. */
  readonly failures: number;
  /** Newest last, at most `keptAttempts`. */
  readonly attempts: readonly Attempt[];
  /** While retrying: when the next attempt may start. */
  readonly retryAtMs?: number;
  /** Someone or something has ended it; it is over when its attempt is. */
  readonly cancel?: { readonly reason: string; readonly atMs: number };
  readonly endedMs?: number;
  /** Counts the ends of its job's runs: a start sees by it what the job's row doesn't know yet. */
  readonly ending?: number;
  /** Why it ended as it did: `running`, `parent /etl/b`, `missed`, `exit code 3: ...`. */
  readonly reason?: string;
  /** It failed for good, and counts as done for its children. */
  readonly isSoft?: boolean;
  /** Occurrences that this record stands for, when more than one was missed: the first of them. */
  readonly missed?: { readonly fromMs: number; readonly count: number };
  /** Of its last attempt, newest bytes; only in the history. */
  readonly logTail?: LogTail;
}

/** All that the engine remembers of one job beside its runs and versions. */
export interface JobRow {
  readonly name: ObjectName;
  /** Spec digest that Git wants; absent once its file is deleted. The row stays. */
  readonly wanted?: Digest;
  /** What was wanted before `revision`: holds again if an engine died before that was applied. */
  readonly before?: { readonly revision: number; readonly wanted?: Digest };
  /** The timetable's text and zone that the two below are about. */
  readonly timetable?: string;
  /** Of a timetable with an empty start: when that text was first applied. */
  readonly anchorMs?: number;
  /**
   * Every occurrence up to this instant has its run, or is recorded as missed. It never goes back:
   * what has been due once isn't due again, by whatever timetable.
   */
  readonly throughMs?: number;
  /** While suspended: since when. What is due from then on until it is resumed is missed. */
  readonly suspendedMs?: number;
  /** The last run that ended, skipped ones apart. */
  readonly last?: { readonly run: RunId; readonly state: RunState; readonly atMs: number };
  /** The last run that succeeded, or failed softly: what children without a lineage join on. */
  readonly done?: ParentRun;
  /** Of a child that joins without a lineage: the parents' `done.run` when it last started. */
  readonly joined?: Readonly<Record<string, RunId>>;
  /** Runs that ended, skipped ones apart: the last one's `ending`. */
  readonly endings?: number;
  /** Over its whole life. */
  readonly succeeded: number;
  readonly failed: number;
}

export type LineageOutcome =
  | 'open'
  /** It succeeded or failed softly: its children may follow. */
  | 'done'
  /** It failed for good or was cancelled: what is below waits until it is retried. */
  | 'failed'
  /** It was skipped or expired: nothing below runs any more. */
  | 'ended';

/** Runs that followed from one, by job: kept while something of it may still follow. */
export interface LineageRow {
  /** The run that it started with. */
  readonly id: RunId;
  readonly root: ObjectName;
  readonly startedMs: number;
  readonly runs: Readonly<
    Record<string, ParentRun & { readonly outcome: LineageOutcome; readonly reason?: string }>
  >;
}
