// Carries out what a framework calls for, in order.
import type { TaskRow } from '../../model/actual.ts';
import type { FrameworkCall, OfferBook } from '../../model/framework.ts';
import type { MasterTurn } from './master-turn.ts';
import { configureTask, endTask, forgetTask, killTask, launchTask } from './tasks.ts';

export class FrameworkCalls {
  readonly #framework: string;

  constructor(framework: string) {
    this.#framework = framework;
  }

  /** `book`: what the framework was offered, if it answers to that. */
  carryOut(turn: MasterTurn, calls: readonly FrameworkCall[], book?: OfferBook): void {
    for (const call of calls) this.#carryOutOne(turn, call, book);
  }

  #carryOutOne(turn: MasterTurn, call: FrameworkCall, book: OfferBook | undefined): void {
    switch (call.kind) {
      case 'request':
        turn.allocator.request(this.#framework, call.changes);
        return;
      case 'accept':
        this.#accept(turn, call, book);
        return;
      case 'kill':
        killTask(turn, call.taskId, call.reason);
        return;
      case 'configure':
        configureTask(turn, call.taskId, call);
        return;
      case 'expunge':
        endTask(turn, call.taskId, call.end ?? lostAt(turn.nowMs));
        return;
      case 'forget':
        forgetTask(turn, call.taskId);
        return;
    }
  }

  #accept(
    turn: MasterTurn,
    call: Extract<FrameworkCall, { kind: 'accept' }>,
    book: OfferBook | undefined,
  ): void {
    if (book === undefined) throw new Error(`bug: ${call.agentId} isn't on offer`);
    const placed = { framework: this.#framework, agentId: call.agentId, role: book.role };
    for (const { id } of call.reservations) turn.effects.reservations.add(id);
    for (const launch of call.launches) launchTask(turn, placed, launch);
  }
}

const lostAt = (atMs: number): NonNullable<TaskRow['end']> => ({
  state: 'lost',
  reason: 'agent-unreachable',
  message: 'its agent is unreachable',
  atMs,
});
