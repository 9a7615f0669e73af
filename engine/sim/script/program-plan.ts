// What a task's command does. Written into the command's text, read by the machine.

export interface Program {
  /** Checks succeed from then on, counted from its start; -1: never. */
  readonly readyMs: number;
  /** Ends by itself so long after its start; -1: never. */
  readonly livesMs: number;
  /** Its exit code when it ends by itself. */
  readonly code: number;
  /** Checks fail again so long after its start; -1: never. */
  readonly sickMs: number;
  /** How long it takes to end after SIGTERM; -1: it ignores it. */
  readonly endsMs: number;
  /** Of 1,000 tasks so many have luck and end with 0, each by dice of its own; absent: none. */
  readonly luckMilli?: number;
  /** Lives so much longer at most, by the same dice; absent: no longer. */
  readonly moreMs?: number;
}
