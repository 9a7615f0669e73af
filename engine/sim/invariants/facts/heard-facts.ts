// What one engine has been told since its start: what agents say of their tasks, and on which of
// its connections each is. Read from its mailbox, batch by batch.
import type { Status } from '../../../../schemas/generated/wire.ts';
import type { Moment } from '../../kernel/moment.ts';

type Batch = Extract<Moment, { kind: 'batch' }>;

export interface HeardTask {
  readonly status: Status;
  /** Engine's wall ms since when it was heard to be healthy and ready without a break. */
  readonly goodSinceMs?: number;
  /** Number of the batch in which it ceased to be so; -1: never. */
  readonly ceased: number;
}

export class HeardFacts {
  readonly engine: number;
  readonly epoch: number;
  readonly tasks = new Map<string, HeardTask>();
  /** Connection to agent, of all registrations. */
  readonly agentOf = new Map<number, string>();
  /** Agent to its newest connection. */
  readonly connectionOf = new Map<string, number>();
  /** Batches so far. */
  batch = 0;
  /** The batch before this one was left unfinished. */
  wasUnfinished = false;
  #isUnfinished = false;

  constructor(engine: number, epoch: number) {
    this.engine = engine;
    this.epoch = epoch;
  }

  hear({ events, effects, isUnfinished }: Batch): void {
    this.batch += 1;
    this.wasUnfinished = this.#isUnfinished;
    this.#isUnfinished = isUnfinished;
    for (const event of events) {
      if (event.kind === 'registered') {
        const { agentId, tasks } = event.message;
        this.agentOf.set(event.connection, agentId);
        this.connectionOf.set(agentId, event.connection);
        for (const { taskId, status } of tasks) this.#note(taskId, status, effects.nowMs);
      }
      if (event.kind !== 'reported') continue;
      const agent = this.agentOf.get(event.connection);
      if (agent === undefined || this.connectionOf.get(agent) !== event.connection) continue;
      this.#note(event.message.task.taskId, event.message.task.status, effects.nowMs);
    }
  }

  #note(taskId: string, status: Status, nowMs: number): void {
    const before = this.tasks.get(taskId);
    if (before && status.seq < before.status.seq) return;
    const isGood = status.state === 'running' && status.health === 'healthy' && status.ready;
    const wasGood = before?.goodSinceMs !== undefined;
    const ceased = wasGood && !isGood ? this.batch : (before?.ceased ?? -1);
    this.tasks.set(taskId, {
      status,
      ceased,
      ...(isGood ? { goodSinceMs: before?.goodSinceMs ?? nowMs } : {}),
    });
  }
}
