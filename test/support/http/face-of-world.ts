// An EngineFace on a CoreWorld: what the loop gives, without its waiting.
import type { EngineFace, StreamRequest, SyncOutcome } from '../../../engine/http/engine-face.ts';
import type { NoticeRow } from '../../../engine/model/actual.ts';
import { MemoryHistory } from '../../../engine/sim/history-memory.ts';
import type { Operation } from '../../../engine/step/events.ts';
import type { CoreWorld } from '../core-world.ts';
import { runOut } from '../run-out.ts';

export class WorldFace implements EngineFace {
  readonly world: CoreWorld;
  readonly listeners = new Set<(notices: readonly NoticeRow[]) => void>();
  readonly operations: { readonly operation: Operation; readonly who: string }[] = [];
  readonly streams: StreamRequest[] = [];
  readonly history = new MemoryHistory();
  /** Stored notices, ascending. */
  readonly stored: NoticeRow[] = [];
  outcome: SyncOutcome = {};
  output: () => Promise<AsyncIterable<Uint8Array>> = () => Promise.reject(new Error('no output'));

  constructor(world: CoreWorld) {
    this.world = world;
  }

  read: EngineFace['read'] = (view) =>
    new Promise((resolve) => resolve(view(this.world.core, this.world.nowMs)));

  readLong: EngineFace['readLong'] = (view) =>
    new Promise((resolve) => resolve(runOut(view(this.world.core, this.world.nowMs))));

  operate: EngineFace['operate'] = (operation, who) => {
    this.operations.push({ operation, who });
    const text = 'name' in operation ? operation.name : operation.kind;
    if (text === '/nobody')
      return Promise.resolve({ ok: false, code: 'not-found', what: 'no such app', hint: 'look' });
    const run = operation.kind === 'run' ? { run: `${text}@m1` } : {};
    return Promise.resolve({ ok: true, message: `${operation.kind} ${text}`, ...run });
  };

  sync = (): Promise<SyncOutcome> => Promise.resolve(this.outcome);

  notices = (after: number, limit: number): Promise<readonly NoticeRow[]> =>
    Promise.resolve(this.stored.filter((row) => row.number > after).slice(0, limit));

  subscribe = (listener: (notices: readonly NoticeRow[]) => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  openStream = (request: StreamRequest): Promise<AsyncIterable<Uint8Array>> => {
    this.streams.push(request);
    return this.output();
  };

  wallMs = (): number => this.world.wallMs;

  measures = () => ({ batches: 7, batchMs: 1500, commitMs: 500, queued: 3 });

  /** Something is said of what happened. */
  tell(said: Omit<NoticeRow, 'number' | 'atMs'>): void {
    const rows = [{ number: 0, atMs: this.world.nowMs, ...said }];
    for (const listener of [...this.listeners]) listener(rows);
  }

  /** Something happens: it is stored, then told. */
  happen(count = 1): void {
    const { tables } = this.world.core;
    const rows = Array.from({ length: count }, () => {
      tables.lastNotice += 1;
      const number = tables.lastNotice;
      return { number, atMs: 1, kind: 'test', subject: '/a', message: `number ${number}` };
    });
    this.stored.push(...rows);
    for (const listener of [...this.listeners]) listener(rows);
  }
}
