// Clusters of many apps, made up: long names, names in other scripts, every kind of wait, words of
// strangers that would move the cursor. The same size gives the same answers.
import type { ClusterSnapshot, EngineClient } from '../../../engine/client.ts';
import { worstFirst } from '../../../engine/model/severity.ts';
import type {
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
  WaitView,
} from '../../../schemas/generated/api.ts';
import { cannedAbsence } from './canned-engine.ts';
import { cannedVolumes } from './canned-volumes.ts';
import { sentences } from './crowd-waits.ts';
import { nowMs } from './fake-tools.ts';

const ago = (seconds: number): number => nowMs - seconds * 1000;
const list = <T>(items: readonly T[]) => ({ formatVersion: 1 as const, items: [...items] });
const hex = (at: number, length: number): string =>
  ((at * 7 + 11) % 16).toString(16).repeat(length);

const teams = ['shop', 'platform', 'batch', 'machine-learning', '商店', 'media'];
const parts = ['web', 'api', 'checkout-worker', 'front', 'search-index-builder', 'почта', '決済🚀'];

function nameOf(at: number): string {
  const team = teams[at % teams.length];
  const part = parts[at % parts.length];
  // Each tenth is as long as names may be in practice: a path of five.
  const path = at % 10 === 9 ? 'europe/north-east/production/customer-facing/' : '';
  return `/${team}/${path}${part}-${String(at).padStart(3, '0')}`;
}

const appKinds: readonly WaitView['kind'][] = [
  ...(['unplaceable', 'dependency', 'backoff', 'paused', 'quarantined', 'recovering'] as const),
  ...(['unreachable', 'rolling', 'stopping', 'unhealthy', 'starting'] as const),
];
const agentKinds = ['disconnected', 'gone', 'avoided', 'zombies', 'recovering'] as const;

const stateOf: Partial<Record<WaitView['kind'], AppView['state']>> = {
  ...{ quarantined: 'failed', paused: 'paused', rolling: 'rolling', starting: 'rolling' },
  ...{ stopping: 'stopping', unhealthy: 'degraded', recovering: 'degraded' },
  unreachable: 'degraded',
};

const waitOf = (kind: WaitView['kind']): WaitView => ({ kind, text: sentences[kind] });

function appOf(at: number): AppView {
  // Two of three are as wanted.
  const kind = at % 3 === 0 ? appKinds[(at / 3) % appKinds.length] : undefined;
  const wanted = (at % 4) + 1;
  const healthy = kind === undefined ? wanted : wanted - 1;
  return {
    ...{ name: nameOf(at), role: teams[at % teams.length] ?? '*', group: '/', labels: {} },
    state: kind === undefined ? 'healthy' : (stateOf[kind] ?? 'waiting'),
    instances: { wanted, total: wanted, running: wanted, healthy },
    version: { digest: hex(at, 64), taskDigest: hex(at, 12), revision: hex(at, 40) },
    waits: kind === undefined ? [] : [waitOf(kind)],
  };
}

const taskOf = (app: AppView, instance: number): TaskView => ({
  ...{ id: `${app.name}#${instance}.${instance + 1}`, name: app.name, instance, launch: 1 },
  ...{ role: app.role, agentId: agentName(instance), hostname: 'rack.example.com' },
  ...{ state: 'running', health: instance === 1 ? 'unknown' : 'healthy', ready: true },
  ...{ resources: { cpus: 0.5, mem: 128 }, ports: instance === 2 ? [31_000, 31_001, 31_002] : [] },
  ...{ taskDigest: hex(instance, 12), revision: hex(instance, 40), launchedMs: ago(3_700) },
  waits: instance === 1 ? [waitOf('starting')] : [],
});

const agentName = (at: number): string =>
  `rack${at}-compute-optimised-3f9a2c`.slice(0, 12 + at * 3);

const presences = ['disconnected', 'gone', 'registered', 'registered', 'recovering'] as const;

function agentOf(at: number): AgentView {
  const isOdd = at % 3 === 1;
  const kind = agentKinds[Math.floor(at / 3) % agentKinds.length] ?? 'gone';
  const presence = presences[Math.floor(at / 3) % presences.length] ?? 'gone';
  return {
    ...{ id: agentName(at), hostname: `rack${at}.north-east.example.com`, version: '0.1.0' },
    ...{ presence: isOdd ? presence : 'registered', admittedMs: ago(90_000) },
    attributes: { rack: String(at), zone: 'north-east', disk: 'ssd' },
    resources: { cpus: { total: 64, used: at * 2.5 }, mem: { total: 262_144, used: 1_536 } },
    ports: { ranges: [[31_000, 31_999]], used: 5, free: 995, busy: [] },
    capabilities: [{ name: 'memory', level: at === 0 ? 'enforced' : 'missing', note: 'no cgroup' }],
    ...{ tasks: at, waits: isOdd ? [waitOf(kind)] : [], warnings: [] },
    ...{ reserved: [], disks: [] },
  };
}

const rolloutOf = ({ name }: AppView, at: number): RolloutView => ({
  ...{ id: `${name}!${at + 1}`, name, kind: 'deploy', state: at % 2 === 0 ? 'running' : 'failed' },
  ...{ to: hex(at, 64), revision: hex(at, 40), startedMs: ago(95 * (at + 1)), replacing: 3 },
  ...(at % 2 === 0 ? { proven: 1, wanted: 3, oldLeft: 2 } : {}),
  ...{ failures: at, ...(at % 2 === 0 ? {} : { reason: sentences.quarantined }) },
});

