// An engine process: the real boot and the real loops, on a store, a repository and a network that
// outlive it.
import { SpecLoader } from '../../../specs/loader.ts';
import { bootEngine } from '../../loop/boot.ts';
import { EngineLoops } from '../../loop/engine-loops.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { epochKey, StoreError } from '../../ports/store.ts';
import type { Operation, OperationAnswer } from '../../step/events.ts';
import type { EngineSettings } from '../../step/tables.ts';
import { CutStore } from '../cut-store.ts';
import type { HistoryDisk } from '../history-disk.ts';
import { MemoryHistory } from '../history-memory.ts';
import type { SeenEngine } from '../invariants/sight.ts';
import { Host } from '../kernel/host.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { SimNetwork } from '../network/sim-network.ts';
import type { SimRepository } from '../repo-sim.ts';
import type { StoreDisk } from '../store-disk.ts';
import { MemoryStore } from '../store-memory.ts';
import { WatchedCore } from './watched-core.ts';

/** Writes that an engine's store takes at a time: it may crash between any two of a batch. */
const writesAtATime = [2, 7, 25, 100] as const;

export interface EngineWorld {
  readonly kernel: Kernel;
  readonly network: SimNetwork;
  readonly repository: SimRepository;
  readonly disk: StoreDisk;
  /** What the run history is kept on. */
  readonly historyDisk: HistoryDisk;
  readonly settings: EngineSettings;
  /** Throws when the disk of the store and the history takes nothing. */
  readonly checkDisk: () => void;
  /** Called once, when the process has ended, however. */
  readonly onEnd: (engine: EngineHost) => void;
}

export class EngineHost {
  readonly host: Host;
  /** Counts the engine starts of the world. */
  readonly number: number;
  readonly #world: EngineWorld;
  readonly #heardMs = new Map<string, number>();
  #loops: EngineLoops | undefined;
  #seen: SeenEngine | undefined;
  #why: string | undefined;
  #store: CutStore | undefined;

  constructor(world: EngineWorld, number: number) {
    this.#world = world;
    this.number = number;
    this.host = new Host(world.kernel, `engine${number}`, () => this.#died());
  }

  /** Once it has booted. */
  get seen(): SeenEngine | undefined {
    return this.#seen;
  }

  start(): void {
    this.host.begin();
    this.#world.kernel.trace(this.host.name, 'starts');
    this.#boot().catch((error: unknown) => this.#fail(error));
  }

  /** Undefined while it can't answer. */
  operate(operation: Operation): Promise<OperationAnswer> | undefined {
    if (!this.host.isAlive || this.#seen === undefined) return undefined;
    return this.#loops?.loop.operate(operation, 'operator');
  }

  async #boot(): Promise<void> {
    const { kernel, network, repository, disk, settings } = this.#world;
    const { host, number } = this;
    const store = new MemoryStore({
      disk,
      gate: (apply) =>
        host.work('store commit', kernel.random.between(0, 6), () => this.#write(apply)),
    });
    const clock = clockOf(host);
    const booted = await bootEngine({
      store,
      clock,
      settings,
      isAdopting: false,
      drawClusterId: () => 'simulated0000000',
    });
    const cut = new CutStore(store, kernel.random.pick(writesAtATime));
    this.#store = cut;
    const core = new WatchedCore(booted.tables, kernel, number);
    const loops = new EngineLoops({
      core,
      store: cut,
      history: this.#history(booted.tables.epoch),
      repo: repository.open(host),
      clock,
      log: this.#log(),
      loader: new SpecLoader(),
      random: () => kernel.random.next(),
      outbox: booted.outbox,
      onFatal: (error) => this.#fail(error),
    });
    this.#loops = loops;
    this.#seen = this.#seenAs(core, loops.clock);
    kernel.tell({ kind: 'engine-booted', engine: number, epoch: booted.tables.epoch });
    kernel.trace(host.name, `booted, epoch ${booted.tables.epoch}`);
    await loops.begin();
    loops.attach(network.door({ host, engine: number, onHeard: (id) => this.#heard(id) }));
    loops.goOn();
  }

  /** On a machine, the lock of the data folder keeps an engine that is replaced away from it. */
  #history(epoch: number): MemoryHistory {
    const { kernel, disk, historyDisk, checkDisk } = this.#world;
    return new MemoryHistory({
      disk: historyDisk,
      gate: (apply) =>
        this.host.work('history put', kernel.random.between(0, 6), () => {
          checkDisk();
          if (disk.get(epochKey) !== String(epoch))
            throw new StoreError('stale-epoch', 'memory history: another engine has taken it over');
          return apply();
        }),
    });
  }

  #write<T>(apply: () => T): T {
    const { checkDisk, disk } = this.#world;
    checkDisk();
    disk.isMore = this.#store?.isMore() ?? false;
    return apply();
  }

  #heard(agentId: string): void {
    this.#heardMs.set(agentId, this.#world.kernel.agenda.nowMs);
  }

  #seenAs(core: WatchedCore, clock: Clock): SeenEngine {
    const { number, host } = this;
    return {
      number,
      epoch: core.tables.epoch,
      core,
      bootedMs: this.#world.kernel.agenda.nowMs,
      heardMs: this.#heardMs,
      get wallMs() {
        return clock.nowMs();
      },
      get machineMs() {
        return host.wallMs;
      },
    };
  }

  /** It ends by itself, as the program does. */
  #fail(error: unknown): void {
    if (!this.host.isAlive || this.#why !== undefined) return;
    this.#why = error instanceof Error ? error.message : String(error);
    if (error instanceof Error && !isExpected(error))
      this.#world.kernel.violate('no-bug', stackOf(error));
    // What its store was asked for before may still be done.
    const closed = this.#store?.close() ?? Promise.resolve();
    void closed.finally(() => this.host.die());
  }

  #died(): void {
    const { kernel, network } = this.#world;
    const why = this.#why;
    kernel.trace(this.host.name, `ended: ${why ?? 'killed'}`);
    network.processDied(this.host);
    kernel.tell({
      kind: 'engine-ended',
      engine: this.number,
      ...(why === undefined ? {} : { why }),
    });
    this.#world.onEnd(this);
  }

  #log(): Log {
    const { kernel } = this.#world;
    const line = (level: string) => (message: string, facts?: object) => {
      if (kernel.isTracing)
        kernel.trace(this.host.name, `${level}: ${message} ${JSON.stringify(facts ?? {})}`);
    };
    return { info: line('info'), warn: line('warn'), error: line('error') };
  }
}

/** What may end an engine: its store, or an agent that knows a newer epoch. */
const isExpected = (error: Error): boolean =>
  error.name === 'StoreError' || error.name === 'Problem';

const stackOf = (error: Error): string =>
  (error.stack ?? error.message).split('\n').slice(0, 6).join(' | ');

function clockOf(host: Host): Clock {
  return {
    nowMs: () => host.wallMs,
    monotonicMs: () => host.steadyMs,
    turn: () => Promise.resolve(),
    after: (delayMs, act) => host.after(Math.max(0, delayMs), act),
  };
}
