// What the agent tells its operator.

export interface LogFields {
  readonly taskId?: string;
}

export interface Log {
  write(level: 'info' | 'warn' | 'error', text: string, fields?: LogFields): void;
}