const revisionOf = (number: number): RevisionView => ({
  ...{ number, commit: hex(number, 40), author: number % 2 === 0 ? 'A Person' : '小林 ひろし' },
  subject:
    number % 3 === 0 ? 'Run it\u001b[2J\n on twelve machines, and give it a name 🎉' : 'Greet',
  ...{ commitMs: ago(200), seenMs: ago(100 * number), current: number === 1 },
  ...{ state: number === 2 ? 'faulty' : 'applied', faultCount: number === 2 ? 1 : 0 },
  faults:
    number === 2
      ? [
          {
            ...{ file: 'apps/web.yaml', line: 7, column: 3, code: 'unknown-field' },
            ...{ message: 'unknown field instnaces', hint: 'did you mean instances?' },
          },
        ]
      : [],
  changed: { added: number, changed: 1, removed: 0 },
});

const eventOf = ({ name }: AppView, at: number): EventView => ({
  ...{ number: at + 1, atMs: ago(100 - at), kind: 'rollout-started', subject: name },
  message: `${name}!4 rolls out bbbbbbbb\u0007 in place of aaaaaaaa`,
});

const roleOf = (role: string, at: number): RoleView => ({
  ...{ role, weight: at + 1, share: at / 8, allocated: { cpus: at * 10.5, mem: at * 4_096 } },
  ...{ apps: at * 7, waiting: at % 2 },
  waits: at % 2 === 0 ? [] : [{ kind: 'quota', text: sentences.quota }],
  ...(at === 0 ? {} : { dominant: at % 3 === 0 ? 'mem' : 'cpus' }),
  ...(at % 2 === 0 ? {} : { guarantee: { cpus: at / 2, mem: at * 1_024 } }),
  ...(at % 4 === 1 ? { limit: { cpus: at * 100, mem: at * 1_048_576, tapes: at } } : {}),
});

function tallyOf(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

function statusOf(apps: readonly AppView[], agents: readonly AgentView[]): StatusView {
  const waits = [
    ...(apps.length > 3 ? [{ subject: '/srv/wanted (main)', ...waitOf('repository') }] : []),
    ...agents.flatMap(({ id, waits: own }) => own.map((wait) => ({ subject: id, ...wait }))),
    ...apps.flatMap(({ name, waits: own }) => own.map((wait) => ({ subject: name, ...wait }))),
  ];
  return {
    ...{ formatVersion: 1, clusterId: '0011223344556677', epoch: 4, version: '0.1.0' },
    ...{ startedMs: ago(86_400), nowMs },
    repository: { describe: '/srv/wanted (main)', head: hex(1, 40), checkedMs: ago(3) },
    ...(apps.length === 0
      ? {}
      : {
          applied: { commit: hex(1, 40), revision: 1, ignoredDocuments: 0 },
          latest: revisionOf(1),
        }),
    apps: tallyOf(apps.map(({ state }) => state)),
    jobs: apps.length > 3 ? { idle: 120, running: 8, retrying: 2 } : {},
    tasks: apps.length === 0 ? {} : { running: apps.length * 2, staging: 1 },
    agents: tallyOf(agents.map(({ presence }) => presence)),
    // The engine tells no more.
    waits: worstFirst(waits).slice(0, 100),
  };
}

const offerOf = (role: string, at: number): OfferView => ({
  ...{ id: `spark-sql.${at}:o12-${at}`, framework: `spark-sql.${at}`, role },
  ...{ agentId: agentName(at), hostname: agentName(at), ports: 1_001, sinceMs: ago(at * 4_000) },
  resources: { cpus: 3.5, mem: 8_192 },
});

function detailOf(app: AppView, tasks: readonly TaskView[]): AppDetail {
  const failure = {
    ...{ task: `${app.name}#0.1`, agentId: agentName(2), atMs: ago(7_200), how: 'exit code 3' },
    message: 'cannot open config\n\u001b[31mError\u001b[0m: 設定がありません',
  };
  return {
    ...{ formatVersion: 1, ...app, dependsOn: [nameOf(9), nameOf(4)], neededBy: [nameOf(19)] },
    waits: appKinds.map(waitOf),
    quarantine: [{ version: hex(3, 64), reason: sentences.quarantined, policy: 'rollback' }],
    tasks: tasks.filter(({ name }) => name === app.name),
    volumes: cannedVolumes.filter(({ owner }) => owner === '/shop/db'),
    rollouts: [rolloutOf(app, 0), rolloutOf(app, 1)],
    failures: [failure],
  };
}

/** Of so many apps; answers everything that can be looked at. */
export function crowd(size: number): Partial<EngineClient> {
  const apps = Array.from({ length: size }, (_, at) => appOf(at));
  const agents = Array.from({ length: Math.min(size, 20) }, (_, at) => agentOf(at));
  const few = apps.slice(0, 20);
  const tasks = few.flatMap((app) => [0, 1, 2].map((instance) => taskOf(app, instance)));
  const roles = size === 0 ? [] : teams.map(roleOf);
  const events = few.map(eventOf);
  return {
    status: async () => statusOf(apps, agents),
    apps: async () => list(apps),
    app: async () => detailOf(apps[9] ?? appOf(9), tasks),
    tasks: async () => list(tasks),
    agents: async () => ({ ...list(agents), absence: cannedAbsence }),
    roles: async () => list(roles),
    offers: async () => list(size === 0 ? [] : teams.map(offerOf)),
    volumes: async () => list(size === 0 ? [] : cannedVolumes),
    rollouts: async () => list(few.map(rolloutOf)),
    revisions: async () => list(few.map((_, at) => revisionOf(at + 1))),
    events: async () => list(events),
    snapshot: async () => ({ index: events.length }) as ClusterSnapshot,
  };
}
