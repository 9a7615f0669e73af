// The agent's mailbox: events go to the core one by one, its effects are carried out in the order
// they come, and what comes of them are events again. One timer, set to what the core waits for
// next.
import type { AgentFacts } from '../../engine/model/actual.ts';
import { AgentCore } from '../core/agent-core.ts';
import type { Effect } from '../core/effects.ts';
import type { AgentEvent } from '../core/events.ts';
import type { Identity } from '../core/session/session.ts';
import { parseMarks, parseOrderFile, parseSavedHealth } from '../core/task/stored.ts';
import type { Recovered } from '../core/task/task-birth.ts';
import type { StoredTask } from '../ports/journal.ts';
import type { Link } from '../ports/links.ts';
import { Lanes } from './lanes.ts';
import { LogTrimmer } from './log-trimmer.ts';
import { Poller } from './poller.ts';
import type { AgentPorts } from './ports.ts';
import { Prober } from './prober.ts';
import { runTaskEffect } from './run-effect.ts';
import { Streams } from './streams.ts';
import { VolumeMeter } from './volume-meter.ts';

export interface AgentSetup {
  readonly identity: Identity;
  readonly facts: AgentFacts;
  /** Any 32-bit number. */
  readonly seed: number;
  readonly keepSandboxes: number;
  readonly startTimeoutMs: number;
}

export interface AgentExit {
  readonly code: number;
  readonly text: string;
}

/** Effects on different tasks that are carried out at once. */
const width = 16;

export class AgentLoop {
  readonly #ports: AgentPorts;
  readonly #core: AgentCore;
  readonly #lanes = new Lanes(width);
  readonly #mailbox: AgentEvent[] = [];
  readonly #prober: Prober;
  readonly #poller: Poller;
  readonly #streams: Streams;
  readonly #trimmer: LogTrimmer;
  readonly #meter: VolumeMeter;
  readonly #exit: Promise<AgentExit>;
  #leave: (exit: AgentExit) => void = () => {};
  #isStepping = false;
  #isOver = false;
  #link: { readonly number: number; readonly link: Link } | undefined;
  #cancelWake: (() => void) | undefined;
  #wakeAtMs: number | undefined;

  /** Reads the journal; the agent begins when `start` is called. */
  static async open(ports: AgentPorts, setup: AgentSetup): Promise<AgentLoop> {
    const recovered = (await ports.journal.load()).flatMap((stored) => recover(ports, stored));
    recovered.sort((a, b) => (a.file.taskId < b.file.taskId ? -1 : 1));
    const { bootId } = ports.processes;
    const volumes = await ports.volumes.list();
    return new AgentLoop(ports, new AgentCore({ ...setup, bootId, recovered, volumes }));
  }

