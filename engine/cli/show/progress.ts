// How a long run goes, on standard error: on a terminal one line that is written over, once a
// second; elsewhere a line now and then.
import type { Call } from '../call.ts';
import { columnsOf } from './columns.ts';
import { cutRight } from './width.ts';

const terminalEveryMs = 1_000;
const elsewhereEveryMs = 10_000;
/** Of one line. */
const mostColumns = 500;

export class Progress {
  readonly #call: Call;
  readonly #everyMs: number;
  #nextMs: number;
  #isShown = false;

  constructor(call: Call) {
    const { io, nowMs } = call.tools;
    this.#call = call;
    this.#everyMs = io.isErrorTerminal ? terminalEveryMs : elsewhereEveryMs;
    this.#nextMs = nowMs() + this.#everyMs;
  }

  /** Says it, if it is time. */
  say(line: () => string): void {
    const now = this.#call.tools.nowMs();
    if (now < this.#nextMs) return;
    this.#nextMs = now + this.#everyMs;
    this.#write(line());
  }

  /** Says at once what takes a while, on a terminal. */
  begin(line: string): void {
    if (this.#call.tools.io.isErrorTerminal) this.#write(line);
  }

  #write(line: string): void {
    const { io } = this.#call.tools;
    this.clear();
    // One column less than there are: a full line moves the cursor to the next.
    const text = cutRight(line, Math.min(columnsOf(io), io.isTerminal ? mostColumns : 80) - 1);
    io.stderr(io.isErrorTerminal ? text : `${line}\n`);
    this.#isShown = io.isErrorTerminal;
  }

  /** Makes room for what is to stand there. */
  clear(): void {
    if (this.#isShown) this.#call.tools.io.stderr('\r\u001b[K');
    this.#isShown = false;
  }
}

/** `40s`, `12m`, `3h`. */
export function leftText(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 7_200) return `${Math.ceil(seconds / 60)}m`;
  return `${Math.ceil(seconds / 3600)}h`;
}
