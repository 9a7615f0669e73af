// The agent's persistent volumes: which are there, which task has each, which are given up. One
// task has a volume at a time, from its order until its end is written down. What is given up goes
// as soon as nobody has it, and is answered when no later start of the agent could find it again.
//
//             opened            destroy, free               destroyed
//  (unknown) ────────► kept ───────────────────► under-way ──────────► (unknown): answered
//                       │ ▲ tried in vain too often │   ▲
//                       │ └─────────────────────────┤   │ after a while
//                       │ destroy, held             └► failed
//                       └───────────────► held ─(its task ended)─► under-way
import type { Order } from '../../../schemas/generated/wire.ts';
import type { Effect } from '../effects.ts';
import type { VolumeEvent } from '../events.ts';
import type { Now } from '../now.ts';
import type { LaunchFault } from '../task/order-fault.ts';
import type { FoundVolume } from './order-volume.ts';

interface Volume extends FoundVolume {
  /** It was said that it holds more than its size. */
  readonly isOver?: true;
}

type Leaving =
  | { readonly kind: 'held' }
  | { readonly kind: 'under-way'; readonly tries: number }
  | { readonly kind: 'failed'; readonly tries: number; readonly againAtMs: number };

export interface VolumeTurn {
  readonly effects: Effect[];
  readonly now: Now;
  /** Tells the engine that it isn't there any more. */
  readonly answer: (volumeId: string) => void;
}

/** So that a registration can name all in one message. */
const maxVolumes = 2_000;
const firstRetryMs = 1_000;
const retryMaxMs = 60_000;
/** About nine minutes; then the engine's next order begins anew. */
const maxTries = 14;

const log = (turn: VolumeTurn, level: 'info' | 'warn', text: string): void =>
  void turn.effects.push({ kind: 'log', level, text });

export class VolumeBook {
  readonly #volumes: Map<string, Volume>;
  readonly #holders = new Map<string, string>();
  readonly #leaving = new Map<string, Leaving>();

  constructor(found: readonly FoundVolume[]) {
    this.#volumes = new Map(found.map((one) => [one.id, one]));
  }

  /** Those that are there, sorted. */
  get ids(): readonly string[] {
    return [...this.#volumes.keys()].sort();
  }

  /** Gives the order's task its volumes; or says why it can't have them, and gives it none. */
  take({ taskId, volumes = [] }: Order): LaunchFault | undefined {
    const fresh = volumes.filter(({ id }) => !this.#volumes.has(id)).length;
    if (fresh > 0 && this.#volumes.size + this.#coming() + fresh > maxVolumes)
      return { reason: 'sandbox-failed', message: `this agent has ${maxVolumes} volumes already` };
    for (const { id } of volumes) {
      const message = this.#busy(id, taskId);
      if (message !== undefined) return { reason: 'volume-busy', message };
    }
    for (const { id } of volumes) this.#holders.set(id, taskId);
    return undefined;
  }

  /** On their way: held, and not there yet. */
  #coming(): number {
    return [...this.#holders.keys()].filter((id) => !this.#volumes.has(id)).length;
  }

  #busy(id: string, taskId: string): string | undefined {
    const holder = this.#holders.get(id);
    if (holder !== undefined && holder !== taskId)
      return `volume ${id} is held by task ${holder}, which hasn't ended`;
    return this.#leaving.has(id) ? `volume ${id} is being destroyed` : undefined;
  }

  /** The task has ended, and that is written down. */
  release(turn: VolumeTurn, { taskId, volumes = [] }: Order): void {
    for (const { id } of volumes) {
      if (this.#holders.get(id) !== taskId) continue;
      this.#holders.delete(id);
      if (this.#leaving.get(id)?.kind === 'held') this.#remove(turn, id, 0);
    }
  }

  /** A task's volumes are there; one that is missing after all isn't. */
  opened(opened: readonly FoundVolume[], missing?: string): void {
    for (const { id, sizeMib } of opened)
      this.#volumes.set(id, { ...this.#volumes.get(id), id, sizeMib });
    if (missing !== undefined) this.#volumes.delete(missing);
  }

  destroy(turn: VolumeTurn, id: string): void {
    if (this.#holders.has(id)) this.#leaving.set(id, { kind: 'held' });
    else if (!this.#leaving.has(id)) this.#remove(turn, id, 0);
  }

  #remove(turn: VolumeTurn, id: string, tries: number): void {
    if (this.#volumes.has(id)) {
      this.#leaving.set(id, { kind: 'under-way', tries });
      turn.effects.push({ kind: 'destroy-volume', volumeId: id });
    } else {
      this.#leaving.delete(id);
      turn.answer(id);
    }
  }

  step(turn: VolumeTurn, event: VolumeEvent): void {
    if (event.kind === 'volume-measured') this.#measured(turn, event.volumeId, event.usedMib);
    else this.#destroyed(turn, event.volumeId, event.error);
  }

  #destroyed(turn: VolumeTurn, id: string, error?: string): void {
    const leaving = this.#leaving.get(id);
    if (leaving?.kind !== 'under-way') return;
    if (error !== undefined) {
      this.#failed(turn, id, { tries: leaving.tries + 1, error });
      return;
    }
    this.#leaving.delete(id);
    this.#volumes.delete(id);
    log(turn, 'info', `volume ${id} is destroyed`);
    turn.answer(id);
  }

  #failed(turn: VolumeTurn, id: string, { tries, error }: { tries: number; error: string }): void {
    const isLast = tries >= maxTries;
    const waitMs = Math.min(retryMaxMs, firstRetryMs * 2 ** (tries - 1));
    if (isLast) this.#leaving.delete(id);
    else this.#leaving.set(id, { kind: 'failed', tries, againAtMs: turn.now.steadyMs + waitMs });
    const next = isLast ? 'left until the engine asks again' : 'trying again';
    if (isLast || tries === 1)
      log(turn, 'warn', `volume ${id} can't be destroyed: ${error}: ${next}`);
  }

  /** Steady ms at which another try is due. */
  nextMs(): number | undefined {
    let next: number | undefined;
    for (const leaving of this.#leaving.values())
      if (leaving.kind === 'failed') next = Math.min(next ?? leaving.againAtMs, leaving.againAtMs);
    return next;
  }

  wake(turn: VolumeTurn): void {
    for (const [id, leaving] of [...this.#leaving])
      if (leaving.kind === 'failed' && leaving.againAtMs <= turn.now.steadyMs)
        this.#remove(turn, id, leaving.tries);
  }

  /** Said once each time that it has grown beyond its size. */
  #measured(turn: VolumeTurn, id: string, usedMib: number): void {
    const volume = this.#volumes.get(id);
    if (volume === undefined) return;
    const { isOver = false, ...rest } = volume;
    const isOverNow = usedMib > volume.sizeMib;
    this.#volumes.set(id, isOverNow ? { ...rest, isOver: true } : rest);
    if (!isOverNow || isOver) return;
    const text = `volume ${id} holds ${usedMib} MiB, more than its ${volume.sizeMib} MiB`;
    log(turn, 'warn', `${text}: nothing stops it; free some of it, or ask for more`);
  }
}
