// Runs the probes of checks, at most so many at once; the rest wait their turn.
import type { Effect } from '../core/effects.ts';
import type { TaskEvent } from '../core/events.ts';
import type { AgentPorts } from './ports.ts';

type Probe = Extract<Effect, { kind: 'probe' }>;

const atOnce = 64;
const errorMaxChars = 512;

export class Prober {
  readonly #ports: AgentPorts;
  readonly #post: (event: TaskEvent) => void;
  readonly #waiting: Probe[] = [];
  #running = 0;

  constructor(ports: AgentPorts, post: (event: TaskEvent) => void) {
    this.#ports = ports;
    this.#post = post;
  }

  add(probe: Probe): void {
    this.#waiting.push(probe);
    this.#start();
  }

  #start(): void {
    while (this.#running < atOnce) {
      const probe = this.#waiting.shift();
      if (probe === undefined) return;
      this.#running += 1;
      void this.#run(probe);
    }
  }

  async #run(effect: Probe): Promise<void> {
    const error = await this.#probe(effect).catch((reason: unknown) => String(reason));
    this.#running -= 1;
    const { taskId, number } = effect;
    const text = (error ?? '').slice(0, errorMaxChars);
    this.#post({ kind: 'probed', taskId, number, ok: error === undefined, error: text });
    this.#start();
  }

  #probe({ taskId, check, order }: Probe): Promise<string | undefined> {
    const { probe, timeoutMs } = check;
    if (probe.kind !== 'command') return this.#ports.probes.probe(probe, timeoutMs);
    const { command } = probe;
    return this.#ports.processes.runCommand({ taskId, order, command, timeoutMs });
  }
}
