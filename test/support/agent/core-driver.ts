// Drives an agent's core by hand: events in, effects out, one after the other, on a clock that a
// test moves. Messages of the engine get the envelope that fits unless a test gives parts of its
// own.
import { AgentCore, type AgentInit } from '../../../agentd/core/agent-core.ts';
import type { Effect } from '../../../agentd/core/effects.ts';
import type { AgentEvent } from '../../../agentd/core/events.ts';
import type { ToAgent } from '../../../agentd/core/session/session.ts';
import type { Left } from '../../../agentd/core/task/left.ts';
import type { Sighting } from '../../../agentd/core/task/task.ts';
import type { AgentFacts } from '../../../engine/model/actual.ts';
import type { Envelope, Status } from '../../../schemas/generated/wire.ts';

type Of<K extends Effect['kind']> = Extract<Effect, { kind: K }>;
type Unsealed = ToAgent extends infer M ? (M extends ToAgent ? Omit<M, 'envelope'> : never) : never;

export const noFacts: AgentFacts = {
  hostname: 'machine',
  version: '0',
  resources: [],
  attributes: {},
  capabilities: [],
};

export const initOf = (wish: Partial<AgentInit> = {}): AgentInit => ({
  identity: { agentId: 'a-000000', clusterId: 'c', highestEpoch: 1, stored: 0, starts: 1 },
  bootId: 'boot-1',
  facts: noFacts,
  seed: 1,
  keepSandboxes: 100,
  startTimeoutMs: 60_000,
  recovered: [],
  volumes: [],
  ...wish,
});

export const unseen: Sighting = { claimed: false, supervisor: 'none', launcherGone: false };
export const nothingLeft: Left = { count: 0, shown: [] };
/** Of a sweep that found nothing, and read nothing. */
export const silent = { left: nothingLeft, stdout: '', stderr: '' };
/** So many processes that SIGKILL doesn't end, all alike. */
export const hanging = (count: number): Left => ({
  count,
  shown: [{ pid: 101, name: 'dd', state: 'D', waitsIn: 'nfs_wait' }].slice(0, count),
});
export const runningAt = (startedMs: number): Sighting => ({
  claimed: true,
  supervisor: 'alive',
  child: { pid: 100, startedMs },
  launcherGone: false,
});

export class CoreDriver {
  readonly core: AgentCore;
  steadyMs = 0;
  /** Wall minus steady time. */
  wallMs = 1_000_000;
  effects: Effect[] = [];
  #sequence = -1;

  constructor(init: Partial<AgentInit> = {}) {
    this.core = new AgentCore(initOf(init));
  }

  /** The effects of one event; all are kept, too. */
  post(event: AgentEvent): readonly Effect[] {
    const { steadyMs } = this;
    const effects = this.core.step(event, { steadyMs, nowMs: this.wallMs + steadyMs });
    this.effects.push(...effects);
    return effects;
  }

  /** Moves both clocks, waking the core at every time it asked for. */
  advance(ms: number): void {
    const untilMs = this.steadyMs + ms;
    for (;;) {
      const next = this.core.nextWakeMs();
      if (next === undefined || next > untilMs) break;
      this.steadyMs = Math.max(this.steadyMs, next);
      this.post({ kind: 'wake' });
    }
    this.steadyMs = untilMs;
  }

  get link(): number {
    return this.core.session.link;
  }

  message(message: Unsealed, parts: Partial<Envelope> = {}): readonly Effect[] {
    const { epoch, sequence = this.#sequence + 1 } = parts;
    this.#sequence = sequence;
    const { clusterId, highestEpoch } = this.core.session.identity;
    const envelope = { clusterId, epoch: epoch ?? highestEpoch, connection: 1, ...parts, sequence };
    return this.post({
      kind: 'message',
      link: this.link,
      message: { ...message, envelope } as ToAgent,
    });
  }

  /** From nothing to registering. */
  connect(): void {
    this.#sequence = -1;
    if (this.core.session.link === 0) this.post({ kind: 'begin' });
    const dials = this.take('dial').length;
    while (this.take('dial').length === dials)
      this.advance((this.core.nextWakeMs() ?? 0) - this.steadyMs);
    this.post({ kind: 'link-open', link: this.link });
  }

  join(agentTimeoutMs = 600_000): void {
    this.connect();
    this.message({ kind: 'registered', agentTimeoutMs });
  }

  take<K extends Effect['kind']>(kind: K): readonly Of<K>[] {
    return this.effects.filter((effect): effect is Of<K> => effect.kind === kind);
  }

  last<K extends Effect['kind']>(kind: K): Of<K> {
    const effect = this.take(kind).at(-1);
    if (effect === undefined) throw new Error(`no effect ${kind}`);
    return effect;
  }

  /** Statuses reported so far of a task. */
  reports(taskId: string): readonly Status[] {
    return this.take('send').flatMap(({ message }) =>
      message.kind === 'report' && message.task.taskId === taskId ? [message.task.status] : [],
    );
  }

  /** A launched task whose command has been seen running. */
  run(order: Extract<ToAgent, { kind: 'launch' }>['order']): void {
    const { taskId } = order;
    this.message({ kind: 'launch', order });
    this.post({ kind: 'order-saved', taskId });
    this.post({ kind: 'started', taskId });
    const startedMs = this.wallMs + this.steadyMs;
    this.post({ kind: 'seen', taskId, sighting: runningAt(startedMs) });
  }
}
