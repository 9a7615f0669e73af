// The engine without the world: events in, effects out. A batch is synchronous and deterministic.
// After its events the master and the frameworks talk until neither has anything to say, at most
// `maxHops` times; what is left then is looked at in the next batch.
import { newAllocator } from '../allocate/allocators.ts';
import type { Allocator, RoundScope } from '../allocate/offer-allocator.ts';
import type { FrameworkCall, FrameworkEvent } from '../model/framework.ts';
import type { AgentId, FrameworkId, ObjectName, TaskId } from '../model/ids.ts';
import { AppScheduler } from './apps/app-scheduler.ts';
import { shortenDelays } from './apps/backoff.ts';
import { Effects } from './effects.ts';
import type { EngineEvent } from './events.ts';
import { onClosed, onFailoverTimer, startFrameworks } from './frameworks/leave.ts';
import { makeOffers, roundOfOffersTimer, wakeForRound } from './frameworks/offers/make-offers.ts';
import { expireOffers, expiryTimer } from './frameworks/offers/rescind.ts';
import { onCall } from './frameworks/on-call.ts';
import { onFrameworkEvent, onUpdatesTimer, updatesTimer } from './frameworks/tasks/updates.ts';
import { FullRound, roundTimer } from './full-round.ts';
import { dueTimer } from './jobs/due-times.ts';
import { JobScheduler } from './jobs/job-scheduler.ts';
import { maintenanceTimer, tendMaintenance } from './maintenance/tend-maintenance.ts';
import { entryOf, loseAll, onDisconnect, onQuiet, onRegister, onSilent } from './master/agents.ts';
import { FrameworkCalls } from './master/framework-calls.ts';
import { adoptingUntilMs, gatheringUntilMs } from './master/gathering.ts';
import { storedHoldings } from './master/holdings.ts';
import type { MasterTurn } from './master/master-turn.ts';
import { offeredAgent, openOrClose } from './master/offered-agent.ts';
import { setQuotas } from './master/quotas.ts';
import { onReport } from './master/reconcile.ts';
import { tendVerdicts } from './master/removals/tend-verdicts.ts';
import { killsTimer, tendKills } from './master/task/tend-kills.ts';
import { avoidAgent, endTask, forgetBusyPorts, sendKill } from './master/tasks.ts';
import { notice } from './notice.ts';
import { onOperation } from './operation.ts';
import { onRevision } from './revision.ts';
import { appFramework, jobFramework, type Tables } from './tables.ts';
import { onVolumeDestroyed } from './volumes/agent-volumes.ts';
import { recountAgents } from './volumes/release.ts';
import { startReservations, tendReservations } from './volumes/tend-reservations.ts';
import { LongWaits } from './why/long-waits.ts';
import { WhyBook } from './why/why-book.ts';

/** Rounds of calls and events in one batch (house.md part 3). */
const maxHops = 64;
/** Tasks launched in one batch, at most: more are for the next, so that none stalls the others. */
const maxLaunches = 64;
/** Events handled before what follows from them is looked at, at most. */
const maxUnfollowed = 1_000;

export interface Handled {
  readonly effects: Effects;
  /** Hops ran out: another batch is owed, with no event of its own. */
  readonly isUnfinished: boolean;
}

