// One loop keeps the output files of all tasks that run within their bound.
import type { AgentCore } from '../core/agent-core.ts';
import type { AgentPorts } from './ports.ts';

const everyMs = 3_000;

export class LogTrimmer {
  readonly #ports: AgentPorts;
  readonly #core: AgentCore;
  #cancel: (() => void) | undefined;
  #isStopped = false;

  constructor(ports: AgentPorts, core: AgentCore) {
    this.#ports = ports;
    this.#core = core;
  }

  start(): void {
    const { clock } = this.#ports;
    this.#cancel = clock.setTimer(clock.now().steadyMs + everyMs, () => void this.#round());
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
  }

  async #round(): Promise<void> {
    for (const { taskId } of [...this.#core.watched()]) {
      const task = this.#core.task(taskId);
      if (task === undefined || this.#isStopped) continue;
      await this.#ports.logs.trim(taskId, task.settings.logsMaxBytes).catch((error: unknown) => {
        this.#ports.log.write('warn', `its output can't be trimmed: ${String(error)}`, { taskId });
      });
    }
    if (!this.#isStopped) this.start();
  }
}
