// A world and who watches it: puts the script on the agenda, lets it happen event by event, asks
// every invariant after each, ends the faults, and waits for rest.

import type { ReservationRow } from '../../model/actual.ts';
import { isRunOver, type RunRow } from '../../model/jobs.ts';
import { epochKey } from '../../ports/store.ts';
import type { Operation } from '../../step/events.ts';
import { allInvariants } from '../invariants/all-invariants.ts';
import type { Invariant, SeenEngine, Sight } from '../invariants/sight.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Moment } from '../kernel/moment.ts';
import { allFaultNames } from '../script/fault-names.ts';
import type { OperationPlan, Script } from '../script/script.ts';
import { ScriptedRemote } from '../script/scripted-remote.ts';
import { restless } from './at-rest.ts';
import { carryOutFault } from './faults.ts';
import { States } from './states.ts';
import { World } from './world.ts';

/** Faults end at the latest when so many times the script's events have occurred. */
const maxOverrun = 4;
/** How long a world may take to come to rest. */
const maxRestMs = 300_000;
/** It rests when nothing has moved for so long. */
const restMs = 10_000;
/** Between two looks whether it rests. */
const restLookMs = 1_000;
/** An operation that nobody can answer is asked again. */
const askAgainMs = 500;

export class WatchedWorld {
  readonly #kernel: Kernel;
  readonly #script: Script;
  readonly #world: World;
  readonly #remote: ScriptedRemote;
  readonly #invariants: readonly Invariant[];
  readonly #states: States;
  readonly #sight: Sight;
  readonly #stopsAtFirst: boolean;
  #isHealing = false;
  /** Plans of the script that haven't come up yet. */
  #left = 0;

