// kill -9 after any write of a script: the records are those of the script without a kill, the
// counters agree with them, and nothing is left in the store that nobody knows.
import { describe, expect, it } from 'vitest';
import type { RunId } from '../../../../engine/model/ids.ts';
import { isRunOver } from '../../../../engine/model/jobs.ts';
import type { JobSpec } from '../../../../engine/model/wanted.ts';
import { swapped } from '../../../../engine/step/memory/rows.ts';
import { CoreWorld } from '../../../support/core-world.ts';
import { every, after as follow, jobSpec } from '../../../support/job-spec.ts';

const startMs = Date.parse('2026-01-01T00:00:00Z');
const periodMs = 600_000;
const often = every('R/2026-01-01T00:00:00Z/PT10M');

interface Step {
  /** Periods after the start. */
  readonly at: number;
  readonly commit?: readonly JobSpec[];
  /** How attempts of these jobs fare from now on; others succeed at once. */
  readonly behave?: Readonly<Record<string, 'run' | 'fail'>>;
  readonly operate?: { readonly kind: 'run' | 'cancel' | 'retry'; readonly name: string };
  readonly lose?: boolean;
  /** All that runs succeeds. */
  readonly finish?: boolean;
}

class Script {
  readonly world = new CoreWorld();
  #behave: Step['behave'] = {};
  #head: readonly JobSpec[] = [];
  #isLost = false;

  constructor() {
    this.world.nowMs = startMs;
    for (const name of ['a1', 'a2'])
      this.world.addAgent(name).behave = (order) => {
        const how = this.#behave?.[order.env.MERIDIAN_JOB ?? ''];
        if (how === 'run') return {};
        return how
          ? { state: 'failed', reason: 'command-exit', exitCode: 1 }
          : { state: 'finished' };
      };
  }

  play(steps: readonly Step[]): void {
    for (const step of steps) {
      if (this.world.survives(() => this.#do(step))) continue;
      this.#startAgain();
      this.#do(step);
    }
  }

  #startAgain(): void {
    const { world } = this;
    world.crashAfter = Infinity;
    world.restart();
    for (const name of ['a1', 'a2']) if (name === 'a2' || !this.#isLost) world.connect(name);
    if (this.#head.length > 0) world.commit(...this.#head);
  }

  #do(step: Step): void {
    const { world } = this;
    world.advance(Math.max(0, startMs + step.at * periodMs - world.nowMs));
    if (step.behave) this.#behave = step.behave;
    if (step.lose !== undefined) this.#isLost = step.lose;
    if (step.lose === true) world.disconnect('a1');
    if (step.lose === false) world.connect('a1');
    if (step.commit) {
      this.#head = step.commit;
      world.commit(...step.commit);
    }
    if (step.operate) this.#operate(step.operate);
    if (step.finish) for (const id of world.running()) this.#finish(id);
  }

  #operate({ kind, name }: NonNullable<Step['operate']>): void {
    const spec = jobSpec(name);
    if (kind === 'run') {
      this.world.operate({ kind, name: spec.name, env: {} });
      return;
    }
    const runs = [...(this.world.core.tables.jobs.get(spec.name)?.runs.values() ?? [])];
    const run = runs.find(({ state }) => isRunOver(state) === (kind === 'retry'));
    if (run) this.world.operate({ kind, run: run.id });
  }

  #finish(id: string): void {
    const name = this.world.agent('a1').tasks.has(id) ? 'a1' : 'a2';
    this.world.report(name, id, { state: 'finished' });
  }
}

const ends = (w: CoreWorld): readonly string[] =>
  [...w.history.values()]
    .map(({ id, state, reason, missed }) => {
      const [name, key = ''] = id.split('@');
      const which = key.startsWith('m') ? 'm' : key;
      return `${name} ${which} ${state} ${reason ?? ''} ${missed?.count ?? ''}`;
    })
    .sort();

const counters = (w: CoreWorld): readonly string[] =>
  [...w.core.tables.jobs.values()]
    .map(({ row }) => `${row.name} ${row.succeeded} ${row.failed} ${row.last?.state}`)
    .sort();

/** Rows that no run or job knows. */
function strays(w: CoreWorld): readonly string[] {
  const idOf = (key: string) => swapped(key.slice(key.indexOf('/') + 1));
  const runOf = (key: string) => idOf(key).slice(0, idOf(key).lastIndexOf('.')) as RunId;
  const { jobs } = w.core.tables;
  const known = new Set([...jobs.values()].flatMap(({ runs }) => [...runs.keys()]));
  return [...w.rows.keys()].filter(
    (key) =>
      (key.startsWith('run/') && !known.has(idOf(key) as RunId)) ||
      (key.startsWith('task/') && !known.has(runOf(key))),
  );
}

function contentsOnce(w: CoreWorld): void {
  const contents = new Map<string, string>();
  for (const { agent, order } of w.sent) {
    if (order.kind !== 'launch') continue;
    const content = `${agent} ${JSON.stringify(order.order)}`;
    expect(contents.get(order.order.taskId) ?? content).toBe(content);
    contents.set(order.order.taskId, content);
  }
}

