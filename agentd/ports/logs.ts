// A task's stdout and stderr. Each keeps its newest bytes: when the file passes half the bound it
// is copied to `NAME.1` and emptied, so that the command may go on appending to it.

export type LogName = 'stdout' | 'stderr';

/** Reads from the oldest byte kept; follows over the emptying of the file. */
export interface LogReader {
  /** Moves to so many bytes before the present end, at most to the oldest. */
  toLastBytes(count: number): Promise<void>;
  /** Moves to the begin of the last so many lines. */
  toLastLines(count: number): Promise<void>;
  /** The next bytes, at most so many; none at the present end. */
  next(maxBytes: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

export interface Logs {
  /** Keeps both within the bound. */
  trim(taskId: string, maxBytes: number): Promise<void>;
  /**
   * Its newest bytes as text, at most so many as UTF-8, "" when there are none: from the start of a
   * line if one starts in there, never from the middle of a character, what isn't UTF-8 replaced.
   */
  tail(taskId: string, name: LogName, maxBytes: number): Promise<string>;
  /** Undefined when the task has no such file. */
  open(taskId: string, name: LogName): Promise<LogReader | undefined>;
}