  constructor(kernel: Kernel, script: Script, stopsAtFirst: boolean) {
    this.#kernel = kernel;
    this.#script = script;
    this.#stopsAtFirst = stopsAtFirst;
    this.#world = new World(kernel, script);
    this.#remote = new ScriptedRemote(script, this.#world.repository.remote, kernel.startMs);
    this.#states = new States(kernel);
    kernel.counters.declare('fault', allFaultNames);
    this.#invariants = allInvariants.map((make) => make());
    for (const { tense } of this.#invariants) kernel.counters.declare('tense', tense);
    this.#sight = this.#makeSight();
    kernel.listen((moment) => this.#hear(moment));
    const { disk } = this.#world;
    this.#world.history.onApplied = ({ runs }) =>
      kernel.tell({ kind: 'recorded', runs: runs.map(({ text }) => JSON.parse(text) as RunRow) });
    disk.onApplied = (writes, epoch) =>
      kernel.tell({ kind: 'stored', epoch, writes, isMore: disk.isMore });
  }

  async run(): Promise<void> {
    this.#plan();
    this.#world.start();
    await this.#until(() => this.#isEnough());
    if (this.#isStopped()) return;
    this.#heal();
    await this.#rest();
    if (!this.#isStopped()) for (const one of this.#invariants) one.atRest?.(this.#sight);
    this.#world.end();
  }

  #isEnough(): boolean {
    const { events } = this.#kernel;
    const isDone = this.#left === 0 && events >= this.#script.events;
    return isDone || events >= maxOverrun * this.#script.events;
  }

  #isStopped(): boolean {
    return this.#stopsAtFirst && this.#kernel.violations.length > 0;
  }

  /** Lets things happen until it is so, or a rule is broken, or nothing is left to happen. */
  async #until(isSo: () => boolean): Promise<void> {
    while (!isSo() && !this.#isStopped()) {
      const isMore = await this.#kernel.step();
      this.#look();
      if (!isMore) return;
    }
  }

  #look(): void {
    for (const one of this.#invariants) one.check?.(this.#sight);
    this.#states.noteAgents(this.#world.agents.values());
    const engine = this.#sight.engine;
    if (engine) this.#states.noteWaits(engine);
  }

  #hear(moment: Moment): void {
    for (const one of this.#invariants) one.hear?.(moment, this.#sight);
    if (moment.kind !== 'batch') return;
    const engine = this.#world.engines.find((one) => one.number === moment.engine)?.seen;
    if (engine) this.#states.noteBatch(engine, moment.effects);
  }

  #plan(): void {
    const { agenda } = this.#kernel;
    const { commits, operations, faults } = this.#script;
    this.#left = commits.length + operations.length + faults.length;
    const plan = (atMs: number, kind: 'commit' | 'operator' | 'fault', act: () => void) =>
      agenda.at(atMs, kind, () => {
        this.#left -= 1;
        act();
      });
    for (const [index, { atMs }] of commits.entries())
      plan(atMs, 'commit', () => this.#commit(index));
    for (const one of operations) plan(one.atMs, 'operator', () => this.#ask(one));
    for (const fault of faults)
      plan(fault.atMs, 'fault', () => {
        if (!this.#isHealing) carryOutFault(this.#world, fault);
      });
  }

  #commit(index: number): void {
    const commit = this.#remote.commitNext();
    this.#kernel.trace(
      'git',
      `commit ${index} ${this.#script.commits[index]?.kind}: ${commit.slice(0, 8)}`,
    );
    this.#kernel.tell({ kind: 'committed', commit, index });
  }

  #ask(plan: OperationPlan): void {
    if (plan.kind === 'refit') {
      const { kind: _, atMs: _at, machine, ...flags } = plan;
      this.#world.refit(machine, flags);
      return;
    }
    for (const operation of this.#operationsOf(plan))
      if (!this.#world.operate(operation) && !this.#isHealing)
        this.#kernel.agenda.after(askAgainMs, 'operator', () => this.#ask(plan));
  }

  #operationsOf(plan: Exclude<OperationPlan, { kind: 'refit' }>): readonly Operation[] {
    const tables = this.#sight.engine?.core.tables;
    if (plan.kind === 'drain' || plan.kind === 'undrain') return this.#drainOf(plan);
    if (plan.kind === 'gone') return this.#goneOf(plan.machine);
    if (plan.kind === 'release') return this.#releasesOf(plan);
    if ('job' in plan) return this.#ofJob(plan);
    const app = [...(tables?.apps.values() ?? [])].find(({ row }) => row.name === plan.app);
    if (!app) return [];
    if (plan.kind !== 'abort') return [{ kind: plan.kind, name: app.row.name }];
    return app.rollout ? [{ kind: 'abort', rollout: app.rollout.id }] : [];
  }

  /** What it is about is looked up: nobody knows before which runs there will be. */
  #ofJob({ kind, job }: Extract<OperationPlan, { job: string }>): readonly Operation[] {
    const jobs = this.#sight.engine?.core.tables.jobs.values() ?? [];
    const entry = [...jobs].find(({ row }) => row.name === job);
    if (!entry) return [];
    if (kind === 'run') return [{ kind, name: entry.row.name, env: { ASKED: 'yes' } }];
    const runs = [...entry.runs.values()].filter(
      (run) => isRunOver(run.state) === (kind === 'retry'),
    );
    const run = runs.find(({ state }) => state === 'failed' || state === 'cancelled') ?? runs[0];
    return run ? [{ kind, run: run.id }] : [];
  }

