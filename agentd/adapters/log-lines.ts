// The agent's log: one JSON object a line on stderr.
import type { Log, LogFields } from '../ports/log.ts';

export class LogLines implements Log {
  readonly #agent: string;
  readonly #write: (line: string) => void;

  constructor(agent: string, write: (line: string) => void) {
    this.#agent = agent;
    this.#write = write;
  }

  write(level: 'info' | 'warn' | 'error', text: string, fields: LogFields = {}): void {
    const time = new Date().toISOString();
    const line = { time, level, agent: this.#agent, ...fields, text };
    this.#write(`${JSON.stringify(line)}\n`);
  }
}
