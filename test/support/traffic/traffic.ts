// People who use an app, through a proxy that knows nothing but the engine's API.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '../wait-until.ts';
import type { ProxyOptions } from './proxy.ts';
import type { TrafficNews, TrafficWish } from './traffic-main.ts';

const main = fileURLToPath(new URL('./traffic-main.ts', import.meta.url));
const root = fileURLToPath(new URL('../../../', import.meta.url));
const perSecond = 60;
const boundMs = 60_000;

export class Traffic {
  readonly #child: ChildProcess;
  #news: TrafficNews = { serving: [], answered: [] };
  /** Of the load that has ended. */
  #failed: string | undefined;

  /** A proxy without load. */
  constructor(options: ProxyOptions) {
    const execArgv = ['--import', 'tsx'];
    this.#child = fork(main, [JSON.stringify(options)], { cwd: root, execArgv });
    this.#child.on('message', (news: TrafficNews) => {
      this.#news = news;
      this.#failed = news.failed ?? this.#failed;
    });
  }

  /** Instances that requests go to, by the proxy's own knowledge. */
  get serving(): readonly string[] {
    return this.#news.serving;
  }

  async untilServing(instances: number): Promise<void> {
    const isSo = (): boolean => this.serving.length === instances;
    await waitUntil(`${instances} instances serve`, isSo, boundMs);
  }

  /**
   * What is done under load, which begins when each instance that serves has answered and ends when
   * each that serves afterwards has. What failed, by a line each; empty when nothing did.
   */
  async during(change: () => Promise<void>): Promise<string> {
    this.#wish(perSecond);
    try {
      await this.#answered();
      await change();
      await this.#answered();
    } finally {
      this.#wish(0);
    }
    await waitUntil('the last answer', () => this.#failed !== undefined, boundMs);
    return this.#failed ?? '';
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }

  async #answered(): Promise<void> {
    const ids = this.serving;
    const have = (): boolean => ids.every((id) => this.#news.answered.includes(id));
    await waitUntil(`each of ${ids.join()} has answered`, have, boundMs);
  }

  #wish(wish: TrafficWish): void {
    this.#news = { serving: this.serving, answered: [] };
    this.#failed = undefined;
    this.#child.send(wish);
  }
}
