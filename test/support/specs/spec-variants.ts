// For each field of the schemas two valid repositories that differ in it alone, and the field that
// a plan between them must name, with its old and new text.
import { stringify } from 'yaml';
import type { Kind } from '../../../specs/shape/shape-check.ts';

export interface SpecVariant {
  readonly kind: Kind;
  /** Name of the object that differs; of a Quota its role, of the Cluster ''. */
  readonly name: string;
  /** Path in `fieldsOf`; `name` where an object goes and another comes. */
  readonly field: string;
  /** As `fieldsOf` writes them; absent: the field isn't there. */
  readonly old: string | undefined;
  readonly now: string | undefined;
  readonly before: ReadonlyMap<string, string>;
  readonly after: ReadonlyMap<string, string>;
}

type Map_ = Record<string, unknown>;
type Value = unknown;

/** `base` is merged into the object first, so that the field can stand there. */
interface Row {
  readonly old: Value;
  readonly now: Value;
  readonly base?: Map_;
  /** Where `fieldsOf` has it, when not at the path itself. */
  readonly field?: string;
  readonly oldText?: string | undefined;
  readonly nowText?: string | undefined;
}

const row = (old: Value, now: Value, base?: Map_, more: Partial<Row> = {}): Row => ({
  old,
  now,
  ...(base === undefined ? {} : { base }),
  ...more,
});

const httpPort = { task: { command: 'run', ports: [{ name: 'http' }] } };
const health = (check: Map_): Map_ => ({ ...httpPort, health: [{ kind: 'http', ...check }] });
const ready = (check: Map_): Map_ => ({ ...httpPort, readiness: [{ kind: 'http', ...check }] });
const rule = { placement: [{ attribute: 'rack', operator: 'like', value: 'a' }] };

/** Fields of health and readiness checks alike. */
const checkRows = (list: 'health' | 'readiness', base: (check: Map_) => Map_) => ({
  [`${list}[].kind`]: row('http', 'https', base({})),
  [`${list}[].port`]: row(0, 1, {
    ...base({}),
    task: { command: 'run', ports: [{ name: 'http' }, { name: 'admin' }] },
  }),
  [`${list}[].path`]: row('/a', '/b', base({})),
  [`${list}[].codes`]: row([200], [200, 204], base({}), {
    oldText: '[200]',
    nowText: '[200, 204]',
  }),
  [`${list}[].command`]: row('a', 'b', { [list]: [{ kind: 'command' }] }),
  [`${list}[].delay`]: row('0s', '5s', base({})),
  [`${list}[].interval`]: row('60s', '5s', base({}), { oldText: '1m' }),
  [`${list}[].timeout`]: row('20s', '2s', base({})),
});

const updateRows: Readonly<Record<string, Row>> = {
  'update.minimumHealth': row(1, 0.5),
  'update.maximumOver': row(1, 0.25),
  'update.batch.size': row(2, 3),
  'update.batch.sizes': row([1, 2], [1, 3], undefined, { oldText: '[1, 2]', nowText: '[1, 3]' }),
  'update.batch.wait': row(false, true, { update: { batch: { size: 2 } } }),
  'update.batch.additions': row(false, true, { update: { batch: { size: 2 } } }),
  'update.watch': row('0s', '10s'),
  'update.maxFailuresPerInstance': row(0, 1),
  'update.maxFailedInstances': row(0, 2),
  'update.onFailure': row('rollback', 'pause'),
  'update.deadline': row('10m', '1h'),
};

const placementRows: Readonly<Record<string, Row>> = {
  'placement[].attribute': row('rack', 'zone', rule),
  'placement[].operator': row('like', 'unlike', rule),
  'placement[].value': row('a', 'b', rule),
};

const mount = (of: Map_): Map_ => ({ task: { command: 'run', volumes: [of] } });

