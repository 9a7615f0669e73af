// The session's machine (drawn in session.ts): one event in, the session as it becomes and the
// effects in order out, and what of it is for the tasks.
import type {
  Refusal,
  Register,
  Report,
  VolumeDestroyed,
} from '../../../schemas/generated/wire.ts';
import type { Effect } from '../effects.ts';
import type { LinkEvent } from '../events.ts';
import type { Now } from '../now.ts';
import type { Random } from '../random.ts';
import { type Backoff, backoffMs, connectionBackoff, registrationBackoff } from './backoff.ts';
import { judge } from './fence.ts';
import type { Hello } from './hello.ts';
import type { Identity, Joined, Session, SessionPhase, ToAgent, ToEngineBody } from './session.ts';

/** Share of the agent timeout after which a silent connection is ended. */
const silenceShare = 0.8;
const dialMaxMs = 10_000;
const answerMaxMs = 30_000;
/** Messages held while the admission is being written down. */
const heldMax = 10_000;
/** Wait after a refusal that only an operator can clear up. */
const staleEveryMs = 60_000;

export interface SessionTurn {
  session: Session;
  readonly effects: Effect[];
  readonly now: Now;
  readonly random: Random;
  /** What a registration says of the agent and its tasks. */
  readonly hello: () => Hello;
  /** In order: what is for the tasks. */
  readonly outcomes: Outcome[];
}

export type Outcome =
  | { readonly kind: 'message'; readonly message: ToAgent }
  | { readonly kind: 'joined' }
  | { readonly kind: 'gone'; readonly reason: string };

export type SessionEvent =
  | LinkEvent
  | { readonly kind: 'begin' }
  | { readonly kind: 'wake' }
  | { readonly kind: 'identity-saved'; readonly error?: string };

const setPhase = (turn: SessionTurn, phase: SessionPhase): void => {
  turn.session = { ...turn.session, phase };
};

const log = (turn: SessionTurn, level: 'info' | 'warn' | 'error', text: string): void => {
  turn.effects.push({ kind: 'log', level, text });
};

export function stepSession(turn: SessionTurn, event: SessionEvent): void {
  if ('link' in event && event.link !== turn.session.link) return;
  const move = moves[event.kind] as (turn: SessionTurn, event: SessionEvent) => void;
  move(turn, event);
}

type Of<K extends SessionEvent['kind']> = Extract<SessionEvent, { kind: K }>;
type Move<K extends SessionEvent['kind']> = (turn: SessionTurn, event: Of<K>) => void;

const nothing = (): void => {};
const moves: { readonly [K in SessionEvent['kind']]: Move<K> } = {
  begin: (turn) => setPhase(turn, { kind: 'waiting', untilMs: turn.now.steadyMs }),
  wake: onWake,
  'link-open': onOpen,
  'link-closed': (turn, event) => onClosed(turn, event.reason),
  message: (turn, event) => onMessage(turn, event.message),
  'identity-saved': (turn, event) => onIdentitySaved(turn, event.error),
  'link-congested': nothing,
  'link-drained': nothing,
};

/** Steady ms at which the session next has something to do by itself. */
export function sessionDeadline(session: Session): number | undefined {
  const { phase } = session;
  switch (phase.kind) {
    case 'waiting':
    case 'dialing':
    case 'registering':
      return phase.untilMs;
    case 'joined':
      return session.heardMs + Math.ceil(silenceShare * phase.joined.timeoutMs);
    case 'admitting':
    case 'finished':
      return undefined;
  }
}

function onWake(turn: SessionTurn): void {
  const due = sessionDeadline(turn.session);
  if (due === undefined || turn.now.steadyMs < due) return;
  const { kind } = turn.session.phase;
  if (kind === 'waiting') dial(turn);
  else if (kind === 'dialing')
    hangUp(turn, `no connection within ${dialMaxMs / 1000} s`, connectionBackoff);
  else if (kind === 'registering')
    hangUp(turn, `no answer within ${answerMaxMs / 1000} s`, registrationBackoff);
  else if (kind === 'joined')
    hangUp(turn, 'the engine has been silent for too long', connectionBackoff);
}