export class EngineCore {
  readonly tables: Tables;
  readonly allocator: Allocator;
  /** Why tasks have no place: for those who ask. */
  readonly why: WhyBook;
  /** Handled so far: as long as there are no more of them, nothing has changed. */
  batches = 0;
  readonly #apps = new AppScheduler();
  readonly #jobs = new JobScheduler();
  readonly #round = new FullRound();
  readonly #longWaits = new LongWaits();
  readonly #frameworks = [
    { name: appFramework, scheduler: this.#apps, calls: new FrameworkCalls(appFramework) },
    { name: jobFramework, scheduler: this.#jobs, calls: new FrameworkCalls(jobFramework) },
  ] as const;
  readonly #connections = new Map<number, AgentId>();
  /** Agents that the next round for frameworks of others looks at. */
  #roundScope: RoundScope = 'changed';
  /** What happened when a batch was full already: the next one tells of it first. */
  #untold: FrameworkEvent[] = [];
  /** Events since what follows from them was looked at. */
  #unfollowed = 0;

  constructor(tables: Tables, allocator: Allocator = newAllocator('drf')) {
    this.tables = tables;
    this.allocator = allocator;
    this.why = new WhyBook(tables, allocator);
  }

  /** After the tables are loaded: everything is looked at once, every timer is set anew. */
  start(nowMs: number, wallMs = nowMs): Handled {
    const { tables } = this;
    for (const agent of tables.agents.values()) {
      if (agent.presence.kind === 'gone') continue;
      this.allocator.addAgent(offeredAgent(tables, agent.row));
      this.allocator.deactivateAgent(agent.row.id);
    }
    for (const { name: id } of this.#frameworks)
      this.allocator.addFramework({ id, roles: new Map() });
    for (const holding of storedHoldings(tables)) this.allocator.allocated(holding);
    setQuotas(this.allocator, tables.cluster?.quotas ?? []);
    for (const name of tables.apps.keys()) tables.dirtyApps.add(name);
    for (const name of tables.jobs.keys()) tables.dirtyJobs.add(name);
    const turn = this.#turn(nowMs, wallMs);
    startFrameworks(turn);
    for (const name of tables.undone) {
      if (tables.apps.has(name)) turn.effects.apps.add(name);
      if (tables.jobs.has(name)) turn.effects.jobs.add(name);
    }
    for (const agent of tables.agents.values())
      if (agent.presence.kind === 'gone') loseAll(turn, agent);
    shortenDelays(turn);
    startReservations(turn);
    this.#jobs.start(turn);
    this.#round.begin(turn);
    return this.#finish(turn);
  }

  /**
   * `wallMs`: the machine's clock, by which timetables go. `hasMore`: other events wait already;
   * what follows from all of them is looked at once, unless these are many.
   */
  handle(events: readonly EngineEvent[], nowMs: number, wallMs = nowMs, hasMore = false): Handled {
    const turn = this.#turn(nowMs, wallMs);
    for (const event of events) this.#handleOne(turn, event);
    this.#unfollowed += events.length;
    if (hasMore && this.#unfollowed < maxUnfollowed && !turn.effects.isRevised)
      return this.#putOff(turn);
    this.#unfollowed = 0;
    return this.#finish(turn);
  }

  #putOff(turn: MasterTurn): Handled {
    this.#tell(turn);
    carryOut(turn, this.#frameworks[0].calls);
    this.#untold = turn.events;
    return { effects: turn.effects, isUnfinished: true };
  }

  /** Orders leave now: however long they took to be stored, a launch is no older than that. */
  spoke(orders: Effects['orders'], nowMs: number): void {
    for (const { order } of orders) {
      if (order.kind !== 'launch') continue;
      const task = this.tables.tasks.get(order.order.taskId as TaskId);
      if (task) task.orderedMs = nowMs;
    }
  }

  /** Apps with instances that wait for a place. */
  unmet(): readonly ObjectName[] {
    return this.#apps.unmet();
  }

  #turn(nowMs: number, wallMs: number): MasterTurn {
    this.batches += 1;
    return {
      wallMs,
      tables: this.tables,
      effects: new Effects(nowMs),
      nowMs,
      calls: [],
      allocator: this.allocator,
      connections: this.#connections,
      events: this.#untold.splice(0),
      launched: 0,
    };
  }

  #handleOne(turn: MasterTurn, event: EngineEvent): void {
    switch (event.kind) {
      case 'registered':
        onRegister(turn, event.connection, event.message);
        return;
      case 'reported':
      case 'refused':
      case 'volume-destroyed':
        this.#fromAgent(turn, event);
        return;
      case 'disconnected':
        onDisconnect(turn, event.connection);
        return;
      case 'silent':
        onSilent(turn, event.connection, event.forMs);
        return;
      case 'quiet':
      case 'heard':
        onQuiet(turn, event.connection, event.kind === 'quiet');
        return;
      case 'timer':
        if (event.key === roundTimer) this.#slice(turn);
        else if (event.key === dueTimer) this.#jobs.ring(turn);
        else if (event.key === roundOfOffersTimer) this.#roundScope = 'all';
        else onTimer(turn, event.key);
        return;
      case 'revision':
        onRevision(turn, event.revision);
        return;
      case 'repo':
        noteRepo(turn, event);
        return;
      case 'framework-call':
        onCall(turn, event.connection, event.call);
        return;
      case 'framework-closed':
        onClosed(turn, event.connection);
        return;
      case 'delivered':
        for (const number of event.outbox) turn.effects.outboxDone.push(number);
        return;
      case 'operation':
        onOperation(turn, event);
        return;
    }
  }

  #slice(turn: MasterTurn): void {
    this.#round.slice(turn);
    this.#longWaits.look(turn, this, [...this.#apps.unmet(), ...this.#jobs.unmet()].sort());
  }