const retries = { count: 1, delayMs: 60_000, factorMilli: 1_000, maxMs: 60_000 };
const root = (change: Partial<JobSpec> = {}): JobSpec =>
  jobSpec('/a', { trigger: often, ...change });
const chain = [jobSpec('/b', { trigger: follow('/a') }), jobSpec('/c', { trigger: follow('/b') })];

const side = jobSpec('/b', { trigger: follow('/a'), concurrency: 'allow' });

const scripts: Readonly<Record<string, readonly Step[]>> = {
  'under forbid, with one that runs for long': [
    { at: 0, commit: [root(), ...chain], behave: { '/a': 'run' } },
    { at: 2.5, finish: true },
    { at: 3.5, finish: true },
    { at: 3.9 },
  ],
  'under replace': [
    { at: 0, commit: [root({ concurrency: 'replace' }), ...chain], behave: { '/a': 'run' } },
    { at: 2.5, finish: true },
    { at: 2.9 },
  ],
  'under allow, all at once': [
    { at: 0, commit: [root({ concurrency: 'allow', catchUp: 'all', suspended: true })] },
    { at: 3.5, commit: [root({ concurrency: 'allow', catchUp: 'all' }), side] },
    { at: 3.9 },
  ],
  'resumed with all, one after the other': [
    { at: 0, commit: [root({ catchUp: 'all', suspended: true }), ...chain] },
    { at: 3.5, commit: [root({ catchUp: 'all' }), ...chain] },
    { at: 3.9 },
  ],
  'resumed with none': [
    { at: 0, commit: [root({ catchUp: 'none', suspended: true }), ...chain] },
    { at: 3.5, commit: [root({ catchUp: 'none' }), ...chain] },
    { at: 3.9 },
  ],
  'whose waiting `after` runs are superseded': [
    { at: 0, commit: [root(), ...chain], behave: { '/b': 'run' } },
    { at: 3.5, finish: true },
    { at: 3.6, finish: true },
    { at: 3.9 },
  ],
  'with a join since its last start': [
    {
      at: 0,
      commit: [
        root(),
        jobSpec('/p', { trigger: every('R/2026-01-01T00:05:00Z/PT20M') }),
        jobSpec('/s', { trigger: follow('/a', '/p') }),
      ],
    },
    { at: 5.7 },
  ],
  'with an empty start': [
    { at: 0, commit: [jobSpec('/once', { trigger: every('R1//PT1M') })] },
    { at: 0.3, commit: [jobSpec('/once', { trigger: every('R2//PT10M') })] },
    { at: 2.5 },
  ],
  'with a failed one that is retried': [
    { at: 0, commit: [root({ retries }), ...chain], behave: { '/b': 'fail' } },
    { at: 1.5, behave: {} },
    { at: 1.6, operate: { kind: 'retry', name: '/b' } },
    { at: 1.9 },
  ],
  'with one that is asked for, and cancelled': [
    { at: 0, commit: [jobSpec('/b')], behave: { '/b': 'run' } },
    { at: 0.1, operate: { kind: 'run', name: '/b' } },
    { at: 0.2, operate: { kind: 'cancel', name: '/b' } },
    { at: 0.3 },
  ],
  'deleted and added again': [
    { at: 0, commit: [root(), ...chain], behave: { '/b': 'run' } },
    { at: 1.2, commit: [jobSpec('/other')] },
    { at: 2.2, commit: [root(), ...chain], behave: {} },
    { at: 3.5 },
  ],
  'on an agent that is lost': [
    { at: 0, commit: [root({ retries, unreachable: { after: 'replace' } }), ...chain] },
    { at: 0.5, behave: { '/a': 'run' } },
    { at: 1.1, lose: true },
    { at: 1.5, behave: {}, finish: true },
    { at: 1.7, lose: false },
    { at: 1.9 },
  ],
  'whose starting deadline passes': [
    { at: 0, commit: [root({ startingDeadlineMs: 100_000 }), ...chain] },
    { at: 0.9, behave: { '/a': 'run' } },
    { at: 1.9, finish: true },
    { at: 2.5, finish: true },
    { at: 2.9 },
  ],
};

describe('an engine that is killed after any write of a script', () => {
  it.each(Object.entries(scripts))('%s comes to the same records', (_, steps) => {
    const whole = new Script();
    const before = whole.world.writes;
    whole.play(steps);
    const expected = ends(whole.world);
    expect(expected.length).toBeGreaterThan(0);
    for (let write = before; write < whole.world.writes; write += 1) {
      const script = new Script();
      script.world.crashAfter = write;
      script.play(steps);
      const found = [write, ...ends(script.world)];
      expect(found).toEqual([write, ...expected]);
      expect([write, ...counters(script.world)]).toEqual([write, ...counters(whole.world)]);
      expect([write, ...strays(script.world)]).toEqual([write]);
      contentsOnce(script.world);
    }
  });
});
