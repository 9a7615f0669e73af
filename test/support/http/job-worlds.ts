// Worlds in which a job or a run waits, one for each reason, and some in which none does.
import { objectName, type RunId } from '../../../engine/model/ids.ts';
import type { RunRow } from '../../../engine/model/jobs.ts';
import type { JobSpec } from '../../../engine/model/wanted.ts';
import { CoreWorld } from '../core-world.ts';
import { after, every, jobSpec } from '../job-spec.ts';

export const load = '/etl/load';
export const hourMs = 3_600_000;
/** The first occurrence that comes. */
export const firstRun = '/etl/load@t20260101T010000Z' as RunId;

export interface JobWorldRow {
  /** What its first wait's kind is, or `none`. */
  readonly kind: string;
  readonly state: string;
  readonly says: RegExp;
  /** What `status` says of it; absent: nothing. */
  readonly status?: string;
  readonly make: () => CoreWorld;
}

/** At midnight, with agents that do what they are told. */
export function jobWorld(agents: readonly string[] = ['a']): CoreWorld {
  const made = new CoreWorld();
  made.nowMs = Date.parse('2026-01-01T00:00:00Z');
  for (const name of agents) made.addAgent(name);
  return made;
}

export const hourly = (change: Partial<JobSpec> = {}): JobSpec =>
  jobSpec(load, { trigger: every('R/2026-01-01T00:00:00Z/PT1H'), ...change });

/** Its first run is under way, on the agent `a`. */
export function running(change: Partial<JobSpec> = {}): CoreWorld {
  const made = jobWorld();
  made.commit(hourly(change));
  made.advance(hourMs);
  return made;
}

export const fail = (world: CoreWorld, task = `${firstRun}.1`): void =>
  world.report('a', task, { state: 'failed', exitCode: 3, message: 'no disk' });

export function failed(change: Partial<JobSpec> = {}): CoreWorld {
  const made = running(change);
  fail(made);
  return made;
}

export const now = ({ nowMs, wallMs }: CoreWorld) => ({ nowMs, wallMs });

/** Those in the tables. */
export const runsOf = ({ core }: CoreWorld): readonly RunRow[] =>
  [...core.tables.jobs.values()].flatMap((job) => [...job.runs.values()]);

export function runOf(world: CoreWorld, id: string): RunRow {
  const run = runsOf(world).find((one) => one.id === id) ?? world.history.get(id);
  if (!run) throw new Error(`no run ${id}`);
  return run;
}

const retries = { count: 2, delayMs: 60_000, factorMilli: 1000, maxMs: 60_000 };

/** `/etl/load` comes after `/etl/clean`, which has begun after `/etl/extract`. */
function chained(): CoreWorld {
  const made = jobWorld();
  made.commit(
    jobSpec('/etl/extract'),
    jobSpec('/etl/clean', { trigger: after('/etl/extract') }),
    jobSpec(load, { trigger: after('/etl/clean') }),
  );
  made.operate({ kind: 'run', name: objectName('/etl/extract'), env: {} });
  made.report('a', '/etl/extract@m1.1', { state: 'finished' });
  return made;
}

/** Each is about `/etl/load`. */
export const jobWorlds: readonly JobWorldRow[] = [
  {
    kind: 'none',
    state: 'idle',
    says: /it has not run yet; due next at 2026-01-01 01:00 \+00:00, in 60m/,
    make: () => {
      const made = jobWorld();
      made.commit(hourly());
      return made;
    },
  },
  {
    kind: 'none',
    state: 'running',
    says: /t20260101T010000Z runs on a-000000 for 5s/,
    make: () => {
      const made = running();
      made.advance(5_000);
      return made;
    },
  },
  {
    kind: 'none',
    state: 'idle',
    says: /its last run, .*, ended 10s ago: succeeded in 5s; due next at 2026-01-01 02:00/,
    make: () => {
      const made = running();
      made.advance(5_000);
      made.report('a', `${firstRun}.1`, { state: 'finished', exitCode: 0 });
      made.advance(10_000);
      return made;
    },
  },
  {
    kind: 'none',
    state: 'idle',
    says: /ended 0s ago: failed for good \(exit code 3: no disk\)/,
    status: 'failed',
    make: () => failed(),
  },
  {
    kind: 'none',
    state: 'idle',
    says: /failed softly: its children go on \(exit code 3: no disk\)/,
    make: () => failed({ softError: true }),
  },
  {
    kind: 'retry',
    state: 'retrying',
    says: /is tried again in 60s, after its attempt 1 ended \(.*no disk.*\)/,
    status: 'retry',
    make: () => failed({ retries }),
  },
  {
    kind: 'unplaceable',
    state: 'waiting',
    says: /t20260101T010000Z has no place: there is no agent/,
    status: 'unplaceable',
    make: () => {
      const made = jobWorld([]);
      made.commit(hourly({ startingDeadlineMs: 600_000 }));
      made.advance(hourMs);
      return made;
    },
  },
  {
    kind: 'concurrency',
    state: 'running',
    says: /waits for its turn behind .*m1, which is running/,
    make: () => {
      const made = jobWorld();
      const parent = jobSpec('/etl/extract');
      made.commit(parent, jobSpec(load, { trigger: after('/etl/extract') }));
      made.operate({ kind: 'run', name: objectName(load), env: {} });
      made.agent('a').behave = () => ({ state: 'finished' });
      made.operate({ kind: 'run', name: objectName('/etl/extract'), env: {} });
      return made;
    },
  },
  {
    kind: 'suspended',
    state: 'suspended',
    says: /suspended for 6[01]m: no due time starts it/,
    make: () => {
      const made = jobWorld();
      made.commit(hourly({ suspended: true }));
      made.advance(hourMs);
      return made;
    },
  },
  {
    kind: 'parent-failed',
    state: 'idle',
    says: /its parent \/etl\/clean failed for good: \/etl\/clean@a\S+ \(exit code 3: no disk\)/,
    status: 'parent-failed',
    make: () => {
      const made = chained();
      fail(made, made.running()[0]);
      return made;
    },
  },
  {
    kind: 'parent-running',
    state: 'idle',
    says: /waits for its parent \/etl\/clean: \/etl\/clean@a\w+ isn't over/,
    make: chained,
  },
  {
    kind: 'unreachable',
    state: 'running',
    says: /\.1 is on a-000000, unreachable for/,
    status: 'unreachable',
    make: () => {
      const made = running();
      made.addAgent('b');
      made.disconnect('a');
      made.advance(100_000);
      return made;
    },
  },
  {
    kind: 'stopping',
    state: 'going',
    says: /is being stopped \(its job was deleted\)/,
    make: () => {
      const made = running();
      made.disconnect('a');
      made.commit();
      return made;
    },
  },
  {
    kind: 'starting',
    state: 'running',
    says: /\.1 is starting on a-000000/,
    make: () => {
      const made = jobWorld();
      made.agent('a').behave = () => ({ state: 'starting' });
      made.commit(hourly());
      made.advance(hourMs);
      return made;
    },
  },
];
