// A real agent process, which may be told to kill itself at a step.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { KillWish } from './kill-steps.ts';

const main = fileURLToPath(new URL('./agent-kill-main.ts', import.meta.url));
const root = fileURLToPath(new URL('../../../', import.meta.url));

export interface AgentProcessWish {
  readonly engine: string;
  readonly work: string;
  /** Where its stderr is appended to. */
  readonly logFile: string;
  readonly kill?: KillWish;
}

export class AgentProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;

  constructor({ engine, work, logFile, kill }: AgentProcessWish) {
    const log = openSync(logFile, 'a');
    const step = kill === undefined ? [] : [kill.step, String(kill.nth)];
    const args = ['--import', 'tsx', main, engine, work, ...step];
    this.#child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', log, log] });
    this.#exited = once(this.#child, 'exit');
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** SIGKILL; resolves when it is dead. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  /** How it ended, when it has. */
  async ended(): Promise<NodeJS.Signals | number | null> {
    await this.#exited;
    return this.#child.signalCode ?? this.#child.exitCode;
  }
}
