// Bench `timetable`: 100,000 jobs on timetables through the real mailbox and LMDB, on the machine's
// clock; agents that take every launch and report its end at once. Lateness: 1,000 of the jobs are
// due in each second, and it counts from the due instant to the order, which is spoken once its
// launch is stored. Rate: all jobs are due at one instant, and run until the last one is launched;
// how fast whole runs go, ends and records included, is a side result.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../engine/adapters/clock-system.ts';
import { openLmdbStore } from '../../engine/adapters/store-lmdb.ts';
import { isoInstant, parseDueKey } from '../../engine/lib/time.ts';
import { EngineLoop } from '../../engine/loop/engine-loop.ts';
import { parseAttemptId, parseRunId } from '../../engine/model/ids.ts';
import type { JobSpec } from '../../engine/model/wanted.ts';
import type { AgentOrder } from '../../engine/step/effects.ts';
import { EngineCore } from '../../engine/step/engine-core.ts';
import type { EngineEvent } from '../../engine/step/events.ts';
import { Tables } from '../../engine/step/tables.ts';
import { wantedOf } from '../support/app-spec.ts';
import { every, jobSpec } from '../support/job-spec.ts';
import { KeptLog, registerOf } from '../support/loop-world.ts';
import type { Bench, Measured } from './bench.ts';
import { rounded } from './measure.ts';

const jobs = 100_000;
const agents = 10;
/** Seconds in which each job is due once. */
const cycleSeconds = 100;
const measuredSeconds = 10;
/** What a commit of all jobs takes at most. */
const settleSeconds = 60;

class BenchEngine {
  readonly #folder = mkdtempSync(join(tmpdir(), 'meridian-bench-'));
  /** Launches, and when each was ordered. */
  readonly #spoken: (readonly [taskId: string, atMs: number])[] = [];
  readonly batchMs: number[] = [];
  #loop: EngineLoop | undefined;
  #close: (() => Promise<void>) | undefined;
  readonly #ends: EngineEvent[] = [];
  /** What was due before isn't measured. */
  fromMs = Infinity;
  /** Ends are reported once as many are launched; at once unless told. */
  endAfter = 0;
  recorded = 0;
  lastMs = 0;

  async start(specs: readonly JobSpec[]): Promise<void> {
    const store = await openLmdbStore(this.#folder);
    const tables = new Tables({ agentTimeoutMs: 3_600_000, agentReregistrationTimeoutMs: 1 });
    tables.clusterId = 'bench';
    const core = new EngineCore(tables);
    const loop = new EngineLoop({
      core,
      store,
      clock: systemClock,
      wallMs: () => Date.now(),
      log: new KeptLog(),
      onFatal: (error) => {
        throw error;
      },
      speak: {
        order: (connection, order) => this.#obey(connection, order),
        close: () => {},
        deliver: ({ kind, number }) => {
          if (kind === 'run') this.recorded += 1;
          loop.post({ kind: 'delivered', outbox: [number] });
        },
      },
    });
    this.#loop = loop;
    this.#close = () => store.close();
    await loop.start();
    for (let agent = 1; agent <= agents; agent += 1) {
      const message = registerOf(`a${agent}`, {}, { cpus: 1e9, mem: 1e12 });
      loop.post({ kind: 'registered', connection: agent, message });
    }
    const commit = { id: 'c'.repeat(40), subject: '', author: '', timeMs: 0 };
    const wanted = wantedOf(...specs);
    await loop.settle({ kind: 'revision', revision: { kind: 'wanted', commit, wanted } });
  }

  async stop(): Promise<void> {
    await this.#loop?.stop();
    await this.#close?.();
    rmSync(this.#folder, { recursive: true });
  }

  /** Of launches whose due time is measured. */
  lateMs(): readonly number[] {
    return this.#spoken.flatMap(([taskId, atMs]) => {
      const run = parseAttemptId(taskId)?.run ?? '';
      const dueMs = parseDueKey(parseRunId(run)?.key ?? '') ?? 0;
      return dueMs >= this.fromMs ? [atMs - dueMs] : [];
    });
  }

