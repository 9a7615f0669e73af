// The agent's departure: when all tasks have ended, or when the longest grace and a while more have
// passed, it leaves; what could not be killed is named.

/** After the graces. */
const leaveAfterMs = 30_000;
const shownTasks = 10;

export interface Leaving {
  readonly code: number;
  readonly text: string;
  /** Steady ms. */
  readonly byMs: number;
}

export interface Leave {
  readonly code: number;
  readonly text: string;
}

export const leavingBy = (
  leave: Leave,
  gracesMs: readonly number[],
  steadyMs: number,
): Leaving => ({
  ...leave,
  byMs: steadyMs + Math.max(0, ...gracesMs) + leaveAfterMs,
});

/** The last word, once it is time for it. */
export function lastWord(
  leaving: Leaving,
  live: ReadonlySet<string>,
  steadyMs: number,
): Leave | undefined {
  const { code, text, byMs } = leaving;
  if (live.size === 0) return { code, text };
  if (steadyMs < byMs) return undefined;
  const shown = [...live].slice(0, shownTasks).join(', ');
  return { code: 1, text: `${text}; could not be killed: ${shown}` };
}
