// The engine's side of the agents' connections: envelopes, fencing, pings and silence. A connection
// has a number of this engine start; what doesn't fit its envelope is dropped or closes it. One
// that doesn't register in time is cut off, and when too many haven't, the one that waits longest
// makes room: an agent registers at once, so it gets in whoever else holds connections open.
import { Seldom } from '../lib/seldom.ts';
import { Problem } from '../model/problem.ts';
import type { AgentDoor, AgentPeer, PeerHandler } from '../ports/agent-door.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { AgentOrder } from '../step/effects.ts';
import type { EngineEvent } from '../step/events.ts';
import { parseWireIn, type ToAgentEnvelope, type WireIn } from './wire-messages.ts';

/** Pings in one agent timeout (Mesos: 15 s x 5): so many missed in a row, and it is silent. */
const pingsPerTimeout = 5;
/** After so many it is quiet: known before any that fell silent with it is declared unreachable. */
const quietPings = 2;
/** Messages from one agent in one ping interval at most, beyond which it is cut off. */
const maxMessagesPerInterval = 50_000;
/** How long an agent has to dial in with a stream. */
const streamTimeoutMs = 10_000;
/**
 * How long a connection may be open before it has registered. Too short, and agents behind a slow
 * network never get in; too long, and what only holds a connection open holds it for long.
 */
const registerTimeoutMs = 10_000;
/**
 * Connections that haven't registered, at most. As many may come within one round trip after an
 * engine's restart; each holds about 30 KiB.
 */
const maxUnregistered = 2_000;
/** Connections cut off before they registered are told of so often at most. */
const tellEveryMs = 10_000;

interface Session {
  readonly peer: AgentPeer;
  readonly number: number;
  heardMs: number;
  /** Told of as quiet. */
  isQuiet: boolean;
  received: number;
  sent: number;
  /** Sequence of the last message; -1 before the first. */
  lastSequence: number;
  /** `closing`: cut off or closed; what still arrives is dropped. */
  state: 'new' | 'registering' | 'registered' | 'closing';
  /** Ends the wait for its registration. */
  cancelWait: () => void;
}

export interface SessionParts {
  readonly door: AgentDoor;
  readonly clock: Clock;
  readonly log: Log;
  readonly agentTimeoutMs: number;
  readonly identity: () => {
    readonly clusterId: string;
    readonly epoch: number;
    /** Number of the last event that the store holds. */
    readonly stored: number;
  };
  readonly post: (event: EngineEvent) => void;
}

export interface StreamRequest {
  readonly taskId: string;
  readonly file: 'stdout' | 'stderr';
  readonly follow: boolean;
  readonly tailLines?: number;
  readonly tailBytes?: number;
}

export class AgentSessions {
  readonly #parts: SessionParts;
  readonly #sessions = new Map<number, Session>();
  /** Those that haven't registered, the oldest first. */
  readonly #unregistered = new Set<Session>();
  readonly #seldom = new Seldom(tellEveryMs);
  #last = 0;
  #lastStream = 0;
  #cancelSweep: (() => void) | undefined;
  #sweptMs: number;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#sweptMs = parts.clock.monotonicMs();
    parts.door.onPeer((peer) => this.#accept(peer));
    this.#sweepLater();
  }

