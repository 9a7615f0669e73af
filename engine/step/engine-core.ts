// The engine without the world: events in, effects out. A batch is synchronous and deterministic.
// After its events the master and the frameworks talk until neither has anything to say, at most
// `maxHops` times; what is left then is looked at in the next batch.
import { Allocator } from '../allocate/allocator.ts';
import type { FrameworkCall, FrameworkEvent } from '../model/framework.ts';
import type { AgentId, ObjectName, TaskId } from '../model/ids.ts';
import { AppScheduler, appFramework } from './apps/app-scheduler.ts';
import { shortenDelays } from './apps/backoff.ts';
import { Effects } from './effects.ts';
import type { EngineEvent } from './events.ts';
import { FullRound, roundTimer } from './full-round.ts';
import {
  agentTimer,
  entryOf,
  loseTasks,
  onAgentTimer,
  onDisconnect,
  onRegister,
  onSilent,
} from './master/agents.ts';
import { FrameworkCalls } from './master/framework-calls.ts';
import { adoptingUntilMs, gatheringUntilMs } from './master/gathering.ts';
import type { MasterTurn } from './master/master-turn.ts';
import { onReport } from './master/reconcile.ts';
import { avoidAgent, endTask, forgetBusyPorts, takenBy } from './master/tasks.ts';
import { notice } from './notice.ts';
import { onOperation } from './operation.ts';
import { onRevision } from './revision.ts';
import { isOfferable, type Tables } from './tables.ts';

/** Rounds of calls and events in one batch (house.md part 3). */
const maxHops = 64;

export interface Handled {
  readonly effects: Effects;
  /** Hops ran out: another batch is owed, with no event of its own. */
  readonly isUnfinished: boolean;
}

export class EngineCore {
  readonly tables: Tables;
  readonly allocator = new Allocator();
  readonly #scheduler = new AppScheduler();
  readonly #round = new FullRound();
  readonly #calls = new FrameworkCalls(appFramework);
  readonly #connections = new Map<number, AgentId>();

  constructor(tables: Tables) {
    this.tables = tables;
  }

  /** After the tables are loaded: everything is looked at once, every timer is set anew. */
  start(nowMs: number): Handled {
    const { tables } = this;
    for (const agent of tables.agents.values()) {
      if (agent.presence.kind === 'gone') continue;
      this.allocator.setAgent(agent.row.id, agent.row.facts.resources);
    }
    for (const task of tables.tasks.values())
      if (!task.row.end)
        this.allocator.allocated(task.row.role, task.row.agentId, takenBy(task.row));
    this.allocator.setWeights(tables.cluster?.quotas ?? []);
    for (const name of tables.apps.keys()) tables.dirtyApps.add(name);
    const turn = this.#turn(nowMs);
    for (const agent of tables.agents.values()) {
      if (agent.presence.kind === 'gone') loseTasks(turn, agent);
      if (agent.presence.kind === 'recovering')
        turn.effects.wake(
          agentTimer(agent.row.id),
          nowMs + tables.settings.agentReregistrationTimeoutMs,
        );
    }
    shortenDelays(turn);
    for (const name of tables.undone) turn.effects.apps.add(name);
    this.#round.begin(turn);
    return this.#finish(turn);
  }

  handle(events: readonly EngineEvent[], nowMs: number): Handled {
    const turn = this.#turn(nowMs);
    for (const event of events) this.#handleOne(turn, event);
    return this.#finish(turn);
  }

  /** Apps with instances that wait for a place. */
  unmet(): readonly ObjectName[] {
    return this.#scheduler.unmet();
  }