const appRows: Readonly<Record<string, Row>> = {
  'metadata.name': row('/v/app', '/v/other', undefined, { field: 'name' }),
  'metadata.labels.*': row('a', 'b', undefined, { field: 'labels.team' }),
  role: row('shop', 'eng/ads'),
  instances: row(1, 2),
  'task.command': row('run', 'walk'),
  'task.args': row(['a'], ['b'], { task: {} }, { oldText: '["a"]', nowText: '["b"]' }),
  'task.user': row('www', 'nobody'),
  'task.resources.cpus': row(0.1, 0.125),
  'task.resources.memory': row('32MiB', '1GiB'),
  'task.resources.disk': row(0, 10, undefined, { oldText: '0MiB', nowText: '10MiB' }),
  'task.ports[].name': row('http', 'web'),
  'task.ports[].host': row(0, 8080),
  'task.ports[].service': row(0, 10080),
  'task.ports[].protocol': row('tcp', 'udp'),
  'task.ports[].labels.*': row('a', 'b', undefined, { field: 'task.ports[0].labels.team' }),
  'task.volumes[].path': row('data', 'db', mount({ persistent: '1GiB' })),
  'task.volumes[].persistent': row('1GiB', 512, mount({ path: 'data' }), { nowText: '512MiB' }),
  'task.volumes[].volume': row('/v/one', '/v/two', mount({ path: 'data' })),
  'task.env.*': row('prod', 'test', undefined, { field: 'task.env.team' }),
  'task.kill.delay': row('0s', '2s'),
  'task.kill.grace': row('3s', '30s'),
  'task.kill.signal': row('SIGTERM', 'SIGINT'),
  'task.logs.maxSize': row('50MiB', '1GiB'),
  ...checkRows('health', health),
  'health[].grace': row('300s', '1s', health({}), { oldText: '5m' }),
  'health[].maxConsecutiveFailures': row(3, 0, health({})),
  ...checkRows('readiness', ready),
  ...updateRows,
  ...placementRows,
  'backoff.initial': row('1s', '2s'),
  'backoff.factor': row(1.15, 2),
  'backoff.max': row('5m', '1h'),
  'unreachable.inactiveAfter': row('0s', '1m', { unreachable: { expungeAfter: 'never' } }),
  'unreachable.expungeAfter': row('0s', 'never'),
  killSelection: row('youngest-first', 'oldest-first'),
  dependsOn: row(['/v/db'], ['/w'], undefined, { oldText: '[/v/db]', nowText: '[/w]' }),
  packing: row('spread', 'pack'),
  tier: row('preferred', 'revocable'),
};

const daily = { schedule: 'R/2026-01-01T02:00:00Z/P1D' };
const retried = { retries: { count: 1, delay: '5s' } };

/** When it runs and how; its task, labels, role and placement are as in an App. */
const jobRows: Readonly<Record<string, Row>> = {
  ...Object.fromEntries(
    Object.entries(appRows)
      .filter(([path]) => /^(metadata|role|task|placement|packing|tier)/.test(path))
      .filter(([path]) => path !== 'task.volumes[].persistent')
      .map(([path, ofApp]) => [path, { ...ofApp, base: { manual: true, ...ofApp.base } }]),
  ),
  'metadata.name': row('/v/job', '/v/other', { manual: true }, { field: 'name' }),
  'task.volumes[].path': row('data', 'db', { manual: true, ...mount({ volume: '/v/one' }) }),
  schedule: row('R/2026-01-01T02:00:00Z/P1D', 'R5//PT1H'),
  cron: row('30 2 * * *', '*/5 * * * mon'),
  after: row(['/v/first'], ['/v/first', '/v/after'], undefined, {
    oldText: '[/v/first]',
    nowText: '[/v/after, /v/first]',
  }),
  timeZone: row('UTC', 'Europe/Berlin', daily),
  startingDeadline: row('1m', '1h', daily),
  catchUp: row('latest', 'all', daily),
  catchUpWindow: row('24h', '2h', daily, { oldText: '1d' }),
  concurrency: row('forbid', 'allow', daily),
  'retries.count': row(0, 3, daily),
  'retries.delay': row('60s', '10s', { ...daily, retries: { count: 1 } }, { oldText: '1m' }),
  'retries.factor': row(1, 2.5, { ...daily, ...retried }),
  'retries.max': row('1h', '10m', { ...daily, ...retried }),
  timeout: row('1h', '2h', daily),
  softError: row(false, true, daily),
  'unreachable.after': row('block', 'replace', daily),
  owners: row(['a@b.example'], ['c@d.example'], daily, {
    oldText: '[a@b.example]',
    nowText: '[c@d.example]',
  }),
  suspended: row(false, true, daily),
  'history.keep': row(100, 5, daily),
};

