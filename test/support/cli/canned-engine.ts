// An engine's answers as the API gives them: one app that rolls, one that waits for a place, one
// that is well, and a commit that is faulty. Typed by the API's schemas, so they change with it.
import type { ClusterSnapshot, EngineClient } from '../../../engine/client.ts';
import type {
  AbsenceView,
  AgentView,
  AppDetail,
  AppView,
  EventView,
  OfferView,
  RevisionView,
  RoleView,
  RolloutView,
  StatusView,
  TaskView,
  WhyView,
} from '../../../schemas/generated/api.ts';
import { cannedJobs } from './canned-jobs.ts';
import { cannedMaintenance } from './canned-maintenance.ts';
import { cannedTask } from './canned-tasks.ts';
import { cannedVolumes } from './canned-volumes.ts';
import { nowMs } from './fake-tools.ts';

const ago = (seconds: number): number => nowMs - seconds * 1000;
export const commitOf = (digit: string): string => digit.repeat(40);

export const rollout: RolloutView = {
  ...{ id: '/shop/web!4', name: '/shop/web', kind: 'deploy', state: 'running' },
  ...{ from: 'aa'.repeat(32), to: 'bb'.repeat(32), revision: commitOf('b'), startedMs: ago(95) },
  ...{ replacing: 3, proven: 1, wanted: 3, oldLeft: 2, failures: 1, deadlineMs: 522_400 },
};

/** How far it got is known of rollouts under way alone. */
const ended: RolloutView = {
  ...{ id: '/shop/web!3', name: '/shop/web', kind: 'deploy', state: 'failed', failures: 2 },
  ...{ to: 'cc'.repeat(32), revision: commitOf('c'), replacing: 3 },
  ...{ startedMs: ago(7_300), endedMs: ago(7_200) },
  reason: 'instance 0 failed its health check 3 times: HTTP 500 from /ping',
};

const version = (digit: string): NonNullable<AppView['version']> => ({
  digest: digit.repeat(64),
  taskDigest: digit.repeat(12),
  revision: commitOf(digit),
});

const web: AppView = {
  ...{ name: '/shop/web', role: 'shop', group: '/shop', labels: { team: 'shop' } },
  ...{ state: 'rolling', instances: { wanted: 3, total: 4, running: 4, healthy: 3 } },
  ...{ version: version('b'), rollout },
  waits: [
    { kind: 'rolling', text: '1 of 3 instances of bbbbbbbb are proven; 2 old ones are left' },
  ],
};

const api: AppView = {
  ...{ name: '/shop/api', role: 'shop', group: '/shop', labels: {}, version: version('a') },
  ...{ state: 'healthy', instances: { wanted: 2, total: 2, running: 2, healthy: 2 }, waits: [] },
};

const big: AppView = {
  ...{ name: '/batch/big', role: 'analytics/nightly', group: '/batch', labels: {} },
  ...{ state: 'waiting', instances: { wanted: 1, total: 0, running: 0, healthy: 0 } },
  version: version('b'),
  waits: [
    {
      kind: 'unplaceable',
      text: 'instance 0 fits on none of 3 agents: cpus rule out 3 (64 wanted, 3.5 free at most)',
    },
  ],
};

export const apps: readonly AppView[] = [big, api, web];

const task = (id: string, digit: string, more: Partial<TaskView> = {}): TaskView => {
  const [, name = '', instance = '', launch = ''] = /^(.*)#(\d+)\.(\d+)$/.exec(id) ?? [];
  return {
    ...{ id, name, instance: Number(instance), launch: Number(launch), role: 'shop' },
    ...{ agentId: 'rack1-3f9a2c', hostname: 'rack1.example.com', state: 'running' },
    ...{ health: 'healthy', ready: true, resources: { cpus: 0.5, mem: 128 }, ports: [31_005] },
    ...{ taskDigest: digit.repeat(12), revision: commitOf(digit), launchedMs: ago(3_700) },
    ...{ waits: [], ...more },
  };
};

