/** How long an agent that couldn't or wouldn't start a task is left alone. */
export const avoidAgentMs = 30_000;
