// All states of a task (mesos.md 3.1). The first nine are said by agents and stored; the others are
// what a framework of others is told where one of the nine would say less than is known.

/** Who says so. */
export type Setter = 'engine' | 'agent';

interface StateFacts {
  /** An agent may say it, and a row may have ended in it. */
  readonly isStored: boolean;
  /** It is over: what it took is free. */
  readonly isTerminal: boolean;
  readonly setBy: readonly Setter[];
  readonly about: string;
}

export const taskStates = {
  staging: {
    isStored: true,
    isTerminal: false,
    setBy: ['engine', 'agent'],
    about: 'its launch is stored, and its agent has said nothing of it yet',
  },
  starting: {
    isStored: true,
    isTerminal: false,
    setBy: ['agent'],
    about: 'its agent is at it: volumes, sandbox, supervisor',
  },
  running: {
    isStored: true,
    isTerminal: false,
    setBy: ['agent'],
    about: 'its command has begun; health and readiness are told apart',
  },
  killing: {
    isStored: true,
    isTerminal: false,
    setBy: ['agent'],
    about: 'its agent is ending it, and something of it is still there',
  },
  finished: {
    isStored: true,
    isTerminal: true,
    setBy: ['agent'],
    about: 'it ended by itself, well',
  },
  failed: {
    isStored: true,
    isTerminal: true,
    setBy: ['agent'],
    about: "it ended badly, couldn't be started, or failed its checks",
  },
  killed: {
    isStored: true,
    isTerminal: true,
    setBy: ['agent'],
    about: 'it was ended by request',
  },
  error: {
    isStored: true,
    isTerminal: true,
    setBy: ['engine', 'agent'],
    about: "it asks for what it can't have: the same would fare no better",
  },
  lost: {
    isStored: true,
    isTerminal: true,
    setBy: ['engine', 'agent'],
    about: "it isn't known how it ended, or whether",
  },
  dropped: {
    isStored: false,
    isTerminal: true,
    setBy: ['engine'],
    about: 'it never started, through no fault of its own',
  },
  unreachable: {
    isStored: false,
    isTerminal: false,
    setBy: ['engine'],
    about: 'its agent is unreachable; both may come back',
  },
  gone: {
    isStored: false,
    isTerminal: true,
    setBy: ['engine'],
    about: "it isn't there any more, and how it ended isn't known",
  },
  'gone-by-operator': {
    isStored: false,
    isTerminal: true,
    setBy: ['engine'],
    about: 'an operator has declared its agent gone; nobody has seen it end',
  },
  unknown: {
    isStored: false,
    isTerminal: false,
    setBy: ['engine'],
    about: 'nobody knows of it; only ever an answer to a question',
  },
} as const satisfies Readonly<Record<string, StateFacts>>;

export type SchedulerTaskState = keyof typeof taskStates;

/** What an agent says, and a row may hold. */
export type TaskState = {
  [S in SchedulerTaskState]: (typeof taskStates)[S]['isStored'] extends true ? S : never;
}[SchedulerTaskState];

export const isTerminal = (state: SchedulerTaskState): boolean => taskStates[state].isTerminal;