const tasks: readonly TaskView[] = [
  task('/shop/api#0.1', 'a'),
  task('/shop/api#1.1', 'a', { ports: [31_006, 31_007], agentId: 'rack2-00b1e7' }),
  task('/shop/web#0.9', 'b', { launchedMs: ago(60) }),
  task('/shop/web#1.10', 'b', {
    ...{ launchedMs: ago(5), health: 'unknown', ready: false },
    waits: [{ kind: 'starting', text: 'its readiness check has not passed yet' }],
  }),
  task('/shop/web#1.7', 'a', { kill: { reason: 'replaced by rollout /shop/web!4', atMs: ago(2) } }),
  task('/shop/web#0.8', 'c', {
    ...{ state: 'failed', health: 'unhealthy', ready: false, launchedMs: ago(7_250) },
    end: { state: 'failed', reason: 'health-check', exitCode: 137, atMs: ago(7_200) },
  }),
];

const webDetail: AppDetail = {
  ...web,
  ...{ formatVersion: 1, dependsOn: ['/shop/api'], neededBy: [], lastHealthy: 'a'.repeat(64) },
  origin: { file: 'apps/web.yaml', line: 3, document: 0, blob: 'd'.repeat(40) },
  quarantine: [{ version: 'c'.repeat(64), reason: ended.reason ?? '', policy: 'rollback' }],
  tasks: tasks.filter(({ name }) => name === '/shop/web'),
  volumes: [],
  rollouts: [rollout, ended],
  failures: [
    {
      ...{ task: '/shop/web#0.8', agentId: 'rack1-3f9a2c', atMs: ago(7_200) },
      ...{ how: 'signal SIGKILL', message: 'HTTP 500 from /ping\nError: \u001b[31mno such mode' },
    },
  ],
};

const agent = (id: string, more: Partial<AgentView> = {}): AgentView => ({
  ...{ id, hostname: 'rack1.example.com', version: '0.1.0', presence: 'registered' },
  ...{ admittedMs: ago(90_000), attributes: { rack: '1', zone: 'north-east' } },
  resources: { cpus: { total: 4, used: 2.5 }, mem: { total: 8192, used: 1536 } },
  ports: { ranges: [[31_000, 31_999]], used: 5, free: 995, busy: [] },
  ...{ reserved: [], disks: [], warnings: [], capabilities: [], tasks: 5, waits: [], ...more },
});

export const cannedAbsence: AbsenceView = {
  ...{ tasksWithoutEngineMs: null, engineSilenceMs: 60_000, agentTimeoutMs: 75_000 },
  ...{ agentReregistrationTimeoutMs: 600_000, heldMs: 600_000 },
  removalLimit: { agents: 20, perMs: 60_000 },
};

const agents: readonly AgentView[] = [
  agent('rack1-3f9a2c', {
    capabilities: [
      { name: 'kill-group', level: 'enforced', note: '' },
      { name: 'memory', level: 'monitoring', note: 'no cgroups here' },
    ],
  }),
  agent('rack2-00b1e7', {
    ...{ presence: 'disconnected', sinceMs: ago(20), untilMs: nowMs + 55_000, tasks: 1 },
    waits: [{ kind: 'disconnected', text: 'silent for 20s; waited for 55s more' }],
  }),
];

const revision = (number: number, digit: string, more: Partial<RevisionView>): RevisionView => ({
  ...{ number, commit: commitOf(digit), subject: 'Greet in the morning', author: 'A Person' },
  ...{ commitMs: ago(200), seenMs: ago(100), state: 'applied', current: false, faults: [] },
  ...{ faultCount: 0, changed: { added: 0, changed: 1, removed: 0 }, ...more },
});

export const revisions: readonly RevisionView[] = [
  revision(9, 'd', {
    ...{
      state: 'faulty',
      subject: 'Run the front on twelve machines and give it a name',
      seenMs: ago(12),
    },
    faults: [
      {
        ...{ file: 'apps/web.yaml', line: 7, column: 3, code: 'unknown-field' },
        ...{ message: 'unknown field instnaces', hint: 'did you mean instances?' },
      },
    ],
    faultCount: 3,
    changed: { added: 0, changed: 0, removed: 0 },
  }),
  revision(8, 'b', { current: true }),
  revision(7, 'c', { subject: 'Run the front in test mode', seenMs: ago(7_300) }),
  revision(6, 'e', { state: 'blocked', reason: 'it would remove all 3 applied apps' }),
];

