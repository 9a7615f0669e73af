// Carries out what a framework calls for, in order.
import type { TaskRow } from '../../model/actual.ts';
import type { FrameworkCall, Offer } from '../../model/framework.ts';
import type { MasterTurn } from './master-turn.ts';
import { configureTask, endTask, forgetTask, killTask, launchTask } from './tasks.ts';

export class FrameworkCalls {
  readonly #framework: string;
  /** Offers under way in this hop. */
  readonly #offers = new Map<string, Offer>();

  constructor(framework: string) {
    this.#framework = framework;
  }

  offer(offers: readonly Offer[]): void {
    this.#offers.clear();
    for (const offer of offers) this.#offers.set(offer.id, offer);
  }

  /** Whether any offer was accepted. */
  carryOut(turn: MasterTurn, calls: readonly FrameworkCall[]): boolean {
    let wasAccepted = false;
    for (const call of calls) wasAccepted = this.#carryOutOne(turn, call) || wasAccepted;
    return wasAccepted;
  }

  #carryOutOne(turn: MasterTurn, call: FrameworkCall): boolean {
    switch (call.kind) {
      case 'request':
        turn.allocator.request(this.#framework, call.demands);
        return false;
      case 'accept':
        return this.#accept(turn, call);
      case 'decline':
        this.#offers.delete(call.offerId);
        return false;
      case 'kill':
        killTask(turn, call.taskId, call.reason);
        return false;
      case 'configure':
        configureTask(turn, call.taskId, call);
        return false;
      case 'expunge':
        endTask(turn, call.taskId, call.end ?? lostAt(turn.nowMs));
        return false;
      case 'forget':
        forgetTask(turn, call.taskId);
        return false;
    }
  }

  #accept(turn: MasterTurn, call: Extract<FrameworkCall, { kind: 'accept' }>): boolean {
    const offer = this.#offers.get(call.offerId);
    if (!offer) throw new Error(`bug: offer ${call.offerId} is not under way`);
    this.#offers.delete(call.offerId);
    const placed = { framework: this.#framework, agentId: offer.agentId, role: offer.role };
    for (const launch of call.launches) launchTask(turn, placed, launch);
    return call.launches.length > 0;
  }
}

const lostAt = (atMs: number): NonNullable<TaskRow['end']> => ({
  state: 'lost',
  reason: 'agent-unreachable',
  message: 'its agent is unreachable',
  atMs,
});
