// Random scripts of commits, due times, ends, operations, clock steps, lost agents and kills after
// any write, against what must hold however they go: each occurrence is in exactly one record, a
// job runs at most once in a lineage, no id is launched with two contents, and what `forbid`
// forbids never happens.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { RunId } from '../../../../engine/model/ids.ts';
import { isRunOver } from '../../../../engine/model/jobs.ts';
import type { JobSpec } from '../../../../engine/model/wanted.ts';
import { wantedJob } from '../../../../engine/step/tables.ts';
import { CoreWorld } from '../../../support/core-world.ts';
import { every, after as follow, jobSpec } from '../../../support/job-spec.ts';

const startMs = Date.parse('2026-01-01T00:00:00Z');
const hourMs = 3_600_000;

type Policy = Pick<JobSpec, 'catchUp' | 'concurrency'>;

interface Variant {
  readonly isSuspended: boolean;
  readonly hasSecond: boolean;
  readonly command: string;
}

type Action =
  | { readonly kind: 'commit'; readonly variant: Variant }
  | { readonly kind: 'advance'; readonly ms: number }
  | { readonly kind: 'end'; readonly nth: number; readonly isGood: boolean }
  | { readonly kind: 'run' | 'cancel' | 'retry'; readonly nth: number }
  | { readonly kind: 'step'; readonly ms: number }
  | { readonly kind: 'lose' | 'return' }
  | { readonly kind: 'kill'; readonly writes: number };

const actions: fc.Arbitrary<Action> = fc.oneof(
  fc.record({
    kind: fc.constant('commit' as const),
    variant: fc.record({
      isSuspended: fc.boolean(),
      hasSecond: fc.boolean(),
      command: fc.constantFrom('one', 'two'),
    }),
  }),
  fc.record({
    kind: fc.constant('advance' as const),
    ms: fc.constantFrom(1_000, 70_000, hourMs / 2, hourMs, 3 * hourMs),
  }),
  fc.record({ kind: fc.constant('end' as const), nth: fc.nat(3), isGood: fc.boolean() }),
  fc.record({ kind: fc.constantFrom('run', 'cancel', 'retry' as const), nth: fc.nat(5) }),
  fc.record({
    kind: fc.constant('step' as const),
    ms: fc.constantFrom(-2 * hourMs, -1_000, 30_000, 5 * hourMs),
  }),
  fc.record({ kind: fc.constantFrom('lose', 'return' as const) }),
  fc.record({ kind: fc.constant('kill' as const), writes: fc.nat(12) }),
) as fc.Arbitrary<Action>;

function specs(policy: Policy, { isSuspended, hasSecond, command }: Variant): readonly JobSpec[] {
  const plain = jobSpec('/x').task;
  const task = { ...plain, command: { shell: command } };
  const hourly = every('R/2026-01-01T00:00:00Z/PT1H');
  const retries = { count: 1, delayMs: 60_000, factorMilli: 1_000, maxMs: 60_000 };
  const { concurrency } = policy;
  return [
    jobSpec('/a', { trigger: hourly, suspended: isSuspended, retries, task, ...policy }),
    jobSpec('/b', { trigger: follow('/a'), concurrency, task }),
    jobSpec('/c', { trigger: follow('/a'), concurrency, retries }),
    jobSpec('/d', { trigger: follow('/b', '/c'), concurrency }),
    jobSpec('/m', { concurrency }),
    ...(hasSecond
      ? [
          jobSpec('/p', { trigger: every('R//PT2H'), concurrency }),
          jobSpec('/s', { trigger: follow('/a', '/p'), concurrency }),
        ]
      : []),
  ];
}

class Play {
  readonly world = new CoreWorld();
  readonly #policy: Policy;
  #variant: Variant = { isSuspended: false, hasSecond: true, command: 'one' };
  #isLost = false;
  /** The latest that the machine's clock has shown to an engine that looked. */
  seenMs = startMs;

  constructor(policy: Policy) {
    this.#policy = policy;
    this.world.nowMs = startMs;
    this.world.addAgent('a1');
    this.world.addAgent('a2');
    this.#commit();
  }

