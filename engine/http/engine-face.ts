// What the HTTP room asks of a running engine. Reads see committed state only.
import type { Undelivered } from '../loop/outbox/outbox-lane.ts';
import type { NoticeRow } from '../model/actual.ts';
import type { HistoryReader } from '../ports/history.ts';
import type { EngineCore } from '../step/engine-core.ts';
import type { Operation, OperationAnswer } from '../step/events.ts';

export interface StreamRequest {
  readonly taskId: string;
  readonly file: 'stdout' | 'stderr';
  readonly follow: boolean;
  readonly tailLines?: number;
  readonly tailBytes?: number;
  /** Where it ran, of a task that the engine has forgotten. */
  readonly agentId?: string;
}

export interface SyncOutcome {
  readonly commit?: string;
  readonly failure?: { readonly code: string; readonly message: string };
  readonly revision?: number;
}

/** Sums since this engine started. */
export interface Measures {
  readonly batches: number;
  readonly batchMs: number;
  readonly commitMs: number;
  /** Events waiting now. */
  readonly queued: number;
}

export interface EngineFace {
  /** Runs between batches. */
  read<T>(view: (core: EngineCore, nowMs: number) => T): Promise<T>;
  /** The same, a slice at a time: at each `yield` all else has its turn, though no batch. */
  readLong<T>(view: (core: EngineCore, nowMs: number) => Generator<void, T>): Promise<T>;
  operate(operation: Operation, who: string): Promise<OperationAnswer>;
  /** One fetch now, answered when what came of it is handled. */
  sync(): Promise<SyncOutcome>;
  /** Ascending. */
  notices(afterNumber: number, limit: number): Promise<readonly NoticeRow[]>;
  /** Told after they are stored. */
  subscribe(listener: (notices: readonly NoticeRow[]) => void): () => void;
  /** Rejects with a Problem when the task or its agent isn't there. */
  openStream(request: StreamRequest): Promise<AsyncIterable<Uint8Array>>;
  readonly history: HistoryReader;
  /** What can't leave the engine now, and why. */
  undelivered?(): readonly Undelivered[];
  /** For `/metrics`. */
  measures?(): Measures;
  /** The machine's clock, by which timetables go; without it the engine's is taken for it. */
  wallMs?(): number;
}