  #turn(nowMs: number): MasterTurn {
    return {
      tables: this.tables,
      effects: new Effects(nowMs),
      nowMs,
      calls: [],
      allocator: this.allocator,
      connections: this.#connections,
      events: [],
    };
  }

  #handleOne(turn: MasterTurn, event: EngineEvent): void {
    switch (event.kind) {
      case 'registered':
        onRegister(turn, event.connection, event.message);
        return;
      case 'reported':
      case 'refused':
        this.#fromAgent(turn, event);
        return;
      case 'disconnected':
        onDisconnect(turn, event.connection);
        return;
      case 'silent':
        onSilent(turn, event.connection);
        return;
      case 'timer':
        if (event.key === roundTimer) this.#round.slice(turn);
        else onTimer(turn, event.key);
        return;
      case 'revision':
        onRevision(turn, event.revision);
        return;
      case 'repo':
        noteRepo(turn, event);
        return;
      case 'delivered':
        turn.effects.outboxDone.push(event.outbox);
        return;
      case 'operation':
        onOperation(turn, event);
        return;
    }
  }

  #fromAgent(
    turn: MasterTurn,
    event: Extract<EngineEvent, { kind: 'reported' | 'refused' }>,
  ): void {
    const agent = entryOf(turn, event.connection);
    if (agent?.connection !== event.connection) return;
    if (event.kind === 'reported') {
      onReport(turn, agent, event.message);
      return;
    }
    const { message } = event.message;
    const taskId = event.message.taskId as TaskId;
    avoidAgent(turn, agent, message);
    if (agent.tasks.has(taskId))
      endTask(turn, taskId, { state: 'error', reason: 'refused', message, atMs: turn.nowMs });
  }

  /** Master and frameworks talk to a fixed point; then deadlines are wound. */
  #finish(turn: MasterTurn): Handled {
    const adoptingMs = adoptingUntilMs(this.tables, turn.nowMs);
    if (adoptingMs !== undefined) {
      this.#tell(turn);
      turn.effects.wake('gathering/', adoptingMs);
      return { effects: turn.effects, isUnfinished: false };
    }
    let hops = 0;
    let isBusy = true;
    while (isBusy && hops < maxHops) {
      hops += 1;
      this.#tell(turn);
      this.#scheduler.evaluate(turn);
      const wasCalled = this.#carryOut(turn);
      isBusy = this.#offerRound(turn) || wasCalled || turn.events.length > 0;
      isBusy ||= this.tables.dirtyApps.size > 0;
    }
    this.#scheduler.windClocks(turn);
    this.#carryOut(turn);
    const isUnfinished = isBusy || turn.events.length > 0 || this.tables.dirtyApps.size > 0;
    return { effects: turn.effects, isUnfinished };
  }

  #tell(turn: MasterTurn): void {
    const events: FrameworkEvent[] = turn.events.splice(0);
    for (const event of events) this.#scheduler.handle(turn, event);
  }

  /** Whether there was anything but a statement of demand. */
  #carryOut(turn: MasterTurn): boolean {
    const calls: FrameworkCall[] = turn.calls.splice(0);
    this.#calls.carryOut(turn, calls);
    return calls.some((call) => call.kind !== 'request');
  }

  /** One round of offers to the role whose turn it is. */
  #offerRound(turn: MasterTurn): boolean {
    const gatheringMs = gatheringUntilMs(this.tables, turn.nowMs);
    if (gatheringMs !== undefined) {
      turn.effects.wake('gathering/', gatheringMs);
      return false;
    }
    const round = this.allocator.round();
    if (!round) return false;
    this.#calls.offer(round.offers);
    this.#scheduler.handle(turn, { kind: 'offers', ...round });
    const calls = turn.calls.splice(0);
    const wasAccepted = this.#calls.carryOut(turn, calls);
    if (!wasAccepted) this.allocator.declined(round);
    return true;
  }
}

function onTimer(turn: MasterTurn, key: string): void {
  const [kind = '', ...rest] = key.split('/');
  const name = rest.join('/');
  if (kind === 'agent') onAgentTimer(turn, name as AgentId);
  if (kind === 'app') turn.tables.dirtyApps.add(name as ObjectName);
  if (kind === 'avoid') {
    const agent = turn.tables.agents.get(name as AgentId);
    if (!agent) return;
    delete agent.avoid;
    turn.allocator.setActive(agent.row.id, isOfferable(agent));
  }
  if (kind === 'busy') {
    const agent = turn.tables.agents.get(name as AgentId);
    if (agent) forgetBusyPorts(turn, agent);
    turn.allocator.reoffer();
  }
}

function noteRepo(turn: MasterTurn, event: Extract<EngineEvent, { kind: 'repo' }>): void {
  const { tables } = turn;
  const before = tables.repo.failure;
  const { failure } = event;
  const head = event.head ?? tables.repo.head;
  tables.repo = {
    describe: event.describe,
    checkedMs: turn.nowMs,
    ...(head === undefined ? {} : { head }),
    ...(failure ? { failure: { ...failure, sinceMs: before?.sinceMs ?? turn.nowMs } } : {}),
  };
  if (failure && before?.code !== failure.code)
    notice(tables, turn.effects, {
      kind: 'repository-unreadable',
      subject: event.describe,
      message: failure.message,
    });
  if (!failure && before)
    notice(tables, turn.effects, {
      kind: 'repository-readable',
      subject: event.describe,
      message: `${event.describe} can be read again`,
    });
}