const groupRows: Readonly<Record<string, Row>> = {
  'metadata.name': row('/v', '/x', undefined, { field: 'name' }),
  'metadata.labels.*': row('a', 'b', undefined, { field: 'metadata.labels.team' }),
  role: row('shop', 'eng/ads'),
  'labels.*': row('a', 'b', undefined, { field: 'labels.team' }),
  'task.user': row('www', 'nobody'),
  'task.env.*': row('prod', 'test', undefined, { field: 'task.env.team' }),
  ...updateRows,
  ...placementRows,
  dependsOn: row(['/w/a'], ['/w'], undefined, { oldText: '[/w/a]', nowText: '[/w]' }),
};

function amountRows(field: 'guarantee' | 'limit'): Readonly<Record<string, Row>> {
  return {
    [`${field}.cpus`]: row(10, 2.5),
    [`${field}.memory`]: row('20GiB', 512, undefined, { nowText: '512MiB' }),
    [`${field}.disk`]: row('1TiB', '1500GiB'),
    [`${field}.gpus`]: row(1, 2),
    [`${field}.*`]: row(3, 0.125, undefined, { field: `${field}.team` }),
  };
}

const quotaRows: Readonly<Record<string, Row>> = {
  'metadata.name': row('one', 'two'),
  role: row('shop', 'eng/ads', undefined, { field: 'name' }),
  weight: row(1, 2.5),
  ...amountRows('guarantee'),
  ...amountRows('limit'),
};

const volumeRows: Readonly<Record<string, Row>> = {
  'metadata.name': row('/v/vol', '/v/other', undefined, { field: 'name' }),
  'metadata.labels.*': row('a', 'b', undefined, { field: 'labels.team' }),
  role: row('shop', 'eng/ads'),
  size: row('1GiB', 512, undefined, { nowText: '512MiB' }),
};

const meant = { agents: ['a1'], start: '2026-12-01T02:00:00Z' };
const selected = { ...meant, ...{ select: [{ attribute: 'rack', operator: 'like', value: 'a' }] } };

const maintenanceRows: Readonly<Record<string, Row>> = {
  'metadata.name': row('/v/window', '/v/other', meant, { field: 'name' }),
  'metadata.labels.*': row('a', 'b', meant, { field: 'labels.team' }),
  agents: row(['a1'], ['b', 'a1'], meant, { oldText: '[a1]', nowText: '[a1, b]' }),
  'select[].attribute': row('rack', 'zone', selected),
  'select[].operator': row('like', 'unlike', selected),
  'select[].value': row('a', 'b', selected),
  start: row('2026-12-01T02:00:00+01:00', '2026-12-01T02:00:00Z', meant, {
    oldText: '2026-12-01T01:00:00Z',
  }),
  duration: row('2h', '90m', meant),
  drainBefore: row('15m', '1h', meant),
  batch: row(1, 3, meant),
  jobs: row('wait', 'kill', meant),
};

const clusterRows: Readonly<Record<string, Row>> = {
  'metadata.name': row('prod', 'test'),
  paths: row(['.'], ['specs'], undefined, { oldText: '[.]', nowText: '[specs]' }),
  'variables.*': row('a', 'b', undefined, { field: 'variables.team' }),
  'sync.interval': row('10s', '1m'),
  'sync.massDelete.fraction': row(0.2, 0.5),
  'sync.massDelete.count': row(5, 6),
  packing: row('spread', 'pack'),
};

const rows: Readonly<Partial<Record<Kind, Readonly<Record<string, Row>>>>> = {
  App: appRows,
  Job: jobRows,
  Group: groupRows,
  Quota: quotaRows,
  Volume: volumeRows,
  Maintenance: maintenanceRows,
  Cluster: clusterRows,
};

/** A row's path with `spec.` put back: `App.spec.task.command`. */
const fullPath = (kind: Kind, short: string): string =>
  short.startsWith('metadata.') ? `${kind}.${short}` : `${kind}.spec.${short}`;

/** Paths that have a variant of their own: all leaves of what is carried out. */
export const variantPaths: readonly string[] = Object.entries(rows).flatMap(([kind, ofKind]) =>
  Object.keys(ofKind).map((short) => fullPath(kind as Kind, short)),
);

