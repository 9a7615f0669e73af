// How it ended. A death by our own signal is a kill (or `unhealthy`, or `timeout` where the
// watchdog had gone), whatever code came of it; the supervisor's watchdog makes `timeout`, also of
// a command that ends well when it is told to; the rest is by exit code. A shell can't tell a
// signal from an exit code above 128, and by convention such codes mean the signal.
import { formatDuration } from '../../../engine/lib/duration.ts';
import type { AgentReason } from '../../../engine/model/task/task-reasons.ts';
import type { KillPlan } from './kill-plan.ts';
import { isSignalled } from './kill-plan.ts';
import type { End, Sighting } from './task.ts';

type Exit = NonNullable<Sighting['exit']>;

const signalNames: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  10: 'SIGUSR1',
  11: 'SIGSEGV',
  12: 'SIGUSR2',
  13: 'SIGPIPE',
  14: 'SIGALRM',
  15: 'SIGTERM',
  16: 'SIGSTKFLT',
  24: 'SIGXCPU',
  25: 'SIGXFSZ',
  27: 'SIGPROF',
  31: 'SIGSYS',
};

/** Linux' name of the signal behind a shell's exit code, if it is one. */
const signalOf = (code: number): string | undefined => signalNames[code - 128];

const factsOf = (exit: Exit): Pick<End, 'exitCode' | 'signal' | 'endedMs' | 'cpuMs'> => {
  const signal = signalOf(exit.code);
  const { endedMs, cpuMs } = exit;
  const base = { endedMs, ...(cpuMs === undefined ? {} : { cpuMs }) };
  return signal === undefined ? { ...base, exitCode: exit.code } : { ...base, signal };
};

const howOf = (exit: Exit): string => {
  const signal = signalOf(exit.code);
  return signal === undefined ? `exit code ${exit.code}` : `ended by ${signal}`;
};

export const outlived = (timeoutMs: number): string =>
  `ran longer than its timeout of ${formatDuration(timeoutMs)}`;

/** The order asks for what it can't have: the same order would fare no better (TASK_ERROR). */
const wrongOrders: readonly AgentReason[] = ['volume-missing', 'volume-busy'];

/** The end that follows from an exit file. */
export function exitEnd(exit: Exit, plan: KillPlan | undefined, timeoutMs = 0): End {
  const facts = factsOf(exit);
  if (plan !== undefined && isSignalled(plan)) return { ...facts, ...killedBy(plan, howOf(exit)) };
  if (exit.timedOut) {
    const message = `${outlived(timeoutMs)}, ${howOf(exit)}`;
    return { ...facts, state: 'failed', reason: 'timeout', message };
  }
  if (exit.code === 0) return { ...facts, state: 'finished', reason: 'command-exit', message: '' };
  const reason = facts.signal === undefined ? 'command-exit' : 'command-signal';
  return { ...facts, state: 'failed', reason, message: howOf(exit) };
}

function killedBy(plan: KillPlan, how: string): Pick<End, 'state' | 'reason' | 'message'> {
  if (plan.cause === 'unhealthy')
    return { state: 'failed', reason: 'unhealthy', message: plan.reason };
  if (plan.cause === 'timeout')
    return { state: 'failed', reason: 'timeout', message: `${plan.reason}, ${how}` };
  if (plan.cause === 'start-timeout')
    return { state: 'failed', reason: 'start-timeout', message: plan.reason };
  return { state: 'killed', reason: 'killed', message: `${plan.reason}; ${how}` };
}

/** Its supervisor is gone without an exit file: nobody knows what became of the command. */
export function supervisorLost(plan: KillPlan | undefined, endedMs: number): End {
  if (plan !== undefined && isSignalled(plan))
    return { ...killedBy(plan, 'its supervisor is gone'), endedMs };
  const message = 'its supervisor ended without writing what became of it; the rest was killed';
  return { state: 'lost', reason: 'supervisor-lost', message, endedMs };
}

export const rebooted = (endedMs: number): End => ({
  state: 'lost',
  reason: 'agent-rebooted',
  message: 'the machine was rebooted while it ran',
  endedMs,
});

/** It was given up before it had started, as far as is known. */
export function unstarted(
  { cause, reason }: Pick<KillPlan, 'cause' | 'reason'>,
  endedMs: number,
): End {
  const end = { message: reason, endedMs };
  return cause === 'start-timeout'
    ? { ...end, state: 'failed', reason: 'start-timeout' }
    : { ...end, state: 'killed', reason: 'killed-before-start' };
}

export const launchFailed = (reason: AgentReason, message: string, endedMs: number): End => ({
  state: wrongOrders.includes(reason) ? 'error' : 'failed',
  reason,
  message,
  endedMs,
});
