// Requests at a constant rate, whatever becomes of the earlier ones: every other one on a
// connection that is kept, the rest each on a new one. An answer other than 200, none within the
// bound, or a connection that breaks is a failure, and none is tried twice.
import { get, Agent as HttpAgent } from 'node:http';

const tickMs = 10;
const answerBoundMs = 10_000;
const shownFailures = 10;

export class HttpLoad {
  /** By what went wrong: when first, when last, how often. */
  readonly #failures = new Map<string, readonly [first: number, last: number, count: number]>();
  readonly #url: string;
  readonly #perSecond: number;
  readonly #kept = new HttpAgent({ keepAlive: true });
  readonly #startedMs = performance.now();
  readonly #timer: NodeJS.Timeout;
  /** Instances: an answer's text is its instance's id. */
  readonly #answered = new Set<string>();
  readonly #open = new Set<Promise<void>>();
  #sent = 0;
  #tickedMs = 0;
  /** The longest time between two ticks. */
  #lagMs = 0;

  constructor(url: string, perSecond: number) {
    this.#url = url;
    this.#perSecond = perSecond;
    this.#timer = setInterval(() => this.#tick(), tickMs);
  }

  get answered(): readonly string[] {
    return [...this.#answered];
  }

  /** Resolves when the last answer is there. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#open);
    this.#kept.destroy();
  }

  /** How often each thing failed, and from when to when; empty when nothing did. */
  failureText(): string {
    if (this.#failures.size === 0) return '';
    const lines = [...this.#failures].map(
      ([what, [first, last, count]]) => `${count} x ${what} (${first} to ${last} ms)`,
    );
    const lag = `of ${this.#sent} in all; the load itself once stood still for ${this.#lagMs} ms`;
    return [...lines.slice(0, shownFailures), lag].join('\n');
  }

  #tick(): void {
    const nowMs = this.#nowMs();
    this.#lagMs = Math.max(this.#lagMs, nowMs - this.#tickedMs);
    this.#tickedMs = nowMs;
    const due = Math.floor((nowMs * this.#perSecond) / 1_000);
    while (this.#sent < due) {
      this.#sent += 1;
      const call = this.#call(this.#sent).catch((error: Error) => this.#fail(error.message));
      this.#open.add(call);
      void call.finally(() => this.#open.delete(call));
    }
  }

  #fail(what: string): void {
    const nowMs = this.#nowMs();
    const [first, , count] = this.#failures.get(what) ?? [nowMs, nowMs, 0];
    this.#failures.set(what, [first, nowMs, count + 1]);
  }

  /** Since its start. */
  #nowMs(): number {
    return Math.round(performance.now() - this.#startedMs);
  }

  async #call(number: number): Promise<void> {
    this.#answered.add(await answerOf(this.#url, number % 2 === 0 ? this.#kept : false));
  }
}

/** The text of an answer of 200; rejects otherwise. */
function answerOf(url: string, agent: HttpAgent | false): Promise<string> {
  const kind = agent === false ? 'new connection' : 'kept connection';
  return new Promise((resolve, reject) => {
    const wrong = (what: string): void => reject(new Error(`${kind}: ${what}`));
    const signal = AbortSignal.timeout(answerBoundMs);
    const sent = get(url, { agent, signal }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      answer.on('error', (error) => wrong(error.message));
      answer.on('end', () =>
        answer.statusCode === 200 ? resolve(text) : wrong(`${answer.statusCode} ${text}`),
      );
    });
    sent.on('error', (error) => wrong(error.message));
  });
}
