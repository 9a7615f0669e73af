// How a task comes to be known: by an order, by a kill whose order never came, or from the journal
// after a restart. After a reboot whatever had not ended is lost; in the same boot it is followed
// on from what its supervisor has written, and an unclaimed order is started again (two supervisors
// may then race, and the claim lets one of them run).
import type { Order, Settings } from '../../../schemas/generated/wire.ts';
import { noChecks, resumeChecks } from '../check/check-set.ts';
import { type Now, wallOf } from '../now.ts';
import type { Random } from '../random.ts';
import { exitEnd, launchFailed, rebooted, unstarted } from './end.ts';
import { type KillWish, planKill, planOf } from './kill-plan.ts';
import { type LaunchFault, orderFault } from './order-fault.ts';
import { type Marks, type OrderFile, parseClaimNote, type SavedHealth } from './stored.ts';
import type { Sighting, Task } from './task.ts';
import { stepTask } from './task-step.ts';
import { trialOf } from './task-wish.ts';
import { claimFor, conclude, finish, launched, prepare, type Turn, update } from './turn.ts';
import { newVoice } from './voice.ts';

export interface Birth {
  readonly starts: number;
  readonly bootId: string;
  readonly agentId: string;
  readonly startTimeoutMs: number;
  readonly now: Now;
}

const fileOf = (task: Task): OrderFile => ({
  taskId: task.taskId,
  taskDigest: task.taskDigest,
  bootId: task.bootId,
  receivedMs: task.receivedMs,
  ...(task.order === undefined ? {} : { order: task.order }),
});

const saving = (task: Task, birth: Birth): Turn => ({
  task,
  effects: [{ kind: 'save-order', taskId: task.taskId, file: fileOf(task) }],
  ...placeOf(birth),
});

const placeOf = ({ starts: _, ...place }: Birth): Omit<Turn, 'task' | 'effects'> => place;

/** `unfit`: what keeps it from being started here, whatever it says. */
export function orderedTask(order: Order, birth: Birth, unfit?: LaunchFault): Turn {
  const fault = unfit ?? orderFault(order);
  const { taskId, taskDigest, settings } = order;
  const named = { taskId, taskDigest, order, settings };
  const task = { ...blank(birth), ...named, ...(fault === undefined ? {} : { fault }) };
  return saving(task, birth);
}

export interface UnknownKill {
  readonly taskId: string;
  readonly taskDigest: string;
  readonly wish: KillWish;
}

export function killedTask(kill: UnknownKill, birth: Birth): Turn {
  const { taskId, taskDigest, wish } = kill;
  const settings = { ...noSettings, kill: wish.policy };
  const plan = planKill(wish, birth.now);
  return saving({ ...blank(birth), taskId, taskDigest, settings, kill: plan }, birth);
}

const noSettings: Omit<Settings, 'kill'> = {
  digest: '',
  logsMaxBytes: 4096,
  health: [],
  readiness: [],
};

const blank = (birth: Birth) => ({
  bootId: birth.bootId,
  receivedMs: Math.round(birth.now.nowMs),
  phase: { kind: 'saving' } as const,
  configured: false,
  checks: noChecks,
  probes: 0,
  voice: newVoice(birth.starts, birth.now),
});

/** One task as the journal and its supervisor's files have it at the agent's start. */
export interface Recovered {
  readonly file: OrderFile;
  readonly marks: Marks;
  readonly health: SavedHealth;
  readonly sighting: Sighting;
  /** What keeps it from being started, if it hasn't been. */
  readonly unfit?: LaunchFault;
}

export function recoveredTask(found: Recovered, birth: Birth, random: Random): Turn {
  const { file, marks } = found;
  const fresh = newVoice(birth.starts, birth.now);
  const task = withMarks(
    {
      ...blank(birth),
      ...file,
      settings: marks.settings ?? file.order?.settings ?? { ...noSettings, kill: noKill },
      configured: marks.settings !== undefined,
      voice: { ...fresh, ackedSeq: marks.ackedSeq },
    },
    found,
    birth,
  );
  const turn: Turn = { task, effects: [], ...placeOf(birth) };
  if (marks.end === undefined) follow(turn, found, random);
  return turn;
}

const noKill = { delayMs: 0, graceMs: 3_000, signal: 'SIGTERM' };

function withMarks(task: Task, { marks, file, sighting, unfit }: Recovered, { now }: Birth): Task {
  const fault = unfit ?? (file.order === undefined ? undefined : orderFault(file.order));
  const kill =
    marks.kill === undefined ? undefined : planOf(marks.kill, now, sighting.exit?.endedMs);
  const base = {
    ...task,
    ...(fault === undefined ? {} : { fault }),
    ...(kill === undefined ? {} : { kill }),
  };
  if (marks.end === undefined) return base;
  const voice = { ...task.voice, seq: marks.end.seq, status: marks.end };
  return { ...base, phase: { kind: 'ended', status: marks.end }, voice };
}

function follow(turn: Turn, found: Recovered, random: Random): void {
  const { sighting } = found;
  const { task, now } = turn;
  const startedMs = sighting.child?.startedMs;
  if (startedMs !== undefined) update(turn, { startedMs });
  if (sighting.claimNote !== undefined) {
    const unknown = launchFailed('launch-failed', 'the agent gave its launch up', now.nowMs);
    finish(turn, parseClaimNote(sighting.claimNote, unknown));
  } else if (sighting.exit !== undefined) {
    conclude(turn, exitEnd(sighting.exit, task.kill, task.order?.timeoutMs));
  } else if (task.bootId !== turn.bootId) {
    claimFor(turn, rebooted(now.nowMs));
  } else if (startedMs !== undefined) {
    adopt(turn, found, random);
  } else if (sighting.claimed) {
    launched(turn, true);
    stepTask(turn, { kind: 'seen', taskId: task.taskId, sighting });
  } else {
    startAgain(turn);
  }
}

function adopt(turn: Turn, { health, marks, sighting }: Recovered, random: Random): void {
  const { now, task } = turn;
  const resume = { steadyMs: now.steadyMs, random };
  const checks = resumeChecks(task.settings, health.checks, resume);
  const since = health.healthySinceMs;
  update(turn, { phase: { kind: 'running' }, checks });
  if (since !== undefined)
    update(turn, { healthySinceMs: Math.min(since, wallOf(now.steadyMs, now)) });
  if (marks.trial !== undefined) update(turn, { trial: trialOf(turn, marks.trial) });
  stepTask(turn, { kind: 'seen', taskId: task.taskId, sighting });
}

function startAgain(turn: Turn): void {
  const { order, kill, fault } = turn.task;
  const { nowMs } = turn.now;
  if (kill !== undefined || order === undefined) {
    const reason = 'killed before its order came';
    claimFor(turn, unstarted(kill ?? { cause: 'ordered', reason }, nowMs));
  } else if (fault !== undefined) {
    claimFor(turn, launchFailed(fault.reason, fault.message, nowMs));
  } else {
    prepare(turn, order);
  }
}
