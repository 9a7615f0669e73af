// An engine's answers about jobs: a chain of which one failed, what waits for it, one that is tried
// again, one that is suspended, one that never ran. Typed by the API's schemas.
import type { EngineClient } from '../../../engine/client.ts';
import { isoInstant, localText } from '../../../engine/lib/time.ts';
import { Problem } from '../../../engine/model/problem.ts';
import type {
  AttemptView,
  GraphEdgeView,
  GraphView,
  JobDetail,
  JobView,
  RunDetail,
  RunView,
  TriggerView,
} from '../../../schemas/generated/api.ts';
import { nowMs } from './fake-tools.ts';

const commitOf = (digit: string): string => digit.repeat(40);

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const ago = (ms: number): number => nowMs - ms;

const daily: TriggerView = {
  ...{ kind: 'schedule', words: 'every day, from 2026-01-01 02:00 +01:00 in Europe/Berlin' },
  ...{ text: 'R/2026-01-01T02:00:00/P1D', timeZone: 'Europe/Berlin', parents: [] },
};
const after = (...parents: string[]): TriggerView => ({
  ...{ kind: 'after', words: `after ${parents.join(' and ')}`, parents },
});
const byHand: TriggerView = { kind: 'manual', words: 'by hand', parents: [] };

const job = (name: string, trigger: TriggerView, more: Partial<JobView> = {}): JobView => ({
  ...{ name, role: 'etl', group: name.replace(/\/[^/]*$/, '') || '/', labels: {}, trigger },
  ...{ state: 'idle', counts: { succeeded: 30, failed: 0, active: 0 }, active: [], waits: [] },
  origin: { file: 'jobs/etl.yaml', line: 12, document: 0, blob: 'd'.repeat(40) },
  ...{ revision: commitOf('b'), ...more },
});

const extractRun = '/etl/extract@t20260131T010000Z';
const cleanRun = '/etl/clean@a0f3c1d2e4b5a6978';
const loadRun = '/etl/load@a17a6c5d4e3f2b1a0';

const wait = {
  retry:
    '/backup@t20260131T073000Z is tried again in 45s, after its attempt 2 ended ' +
    '(exit code 1: disk full): see `meridian logs /backup@t20260131T073000Z.2`',
  failed:
    `its parent /etl/clean failed for good: ${cleanRun} (exit code 3: no such table): ` +
    `commit a fix, then \`meridian retry ${cleanRun}\``,
  suspended: 'suspended for 2d: no due time starts it: commit `suspended: false`',
};

const jobs: readonly JobView[] = [
  job('/backup', daily, {
    ...{ state: 'retrying', nextDueMs: nowMs + 17 * hourMs, role: '*' },
    trigger: {
      ...{ kind: 'cron', words: 'cron 30 7 * * * in UTC', text: '30 7 * * *' },
      ...{ timeZone: 'UTC', parents: [] },
    },
    last: { id: '/backup@t20260130T073000Z', state: 'succeeded', atMs: ago(24 * hourMs) },
    counts: { succeeded: 120, failed: 2, active: 1 },
    ...{ active: ['/backup@t20260131T073000Z'], waits: [{ kind: 'retry', text: wait.retry }] },
  }),
  job('/etl/clean', after('/etl/extract'), {
    last: { id: cleanRun, state: 'failed', atMs: ago(2 * hourMs), exitCode: 3 },
    counts: { succeeded: 29, failed: 4, active: 0 },
  }),
  job('/etl/extract', daily, {
    ...{ nextDueMs: nowMs + 17 * hourMs },
    last: { id: extractRun, state: 'succeeded', atMs: ago(6 * hourMs) },
  }),
  job('/etl/load', after('/etl/clean'), {
    last: { id: loadRun, state: 'succeeded', atMs: ago(30 * hourMs) },
    waits: [{ kind: 'parent-failed', text: wait.failed }],
  }),
  job('/etl/report', after('/etl/extract', '/etl/load'), {
    state: 'running',
    ...{ active: ['/etl/report@m7'], counts: { succeeded: 3, failed: 0, active: 1 } },
  }),
  job('/old/audit', daily, {
    state: 'suspended',
    last: { id: '/old/audit@t20260128T010000Z', state: 'expired', atMs: ago(79 * hourMs) },
    waits: [{ kind: 'suspended', text: wait.suspended }],
  }),
  job('/tools/reindex', byHand, { counts: { succeeded: 0, failed: 0, active: 0 } }),
];

