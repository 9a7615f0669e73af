// Probes of a simulated machine's ports: whoever holds a port answers, a stranger too.
import type { NetProbe, Probes } from '../../../agentd/ports/probes.ts';
import type { Random } from '../../lib/random.ts';
import type { Host } from '../kernel/host.ts';
import { type Ground, note } from './ground.ts';
import { checkMs } from './latency.ts';

export class SimProbes implements Probes {
  readonly #ground: Ground;
  readonly #host: Host;
  readonly #random: Random;

  constructor(ground: Ground, host: Host, random: Random) {
    this.#ground = ground;
    this.#host = host;
    this.#random = random;
  }

  probe({ port }: NetProbe, timeoutMs: number): Promise<string | undefined> {
    const ms = checkMs(this.#random, timeoutMs);
    return this.#host.work(`probe ${port}`, Math.min(ms, timeoutMs), () => {
      if (ms > timeoutMs) {
        note(this.#ground, 'check timed out');
        return `no connection within ${timeoutMs} ms`;
      }
      const isGood = this.#answers(port);
      note(this.#ground, isGood ? 'check succeeded' : 'check failed');
      return isGood ? undefined : `connect ECONNREFUSED 127.0.0.1:${port}`;
    });
  }

  #answers(port: number): boolean {
    const { boundPorts, takenPorts } = this.#ground;
    return boundPorts.get(port)?.isGood ?? takenPorts.has(port);
  }
}
