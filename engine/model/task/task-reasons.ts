// Why a task is in its state: all words there are for it, who says each, with which states, and
// what Mesos calls it (mesos.md 3.2). Reasons are for people and for placement; whether a task is
// over is said by its state alone. README of agentd and of engine/step have these tables; a test
// compares.
import type { SchedulerTaskState, Setter } from './task-states.ts';

interface ReasonFacts {
  readonly setBy: Setter;
  /** What it means, by the state that it comes with; `any`: with each. */
  readonly when: { readonly [S in SchedulerTaskState | 'any']?: string };
  /** Mesos' own, without its `REASON_`; or `none: ` and why. */
  readonly mesos: string;
  /** What a framework of others is told for its end; absent: the state itself. */
  readonly told?: SchedulerTaskState;
}

const byItself = 'none: a task that ends by itself has none in Mesos';

export const taskReasons = {
  'command-exit': {
    setBy: 'agent',
    when: { finished: 'exit code 0', failed: 'another exit code' },
    mesos: byItself,
  },
  'command-signal': {
    setBy: 'agent',
    when: { failed: "a signal that wasn't ours" },
    mesos: byItself,
  },
  unhealthy: {
    setBy: 'agent',
    when: { failed: 'the n-th consecutive failure of a health check' },
    mesos: 'none: Mesos says `healthy: false` with the state',
  },
  timeout: {
    setBy: 'agent',
    when: { failed: 'it ran longer than its timeout, from its start, whatever it ended with' },
    mesos: 'MAX_COMPLETION_TIME_REACHED',
  },
  'start-timeout': {
    setBy: 'agent',
    when: { failed: "its command had not begun within the agent's start timeout" },
    mesos: 'EXECUTOR_REGISTRATION_TIMEOUT',
  },
  'port-busy': {
    setBy: 'agent',
    when: { failed: 'a port of it is taken; the message says by whom' },
    mesos: 'CONTAINER_LAUNCH_FAILED',
  },
  'user-unknown': {
    setBy: 'agent',
    when: { failed: "its user isn't there" },
    mesos: 'CONTAINER_LAUNCH_FAILED',
  },
  'user-not-allowed': {
    setBy: 'agent',
    when: { failed: "its user isn't allowed there" },
    mesos: 'CONTAINER_LAUNCH_FAILED',
  },
  'sandbox-failed': {
    setBy: 'agent',
    when: { failed: 'no disk for it or its volumes' },
    mesos: 'CONTAINER_LAUNCH_FAILED',
  },
  'launch-failed': {
    setBy: 'agent',
    when: { failed: 'it could not be started' },
    mesos: 'CONTAINER_LAUNCH_FAILED',
  },
  'volume-missing': {
    setBy: 'agent',
    when: {
      error: "a volume of it isn't here any more: put it back, or `release` it for a new one",
    },
    mesos: 'RESOURCES_UNKNOWN',
  },
  'volume-busy': {
    setBy: 'agent',
    when: {
      error: "a volume of it is another task's, which hasn't ended, or is being destroyed",
    },
    mesos: 'none: Mesos never offers a volume that is in use',
  },
  killed: {
    setBy: 'agent',
    when: { killed: 'by request, after it had started' },
    mesos: 'none: a kill by request has none in Mesos',
  },
  'killed-before-start': {
    setBy: 'agent',
    when: { killed: 'by request, before it had started' },
    mesos: 'TASK_KILLED_DURING_LAUNCH',
  },
  unkillable: {
    setBy: 'agent',
    when: { killing: "it can't be ended: the message says where what is left of it hangs" },
    mesos: 'none: Mesos waits for such a task and says nothing (MESOS-8488)',
  },
  'agent-rebooted': {
    setBy: 'agent',
    when: { lost: 'the machine was rebooted while it ran' },
    mesos: 'SLAVE_RESTARTED',
    told: 'gone',
  },
  'supervisor-lost': {
    setBy: 'agent',
    when: { lost: 'its supervisor was killed; what was left of it has been, too' },
    mesos: 'EXECUTOR_TERMINATED',
    told: 'gone',
  },
  'template-refused': {
    setBy: 'engine',
    when: { error: "a template of its spec can't be filled in at launch" },
    mesos: 'TASK_INVALID',
  },
  'task-invalid': {
    setBy: 'engine',
    when: { error: "a framework's description of it can't be started" },
    mesos: 'TASK_INVALID',
  },
  'invalid-offers': {
    setBy: 'engine',
    when: { dropped: "it was to be launched on offers that aren't there" },
    mesos: 'INVALID_OFFERS',
  },
  refused: {
    setBy: 'engine',
    when: { error: "its agent wouldn't take the order, or has another task by that id" },
    mesos: 'none: an agent of Mesos takes every order',
    told: 'dropped',
  },
  'unknown-to-agent': {
    setBy: 'engine',
    when: { lost: "its agent doesn't know it, and the store was restored from a backup" },
    mesos: 'RECONCILIATION',
    told: 'gone',
  },
  'agent-unreachable': {
    setBy: 'engine',
    when: {
      unreachable: 'its agent is unreachable',
      lost: 'its agent was unreachable for so long that the task was given up',
    },
    mesos: 'SLAVE_REMOVED',
  },
  'agent-gone': {
    setBy: 'engine',
    when: { lost: 'an operator has declared its agent gone' },
    mesos: 'SLAVE_REMOVED_BY_OPERATOR',
    told: 'gone-by-operator',
  },
  'agent-returned': {
    setBy: 'engine',
    when: { any: 'as it was before its agent was unreachable: that is back' },
    mesos: 'SLAVE_REREGISTERED',
  },
  drained: {
    setBy: 'engine',
    when: { any: 'to a framework of others, with `killing` and `killed`: its agent is emptied' },
    mesos: 'SLAVE_DRAINING',
  },
  reconciliation: {
    setBy: 'engine',
    when: { any: 'the answer to a framework that has asked' },
    mesos: 'RECONCILIATION',
  },
} as const satisfies Readonly<Record<string, ReasonFacts>>;

export type TaskReason = keyof typeof taskReasons;

/** Those that an agent says. */
export type AgentReason = {
  [R in TaskReason]: (typeof taskReasons)[R]['setBy'] extends 'agent' ? R : never;
}[TaskReason];

/** Of an end as it is stored, the state in Mesos' more precise words. */
export function toldState(state: SchedulerTaskState, reason = ''): SchedulerTaskState {
  if (!Object.hasOwn(taskReasons, reason)) return state;
  const { when, told }: ReasonFacts = taskReasons[reason as TaskReason];
  return when[state] === undefined ? state : (told ?? state);
}
