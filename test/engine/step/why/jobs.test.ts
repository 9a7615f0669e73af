// What jobs and their runs wait for.
import { objectName, type RunId } from '../../../../engine/model/ids.ts';
import type { JobSpec } from '../../../../engine/model/wanted.ts';
import type { Status } from '../../../../schemas/generated/wire.ts';
import { after, every, jobSpec } from '../../../support/job-spec.ts';
import { type Situation, situations } from '../../../support/why/situation.ts';
import { app, usual, WhyWorld } from '../../../support/why/why-world.ts';

const [load, report] = ['/etl/load', '/etl/report'];
const startMs = Date.parse('2026-01-01T00:00:00Z');
const hourly = every('R/2026-01-01T00:00:00Z/PT1H');
const manual = { kind: 'manual' } as const;
const running = { state: 'running', health: 'healthy' } as const;
const failed = { state: 'failed', reason: 'command-exit', exitCode: 2, health: 'unknown' } as const;

/** How attempts of each job fare; they run on unless told. */
type Fares = Readonly<Record<string, Partial<Status>>>;

function worldOf(jobs: readonly JobSpec[], fares: Fares = {}): WhyWorld {
  const world = new WhyWorld();
  world.nowMs = startMs;
  world.start('a1', usual);
  world.agent('a1').behave = ({ env }) => fares[env.MERIDIAN_JOB ?? ''] ?? running;
  world.push({ objects: jobs });
  return world;
}

const run = (world: WhyWorld, name = load): void =>
  world.operate({ kind: 'run', name: objectName(name), env: {} });

const attempt = (world: WhyWorld, name: string): string => {
  const found = world.running().find((id) => id.startsWith(name));
  if (found === undefined) throw new Error(`${name} doesn't run`);
  return found;
};

const finish = (world: WhyWorld, name: string): void =>
  world.report('a1', attempt(world, name), { state: 'finished', exitCode: 0 });

const runOf = (world: WhyWorld, name: string): RunId => {
  const [first] = [...(world.core.tables.jobs.get(objectName(name))?.runs.keys() ?? [])];
  if (first === undefined) throw new Error(`${name} has no run`);
  return first;
};

const sized = (cpus: number, more: Partial<JobSpec> = {}): JobSpec => {
  const plain = jobSpec(load);
  return jobSpec(load, { ...more, task: { ...plain.task, cpusMilli: cpus * 1000 } });
};

