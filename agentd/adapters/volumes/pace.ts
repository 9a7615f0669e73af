// Long walks through folders rest after so many entries: the disk and the agent are others' too.
import { setTimeout as sleep } from 'node:timers/promises';

const entriesAtOnce = 128;
/** So at most about 6,000 entries a second. */
const restMs = 20;

export class Pace {
  #entries = 0;

  /** Before each entry. */
  async step(): Promise<void> {
    this.#entries += 1;
    if (this.#entries % entriesAtOnce === 0) await sleep(restMs, undefined, { ref: false });
  }
}