function dial(turn: SessionTurn): void {
  const link = turn.session.link + 1;
  const untilMs = turn.now.steadyMs + dialMaxMs;
  turn.session = { ...turn.session, link, sent: 0, lastSequence: -1 };
  setPhase(turn, { kind: 'dialing', untilMs });
  turn.effects.push({ kind: 'dial', link });
}

/** Ends the link ourselves; what still arrives on it is dropped, because its number is past. */
function hangUp(turn: SessionTurn, reason: string, backoff: Backoff, atLeastMs = 0): void {
  turn.effects.push({ kind: 'close', link: turn.session.link, reason });
  log(turn, 'warn', `connection to the engine: ${reason}: trying again`);
  turn.session = { ...turn.session, link: turn.session.link + 1 };
  wait(turn, backoff, atLeastMs);
}

function wait(turn: SessionTurn, backoff: Backoff, atLeastMs = 0): void {
  const { session, random, now } = turn;
  const isConnect = backoff === connectionBackoff;
  const tries = isConnect ? session.connectTries : session.registerTries;
  const untilMs = now.steadyMs + atLeastMs + backoffMs(backoff, tries, random);
  const counts = isConnect ? { connectTries: tries + 1 } : { registerTries: tries + 1 };
  turn.session = { ...session, ...counts, phase: { kind: 'waiting', untilMs } };
}

function onOpen(turn: SessionTurn): void {
  if (turn.session.phase.kind !== 'dialing') return;
  const untilMs = turn.now.steadyMs + answerMaxMs;
  turn.session = { ...turn.session, heardMs: turn.now.steadyMs };
  setPhase(turn, { kind: 'registering', untilMs });
  const { agentId } = turn.session.identity;
  send(turn, { kind: 'register', agentId, ...turn.hello() });
}

function onClosed(turn: SessionTurn, reason: string): void {
  const { kind } = turn.session.phase;
  if (kind === 'finished' || kind === 'waiting') return;
  if (kind !== 'dialing' || turn.session.connectTries === 0)
    log(turn, 'warn', `connection to the engine: ${reason}: trying again`);
  wait(turn, kind === 'registering' ? registrationBackoff : connectionBackoff);
}

type Unsealed =
  | Omit<Register, 'envelope'>
  | Omit<Report, 'envelope'>
  | Omit<Refusal, 'envelope'>
  | Omit<VolumeDestroyed, 'envelope'>
  | { readonly kind: 'pong' };

/** Sends a message under the next sequence of this link. */
export function send(turn: SessionTurn, message: Unsealed): void {
  const { identity, phase, sent, link } = turn.session;
  const { clusterId, highestEpoch, stored } = identity;
  const connection = phase.kind === 'joined' ? phase.joined.connection : 0;
  const envelope = { clusterId, epoch: highestEpoch, connection, sequence: sent, stored };
  turn.session = { ...turn.session, sent: sent + 1 };
  turn.effects.push({ kind: 'send', link, message: { ...message, envelope } as ToEngineBody });
}

function onMessage(turn: SessionTurn, message: ToAgent): void {
  const due = sessionDeadline(turn.session);
  if (turn.session.phase.kind === 'joined' && due !== undefined && turn.now.steadyMs >= due) {
    onWake(turn);
    return;
  }
  const { phase } = turn.session;
  if (phase.kind === 'admitting') {
    hold(turn, [...phase.held, message]);
    return;
  }
  const verdict = judge(turn.session, message);
  if (verdict.kind === 'pass') onPassed(turn, message);
  else if (verdict.kind === 'stale') onStale(turn, verdict.why);
  else if (verdict.kind === 'cluster') onOtherCluster(turn, verdict.why);
  else log(turn, 'warn', `message ${message.kind} dropped: ${verdict.why}`);
}

function hold(turn: SessionTurn, held: readonly ToAgent[]): void {
  const { phase } = turn.session;
  if (phase.kind !== 'admitting') return;
  if (held.length <= heldMax) setPhase(turn, { ...phase, held });
  else hangUp(turn, `more than ${heldMax} messages at once`, registrationBackoff);
}

