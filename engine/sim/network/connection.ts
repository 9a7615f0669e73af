// One connection: two queues in order, and what each side is told of its end.
import type { Link, LinkCalls } from '../../../agentd/ports/links.ts';
import { messageParser } from '../../../agentd/ports/parse-message.ts';
import type { AgentPeer, PeerHandler } from '../../ports/agent-door.ts';
import type { Host } from '../kernel/host.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { ToAgentMessage, ToEngineMessage } from '../kernel/wire.ts';
import type { Line, Way } from './line.ts';
import type { Listening } from './listener.ts';

/** Compiled once a process. */
const parse = messageParser();
/** One in so many messages finds the agent's way out full. */
const rarelyCongested = 0.004;

const registration = /^{"kind":"register(ed)?"/;

interface Ends {
  readonly kernel: Kernel;
  readonly line: Line;
  readonly agentHost: Host;
  readonly calls: LinkCalls;
  /** Neither side has it any more. */
  readonly onOver: () => void;
}

export class SimConnection {
  readonly line: Line;
  readonly agentHost: Host;
  readonly link: Link;
  readonly #kernel: Kernel;
  readonly #calls: LinkCalls;
  readonly #onOver: () => void;
  /** When the last message of each way arrives: the next comes after it. */
  readonly #lastMs: Record<Way, number> = { 'to-engine': 0, 'to-agent': 0 };
  #engine: Listening | undefined;
  #handler: PeerHandler | undefined;
  #agentId: string | undefined;
  /** Each side, until it has closed or been told of the end. */
  #isAgentOpen = true;
  #isEngineOpen = false;
  /** Nothing on it arrives any more. */
  #isDead = false;

  constructor(ends: Ends) {
    this.#kernel = ends.kernel;
    this.#onOver = ends.onOver;
    this.line = ends.line;
    this.agentHost = ends.agentHost;
    this.#calls = ends.calls;
    this.link = {
      send: (message) => this.#sendToEngine(message),
      close: () => this.#closeByAgent(),
    };
  }

  get engineHost(): Host | undefined {
    return this.#engine?.host;
  }

  get isOpen(): boolean {
    return this.#isAgentOpen && this.#isEngineOpen && !this.#isDead;
  }

  /** Both sides are told, soon; what is under way is lost. */
  cut(): void {
    this.#isDead = true;
    this.#tellAgent('connection reset');
    this.#tellEngine();
  }

  /** Nobody is told; what is under way is lost. */
  vanish(): void {
    this.#isDead = true;
    this.#forgetIfOver();
  }

  refuse(reason: string): void {
    if (!this.#isAgentOpen) return;
    this.#isAgentOpen = false;
    this.#onOver();
    this.#calls.closed(reason);
  }

  establish(engine: Listening): void {
    if (!engine.host.isAlive || this.#isDead) return;
    this.#engine = engine;
    this.#isEngineOpen = true;
    this.#handler = engine.accept(this.#peer(engine));
    this.#arrive('to-agent', () => {
      if (this.#isAgentOpen) this.#calls.open();
    });
    if (!this.agentHost.isAlive || !this.#isAgentOpen) this.#tellEngine();
  }

  /** A side is gone: the other is told behind what is under way. */
  closeFrom(way: Way, reason: string): void {
    if (way === 'to-engine') this.#isAgentOpen = false;
    else this.#isEngineOpen = false;
    this.#forgetIfOver();
    if (this.#isDead) return;
    if (way === 'to-engine') this.#arrive(way, () => this.#engineTold());
    else this.#arrive(way, () => this.#agentTold(reason));
  }

  /** A text arrives as if the other side had sent it now. */
  deliver(way: Way, text: string): void {
    this.#arrive(way, () => (way === 'to-engine' ? this.#hear(text) : this.#obey(text)));
  }

  #peer(engine: Listening): AgentPeer {
    return {
      address: this.line.machine,
      send: (text) => this.#sendToAgent(engine, text),
      close: (_code, reason) => this.#closeByEngine(reason),
      bufferedBytes: 0,
    };
  }

  #sendToAgent(engine: Listening, text: string): void {
    if (!engine.host.isAlive) return;
    const parsed = parse(text);
    if (parsed.kind === 'fault') throw new Error(`bug: the engine said what isn't said: ${text}`);
    const { message } = parsed;
    const kernel = this.#kernel;
    engine.host.do(`speak ${message.kind}`, () => {
      const spoken = { engine: engine.engine, agentId: this.#agentId, message };
      kernel.tell({ kind: 'spoken', ...spoken });
      if (kernel.isTracing) kernel.trace(`engine${engine.engine}`, `→ ${this.#shown(message)}`);
      if (this.#isEngineOpen) this.#transmit('to-agent', text);
    });
  }

  #sendToEngine(message: ToEngineMessage): boolean {
    const kernel = this.#kernel;
    this.agentHost.do(`send ${message.kind}`, () => {
      if (kernel.isTracing) kernel.trace(this.line.machine, `→ engine ${shownToEngine(message)}`);
      if (this.#isAgentOpen) this.#transmit('to-engine', JSON.stringify(message));
    });
    if (!kernel.random.chance(rarelyCongested)) return true;
    kernel.counters.count('state', 'link congested');
    const drained = () => this.#isAgentOpen && this.#calls.drained();
    this.agentHost.after(kernel.random.between(10, 2_000), drained, 'network');
    return false;
  }

  #transmit(way: Way, text: string): void {
    this.line.remember(way, text, this);
    this.deliver(way, text);
    if (this.line.takeDouble(way)) this.deliver(way, text);
    if (registration.test(text)) this.#deliverLate(way);
  }

  /** What earlier connections have left under way comes once this one is registered. */
  #deliverLate(way: Way): void {
    const count = this.line.late[way];
    this.line.late[way] = 0;
    if (count === 0) return;
    for (const { text, on } of this.line.said[way].slice(-count))
      if (on !== this) this.deliver(way, text);
  }

  /** In order, and only to a process that lives. */
  #arrive(way: Way, act: () => void): void {
    const atMs = Math.max(this.#lastMs[way], this.line.arrivalMs(way));
    this.#lastMs[way] = atMs;
    const host = way === 'to-engine' ? this.#engine?.host : this.agentHost;
    const alive = () => {
      if (!this.#isDead) act();
    };
    this.#kernel.agenda.at(atMs, 'network', alive, host?.life);
  }

  #hear(text: string): void {
    if (!this.#isEngineOpen || !this.#handler || !this.#engine) return;
    const kernel = this.#kernel;
    kernel.noteAct();
    const message = JSON.parse(text) as ToEngineMessage;
    if (message.kind === 'register') {
      // What an earlier connection has said may come behind it: that is nobody's word on this one.
      this.#agentId ??= message.agentId;
      kernel.tell({ kind: 'heard-register', engine: this.#engine.engine, message });
    }
    if (this.#agentId !== undefined) this.#engine.onHeard(this.#agentId);
    this.#handler.message(text);
  }

  #obey(text: string): void {
    if (!this.#isAgentOpen) return;
    const parsed = parse(text);
    if (parsed.kind === 'message') this.#calls.message(parsed.message);
  }

  #closeByAgent(): void {
    if (this.#isAgentOpen) this.closeFrom('to-engine', '');
  }

  #closeByEngine(reason: string): void {
    if (!this.#isEngineOpen) return;
    this.closeFrom('to-agent', reason);
    this.#isEngineOpen = true;
    // Its own side has closed once the other has answered, or after a bound.
    const { agenda } = this.#kernel;
    agenda.after(
      this.#kernel.random.between(2, 2_000),
      'network',
      () => this.#engineTold(),
      this.#engine?.host.life,
    );
  }

  #tellAgent(reason: string): void {
    const { agenda } = this.#kernel;
    const told = () => this.#agentTold(reason);
    agenda.at(this.line.arrivalMs('to-agent'), 'network', told, this.agentHost.life);
  }

  #tellEngine(): void {
    const { agenda } = this.#kernel;
    const told = () => this.#engineTold();
    agenda.at(this.line.arrivalMs('to-engine'), 'network', told, this.#engine?.host.life);
  }

  #agentTold(reason: string): void {
    if (!this.#isAgentOpen) return;
    this.#isAgentOpen = false;
    this.#calls.closed(reason === '' ? 'closed by the engine' : reason);
    this.#forgetIfOver();
  }

  #engineTold(): void {
    if (!this.#isEngineOpen) return;
    this.#isEngineOpen = false;
    this.#handler?.closed();
    this.#forgetIfOver();
  }

  #forgetIfOver(): void {
    if (!this.#isAgentOpen && !this.#isEngineOpen) this.#onOver();
  }

  #shown(message: ToAgentMessage): string {
    const id = 'taskId' in message ? message.taskId : volumeOf(message);
    const what = message.kind === 'launch' ? message.order.taskId : id;
    return `${this.line.machine} ${message.kind} ${what}`;
  }
}

const volumeOf = (message: ToAgentMessage): string =>
  'volumeId' in message ? message.volumeId : '';

function shownToEngine(message: ToEngineMessage): string {
  if (message.kind === 'register') return `register ${message.agentId} ${message.tasks.length}`;
  if (message.kind === 'refusal') return `refusal ${message.taskId}: ${message.message}`;
  if (message.kind === 'pong') return 'pong';
  if (message.kind === 'volume-destroyed') return `volume-destroyed ${message.volumeId}`;
  const { status, taskId } = message.task;
  return `report ${taskId} ${status.state} ${status.health} seq ${status.seq}`;
}
