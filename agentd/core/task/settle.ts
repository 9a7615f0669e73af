// After every event: since when the task is up, and whether there is something new to say. And what
// follows from the engine's acknowledgement: it only ever goes up, and never beyond what was said.
import { healthOf, isReady } from '../check/check-set.ts';
import type { Task } from './task.ts';
import { saveMarks, type Turn, update } from './turn.ts';
import { savedHealthOf, speak } from './voice.ts';

export function settle(turn: Turn): void {
  const { kind } = turn.task.phase;
  if (kind === 'ending' || kind === 'ended') return;
  if (kind === 'running' && turn.task.kill === undefined) noteHealth(turn);
  const { task } = turn;
  const voice = speak(task, turn.now);
  if (voice === task.voice) return;
  const hasSpoken = voice.seq !== task.voice.seq;
  const wasStaging = task.voice.status === undefined && voice.status?.state === 'staging';
  update(turn, { voice });
  if (!hasSpoken) return;
  // What isn't journalled isn't said; and that it is being prepared is of no use to anyone.
  if (!wasStaging && kind !== 'saving') turn.effects.push({ kind: 'report', taskId: task.taskId });
  if (kind === 'running' && task.kill === undefined && task.checks.health.length > 0)
    turn.effects.push({ kind: 'save-health', taskId: task.taskId, health: savedHealthOf(task) });
}

function noteHealth(turn: Turn): void {
  const { checks, healthySinceMs } = turn.task;
  const isUp = healthOf(checks) === 'healthy' && isReady(checks);
  if (isUp && healthySinceMs === undefined) {
    update(turn, { healthySinceMs: Math.round(turn.now.nowMs) });
  } else if (!isUp && healthySinceMs !== undefined) {
    const { healthySinceMs: _, ...rest } = turn.task;
    turn.task = rest;
  }
}

/** The task as it is then. */
export function ackTask(turn: Turn, seq: number): Task {
  const { voice, phase } = turn.task;
  if (seq > voice.seq || seq <= voice.ackedSeq) return turn.task;
  update(turn, { voice: { ...voice, ackedSeq: seq } });
  if (phase.kind === 'ended' && seq >= phase.status.seq) saveMarks(turn, 'ack');
  return turn.task;
}