  #fromAgent(
    turn: MasterTurn,
    event: Extract<EngineEvent, { kind: 'reported' | 'refused' | 'volume-destroyed' }>,
  ): void {
    const agent = entryOf(turn, event.connection);
    if (agent?.connection !== event.connection) return;
    if (event.kind === 'reported') {
      onReport(turn, agent, event.message);
      return;
    }
    if (event.kind === 'volume-destroyed') {
      onVolumeDestroyed(turn, agent, event.message.volumeId);
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
    tendVerdicts(turn);
    recountAgents(turn);
    const adoptingMs = adoptingUntilMs(this.tables, turn.nowMs);
    if (adoptingMs !== undefined) {
      this.#tell(turn);
      turn.effects.wake('gathering/', adoptingMs);
      return { effects: turn.effects, isUnfinished: false };
    }
    if (turn.effects.isRevised) return this.#storeFirst(turn);
    let hops = 0;
    let isBusy = true;
    while (isBusy && hops < maxHops && turn.launched < maxLaunches && !this.#apps.isSpent) {
      hops += 1;
      tendMaintenance(turn);
      this.#tell(turn);
      let wasCalled = false;
      for (const framework of this.#frameworks) {
        framework.scheduler.evaluate(turn);
        wasCalled = carryOut(turn, framework.calls) || wasCalled;
      }
      tendReservations(turn);
      isBusy = this.#offer(turn) || wasCalled || this.#isStirred(turn);
    }
    this.#apps.windClocks(turn);
    carryOut(turn, this.#frameworks[0].calls);
    this.#jobs.windTimer(turn);
    this.#makeOffers(turn);
    this.#untold = turn.events;
    return { effects: turn.effects, isUnfinished: isBusy || this.#isStirred(turn) };
  }

  /**
   * A revision is stored before anything follows from it: an engine that dies between two commits
   * of the store has started and stopped nothing for one that was never applied (memory/load.ts).
   */
  #storeFirst(turn: MasterTurn): Handled {
    this.#tell(turn);
    carryOut(turn, this.#frameworks[0].calls);
    this.#tell(turn);
    return { effects: turn.effects, isUnfinished: true };
  }

  /** For frameworks of others, behind the turns of our own. */
  #makeOffers(turn: MasterTurn): void {
    if (gatheringUntilMs(this.tables, turn.nowMs) !== undefined) return;
    if (this.#roundScope === 'all') wakeForRound(turn);
    makeOffers(turn, this.#roundScope);
    this.#roundScope = 'changed';
  }

  #isStirred(turn: MasterTurn): boolean {
    const { dirtyApps, dirtyJobs, endedRuns, planned, reservations } = this.tables;
    const dirty = dirtyApps.size + dirtyJobs.size + reservations.dirty.size;
    return planned.isStirred || turn.events.length + dirty + endedRuns.length > 0;
  }

  #tell(turn: MasterTurn): void {
    const events: FrameworkEvent[] = turn.events.splice(0);
    for (const event of events) {
      for (const { scheduler } of this.#frameworks) scheduler.handle(turn, event);
      onFrameworkEvent(turn, event);
    }
  }

  /** Turn after turn, until nobody has one. Whether anybody had. */
  #offer(turn: MasterTurn): boolean {
    const gatheringMs = gatheringUntilMs(this.tables, turn.nowMs);
    if (gatheringMs !== undefined) {
      turn.effects.wake('gathering/', gatheringMs);
      return false;
    }
    let hadTurn = false;
    while (turn.launched < maxLaunches) {
      const book = this.allocator.nextTurn(maxLaunches - turn.launched);
      if (!book) return hadTurn;
      hadTurn = true;
      const framework = this.#frameworks.find(({ name }) => name === book.framework);
      if (!framework) throw new Error(`bug: no framework ${book.framework}`);
      const { scheduler, calls } = framework;
      scheduler.handle(turn, { kind: 'offers', book });
      calls.carryOut(turn, turn.calls.splice(0), book);
      this.allocator.endTurn(book);
      recountAgents(turn);
    }
    return true;
  }
}

/** Whether there was anything but a statement of demand. */
function carryOut(turn: MasterTurn, framework: FrameworkCalls): boolean {
  const calls: FrameworkCall[] = turn.calls.splice(0);
  framework.carryOut(turn, calls);
  return calls.some((call) => call.kind !== 'request');
}

function onTimer(turn: MasterTurn, key: string): void {
  const [kind = '', ...rest] = key.split('/');
  const name = rest.join('/');
  if (kind === killsTimer) tendKills(turn, (task) => sendKill(turn, task));
  if (kind === updatesTimer) onUpdatesTimer(turn, name as FrameworkId);
  if (kind === 'framework') onFailoverTimer(turn, name as FrameworkId);
  if (kind === expiryTimer) expireOffers(turn);
  if (kind === maintenanceTimer) turn.tables.planned.isDirty = true;
  if (kind === 'app') turn.tables.dirtyApps.add(name as ObjectName);
  if (kind === 'job') turn.tables.dirtyJobs.add(name as ObjectName);
  if (kind === 'avoid') {
    const agent = turn.tables.agents.get(name as AgentId);
    if (!agent) return;
    delete agent.avoid;
    openOrClose(turn.allocator, agent);
  }
  if (kind === 'busy') {
    const agent = turn.tables.agents.get(name as AgentId);
    if (agent) forgetBusyPorts(turn, agent);
    turn.allocator.stir();
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