  act(action: Action): void {
    if (!this.world.survives(() => this.#carryOut(action))) this.#startAgain();
    this.#look();
    this.#check();
  }

  /** While it is suspended, nobody looks. */
  #look(): void {
    if (!this.#variant.isSuspended) this.seenMs = Math.max(this.seenMs, this.world.wallMs);
  }

  /** No more faults: everything that runs succeeds. */
  rest(): void {
    const { world } = this;
    world.crashAfter = Infinity;
    this.#variant = { ...this.#variant, isSuspended: false };
    this.#isLost = false;
    world.connect('a1');
    this.#commit();
    for (const agent of world.agents.values()) agent.behave = () => ({ state: 'finished' });
    for (let round = 0; round < 20; round += 1) {
      for (const id of world.running()) this.#report(id, true);
      world.advance(70_000);
    }
    this.#look();
    this.#check();
  }

  #startAgain(): void {
    this.world.crashAfter = Infinity;
    this.world.restart();
    this.world.connect('a2');
    if (!this.#isLost) this.world.connect('a1');
    this.#commit();
    this.world.advance(10_000);
  }

  #commit(): void {
    this.world.commit(...specs(this.#policy, this.#variant));
  }

  #carryOut(action: Action): void {
    const { world } = this;
    switch (action.kind) {
      case 'commit':
        this.#variant = action.variant;
        this.#commit();
        return;
      case 'advance':
        world.advance(action.ms);
        return;
      case 'end': {
        const ids = world.running().filter((id) => !this.#isLost || !this.#isOnLost(id));
        const id = ids[action.nth % Math.max(1, ids.length)];
        if (id) this.#report(id, action.isGood);
        return;
      }
      case 'run':
        world.operate({ kind: 'run', name: jobSpec('/m').name, env: { N: String(action.nth) } });
        return;
      case 'cancel':
      case 'retry':
        this.#operate(action.kind, action.nth);
        return;
      case 'step':
        world.wallAheadMs += action.ms;
        world.advance(10_000);
        return;
      case 'lose':
        this.#isLost = true;
        world.disconnect('a1');
        return;
      case 'return':
        if (!this.#isLost) return;
        this.#isLost = false;
        world.connect('a1');
        return;
      case 'kill':
        world.crashAfter = world.writes + action.writes;
    }
  }

  #isOnLost(id: string): boolean {
    return this.world.agent('a1').tasks.has(id);
  }

  #report(id: string, isGood: boolean): void {
    const name = this.#isOnLost(id) ? 'a1' : 'a2';
    const end = isGood
      ? { state: 'finished' as const }
      : { state: 'failed' as const, reason: 'command-exit', exitCode: 1 };
    this.world.report(name, id, end);
  }

  #operate(kind: 'cancel' | 'retry', nth: number): void {
    const runs = [...this.world.core.tables.jobs.values()].flatMap((job) => [...job.runs.values()]);
    const fitting = runs.filter(({ state, reason }) =>
      kind === 'cancel' ? !isRunOver(state) : state === 'failed' || reason === 'by test',
    );
    const run = fitting[nth % Math.max(1, fitting.length)];
    if (run) this.world.operate({ kind, run: run.id });
  }

  /** What holds at any time. */
  #check(): void {
    const contents = new Map<string, string>();
    for (const { agent, order } of this.world.sent) {
      if (order.kind !== 'launch') continue;
      const content = `${agent} ${JSON.stringify(order.order)}`;
      expect(contents.get(order.order.taskId) ?? content).toBe(content);
      contents.set(order.order.taskId, content);
    }
    const running = this.world.running().map((id) => id.slice(0, id.lastIndexOf('.')));
    expect(new Set(running).size, 'two attempts of a run').toBe(running.length);
    if (this.#policy.concurrency === 'allow') return;
    const jobs = running.map((id) => id.slice(0, id.indexOf('@')));
    expect([...jobs].sort(), 'two runs of a job').toEqual([...new Set(jobs)].sort());
  }
}

/** Records of a job, and runs that have none yet. */
function recordsOf(world: CoreWorld, name: string) {
  const job = [...world.core.tables.jobs.values()].find(({ row }) => row.name === name);
  const all = new Map([...world.history].filter(([, run]) => run.name === name));
  for (const run of job?.runs.values() ?? []) if (!isRunOver(run.state)) all.set(run.id, run);
  return [...all.values()];
}

function expectEachOnce({ world, seenMs }: Play): void {
  const records = recordsOf(world, '/a').filter(({ origin }) => origin.kind === 'timetable');
  const counted = records.reduce((sum, { missed }) => sum + (missed?.count ?? 1), 0);
  expect(counted, 'occurrences recorded').toBe(Math.floor((seenMs - startMs) / hourMs));
}

/** Run once in a lineage, whatever the lineage. */
function expectOnceInLineage({ world }: Play): void {
  for (const name of ['/b', '/c', '/d']) {
    const lineages = recordsOf(world, name).map(({ lineage }) => lineage);
    expect(new Set(lineages).size, `${name}: ${lineages.join(' ')}`).toBe(lineages.length);
  }
}

function expectCounted({ world }: Play): void {
  for (const job of world.core.tables.jobs.values()) {
    const last = job.row.last?.run;
    const ended = recordsOf(world, job.row.name).filter(({ state }) => state !== 'skipped');
    expect(job.row.succeeded, job.row.name).toBe(
      ended.filter(({ state }) => state === 'succeeded').length,
    );
    expect(last === undefined, job.row.name).toBe(ended.length === 0);
    for (const run of job.runs.values()) expect(isRunOver(run.state), run.id).toBe(true);
    if (wantedJob(job)) expect(job.versions.size).toBe(1);
    for (const id of job.tasks.keys())
      expect(job.runs.has(id.slice(0, id.lastIndexOf('.')) as RunId), id).toBe(true);
  }
}

/** A start on what is stored changes nothing, and no row is left of what is forgotten. */
function expectAtRest({ world }: Play): void {
  const rows = new Map(world.rows);
  const isJobs = (key: string): boolean => /^(job|run|lineage|task)\//.test(key);
  world.restart();
  for (const name of ['a1', 'a2']) world.connect(name);
  const of = (all: ReadonlyMap<string, string>) => [...all].filter(([key]) => isJobs(key)).sort();
  expect(of(world.rows)).toEqual(of(rows));
}

const policies = fc.record({
  catchUp: fc.constantFrom('none', 'latest', 'all' as const),
  concurrency: fc.constantFrom('forbid', 'allow' as const),
}) as fc.Arbitrary<Policy>;

it('keeps its promises whatever happens', () => {
  fc.assert(
    fc.property(policies, fc.array(actions, { maxLength: 25 }), (policy, script) => {
      const play = new Play(policy);
      for (const action of script) play.act(action);
      play.rest();
      expectEachOnce(play);
      expectOnceInLineage(play);
      expectCounted(play);
      expectAtRest(play);
    }),
    { numRuns: Number(process.env.RUNS ?? 150) },
  );
}, 60_000);