  /** What is kept is looked up, too. */
  #releasesOf(plan: Extract<OperationPlan, { kind: 'release' }>): readonly Operation[] {
    const reservations = this.#sight.engine?.core.tables.reservations;
    if ('volume' in plan) return [{ kind: 'release', name: plan.volume }];
    const rows = [...(reservations?.values() ?? [])];
    const isIdle = ({ id }: ReservationRow): boolean => reservations?.holderOf(id) === undefined;
    if ('machine' in plan) {
      const agentId = this.#world.machines.get(plan.machine)?.agentId;
      const idle = rows.filter((row) => row.agentId === agentId && isIdle(row));
      return idle.map(({ id }) => ({ kind: 'release', name: id }));
    }
    const mine = rows.filter(({ owner }) => owner === plan.app);
    const row = mine.find(isIdle) ?? mine[0];
    if (row) return [{ kind: 'release', name: row.id }];
    // By the volume's own id, which nothing is kept by.
    return [{ kind: 'release', name: `${plan.app}#0.1:data` }];
  }

  /** Of agents that the engine knows and that aren't gone. */
  #drainOf(plan: Extract<OperationPlan, { machines: unknown }>): readonly Operation[] {
    const known = [...(this.#sight.engine?.core.tables.agents.values() ?? [])];
    const agents = plan.machines
      .flatMap((name) => this.#world.machines.get(name)?.agentId ?? [])
      .filter((id) => known.some(({ row, presence }) => row.id === id && presence.kind !== 'gone'));
    if (agents.length === 0) return [];
    if (plan.kind === 'undrain') return [{ kind: 'undrain', agents }];
    const { batch, jobsAfterMs } = plan;
    return [
      { kind: 'drain', agents, batch, ...(jobsAfterMs === undefined ? {} : { jobsAfterMs }) },
    ];
  }

  /** The agents whose disk that machine has lost; the present one when there is none. */
  #goneOf(name: string): readonly Operation[] {
    const machine = this.#world.machines.get(name);
    const past = this.#pastAgents().filter((id) => id.startsWith(`${name}-`));
    const ids = past.length > 0 || !machine ? past : [machine.agentId];
    return ids.map((agent) => ({ kind: 'gone', agent }));
  }

  /** Known to the engine, and never to come back. */
  #pastAgents(): readonly string[] {
    const agents = this.#sight.engine?.core.tables.agents ?? new Map();
    return [...this.#world.pastAgents].filter((id) => {
      const entry = [...agents.values()].find(({ row }) => row.id === id);
      return entry !== undefined && entry.presence.kind !== 'gone';
    });
  }

  #heal(): void {
    this.#kernel.trace('world', `faults end after ${this.#kernel.events} events`);
    this.#isHealing = true;
    this.#kernel.isCalm = true;
    this.#world.heal();
    this.#kernel.tell({ kind: 'faults-end' });
  }

  /** Until nothing has moved for a while; what can't come back is declared gone on the way. */
  async #rest(): Promise<void> {
    const { agenda } = this.#kernel;
    const startedMs = agenda.nowMs;
    let movedMs = startedMs;
    let lookMs = startedMs;
    let why: string | undefined;
    await this.#until(() => {
      if (agenda.nowMs < lookMs) return false;
      lookMs = agenda.nowMs + restLookMs;
      for (const agent of this.#pastAgents()) this.#world.operate({ kind: 'gone', agent });
      const healedMs = agenda.nowMs - startedMs;
      why = restless(this.#sight, healedMs);
      if (why !== undefined) movedMs = agenda.nowMs;
      return healedMs > maxRestMs || agenda.nowMs - movedMs >= restMs;
    });
    const healed = `${(agenda.nowMs - startedMs) / 1000} s after the faults have ended`;
    if (why === undefined) this.#kernel.trace('world', `at rest ${healed}`);
    else if (!this.#isStopped()) this.#kernel.violate('rest', `${healed}: ${why}`);
  }

  #makeSight(): Sight {
    const world = this.#world;
    const remote = this.#remote;
    const isHealing = () => this.#isHealing;
    return {
      kernel: this.#kernel,
      script: this.#script,
      get engine(): SeenEngine | undefined {
        const seen = world.engine?.seen;
        // One that has been replaced doesn't know it yet: what it thinks is of no account.
        return seen && world.disk.get(epochKey) === String(seen.epoch) ? seen : undefined;
      },
      store: world.disk,
      machines: world.machines,
      commits: remote.ids,
      get isHealing() {
        return isHealing();
      },
    };
  }
}
