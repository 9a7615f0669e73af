// One loop looks at the files of all tasks that run: often at those about to change, every quarter
// second at those adopted from an earlier agent process, and rarely at our own forks, whose end the
// kernel tells us. What is seen becomes an event when it has changed.
import type { AgentCore } from '../core/agent-core.ts';
import type { AgentEvent } from '../core/events.ts';
import type { AgentPorts } from './ports.ts';

const movingMs = 20;
const settledMs = 250;
/** Every so many rounds of `settledMs`. */
const ownRounds = 8;

export class Poller {
  readonly #ports: AgentPorts;
  readonly #core: AgentCore;
  readonly #post: (event: AgentEvent) => void;
  readonly #seen = new Map<string, string>();
  readonly #own = new Set<string>();
  #cancel: (() => void) | undefined;
  #round = 0;
  #settledAtMs = 0;
  #isMoving = false;

  constructor(ports: AgentPorts, core: AgentCore, post: (event: AgentEvent) => void) {
    this.#ports = ports;
    this.#core = core;
    this.#post = post;
    ports.processes.onLauncherEnd((taskId) => this.lookAt(taskId));
  }

  start(): void {
    this.#arm(settledMs);
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** This process has forked its supervisor. */
  own(taskId: string): void {
    this.#own.add(taskId);
    if (!this.#isMoving && this.#cancel !== undefined) this.#arm(movingMs);
    this.#isMoving = true;
  }

  forget(taskId: string): void {
    this.#own.delete(taskId);
    this.#seen.delete(taskId);
  }

  lookAt(taskId: string, isMoving = true): void {
    try {
      const sighting = this.#ports.processes.look(taskId);
      const isNew = this.#isNew(taskId, JSON.stringify(sighting));
      if (isMoving || isNew) this.#post({ kind: 'seen', taskId, sighting });
    } catch (error) {
      const text = `its files can't be read: ${String(error)}`;
      if (this.#isNew(taskId, text)) this.#ports.log.write('error', text, { taskId });
    }
  }

  #isNew(taskId: string, text: string): boolean {
    const isNew = this.#seen.get(taskId) !== text;
    this.#seen.set(taskId, text);
    return isNew;
  }

  #arm(waitMs: number): void {
    this.#cancel?.();
    const { clock } = this.#ports;
    this.#cancel = clock.setTimer(clock.now().steadyMs + waitMs, () => this.#poll());
  }

  #poll(): void {
    const { steadyMs } = this.#ports.clock.now();
    const isSettledTurn = steadyMs >= this.#settledAtMs;
    if (isSettledTurn) {
      this.#round += 1;
      this.#settledAtMs = steadyMs + settledMs;
    }
    const isOwnTurn = isSettledTurn && this.#round % ownRounds === 0;
    const watched = [...this.#core.watched()];
    this.#isMoving = watched.some((one) => one.isMoving);
    for (const { taskId, isMoving } of watched) {
      const isDue = isMoving || (this.#own.has(taskId) ? isOwnTurn : isSettledTurn);
      if (isDue) this.lookAt(taskId, isMoving);
    }
    this.#arm(this.#isMoving ? movingMs : settledMs);
  }
}