  #obey(connection: number, message: AgentOrder): void {
    if (message.kind !== 'launch') return;
    const { taskId, taskDigest, settings } = message.order;
    this.lastMs = Date.now();
    this.#spoken.push([taskId, this.lastMs]);
    const status = {
      state: 'finished',
      seq: 1,
      health: 'unknown',
      ready: false,
      settingsDigest: settings.digest,
      exitCode: 0,
    } as const;
    const envelope = { clusterId: 'bench', epoch: 1, connection, sequence: 1 };
    const task = { taskId, taskDigest, status };
    const report = { kind: 'report', envelope, task } as const;
    this.#ends.push({ kind: 'reported', connection, message: report });
    if (this.#ends.length < this.endAfter) return;
    this.endAfter = 0;
    for (const end of this.#ends.splice(0)) this.#loop?.post(end);
  }
}

const until = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.max(0, ms - Date.now())));

const quantile = (values: readonly number[], part: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * part)] ?? Number.NaN;

function specsOf(timetable: (job: number) => string): readonly JobSpec[] {
  return Array.from({ length: jobs }, (_, job) =>
    jobSpec(`/bench/j${job}`, { trigger: every(timetable(job)) }),
  );
}

async function lateness(): Promise<{ readonly p50: number; readonly p99: number }> {
  const engine = new BenchEngine();
  const specs = specsOf(
    (job) => `R/${isoInstant((job % cycleSeconds) * 1_000)}/PT${cycleSeconds}S`,
  );
  // An interval starts in 1970 and a second later at the earliest.
  await engine.start(specs);
  // The first seconds after the commit still bear its weight.
  await until(Date.now() + 3_000);
  engine.fromMs = Date.now() + 1_000;
  await until(engine.fromMs + measuredSeconds * 1_000);
  const lateMs = engine.lateMs();
  const found = { p50: quantile(lateMs, 0.5), p99: quantile(lateMs, 0.99) };
  if (lateMs.length < (measuredSeconds - 2) * (jobs / cycleSeconds))
    throw new Error(`${lateMs.length} launches in ${measuredSeconds} s`);
  await engine.stop();
  return found;
}

/** By the clock, from the due instant: to the last order, and to the last record. */
async function rates(): Promise<{ readonly launches: number; readonly runs: number }> {
  const engine = new BenchEngine();
  engine.endAfter = jobs;
  const dueMs = (Math.floor(Date.now() / 1_000) + settleSeconds) * 1_000;
  await engine.start(specsOf(() => `R1/${isoInstant(dueMs)}/PT1S`));
  if (Date.now() > dueMs) throw new Error('the commit took longer than the bench allows');
  engine.fromMs = dueMs;
  const boundMs = dueMs + 120_000;
  while (engine.recorded < jobs && Date.now() < boundMs)
    await until(Math.max(dueMs, Date.now()) + 20);
  const endMs = Date.now();
  if (engine.recorded < jobs) throw new Error(`${engine.recorded} of ${jobs} have run`);
  await engine.stop();
  const perSecond = (untilMs: number): number => (jobs * 1_000) / (untilMs - dueMs);
  return { launches: perSecond(engine.lastMs), runs: perSecond(endMs) };
}

async function timetable(): Promise<Measured> {
  const late = await lateness();
  const { launches, runs } = await rates();
  return {
    parameters: {
      jobs,
      dueInASecond: jobs / cycleSeconds,
      agents,
      p50Ms: late.p50,
      launchesPerSecond: rounded(launches),
      runsPerSecond: rounded(runs),
    },
    result: late.p99,
    unit: 'ms late (p99)',
    target: 'p99 <= 100 ms, >= 10000 launches/s',
    met: late.p99 <= 100 && launches >= 10_000,
  };
}

export const timetableBenches: readonly Bench[] = [{ name: 'timetable', run: timetable }];