export const status: StatusView = {
  ...{ formatVersion: 1, clusterId: '0011223344556677', epoch: 4, version: '0.1.0' },
  ...{ startedMs: ago(86_400), nowMs },
  repository: { describe: '/srv/wanted (main)', head: commitOf('d'), checkedMs: ago(3) },
  applied: { commit: commitOf('b'), revision: 8, ignoredDocuments: 2 },
  latest: revisions[0] as RevisionView,
  apps: { healthy: 1, rolling: 1, waiting: 1, failed: 0 },
  jobs: {},
  tasks: { running: 5 },
  agents: { registered: 1, disconnected: 1 },
  waits: big.waits.map((wait) => ({ subject: '/batch/big', ...wait, sinceMs: ago(95) })),
};

const why: WhyView = {
  ...{ formatVersion: 1, name: '/batch/big', subject: 'app', state: 'waiting' },
  sentence: 'instance 0 has no place: none of 3 agents has 64 cpus free',
  evidence: ['revision bbbbbbbb wants 1 instance, 0 run', 'it asks for 64 cpus and 128 MiB'],
  remedy: 'ask for 3.5 cpus or less, or start an agent with 64',
  waits: big.waits.map((wait) => ({
    ...{ ...wait, sinceMs: ago(95) },
    next: { what: 'rack2-00b1e7: it is declared unreachable', atMs: ago(-55) },
  })),
  placement: {
    ...{ instances: [0], sinceMs: ago(95), agents: 3, wouldFit: '3.5 cpus instead of 64' },
    ruledOut: [
      { by: 'cpus', kind: 'resource', agents: 3, detail: '64 wanted, 3.5 free on rack1-3f9a2c' },
      { by: 'rack unique', kind: 'constraint', agents: 1, detail: 'rack 1 has one already' },
    ],
  },
  failures: webDetail.failures,
};

const events: readonly EventView[] = [
  {
    ...{ number: 41, atMs: ago(95), kind: 'rollout-started', subject: '/shop/web' },
    message: '/shop/web!4 rolls out bbbbbbbb',
  },
  { number: 42, atMs: ago(60), kind: 'task-running', subject: '/shop/web#0.9', message: 'it runs' },
];

async function* each<T>(items: readonly T[]): AsyncIterable<T> {
  yield* items;
}

const offer: OfferView = {
  ...{ id: 'spark.1:o3-7', framework: 'spark.1', role: 'analytics/nightly' },
  ...{ agentId: 'host-a-000001', hostname: 'host-a', ports: 1001, sinceMs: nowMs - 4_000 },
  resources: { cpus: 3.5, mem: 8192, disk: 10_000 },
};

const role: RoleView = {
  ...{
    role: 'shop',
    weight: 2,
    share: 0.25,
    dominant: 'cpus',
    allocated: { cpus: 4, mem: 512 },
    guarantee: { cpus: 2.5, mem: 20_480 },
    limit: { cpus: 40, mem: 81_920, tapes: 0.125 },
    apps: 2,
    waiting: 1,
    waits: [
      {
        kind: 'unplaceable',
        text: '/shop/web: 1 of 3 instances have no place: none of 2 agents fits: cpus rules out 2',
      },
    ],
  },
};

const list = <T>(items: readonly T[]) => ({ formatVersion: 1 as const, items: [...items] });

/** Answers as above; takes no notice of filters, which are the engine's to apply. */
export const cannedEngine: Partial<EngineClient> = {
  ...cannedJobs,
  status: async () => status,
  apps: async () => list(apps),
  app: async () => webDetail,
  tasks: async () => list(tasks),
  task: async (id) => cannedTask(id),
  agents: async () => ({ ...list(agents), absence: cannedAbsence }),
  roles: async () => list([role]),
  offers: async () => list([offer]),
  maintenance: async () => list(cannedMaintenance),
  volumes: async () => list(cannedVolumes),
  rollouts: async () => list(webDetail.rollouts),
  revisions: async () => list(revisions),
  why: async () => why,
  events: async ({ after, limit = 100 } = {}) =>
    list(after === undefined ? events.slice(-limit) : events.filter((e) => e.number > after)),
  followEvents: ({ after = 0 } = {}) => each(events.filter(({ number }) => number > after)),
  logs: ({ file, tailLines }) =>
    each([`${file} 1\n`, `${file} 2\n`].slice(-(tailLines ?? 2)).map((text) => Buffer.from(text))),
  snapshot: async () => ({ index: 42 }) as ClusterSnapshot,
  operate: async (operation) => ({
    ...{ formatVersion: 1, message: JSON.stringify(operation) },
    ...(operation.kind === 'run' ? { run: `${operation.job}@m42` } : {}),
  }),
};
