// One invariant on a stage of its own: moments are told by hand, or by an engine's core whose
// batches may be tampered with before the invariant sees them.

import type { TaskRow } from '../../../engine/model/actual.ts';
import { agentId, digestOf, objectName, role, taskId } from '../../../engine/model/ids.ts';
import { unreserved } from '../../../engine/model/resources/amounts-of.ts';
import type { Write } from '../../../engine/ports/store.ts';
import type {
  Invariant,
  MakeInvariant,
  SeenEngine,
  Sight,
} from '../../../engine/sim/invariants/sight.ts';
import { Kernel } from '../../../engine/sim/kernel/kernel.ts';
import type { Moment } from '../../../engine/sim/kernel/moment.ts';
import type { SeenMachine, SeenTask } from '../../../engine/sim/machine/seen-machine.ts';
import type { AgentPlan, Script } from '../../../engine/sim/script/script.ts';
import type { Handled } from '../../../engine/step/engine-core.ts';
import { rowChanges } from '../../../engine/step/memory/rows.ts';
import type { Tables } from '../../../engine/step/tables.ts';
import type { Order } from '../../../schemas/generated/wire.ts';
import type { CoreWorld } from '../core-world.ts';

const plan = (machine: string): AgentPlan => ({
  machine,
  cpusMilli: 8_000,
  memoryMib: 16_000,
  ports: [31_000, 32_000],
  attributes: {},
  atMs: 0,
});

export class RuleScene {
  readonly kernel = new Kernel({ seed: 1 });
  readonly machines = new Map<string, SeenMachine & { readonly tasks: Map<string, SeenTask> }>();
  readonly commits: string[] = [];
  readonly rows = new Map<string, string>();
  readonly heardMs = new Map<string, number>();
  script: Script = {
    seed: 1,
    settings: {
      agentTimeoutMs: 75_000,
      agentReregistrationTimeoutMs: 600_000,
      sync: { intervalMs: 1_000, massDelete: { fractionMilli: 200, count: 5 } },
    },
    agents: [plan('a1'), plan('a2')],
    commits: [],
    operations: [],
    faults: [],
    events: 0,
  };
  /** Changes what a batch has done before it is told. */
  tamper: (handled: Handled, tables: Tables) => void = () => {};
  #engine: SeenEngine | undefined;
  #engines = 0;
  readonly #rule: Invariant;
  readonly #sight: Sight = this.#sightOf();

  constructor(make: MakeInvariant) {
    this.#rule = make();
    this.kernel.counters.declare('tense', this.#rule.tense);
    for (const name of ['a1', 'a2']) this.addMachine(name, `${name}-000000`);
  }

  addMachine(name: string, id: string): void {
    const tasks = new Map<string, SeenTask>();
    const seen = { isUp: true, stillUntilMs: 0, bootId: 'boot', ownMs: 0, tasks };
    const planned = () => this.script.agents.find(({ machine }) => machine === name);
    this.machines.set(name, {
      name,
      agentId: id,
      ...seen,
      get plan() {
        return planned() ?? plan(name);
      },
    });
  }

  tell(...moments: readonly Moment[]): this {
    for (const moment of moments) this.#rule.hear?.(moment, this.#sight);
    this.#rule.check?.(this.#sight);
    return this;
  }

  store(rows: Readonly<Record<string, object | undefined>>, epoch = 1): this {
    const writes = Object.entries(rows).map(
      ([key, value]): Write =>
        value === undefined
          ? { kind: 'delete', key }
          : { kind: 'put', key, value: JSON.stringify(value) },
    );
    return this.#stored(writes, epoch);
  }

  began(machine: string, id: string): this {
    const known = this.machines.get(machine)?.tasks.get(id);
    const runs = (known?.runs ?? 0) + 1;
    const order = known?.order ?? orderOf(id);
    const task: SeenTask = { taskId: id, order, runs, command: 'running', isGood: true };
    this.machines.get(machine)?.tasks.set(id, task);
    return this.tell({ kind: 'command-began', machine, taskId: id });
  }

  over(machine: string, id: string, by: 'itself' | 'signal' | 'machine' = 'signal'): this {
    return this.tell({ kind: 'command-over', machine, taskId: id, code: 0, by });
  }

  /** Lets virtual time pass. */
  wait(ms: number): this {
    this.kernel.agenda.after(ms, 'timer', () => {});
    this.kernel.agenda.step();
    return this;
  }

  rest(): this {
    this.#rule.atRest?.(this.#sight);
    return this;
  }

  /** What it has said, and forgets. */
  said(): readonly string[] {
    return this.kernel.violations.splice(0).map(({ text }) => text);
  }

  /** How often a tense case occurred. */
  times(tense: string): number {
    return this.kernel.counters.all().get(`tense ${this.#rule.name}: ${tense}`) ?? 0;
  }

  /** From now on each batch of the world's core is told. */
  watch(world: CoreWorld): this {
    this.#engines += 1;
    const number = this.#engines;
    const { core } = world;
    const { heardMs } = this;
    const bootedMs = this.kernel.agenda.nowMs;
    this.#engine = {
      number,
      epoch: number,
      core,
      bootedMs,
      heardMs,
      get wallMs() {
        return world.nowMs;
      },
      get machineMs() {
        return world.nowMs;
      },
    };
    const writes = [...world.rows].map(([key, value]): Write => ({ kind: 'put', key, value }));
    this.#stored([{ kind: 'put', key: 'meta/epoch', value: String(number) }], number - 1);
    this.#stored(writes, number);
    this.tell({ kind: 'engine-booted', engine: number, epoch: number });
    const handle = core.handle.bind(core);
    core.handle = (events, nowMs, wallMs = nowMs) => {
      const handled = handle(events, nowMs, wallMs);
      this.tamper(handled, core.tables);
      const { effects, isUnfinished } = handled;
      this.tell({ kind: 'batch', engine: number, events, effects, isUnfinished, wallMs });
      const changes = rowChanges(core.tables, effects);
      this.store(Object.fromEntries(changes.map(({ key, value }) => [key, value])), number);
      return handled;
    };
    return this;
  }