  private constructor(ports: AgentPorts, core: AgentCore) {
    this.#ports = ports;
    this.#core = core;
    const post = (event: AgentEvent) => this.post(event);
    this.#prober = new Prober(ports, post);
    this.#poller = new Poller(ports, core, post);
    this.#streams = new Streams(ports, (taskId) => core.liveIds.has(taskId));
    this.#trimmer = new LogTrimmer(ports, core);
    this.#meter = new VolumeMeter(ports, core, post);
    this.#exit = new Promise((resolve) => {
      this.#leave = resolve;
    });
  }

  start(): void {
    this.#poller.start();
    this.#trimmer.start();
    this.#meter.start();
    this.post({ kind: 'begin' });
  }

  /** What it knows: to be looked at, never changed. */
  get core(): AgentCore {
    return this.#core;
  }

  /** Leaves tasks running, or ends them with their grace first. Resolves as `exited` does. */
  shutdown(killTasks: boolean): Promise<AgentExit> {
    this.post({ kind: 'shutdown', killTasks });
    return this.#exit;
  }

  /** When the agent is done, and why. */
  get exited(): Promise<AgentExit> {
    return this.#exit;
  }

  post(event: AgentEvent): void {
    if (this.#isOver) return;
    this.#mailbox.push(event);
    if (this.#isStepping) return;
    this.#isStepping = true;
    for (let next = this.#mailbox.shift(); next !== undefined; next = this.#mailbox.shift()) {
      const effects = this.#core.step(next, this.#ports.clock.now());
      for (const effect of effects) this.#carryOut(effect);
    }
    this.#isStepping = false;
    if (!this.#isOver) this.#armWake();
  }

  #armWake(): void {
    const atMs = this.#core.nextWakeMs();
    if (atMs === this.#wakeAtMs) return;
    this.#cancelWake?.();
    this.#wakeAtMs = atMs;
    this.#cancelWake = undefined;
    if (atMs !== undefined) this.#cancelWake = this.#ports.clock.setTimer(atMs, () => this.#wake());
  }

  #wake(): void {
    this.#wakeAtMs = undefined;
    this.post({ kind: 'wake' });
  }

  #carryOut(effect: Effect): void {
    switch (effect.kind) {
      case 'dial':
        this.#dial(effect.link);
        break;
      case 'close':
        if (this.#link?.number === effect.link) this.#link.link.close(effect.reason);
        break;
      case 'send':
        this.#send(effect);
        break;
      case 'open-stream':
        void this.#streams.serve(effect.request);
        break;
      case 'probe':
        this.#prober.add(effect);
        break;
      case 'save-identity':
        this.#lanes.add('', () => this.#saveIdentity(effect.identity));
        break;
      case 'keep-identity':
        this.#lanes.add('', () => this.#keepIdentity(effect.identity));
        break;
      case 'remove':
        this.#lanes.add(effect.taskId, () => this.#remove(effect.taskId));
        break;
      case 'destroy-volume':
        this.#lanes.add(` volume ${effect.volumeId}`, () => this.#destroy(effect.volumeId));
        break;
      case 'log':
        this.#log(effect);
        break;
      case 'exit':
        this.#end(effect);
        break;
      default:
        this.#lanes.add(effect.taskId, () => this.#runTask(effect));
    }
  }

  async #runTask(effect: Parameters<typeof runTaskEffect>[1]): Promise<void> {
    const event = await runTaskEffect(this.#ports, effect);
    if (effect.kind === 'start') this.#poller.own(effect.taskId);
    if (event !== undefined) this.post(event);
    if (effect.kind === 'open-volumes') this.#meter.start();
  }

  async #destroy(volumeId: string): Promise<void> {
    try {
      await this.#ports.volumes.destroy(volumeId);
      this.post({ kind: 'volume-destroyed', volumeId });
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.post({ kind: 'volume-destroyed', volumeId, error: text.slice(0, 500) });
    }
  }

  #dial(number: number): void {
    const link = this.#ports.links.dial({
      open: () => this.post({ kind: 'link-open', link: number }),
      message: (message) => this.post({ kind: 'message', link: number, message }),
      closed: (reason) => this.post({ kind: 'link-closed', link: number, reason }),
      drained: () => this.post({ kind: 'link-drained', link: number }),
    });
    this.#link = { number, link };
  }

  #send({ link, message }: Extract<Effect, { kind: 'send' }>): void {
    if (this.#link?.number !== link) return;
    if (!this.#link.link.send(message)) this.post({ kind: 'link-congested', link });
  }

  async #saveIdentity(identity: Identity): Promise<void> {
    try {
      await this.#ports.journal.saveIdentity(identity);
      this.post({ kind: 'identity-saved' });
    } catch (error) {
      this.post({ kind: 'identity-saved', error: String(error) });
    }
  }

  async #keepIdentity(identity: Identity): Promise<void> {
    await this.#ports.journal.saveIdentity(identity).catch((error: unknown) => {
      this.#ports.log.write('warn', `agent.json can't be written: ${String(error)}`);
    });
  }

  async #remove(taskId: string): Promise<void> {
    this.#poller.forget(taskId);
    this.#ports.processes.forget(taskId);
    await this.#ports.journal.remove(taskId).catch((error: unknown) => {
      this.#ports.log.write('warn', `its folder can't be removed: ${String(error)}`, { taskId });
    });
  }

  #log({ level, text, taskId }: Extract<Effect, { kind: 'log' }>): void {
    this.#ports.log.write(level, text, taskId === undefined ? {} : { taskId });
  }

  #end({ code, text }: AgentExit): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cancelWake?.();
    this.#poller.stop();
    this.#trimmer.stop();
    this.#meter.stop();
    this.#ports.volumes.stop();
    this.#link?.link.close('the agent has stopped');
    void this.#lanes.whenIdle().then(() => this.#leave({ code, text }));
  }
}

/** A folder whose order can't be read is left alone: nothing is known of it. */
function recover({ processes, log }: AgentPorts, stored: StoredTask): readonly Recovered[] {
  const file = parseOrderFile(stored.order);
  if (file === undefined) {
    log.write('error', `tasks/${stored.folder}: no readable order.json: remove the folder`);
    return [];
  }
  const marks = parseMarks(stored.marks);
  const health = parseSavedHealth(stored.health);
  return [{ file, marks, health, sighting: processes.look(file.taskId) }];
}
