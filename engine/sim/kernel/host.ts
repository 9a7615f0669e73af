// A process of the world (the engine, an agent): it lives, stands still, dies, and starts again as
// another life. All that it does outside itself goes through here, by name, so that a fault can hit
// it right before, at or right after. What a dead life still asks for never happens.
import type { EventKind, Life } from './agenda.ts';
import type { Kernel } from './kernel.ts';

/** How an armed fault hits the next act whose name it matches. */
export type Hit =
  /** The process dies, and the act hasn't happened. */
  | { readonly kind: 'die-before' }
  /** The process dies, and the act has happened: nobody is told. */
  | { readonly kind: 'die-after' }
  /** The act fails, and hasn't happened. */
  | { readonly kind: 'fail'; readonly error: Error }
  /** The act takes so much longer. */
  | { readonly kind: 'slow'; readonly ms: number };

export interface Armed {
  /** Acts by name: all that begin so. */
  readonly act: string;
  readonly hit: Hit;
  /** Called when it hits. */
  readonly onHit: () => void;
}

export class Host {
  readonly name: string;
  readonly kernel: Kernel;
  /** What the people's clock of this machine is ahead by. */
  wallAheadMs = 0;
  #life: Life = { isAlive: false, stillUntilMs: 0 };
  #bornMs = 0;
  #armed: Armed[] = [];
  readonly #onDeath: () => void;

  /** `onDeath` is called once a life, when it is killed by a fault. */
  constructor(kernel: Kernel, name: string, onDeath: () => void) {
    this.kernel = kernel;
    this.name = name;
    this.#onDeath = onDeath;
  }

  get life(): Life {
    return this.#life;
  }

  get isAlive(): boolean {
    return this.#life.isAlive;
  }

  /** Since the present life began, in steady ms. */
  get steadyMs(): number {
    return this.kernel.agenda.nowMs - this.#bornMs;
  }

  /** Whole ms, as machines have it. */
  get wallMs(): number {
    return Math.floor(this.kernel.startMs + this.kernel.agenda.nowMs + this.wallAheadMs);
  }

  begin(): Life {
    this.#life = { isAlive: true, stillUntilMs: 0 };
    this.#bornMs = this.kernel.agenda.nowMs;
    return this.#life;
  }

  /** kill -9. */
  die(): void {
    if (!this.#life.isAlive) return;
    this.#life.isAlive = false;
    this.#onDeath();
  }

  /** Two that overlap end with the later: what was put off comes before what was said since. */
  standStill(ms: number): void {
    const untilMs = this.kernel.agenda.nowMs + ms;
    this.#life.stillUntilMs = Math.max(this.#life.stillUntilMs, untilMs);
  }

  arm(armed: Armed): void {
    this.#armed.push(armed);
  }

  disarm(): void {
    this.#armed = [];
  }

  after(delayMs: number, act: () => void, kind: EventKind = 'timer'): () => void {
    return this.kernel.agenda.after(delayMs, kind, act, this.#life);
  }

  /** Something that takes time and may fail: `apply` happens `ms` later, if the life lasts. */
  work<T>(name: string, ms: number, apply: () => T): Promise<T> {
    const hit = this.#take(name);
    const { kernel } = this;
    return new Promise((resolve, reject) => {
      const delayMs = ms + (hit?.kind === 'slow' ? hit.ms : 0);
      this.after(delayMs, () => settle(), kindOf(name));
      const settle = () => {
        kernel.noteAct();
        if (hit?.kind === 'die-before') return this.die();
        if (hit?.kind === 'fail') return reject(hit.error);
        try {
          const value = apply();
          if (hit?.kind === 'die-after') return this.die();
          return resolve(value);
        } catch (error) {
          return reject(error);
        }
      };
    });
  }

  /** Something done at once that can't fail, such as handing a message to the network. */
  do(name: string, apply: () => void): void {
    if (!this.isAlive) return;
    const hit = this.#take(name);
    this.kernel.noteAct();
    if (hit?.kind !== 'die-before') apply();
    if (hit?.kind === 'die-before' || hit?.kind === 'die-after') this.die();
  }

  #take(name: string): Hit | undefined {
    if (this.#armed.length === 0) return undefined;
    const at = this.#armed.findIndex((armed) => name.startsWith(armed.act));
    const [armed] = at < 0 ? [] : this.#armed.splice(at, 1);
    armed?.onHit();
    return armed?.hit;
  }
}

const kindOf = (name: string): EventKind =>
  name.startsWith('process') ? 'process' : name.startsWith('repo') ? 'repository' : 'disk';