  /** Sends an order; a connection that is gone hears of it at its next registration. */
  order(connection: number, order: AgentOrder): void {
    const session = this.#sessions.get(connection);
    if (!session) return;
    if (order.kind === 'registered' && session.state === 'registering')
      session.state = 'registered';
    if (order.kind === 'rejected')
      this.#parts.log.warn('an agent was refused', {
        agent: session.peer.address,
        connection,
        why: order.message,
      });
    this.#send(session, order);
  }

  close(connection: number): void {
    const session = this.#sessions.get(connection);
    if (session) this.#end(session, 1000, 'closed by the engine');
  }

  /** Asks the agent on a connection for a task's output. */
  async openStream(connection: number, request: StreamRequest): Promise<AsyncIterable<Uint8Array>> {
    const session = this.#sessions.get(connection);
    if (session?.state !== 'registered')
      throw new Problem('unreachable', {
        where: request.taskId,
        what: 'its agent is away',
        hint: 'try again when `meridian agents` shows it registered',
      });
    this.#lastStream += 1;
    const streamId = `${this.#parts.identity().epoch}-${this.#lastStream}`;
    const stream = this.#parts.door.expectStream(streamId, streamTimeoutMs);
    this.#send(session, { kind: 'open-stream', streamId, ...request });
    return await stream;
  }

  stop(): void {
    this.#cancelSweep?.();
    for (const session of this.#sessions.values()) this.#end(session, 1001, 'the engine stops');
  }

  #accept(peer: AgentPeer): PeerHandler {
    this.#last += 1;
    const session: Session = {
      peer,
      number: this.#last,
      heardMs: this.#parts.clock.monotonicMs(),
      isQuiet: false,
      received: 0,
      sent: 0,
      lastSequence: -1,
      state: 'new',
      cancelWait: () => undefined,
    };
    this.#sessions.set(session.number, session);
    this.#awaitRegistration(session);
    return {
      message: (text) => this.#hear(session, text),
      closed: () => {
        this.#arrived(session);
        this.#sessions.delete(session.number);
        this.#parts.post({ kind: 'disconnected', connection: session.number });
      },
    };
  }

  #awaitRegistration(session: Session): void {
    this.#unregistered.add(session);
    const late = `no registration within ${registerTimeoutMs / 1000} s: send register first`;
    session.cancelWait = this.#parts.clock.after(registerTimeoutMs, () =>
      this.#cutUnregistered(session, 1008, late),
    );
    const [oldest] = this.#unregistered;
    if (this.#unregistered.size > maxUnregistered && oldest)
      this.#cutUnregistered(oldest, 1013, `${maxUnregistered} others wait to register: try again`);
  }

  /** It has registered, or it is over. */
  #arrived(session: Session): void {
    session.cancelWait();
    this.#unregistered.delete(session);
  }

  /** Of these there may be thousands, so not each is told. */
  #cutUnregistered(session: Session, code: number, why: string): void {
    const passedOver = this.#seldom.take(this.#parts.clock.monotonicMs());
    if (passedOver === undefined) this.#end(session, code, why);
    else this.#cut(session, code, why, passedOver > 0 ? { passedOver } : {});
  }

  #hear(session: Session, text: string): void {
    if (session.state === 'closing') return;
    session.heardMs = this.#parts.clock.monotonicMs();
    if (session.isQuiet) this.#tellQuiet(session, false);
    session.received += 1;
    if (session.received > maxMessagesPerInterval)
      return void this.#cut(session, 1008, 'too many messages');
    const message = parseWireIn(text);
    if ('fault' in message) return void this.#cut(session, 1007, message.fault);
    const { sequence } = message.envelope;
    if (sequence <= session.lastSequence) return;
    if (message.kind === 'register') {
      if (session.state !== 'new') return void this.#cut(session, 1008, 'registered already');
      session.state = 'registering';
      this.#arrived(session);
    } else {
      if (session.state !== 'registered') return void this.#cut(session, 1008, 'not registered');
      if (!this.#isFenced(session, message)) return;
    }
    // Counted only now: what isn't of this connection must not use up its numbers.
    session.lastSequence = sequence;
    this.#post(session, message);
  }

  /** It bears this connection's number, epoch and cluster (house.md part 3). */
  #isFenced(session: Session, { envelope }: WireIn): boolean {
    const { clusterId, epoch } = this.#parts.identity();
    return (
      envelope.connection === session.number &&
      envelope.epoch === epoch &&
      envelope.clusterId === clusterId
    );
  }

  /** An agent whose word can't be taken now is cut off: it comes back and says all of it again. */
  #postOrCut(session: Session, event: EngineEvent): void {
    try {
      this.#parts.post(event);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#cut(session, 1013, error.what);
    }
  }

  #post(session: Session, message: WireIn): void {
    const connection = session.number;
    switch (message.kind) {
      case 'register':
        this.#postOrCut(session, { kind: 'registered', connection, message });
        return;
      case 'report':
        this.#postOrCut(session, { kind: 'reported', connection, message });
        return;
      case 'refusal':
        this.#postOrCut(session, { kind: 'refused', connection, message });
        return;
      case 'volume-destroyed':
        this.#postOrCut(session, { kind: 'volume-destroyed', connection, message });
        return;
      case 'pong':
        return;
    }
  }

  #cut(session: Session, code: number, why: string, more: object = {}): void {
    const agent = session.peer.address;
    const facts = { agent, connection: session.number, why, ...more };
    this.#parts.log.warn('an agent was cut off', facts);
    this.#end(session, code, why);
  }

  #end(session: Session, code: number, why: string): void {
    if (session.state === 'closing') return;
    session.state = 'closing';
    this.#arrived(session);
    // A close frame takes 123 bytes: what comes from outside may be longer in UTF-8 than in
    // characters.
    session.peer.close(code, why.replace(/[^\x20-\x7e]/g, '?').slice(0, 120));
  }

  #send(session: Session, message: AgentOrder | { readonly kind: 'ping' }): void {
    const envelope: ToAgentEnvelope = {
      ...this.#parts.identity(),
      connection: session.number,
      sequence: session.sent,
    };
    session.sent += 1;
    session.peer.send(JSON.stringify({ ...message, envelope }));
  }

  get #sweepEveryMs(): number {
    return Math.max(1, Math.floor(this.#parts.agentTimeoutMs / pingsPerTimeout));
  }

  /** If it was the engine that stood still, what was said meanwhile is yet to be heard. */
  #forgiveStall(nowMs: number): void {
    if (nowMs - this.#sweptMs > 2 * this.#sweepEveryMs)
      for (const session of this.#sessions.values()) session.heardMs = nowMs;
    this.#sweptMs = nowMs;
  }

  #sweepLater(): void {
    this.#cancelSweep = this.#parts.clock.after(this.#sweepEveryMs, () => {
      this.#sweep();
      this.#sweepLater();
    });
  }

  #sweep(): void {
    const nowMs = this.#parts.clock.monotonicMs();
    this.#forgiveStall(nowMs);
    for (const session of this.#sessions.values()) {
      session.received = 0;
      if (session.state === 'closing' || session.state === 'new') continue;
      const forMs = nowMs - session.heardMs;
      if (forMs >= this.#parts.agentTimeoutMs) {
        this.#parts.post({ kind: 'silent', connection: session.number, forMs });
        this.#end(session, 1001, 'silent for too long');
        continue;
      }
      if (forMs >= quietPings * this.#sweepEveryMs && !session.isQuiet)
        this.#tellQuiet(session, true);
      if (session.state === 'registered') this.#send(session, { kind: 'ping' });
    }
  }

  #tellQuiet(session: Session, isQuiet: boolean): void {
    session.isQuiet = isQuiet;
    this.#parts.post({ kind: isQuiet ? 'quiet' : 'heard', connection: session.number });
  }
}