const spare: Readonly<Record<string, Map_>> = {
  'specs/db.yaml': { kind: 'App', metadata: { name: '/v/db' }, spec: { task: { command: 'db' } } },
  'specs/first.yaml': {
    kind: 'Job',
    metadata: { name: '/v/first' },
    spec: { task: { command: 'first' }, manual: true },
  },
  'specs/after.yaml': {
    kind: 'Job',
    metadata: { name: '/v/after' },
    spec: { task: { command: 'after' }, after: ['/v/first'] },
  },
  'specs/one.yaml': { kind: 'Volume', metadata: { name: '/v/one' }, spec: { size: '1GiB' } },
  'specs/two.yaml': { kind: 'Volume', metadata: { name: '/v/two' }, spec: { size: '1GiB' } },
  'specs/w.yaml': { kind: 'App', metadata: { name: '/w/a' }, spec: { task: { command: 'a' } } },
};

const baseOf: Readonly<Partial<Record<Kind, Map_>>> = {
  App: { metadata: { name: '/v/app' }, spec: { task: { command: 'run' } } },
  Job: { metadata: { name: '/v/job' }, spec: { task: { command: 'run' } } },
  Group: { metadata: { name: '/v' }, spec: {} },
  Quota: { spec: { role: 'shop' } },
  Volume: { metadata: { name: '/v/vol' }, spec: { size: '2GiB' } },
  Maintenance: { metadata: { name: '/v/window' }, spec: {} },
  Cluster: { spec: {} },
};

const nameOf: Readonly<Partial<Record<Kind, string>>> = {
  App: '/v/app',
  Job: '/v/job',
  Group: '/v',
  Quota: 'shop',
  Volume: '/v/vol',
  Maintenance: '/v/window',
};

/** For a path of `variantPaths`, or one of its parents or list items; undefined for other paths. */
export function specVariantFor(path: string): SpecVariant | undefined {
  const full = variantPaths.find((candidate) => candidate === path || isBelow(candidate, path));
  if (full === undefined) return undefined;
  const kind = full.slice(0, full.indexOf('.')) as Kind;
  const short = full.replace(/^[A-Za-z]+\.(spec\.)?/, '');
  const found = rows[kind]?.[short];
  return found === undefined ? undefined : variantOf(kind, short, found);
}

/** Items of a list of plain values are told by their list. */
const isBelow = (candidate: string, path: string): boolean =>
  candidate.startsWith(`${path}.`) ||
  candidate.startsWith(`${path}[]`) ||
  `${candidate}[]` === path;

function variantOf(kind: Kind, short: string, { old, now, base, ...more }: Row): SpecVariant {
  const segments = short.startsWith('metadata.') ? short.split('.') : ['spec', ...short.split('.')];
  const file = (value: Value): ReadonlyMap<string, string> => {
    const document = structuredClone({ kind, ...baseOf[kind] }) as Map_;
    if (base !== undefined) Object.assign(document['spec'] as Map_, structuredClone(base));
    put(document, segments, value);
    const all = { ...spare, [kind === 'Cluster' ? 'meridian.yaml' : 'specs/v.yaml']: document };
    return new Map(
      Object.entries(all).map(([at, doc]) => [
        at,
        stringify({ apiVersion: 'meridian/v1', ...doc }),
      ]),
    );
  };
  return {
    kind,
    name: nameOf[kind] ?? '',
    field: more.field ?? short.replaceAll('[]', '[0]'),
    old: more.oldText ?? String(old),
    now: more.nowText ?? String(now),
    before: file(old),
    after: file(now),
  };
}

/** Sets the value at the path; `x[]` is the first of a list, `*` the name `team`. */
function put(map: Map_, segments: readonly string[], value: Value): void {
  const [first = '', ...rest] = segments;
  const key = first === '*' ? 'team' : first.replace('[]', '');
  if (rest.length === 0) {
    map[key] = value;
    return;
  }
  put(first.endsWith('[]') ? firstOf(map, key) : mapAt(map, key), rest, value);
}

function mapAt(map: Map_, key: string): Map_ {
  map[key] ??= {};
  return map[key] as Map_;
}

function firstOf(map: Map_, key: string): Map_ {
  map[key] ??= [{}];
  const [first = {}] = map[key] as Map_[];
  return first;
}
