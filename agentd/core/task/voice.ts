// What is said of a task. Each status is the whole of it and has a number; only the latest is kept.
// Changes of state are said at once, changes of health at most in bursts of 5 and then one a
// second. Numbers go on ascending over restarts of the agent: their upper part counts its starts.
import type { AgentReason } from '../../../engine/model/task/task-reasons.ts';
import type { Status } from '../../../schemas/generated/wire.ts';
import { healthOf, isReady, savedChecks } from '../check/check-set.ts';
import type { Now } from '../now.ts';
import type { SavedHealth } from './stored.ts';
import type { Task, TaskState, Voice } from './task.ts';

/** Numbers per start of the agent. */
const seqSpan = 1_000_000_000;

const burst = 5;
const refillMs = 1_000;

export const newVoice = (starts: number, now: Now): Voice => ({
  seq: starts * seqSpan,
  ackedSeq: 0,
  tokens: burst,
  tokensAtMs: now.steadyMs,
});

function stateOf(task: Task): TaskState {
  const { phase } = task;
  if (phase.kind === 'ending' || phase.kind === 'ended') return phase.status.state;
  if (task.kill !== undefined || task.stuck !== undefined) return 'killing';
  if (task.startedMs !== undefined) return 'running';
  if (phase.kind === 'preparing' || phase.kind === 'launched') return 'starting';
  return task.voice.status?.state ?? 'staging';
}

/** It was started, and isn't known to be over: after a reboot its claim may be long in coming. */
const isUp = ({ startedMs, phase }: Task): boolean =>
  startedMs !== undefined && phase.kind !== 'claiming';

/** When it came to be what it is. */
function noteTimes({ receivedMs, kill, startedMs, voice }: Task, status: Status): void {
  const startingMs = Math.round(receivedMs);
  const isStarting = status.state === 'starting';
  if (isStarting) status.phase = { name: 'starting', sinceMs: startingMs };
  if (isStarting || startedMs !== undefined || voice.status?.startingMs !== undefined)
    status.startingMs = startingMs;
  if (startedMs !== undefined) status.startedMs = startedMs;
  if (kill !== undefined) status.killingMs = kill.beganMs;
}

/** The status as it would be said now, with number 0. */
export function currentStatus(task: Task): Status {
  const status: Status = {
    state: stateOf(task),
    seq: 0,
    health: isUp(task) ? healthOf(task.checks) : 'unknown',
    ready: isUp(task) && isReady(task.checks),
    settingsDigest: task.settings.digest,
  };
  const message = task.stuck ?? task.note ?? task.kill?.reason;
  if (message !== undefined && message !== '') status.message = message;
  if (task.stuck !== undefined) status.reason = 'unkillable' satisfies AgentReason;
  noteTimes(task, status);
  if (task.healthySinceMs !== undefined) status.healthySinceMs = task.healthySinceMs;
  if (task.trial !== undefined) {
    const { settings, failed } = task.trial;
    status.trial = { settingsDigest: settings.digest, failed: failed !== undefined };
    if (failed !== undefined) status.trial.message = failed;
  }
  return status;
}

const textOf = (status: Status): string => JSON.stringify({ ...status, seq: 0 });
const urgentTextOf = (status: Status): string => {
  const { health: _, ready: __, healthySinceMs: ___, ...rest } = status;
  return JSON.stringify({ ...rest, seq: 0 });
};

/** The voice with this status said, under the next number. */
export const withStatus = (voice: Voice, status: Status): Voice => {
  const { heldUntilMs: _, ...rest } = voice;
  const seq = voice.seq + 1;
  return { ...rest, seq, status: { ...status, seq } };
};

/** What the voice says next, if anything: the same object when there is nothing new. */
export function speak(task: Task, now: Now): Voice {
  const { voice } = task;
  const status = currentStatus(task);
  if (voice.status === undefined) return withStatus(voice, status);
  if (textOf(status) === textOf(voice.status)) return withoutHeld(voice);
  if (urgentTextOf(status) !== urgentTextOf(voice.status)) return withStatus(voice, status);
  return withToken(voice, status, now);
}

function withoutHeld(voice: Voice): Voice {
  if (voice.heldUntilMs === undefined) return voice;
  const { heldUntilMs: _, ...rest } = voice;
  return rest;
}

function withToken(voice: Voice, status: Status, now: Now): Voice {
  const refilled = Math.floor((now.steadyMs - voice.tokensAtMs) / refillMs);
  const tokens = Math.min(burst, voice.tokens + refilled);
  const tokensAtMs =
    tokens === burst ? now.steadyMs : voice.tokensAtMs + (tokens - voice.tokens) * refillMs;
  if (tokens > 0) return withStatus({ ...voice, tokens: tokens - 1, tokensAtMs }, status);
  return { ...voice, tokens, tokensAtMs, heldUntilMs: tokensAtMs + refillMs };
}

export const savedHealthOf = (task: Task): SavedHealth => {
  const checks = savedChecks(task.checks);
  return task.healthySinceMs === undefined
    ? { checks }
    : { checks, healthySinceMs: task.healthySinceMs };
};