function onPassed(turn: SessionTurn, message: ToAgent): void {
  const { sequence } = message.envelope;
  turn.session = { ...turn.session, lastSequence: sequence, heardMs: turn.now.steadyMs };
  if (message.kind === 'registered') {
    const { envelope, agentTimeoutMs } = message;
    const { epoch, connection } = envelope;
    const { identity } = turn.session;
    const before = epoch === identity.highestEpoch ? identity.stored : 0;
    const stored = Math.max(before, envelope.stored ?? 0);
    const next = { ...identity, clusterId: envelope.clusterId, highestEpoch: epoch, stored };
    admit(turn, next, { epoch, connection, timeoutMs: agentTimeoutMs });
  } else if (message.kind === 'rejected') onRejected(turn, message);
  else if (message.kind === 'ping') onPing(turn);
  else turn.outcomes.push({ kind: 'message', message });
  if (message.kind !== 'rejected') noteStored(turn, message);
}

/** How far the engine's store had come: by it a store restored from a backup is told. */
function noteStored(turn: SessionTurn, { envelope: { stored = 0 } }: ToAgent): void {
  const { identity, phase } = turn.session;
  if (phase.kind !== 'joined' || stored <= identity.stored) return;
  turn.session = { ...turn.session, identity: { ...identity, stored } };
}

/** Seldom enough to write down how far the store has come. */
function onPing(turn: SessionTurn): void {
  send(turn, { kind: 'pong' });
  const { identity, kept } = turn.session;
  if (identity.stored === kept) return;
  turn.session = { ...turn.session, kept: identity.stored };
  turn.effects.push({ kind: 'keep-identity', identity });
}

function admit(turn: SessionTurn, next: Identity, joined: Joined): void {
  const { identity } = turn.session;
  if (identity.clusterId === next.clusterId && identity.highestEpoch === next.highestEpoch) {
    join(turn, joined, identity);
    return;
  }
  setPhase(turn, { kind: 'admitting', joined, identity: next, held: [] });
  turn.effects.push({ kind: 'save-identity', identity: next });
}

function onIdentitySaved(turn: SessionTurn, error: string | undefined): void {
  const { phase } = turn.session;
  if (phase.kind !== 'admitting') return;
  if (error !== undefined) {
    hangUp(turn, `the epoch could not be written down: ${error}`, registrationBackoff);
    return;
  }
  join(turn, phase.joined, phase.identity);
  for (const message of phase.held) onMessage(turn, message);
}

function join(turn: SessionTurn, joined: Joined, identity: Identity): void {
  turn.session = { ...turn.session, identity, connectTries: 0, registerTries: 0 };
  setPhase(turn, { kind: 'joined', joined });
  log(turn, 'info', `joined the engine in epoch ${joined.epoch}`);
  turn.outcomes.push({ kind: 'joined' });
}

function onRejected(turn: SessionTurn, message: Extract<ToAgent, { kind: 'rejected' }>): void {
  const { code, message: why } = message;
  if (code === 'busy') {
    hangUp(turn, `the engine is busy (${why})`, registrationBackoff);
  } else if (code === 'stale') {
    onStale(turn, why);
  } else if (code === 'cluster') {
    onOtherCluster(turn, why);
  } else {
    turn.effects.push({ kind: 'close', link: turn.session.link, reason: 'gone' });
    setPhase(turn, { kind: 'finished' });
    turn.outcomes.push({ kind: 'gone', reason: why });
  }
}

function onStale(turn: SessionTurn, why: string): void {
  const reason = `the engine's store is older than what this agent has seen (${why})`;
  hangUp(turn, reason, registrationBackoff, staleEveryMs);
}

function onOtherCluster(turn: SessionTurn, why: string): void {
  const { identity, link } = turn.session;
  turn.effects.push({ kind: 'close', link, reason: 'another cluster' });
  setPhase(turn, { kind: 'finished' });
  const text =
    `engine: it is of another cluster than this work directory's ${identity.clusterId} (${why}): ` +
    'give the agent another --work directory, or the engine it belongs to; its tasks run on';
  turn.effects.push({ kind: 'exit', code: 1, text });
}
