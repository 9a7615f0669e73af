// How a long run goes, on standard error: on a terminal one line that is written over, once a
// second; elsewhere a line now and then.
import type { Call } from '../call.ts';

const terminalEveryMs = 1_000;
const elsewhereEveryMs = 10_000;

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
    const { io, nowMs } = this.#call.tools;
    const now = nowMs();
    if (now < this.#nextMs) return;
    this.#nextMs = now + this.#everyMs;
    this.clear();
    const text = line().slice(0, io.columns - 1);
    io.stderr(io.isErrorTerminal ? text : `${text}\n`);
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