const attempt = (run: string, launch: number, more: Partial<AttemptView>): AttemptView => ({
  ...{ launch, taskId: `${run}.${launch}`, agentId: 'rack1-3f9a2c', revision: commitOf('b') },
  ...{ launchedMs: ago(2 * hourMs), state: 'finished', ...more },
});

const run = (id: string, dueMs: number, more: Partial<RunView>): RunView => ({
  ...{ id, job: id.replace(/@.*/, ''), origin: { kind: 'timetable', isCatchUp: false } },
  ...{ lineage: id, dueMs, createdMs: dueMs, state: 'succeeded', launches: 0, failures: 0 },
  ...{ specDigest: 'b'.repeat(64), attempts: [], waits: [], ...more },
});

const failedMs = ago(2 * hourMs + 5 * minuteMs);
const failedRun = run(cleanRun, failedMs, {
  ...{ state: 'failed', reason: 'exit code 3: no such table', launches: 2, failures: 2 },
  origin: { kind: 'after', parents: [{ run: extractRun, dueMs: ago(7 * hourMs), attempt: 1 }] },
  ...{ lineage: extractRun, startedMs: failedMs + 400, latenessMs: 400 },
  ...{ durationMs: 4 * minuteMs, endedMs: failedMs + 4 * minuteMs },
  attempts: [
    attempt(cleanRun, 1, {
      ...{ state: 'lost', reason: 'agent-lost', message: 'its agent was unreachable for 75s' },
      ...{ launchedMs: failedMs + 400, endedMs: failedMs + 90_000, isCounted: true },
    }),
    attempt(cleanRun, 2, {
      ...{ state: 'failed', reason: 'command-exit', exitCode: 3, agentId: 'rack2-00b1e7' },
      message: 'no such table\nstep 1\nERROR: no such table "orders\u001b[31m"',
      ...{ launchedMs: failedMs + 150_000, startedMs: failedMs + 150_200, cpuMs: 2_340 },
      ...{ endedMs: failedMs + 4 * minuteMs, isCounted: true },
    }),
  ],
});

const runs: readonly RunView[] = [
  run('/etl/clean@m42', ago(30_000), {
    ...{ state: 'running', launches: 1, origin: { kind: 'manual', who: 'ann', env: ['DAY'] } },
    ...{ startedMs: ago(28_000), latenessMs: 2_000, durationMs: 28_000 },
    attempts: [attempt('/etl/clean@m42', 1, { state: 'running', launchedMs: ago(28_000) })],
  }),
  failedRun,
  run('/etl/clean@t20260130T010000Z', ago(31 * hourMs), {
    ...{ launches: 1, startedMs: ago(31 * hourMs) + 1_300, latenessMs: 1_300 },
    ...{ durationMs: 754_000, endedMs: ago(31 * hourMs) + 755_300 },
    attempts: [attempt('/etl/clean@t20260130T010000Z', 1, { cpuMs: 412_000, exitCode: 0 })],
  }),
  run('/etl/clean@t20260129T010000Z', ago(55 * hourMs), {
    ...{ state: 'skipped', reason: 'missed', endedMs: ago(50 * hourMs) },
    missed: { fromMs: ago(103 * hourMs), count: 3 },
  }),
  run('/etl/clean@t20260126T010000Z', ago(127 * hourMs), {
    ...{ state: 'skipped', reason: 'parent /etl/extract', endedMs: ago(127 * hourMs) },
  }),
  run('/etl/clean@t20260125T010000Z', ago(151 * hourMs), {
    ...{ state: 'expired', deadlineMs: ago(150 * hourMs), endedMs: ago(150 * hourMs) },
  }),
  run('/etl/clean@t20260124T010000Z', ago(175 * hourMs), {
    ...{ state: 'cancelled', reason: 'replaced', endedMs: ago(174 * hourMs), launches: 1 },
    attempts: [attempt('/etl/clean@t20260124T010000Z', 1, { state: 'killed', signal: 'SIGTERM' })],
  }),
  run('/etl/clean@t20260123T010000Z', ago(199 * hourMs), {
    ...{ state: 'failed', isSoft: true, reason: 'signal SIGKILL', endedMs: ago(198 * hourMs) },
  }),
];