const rows: readonly Situation[] = [
  {
    name: 'its parent failed',
    stage: () => {
      const jobs = [jobSpec(load, { trigger: manual }), jobSpec(report, { trigger: after(load) })];
      const world = worldOf(jobs, { [load]: failed });
      run(world);
      world.advance(90_000);
      return world;
    },
    about: report,
    kind: 'parent-failed',
    says: '/etl/report: its parent /etl/load failed for good: /etl/load@m1 (exit code 2)',
    remedy: 'commit a fix, then `meridian retry /etl/load@m1`',
    forMs: 90_000,
    mend: (world) => {
      world.agent('a1').behave = () => ({ state: 'finished', health: 'unknown' });
      world.operate({ kind: 'retry', run: runOf(world, load) });
    },
  },
  {
    name: 'its parent runs',
    stage: () => {
      const jobs = [jobSpec(load, { trigger: manual }), jobSpec(report, { trigger: after(load) })];
      const world = worldOf(jobs);
      run(world);
      world.advance(30_000);
      return world;
    },
    about: report,
    kind: 'parent-running',
    says: "/etl/report: waits for its parent /etl/load: /etl/load@m1 isn't over",
    remedy: 'see `meridian why /etl/load@m1`',
    forMs: 30_000,
    mend: (world) => {
      finish(world, load);
      finish(world, report);
    },
  },
  {
    name: 'a starting deadline that runs out',
    stage: () => {
      const world = worldOf([sized(9, { trigger: hourly, startingDeadlineMs: 60_000 })]);
      world.advance(3_610_000);
      return world;
    },
    about: load,
    kind: 'unplaceable',
    says:
      '/etl/load: /etl/load@t20260101T010000Z has no place: none of 1 agent fits: cpus ' +
      'rules out 1 (needs 9, 4 free)',
    remedy:
      'ask for at most 4 cpus, all that the largest agent has (`resources: {cpus: 4}`), or ' +
      'add a larger one',
    next: ['it expires (`startingDeadline`)', 50_000],
    forMs: 10_000,
    mend: (world) => {
      world.push({ objects: [sized(4, { trigger: hourly, startingDeadlineMs: 60_000 })] });
    },
  },
  {
    name: 'forbid: behind a run that is under way',
    stage: () => {
      const jobs = [jobSpec(load, { trigger: manual }), jobSpec(report, { trigger: after(load) })];
      const world = worldOf(jobs, { [load]: { state: 'finished', health: 'unknown' } });
      run(world);
      world.advance(5000);
      run(world);
      world.advance(7000);
      return world;
    },
    about: report,
    kind: 'concurrency',
    says:
      '/etl/report: /etl/report@a3f65a02cb098683b waits for its turn behind ' +
      '/etl/report@a3cd1fb7b2ca04e81, which is running',
    remedy:
      'see `meridian why /etl/report@a3cd1fb7b2ca04e81`, or `meridian cancel ' +
      '/etl/report@a3cd1fb7b2ca04e81`',
    forMs: 7_000,
    mend: (world) => world.operate({ kind: 'cancel', run: runOf(world, report) }),
  },
  {
    name: 'suspended',
    stage: () => {
      const world = worldOf([jobSpec(load, { trigger: hourly, suspended: true })]);
      world.advance(7_200_000);
      return world;
    },
    about: load,
    kind: 'suspended',
    says: '/etl/load: suspended for 3h: no due time starts it',
    remedy: 'commit `suspended: false`',
    forMs: 7_200_001,
    mend: (world) => world.push({ objects: [jobSpec(load, { trigger: hourly })] }),
  },
  {
    name: 'a retry after a failure',
    stage: () => {
      const retries = { count: 3, delayMs: 60_000, factorMilli: 1000, maxMs: 60_000 };
      const world = worldOf([jobSpec(load, { trigger: manual, retries })], { [load]: failed });
      run(world);
      world.advance(20_000);
      return world;
    },
    about: load,
    kind: 'retry',
    says: '/etl/load: /etl/load@m1 is tried again in 40s, after its attempt 1 ended (exit code 2)',
    remedy: 'see `meridian logs /etl/load@m1.1`, and commit a fix',
    next: ['it is tried again', 40_000],
    forMs: 20_000,
    mend: (world) => {
      world.agent('a1').behave = () => running;
      world.advance(40_000);
    },
  },
  {
    name: 'no place for a run',
    stage: () => {
      const world = worldOf([sized(3)]);
      world.push({ objects: [sized(3), app('/x', { cpus: 2 })] });
      run(world);
      world.advance(4000);
      return world;
    },
    about: load,
    kind: 'unplaceable',
    says:
      '/etl/load: /etl/load@m1 has no place: none of 1 agent fits: cpus rules out 1 (needs ' +
      '3, 2 free)',
    remedy:
      'free 1 cpu on a1-000000, ask for at most what is free there (`resources: {cpus: ' +
      '2}`), or add an agent with 3 cpus free',
    forMs: 4_000,
    mend: (world) => world.push({ objects: [sized(3)] }),
  },
  {
    name: 'a run on an agent that is unreachable, which blocks it',
    stage: () => {
      const world = worldOf([jobSpec(load, { trigger: manual, timeoutMs: 600_000 })]);
      run(world);
      world.start('a2');
      world.disconnect('a1');
      world.advance(80_000);
      return world;
    },
    about: load,
    kind: 'unreachable',
    says: '/etl/load: /etl/load@m1.1 is on a1-000000, unreachable for 5s, given up in 10m',
    remedy: 'start meridian-agentd on a1, or `meridian gone a1-000000` if it never comes back',
    next: ['it is given up', 598_000],
    forMs: 5_000,
    mend: (world) => world.start('a1'),
  },
  {
    name: 'an attempt that is starting',
    stage: () => {
      const world = worldOf([jobSpec(load, { trigger: manual })], {
        [load]: { state: 'starting', health: 'unknown' },
      });
      run(world);
      world.advance(3000);
      return world;
    },
    about: load,
    kind: 'starting',
    says: '/etl/load: /etl/load@m1.1 is starting on a1-000000',
    remedy: '',
    forMs: 3_000,
    mend: (world) => {
      const [id = ''] = [...world.agent('a1').tasks.keys()];
      world.report('a1', id, { state: 'running' });
    },
  },
  {
    name: 'the machine’s clock was put back',
    stage: () => {
      const world = worldOf([jobSpec(load, { trigger: hourly })], {
        [load]: { state: 'finished', health: 'unknown' },
      });
      world.advance(7_200_000);
      world.wallAheadMs = -3_600_000;
      world.advance(60_000);
      return world;
    },
    about: load,
    kind: 'deadline',
    says:
      "/etl/load: due times up to 2026-01-01T02:00:00Z are decided, and the engine's clock " +
      'is behind that',
    remedy:
      'see whether the clock of its machine is right; `meridian run /etl/load` runs it ' +
      'meanwhile, and under another name its timetable begins anew',
    next: ['due times start it again', 3_540_000],
    forMs: 'unknown',
    mend: (world) => {
      world.wallAheadMs = 0;
    },
  },
];

situations('what jobs wait for', rows);