  #stored(writes: readonly Write[], epoch: number): this {
    for (const write of writes)
      if (write.kind === 'put') this.rows.set(write.key, write.value);
      else this.rows.delete(write.key);
    return this.tell({ kind: 'stored', epoch, writes, isMore: false });
  }

  /** One object for good, as invariants may keep it. */
  #sightOf(): Sight {
    const { kernel, machines, commits, rows } = this;
    const scriptNow = () => this.script;
    const engineNow = () => this.#engine;
    return {
      kernel,
      machines,
      commits,
      isHealing: false,
      store: {
        get: (key: string) => rows.get(key),
        rows: () => [...rows].map(([key, value]) => ({ key, value })),
      },
      get script() {
        return scriptNow();
      },
      get engine() {
        return engineNow();
      },
    };
  }
}

/** Of `/shop/web#0.7`, on a1 unless said otherwise. */
export function taskRow(id: string, change: Partial<TaskRow> = {}): TaskRow {
  const [, name = '', instance = '0', launch = '1'] = /^(.+)#(\d+)\.(\d+)$/.exec(id) ?? [];
  return {
    id: taskId(objectName(name), Number(instance), Number(launch)),
    name: objectName(name),
    instance: Number(instance),
    launch: Number(launch),
    framework: 'apps',
    role: role('*'),
    agentId: agentId('a1-000000'),
    resources: { scalars: { cpus: 1_000, mem: 100_000 }, ranges: {}, sets: {} },
    ports: [],
    taskDigest: digestOf('t1'),
    specDigest: digestOf('s1'),
    launchedMs: 1_000,
    ...change,
  };
}

export const agentRow = (id: string, change: object = {}): object => ({
  id,
  admittedMs: 0,
  facts: {
    hostname: id,
    version: '0',
    resources: unreserved({
      scalars: { cpus: 8_000, mem: 16_000_000 },
      ranges: { ports: [[31_000, 32_000]] },
      sets: {},
    }),
    attributes: {},
    capabilities: [],
  },
  ...change,
});

export const endedRow = (id: string, reason: string, change: Partial<TaskRow> = {}): TaskRow =>
  taskRow(id, { end: { state: 'lost', reason, atMs: 2_000 }, ...change });

export const orderOf = (id: string, taskDigest = 't1'): Order => ({
  taskId: id,
  taskDigest,
  processes: [{ name: 'main', args: ['/bin/true'] }],
  env: {},
  ports: [],
  resources: { scalars: { cpus: 1_000, mem: 100_000 }, ranges: {}, sets: {} },
  settings: {
    digest: 'd',
    kill: { delayMs: 0, graceMs: 0, signal: 'SIGTERM' },
    logsMaxBytes: 4096,
    health: [],
    readiness: [],
  },
});

export const envelope = { clusterId: 'test', epoch: 1, connection: 1, sequence: 1 };