const detail: RunDetail = {
  ...{ formatVersion: 1, ...failedRun },
  logTail: {
    stdout: 'step 1\n\nstep 2\n',
    stderr: 'warning: slow disk\nERROR: no such table "orders\u001b[31m"\n',
  },
};

const due = (atMs: number) => ({
  ...{ atMs, utc: isoInstant(atMs), local: localText(atMs, 'Europe/Berlin') },
});
const dues = [17, 41, 65].map((hours) => due(nowMs + hours * hourMs));

const jobNamed = (name: string): JobView => {
  const found = jobs.find((each) => each.name === name);
  if (found !== undefined) return found;
  const text = { where: name, what: 'nothing here has that name', hint: 'see `meridian status`' };
  throw new Problem('not-found', text);
};

const jobDetail = (view: JobView): JobDetail => ({
  ...{ formatVersion: 1, ...view },
  ...{ counts: { ...view.counts, errorsSinceSuccess: view.counts.failed === 4 ? 1 : 0 } },
  task: {
    command: './clean --day "$DAY"',
    ...{ resources: { cpus: 0.5, mem: 512, disk: 0 }, taskDigest: 'b'.repeat(12) },
  },
  policy: {
    ...{ concurrency: 'forbid', catchUp: 'latest', catchUpWindowMs: 24 * hourMs },
    ...{ startingDeadlineMs: 600_000, timeoutMs: hourMs, softError: false, suspended: false },
    retries: { count: 2, delayMs: minuteMs, factor: 2, maxMs: hourMs },
    ...{ unreachable: 'block', keep: 100, owners: ['etl@example.com'] },
  },
  children: view.name === '/etl/clean' ? ['/etl/load'] : [],
  next: view.nextDueMs === undefined ? [] : dues,
  ...(view.state === 'suspended' ? { suspendedMs: ago(48 * hourMs) } : {}),
  runs: view.name === '/etl/clean' ? runs.slice(1, 4) : [],
});

const edge = (parent: string, child: string, state: GraphEdgeView['state']): GraphEdgeView => ({
  ...{ parent, child, state },
});

export const cannedGraph: GraphView = {
  formatVersion: 1,
  nodes: jobs.map(({ name, state, last, trigger }) => ({
    ...{ job: name, state, ...(last ? { last: last.state } : {}), trigger: trigger.kind },
  })),
  edges: [
    edge('/etl/clean', '/etl/load', 'failed'),
    edge('/etl/extract', '/etl/clean', 'satisfied'),
    edge('/etl/extract', '/etl/report', 'satisfied'),
    edge('/etl/load', '/etl/report', 'waiting'),
  ],
};

const list = <T>(items: readonly T[]) => ({ formatVersion: 1 as const, items: [...items] });

/** The first that is in that state. */
export function cannedRun(state: RunView['state']): RunView {
  const found = runs.find((each) => each.state === state);
  if (found === undefined) throw new Error(`no run is ${state}`);
  return found;
}

/** Takes no notice of filters, which are the engine's to apply. */
export const cannedJobs: Partial<EngineClient> = {
  jobs: async () => list(jobs),
  job: async (name) => jobDetail(jobNamed(name)),
  runs: async ({ limit = 100 } = {}) => list(runs.slice(0, limit)),
  run: async (id) => {
    if (id === cleanRun) return detail;
    const found = runs.find((each) => each.id === id);
    if (found !== undefined) return { formatVersion: 1, ...found };
    const hint = 'see `meridian runs /etl/clean`';
    throw new Problem('not-found', { where: id, what: 'there is no such run', hint });
  },
  graph: async () => cannedGraph,
  nextDue: async (name, { count = 5 } = {}) => {
    const { timeZone } = jobNamed(name).trigger;
    const items = timeZone === undefined ? [] : dues.slice(0, count);
    return { formatVersion: 1, job: name, ...(timeZone ? { timeZone } : {}), items };
  },
};
