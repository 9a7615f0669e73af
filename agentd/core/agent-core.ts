// The agent's machine: the session and the table of tasks behind one `step(event, now) -> effects`.
// It is mutable inside and deterministic: the same seed and events give the same effects.
import type { AgentFacts } from '../../engine/model/actual.ts';
import { Deadlines } from './deadlines.ts';
import type { Effect } from './effects.ts';
import type { AgentEvent, TaskEvent, VolumeEvent } from './events.ts';
import { type Leave, type Leaving, lastWord, leavingBy } from './leaving.ts';
import type { Now } from './now.ts';
import { type Random, randomFrom } from './random.ts';
import { type Hello, helloOf } from './session/hello.ts';
import { Reports } from './session/reports.ts';
import { type Identity, newSession, type Session, type ToAgent } from './session/session.ts';
import type { Outcome, SessionEvent, SessionTurn } from './session/session-step.ts';
import { send, sessionDeadline, stepSession } from './session/session-step.ts';
import type { KillCause } from './task/kill-plan.ts';
import { isTaskId } from './task/order-fault.ts';
import { ackTask, settle } from './task/settle.ts';
import { isLive, type Task } from './task/task.ts';
import { killedTask, orderedTask, type Recovered, recoveredTask } from './task/task-birth.ts';
import { stepTask } from './task/task-step.ts';
import { taskDeadline, wakeTask } from './task/task-wake.ts';
import { configureTask, killTask } from './task/task-wish.ts';
import type { Turn } from './task/turn.ts';
import { TaskTable } from './task-table.ts';
import { unreachable } from './unreachable.ts';
import type { FoundVolume } from './volumes/order-volume.ts';
import { VolumeBook, type VolumeTurn } from './volumes/volume-book.ts';
import { withHolders } from './volumes/with-holders.ts';

export interface AgentInit {
  readonly identity: Identity;
  readonly bootId: string;
  readonly facts: AgentFacts;
  /** Any 32-bit number. */
  readonly seed: number;
  /** Ended and acknowledged tasks whose sandboxes are kept. */
  readonly keepSandboxes: number;
  /** So long after its order was journalled a task's command is to have begun. */
  readonly startTimeoutMs: number;
  /** By taskId, ascending. */
  readonly recovered: readonly Recovered[];
  /** Those that are there. */
  readonly volumes: readonly FoundVolume[];
}

/** A task whose supervisor's files are to be looked at. */
export interface Watched {
  readonly taskId: string;
  /** Something is about to change: look often, and tell even what hasn't changed. */
  readonly isMoving: boolean;
}

/** Refused beyond this, so that a registration can tell of all in one message. */
const maxTasks = 5_000;
/** Keys of deadlines that no task id can be. */
const sessionKey = '';
const leavingKey = ' leaving';
const volumesKey = ' volumes';
const reportsKey = ' reports';
const badTaskId =
  'task id: not of the form /NAME#INSTANCE.N, /NAME@RUN.N or FRAMEWORK:TASK: ' +
  'this engine and agent do not match';

type Of<K extends ToAgent['kind']> = Extract<ToAgent, { kind: K }>;

export class AgentCore {
  readonly #init: AgentInit;
  readonly #random: Random;
  readonly #tasks = new TaskTable();
  readonly #volumes: VolumeBook;
  readonly #deadlines = new Deadlines();
  readonly #reports: Reports;
  /** When the wake for what isn't acknowledged comes. */
  #retryMs = Infinity;
  #session: Session;
  #leaving: Leaving | undefined;
  #now: Now = { nowMs: 0, steadyMs: 0 };
  #effects: Effect[] = [];

