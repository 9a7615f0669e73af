// Looks at how much each volume holds, one after the other and never two at once. What that takes
// is unknown (it reads every entry), so it rests much longer than it looks. Nothing is asked of the
// clock while there is no volume.
import type { AgentCore } from '../core/agent-core.ts';
import type { VolumeEvent } from '../core/events.ts';
import type { AgentPorts } from './ports.ts';

const restMs = 60_000;
/** At least so many times as long as the last look took. */
const restFactor = 9;

export class VolumeMeter {
  readonly #ports: AgentPorts;
  readonly #core: AgentCore;
  readonly #post: (event: VolumeEvent) => void;
  #last = '';
  #isBusy = false;
  #isStopped = false;
  #cancel: (() => void) | undefined;

  constructor(ports: AgentPorts, core: AgentCore, post: (event: VolumeEvent) => void) {
    this.#ports = ports;
    this.#core = core;
    this.#post = post;
  }

  /** When there may be a volume; no matter how often. */
  start(waitMs = restMs): void {
    if (this.#isBusy || this.#isStopped || this.#core.volumeIds.length === 0) return;
    this.#isBusy = true;
    const { clock } = this.#ports;
    this.#cancel = clock.setTimer(clock.now().steadyMs + waitMs, () => void this.#lookAtNext());
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
  }

  async #lookAtNext(): Promise<void> {
    const { clock } = this.#ports;
    const sinceMs = clock.now().steadyMs;
    const ids = this.#core.volumeIds;
    const id = ids.find((one) => one > this.#last) ?? ids[0];
    if (id !== undefined) await this.#measure(id);
    this.#isBusy = false;
    this.start(Math.max(restMs, restFactor * (clock.now().steadyMs - sinceMs)));
  }

  async #measure(volumeId: string): Promise<void> {
    this.#last = volumeId;
    try {
      const usedMib = await this.#ports.volumes.measure(volumeId);
      this.#post({ kind: 'volume-measured', volumeId, usedMib });
    } catch (error) {
      this.#ports.log.write('warn', `volume ${volumeId} can't be measured: ${String(error)}`);
    }
  }
}