  constructor(init: AgentInit) {
    this.#init = init;
    this.#random = randomFrom(init.seed);
    this.#session = newSession(init.identity);
    this.#volumes = new VolumeBook(init.volumes);
    this.#reports = new Reports({
      task: (taskId) => this.#tasks.get(taskId),
      say: (task) => this.#say({ kind: 'report', task }),
    });
  }

  /** One event; the effects are to be carried out in order. */
  step(event: AgentEvent, now: Now): readonly Effect[] {
    const effects: Effect[] = [];
    this.#now = now;
    this.#effects = effects;
    this.#take(event);
    this.#armRetries();
    this.#leaveIfDone();
    return effects;
  }

  /** Steady ms of the next `wake`, if any is needed. */
  nextWakeMs(): number | undefined {
    return this.#deadlines.next();
  }

  *watched(): Iterable<Watched> {
    for (const taskId of this.#tasks.live) {
      const task = this.#tasks.get(taskId);
      const kind = task?.phase.kind;
      if (kind === 'launched') yield { taskId, isMoving: true };
      if (kind === 'running') yield { taskId, isMoving: task?.kill !== undefined };
    }
  }

  task(taskId: string): Task | undefined {
    return this.#tasks.get(taskId);
  }

  /** Tasks that haven't ended. */
  get liveIds(): ReadonlySet<string> {
    return this.#tasks.live;
  }

  /** Ids of the volumes that are there, sorted. */
  get volumeIds(): readonly string[] {
    return this.#volumes.ids;
  }

  get session(): Session {
    return this.#session;
  }

  #take(event: AgentEvent): void {
    switch (event.kind) {
      case 'begin':
        this.#begin();
        break;
      case 'wake':
        this.#wake();
        break;
      case 'shutdown':
        this.#shutdown(event.killTasks);
        break;
      case 'link-open':
      case 'link-closed':
      case 'link-congested':
      case 'link-drained':
      case 'message':
      case 'identity-saved':
        this.#onSession(event);
        break;
      case 'volume-destroyed':
      case 'volume-measured':
        this.#onVolume(event);
        break;
      default:
        this.#onTask(event);
    }
  }

  #begin(): void {
    const birth = this.#birth();
    const recovered = withHolders(this.#init.recovered, this.#volumes);
    for (const found of recovered) this.#keep(recoveredTask(found, birth, this.#random));
    this.#tasks.sortKept();
    this.#prune();
    this.#onSession({ kind: 'begin' });
  }

  #wake(): void {
    const { steadyMs } = this.#now;
    for (;;) {
      const key = this.#deadlines.takeDue(steadyMs);
      if (key === undefined) return;
      if (key === sessionKey) this.#onSession({ kind: 'wake' });
      else if (key === volumesKey) this.#turnVolumes((turn) => this.#volumes.wake(turn));
      else if (key === reportsKey) this.#wakeReports();
      else this.#turn(key, wakeTask);
    }
  }

  #onTask(event: TaskEvent): void {
    if (event.kind === 'volumes-opened') this.#volumes.opened(event.opened, event.missing);
    this.#turn(event.taskId, (turn) => stepTask(turn, event));
  }

  #onVolume(event: VolumeEvent): void {
    this.#turnVolumes((turn) => this.#volumes.step(turn, event));
  }

  #turnVolumes(move: (turn: VolumeTurn) => void): void {
    const answer = (volumeId: string): void => {
      if (this.#session.phase.kind === 'joined') this.#say({ kind: 'volume-destroyed', volumeId });
    };
    move({ effects: this.#effects, now: this.#now, answer });
    this.#deadlines.set(volumesKey, this.#volumes.nextMs());
  }

  /** Runs one move on a known task; false when it isn't known. */
  #turn(taskId: string, move: (turn: Turn) => void): boolean {
    const task = this.#tasks.get(taskId);
    if (task === undefined) return false;
    const turn: Turn = { task, effects: [], ...this.#birth() };
    move(turn);
    this.#keep(turn);
    return true;
  }

  #keep(turn: Turn): void {
    settle(turn);
    const { task } = turn;
    this.#tasks.set(task);
    this.#deadlines.set(task.taskId, taskDeadline(task));
    for (const effect of turn.effects) {
      if (effect.kind === 'report') this.#report(task);
      else this.#effects.push(effect);
    }
    const { order } = task;
    if (order?.volumes !== undefined && !isLive(task))
      this.#turnVolumes((volumes) => this.#volumes.release(volumes, order));
  }

  #report(task: Task): void {
    this.#reports.report(task, this.#now.steadyMs);
  }

  #wakeReports(): void {
    this.#retryMs = Infinity;
    this.#reports.wake(this.#now.steadyMs);
  }

  /** Never put off: most is acknowledged by then. */
  #armRetries(): void {
    const nextMs = this.#reports.nextMs() ?? Infinity;
    if (nextMs >= this.#retryMs) return;
    this.#retryMs = nextMs;
    this.#deadlines.set(reportsKey, nextMs);
  }

  #refuse(taskId: string, message: string): void {
    const text = message.slice(0, 1024);
    this.#effects.push({ kind: 'log', level: 'warn', text, taskId });
    this.#say({ kind: 'refusal', taskId: taskId.slice(0, 200), message: text });
  }

  #say(message: Parameters<typeof send>[1]): void {
    const turn = this.#sessionTurn();
    send(turn, message);
    this.#session = turn.session;
  }

  #sessionTurn(): SessionTurn {
    return {
      session: this.#session,
      effects: this.#effects,
      now: this.#now,
      random: this.#random,
      hello: () => this.#hello(),
      outcomes: [],
    };
  }

  #hello(): Hello {
    const { facts, bootId } = this.#init;
    return helloOf({ facts, bootId, tasks: this.#tasks.values(), volumes: this.#volumes.ids });
  }

  #onSession(event: SessionEvent): void {
    const turn = this.#sessionTurn();
    stepSession(turn, event);
    this.#session = turn.session;
    this.#deadlines.set(sessionKey, sessionDeadline(turn.session));
    this.#reports.noteLink(turn.session.link, turn.session.phase.kind === 'joined');
    for (const outcome of turn.outcomes) this.#onOutcome(outcome);
    if (!('link' in event) || event.link !== this.#session.link) return;
    if (event.kind === 'link-congested') this.#reports.congested();
    if (event.kind === 'link-drained') this.#reports.drained(this.#now.steadyMs);
  }

  #onOutcome(outcome: Outcome): void {
    if (outcome.kind === 'message') this.#onMessage(outcome.message);
    else if (outcome.kind === 'joined')
      this.#reports.joined(this.#tasks.values(), this.#now.steadyMs);
    else this.#onGone(outcome.reason);
  }

  #onMessage(message: ToAgent): void {
    switch (message.kind) {
      case 'launch':
        this.#onLaunch(message);
        break;
      case 'kill':
        this.#onKill(message);
        break;
      case 'configure':
        this.#onConfigure(message);
        break;
      case 'destroy-volume':
        this.#turnVolumes((turn) => this.#volumes.destroy(turn, message.volumeId));
        break;
      case 'ack':
        this.#turn(message.taskId, (turn) => this.#reports.acked(ackTask(turn, message.seq)));
        this.#prune();
        break;
      case 'open-stream':
        this.#effects.push({ kind: 'open-stream', request: message });
        break;
      case 'registered':
      case 'rejected':
      case 'ping':
        break;
      default:
        unreachable(message);
    }
  }

  #onConfigure({ taskId, settings, trial }: Of<'configure'>): void {
    if (!this.#turn(taskId, (turn) => configureTask(turn, settings, trial)))
      this.#refuse(taskId, `task ${taskId} is not known here: launch it first`);
  }

  #onLaunch({ order }: Of<'launch'>): void {
    const { taskId, taskDigest } = order;
    const known = this.#tasks.get(taskId);
    if (known !== undefined && (known.taskDigest === taskDigest || known.order === undefined))
      this.#report(known);
    else if (known !== undefined)
      this.#refuse(taskId, `task ${taskId} has digest ${known.taskDigest} here, not ${taskDigest}`);
    else if (!isTaskId(taskId)) this.#refuse(taskId, badTaskId);
    else if (this.#leaving !== undefined)
      this.#refuse(taskId, 'this agent is shutting down: send it elsewhere');
    else if (this.#tasks.size >= maxTasks)
      this.#refuse(taskId, `this agent knows ${maxTasks} tasks already: acknowledge some ends`);
    else this.#keep(orderedTask(order, this.#birth(), this.#volumes.take(order)));
  }

  #onKill({ taskId, taskDigest, policy, reason }: Of<'kill'>): void {
    const wish = { cause: 'ordered' as const, reason, policy };
    if (this.#turn(taskId, (turn) => killTask(turn, wish))) return;
    if (isTaskId(taskId)) this.#keep(killedTask({ taskId, taskDigest, wish }, this.#birth()));
    else this.#refuse(taskId, badTaskId);
  }

  #prune(): void {
    for (const taskId of this.#tasks.prune(this.#init.keepSandboxes)) {
      this.#deadlines.set(taskId, undefined);
      this.#effects.push({ kind: 'remove', taskId });
    }
  }

  #birth() {
    const { bootId, startTimeoutMs, identity } = this.#init;
    const { starts, agentId } = identity;
    return { starts, agentId, bootId, startTimeoutMs, now: this.#now };
  }

  #onGone(reason: string): void {
    const text =
      `engine: this agent was declared gone (${reason}): its tasks were killed; ` +
      'to use the machine again, start an agent with another --work directory';
    this.#killAll('gone', `agent declared gone: ${reason}`);
    this.#leave({ code: 4, text });
  }

  #shutdown(killTasks: boolean): void {
    if (!killTasks) {
      this.#effects.push({ kind: 'exit', code: 0, text: 'stopped; its tasks run on' });
      return;
    }
    this.#killAll('shutdown', 'the agent is shutting down');
    this.#leave({ code: 0, text: 'stopped; its tasks have ended' });
  }

  #killAll(cause: KillCause, reason: string): void {
    for (const taskId of [...this.#tasks.live]) {
      const policy = this.#tasks.get(taskId)?.settings.kill;
      if (policy === undefined) continue;
      const wish = { cause, reason, policy: { ...policy, delayMs: 0 } };
      this.#turn(taskId, (turn) => killTask(turn, wish));
    }
  }

  #leave(leave: Leave): void {
    const live = [...this.#tasks.live];
    const gracesMs = live.map((id) => this.#tasks.get(id)?.settings.kill.graceMs ?? 0);
    this.#leaving = leavingBy(leave, gracesMs, this.#now.steadyMs);
    this.#deadlines.set(leavingKey, this.#leaving.byMs);
  }

  #leaveIfDone(): void {
    if (this.#leaving === undefined) return;
    const word = lastWord(this.#leaving, this.#tasks.live, this.#now.steadyMs);
    if (word === undefined) return;
    this.#effects.push({ kind: 'exit', ...word });
    this.#leaving = undefined;
  }
}
