// Valid repositories of specs that reach every field that is carried out. Shapes come from the
// schemas; what is here keeps the rules between fields and between documents.
import fc from 'fast-check';
import { stringify } from 'yaml';
import { fieldsOfKind, type SchemaField } from '../../../specs/shape/schema-tree.ts';
import { type Kind, kinds } from '../../../specs/shape/shape-check.ts';
import { maintenanceDocuments } from './maintenance-values.ts';
import { anyOfFile } from './spec-values.ts';
import { volumesNamedBy, withVolumes } from './volume-values.ts';

type Map_ = Record<string, unknown>;
export interface SpecDoc {
  readonly kind: Kind;
  readonly metadata?: Map_;
  readonly spec?: Map_;
}

/** The task is that of an App too; a Job has no volumes of its own. */
const inAppsAlone = 'Job.spec.task.volumes[].persistent';

/** Fields that are carried out: what valid specs can reach. */
export const schemaPaths = (): readonly SchemaField[] =>
  kinds
    .flatMap(fieldsOfKind)
    .filter(({ notYet, path }) => notYet === undefined && path !== inAppsAlone);

/** The paths of `schemaPaths` that a document reaches. */
export function reachedPaths(kind: Kind, document: unknown): ReadonlySet<string> {
  const known = new Set(fieldsOfKind(kind).map(({ path }) => path));
  const reached = new Set<string>();
  const walk = (path: string, value: unknown): void => {
    reached.add(path);
    if (Array.isArray(value)) for (const item of value) walk(`${path}[]`, item);
    else if (typeof value === 'object' && value !== null)
      for (const [key, member] of Object.entries(value))
        walk(known.has(`${path}.${key}`) ? `${path}.${key}` : `${path}.*`, member);
  };
  walk(kind, document);
  return reached;
}

const apiVersion = 'meridian/v1';
/** Objects may depend on those of groups before their own, so that there is no circle. */
const groupNames = ['/g0', '/g1', '/g1/in', '/g2'];
const rankOf = (name: string): number => Number(name[2]);
const appNames = ['/g0/a', '/g0/b', '/g1/a', '/g1/in/a', '/g2/a', '/g2/b/c'];
/** A Job follows those before it. */
const jobNames = ['/g1/in/j', '/g0/j', '/g2/j', '/g0/k'];

const variables = { REGION: 'eu', 'a-b': 'x y' };
const templates = ['{{ var.REGION }}-1', '{{var.a-b}}', '\\{{ x }}', '{{ instance }}'];
const jobTemplates = ['{{ var.REGION }}-1', '{{ run.due }}', '\\{{ x }}', '{{ run.attempt }}'];

function fixTask(task: Map_, pick: number, words = templates): Map_ {
  const { command, args, ports, env, ...rest } = task;
  const fixed: Map_ = { ...rest };
  if (args === undefined || pick % 3 === 0) fixed['command'] = command ?? 'run';
  else fixed['args'] = args;
  if (pick % 5 === 0 && fixed['command'] !== undefined) fixed['command'] = words[(pick >> 1) % 4];
  if (ports !== undefined) fixed['ports'] = fixPorts(ports as Map_[]);
  if (env !== undefined) fixed['env'] = fixEnv(env as Map_, pick, words);
  return fixed;
}

const fixEnv = (env: Map_, pick: number, words: readonly string[]): Map_ =>
  pick % 4 === 0 ? { ...env, T: words[(pick >> 2) % 4] } : env;

function fixPorts(ports: readonly Map_[]): Map_[] {
  const seen = new Set<unknown>();
  return ports.map((port) => {
    const { name, host, ...rest } = port;
    const own: Map_ = { ...rest };
    if (name !== undefined && !seen.has(name)) own['name'] = name;
    if (host !== undefined && (host === 0 || !seen.has(host))) own['host'] = host;
    seen.add(name).add(host);
    return own;
  });
}

const kindFields: Readonly<Record<string, readonly string[]>> = {
  http: ['port', 'path', 'codes'],
  https: ['port', 'path', 'codes'],
  tcp: ['port'],
  command: ['command'],
};

function fixChecks(checks: readonly Map_[], ports: readonly Map_[], pick: number): Map_[] {
  return checks.map((check) => {
    const { port, path, codes, command, ...timing } = check;
    const kind = ports.length === 0 ? 'command' : String(check['kind']);
    const all: Map_ = { port, path, codes, command: command ?? 'test -f ok' };
    const own = Object.entries(all).filter(
      ([key, value]) => kindFields[kind]?.includes(key) === true && value !== undefined,
    );
    const fixed: Map_ = { ...timing, kind, ...Object.fromEntries(own) };
    if (fixed['port'] !== undefined) fixed['port'] = portFor(ports, pick);
    return fixed;
  });
}

function portFor(ports: readonly Map_[], pick: number): unknown {
  const index = pick % ports.length;
  const port = ports[index];
  return port?.['name'] !== undefined && pick % 2 === 0 ? port['name'] : index;
}

const fixRules = (rules: readonly Map_[], pick: number): Map_[] =>
  rules.map((rule) => {
    const { value: _given, ...rest } = rule;
    const operator = String(rule['operator']);
    if (operator === 'unique' || (['cluster', 'group-by'].includes(operator) && pick % 2 === 0))
      return rest;
    const isNumber = ['group-by', 'max-per', 'limit'].includes(operator);
    return { ...rest, value: isNumber ? String(1 + (pick % 9)) : 'r[0-9]+' };
  });

function fixUpdate(update: Map_, pick: number): Map_ {
  const { batch, ...rest } = update;
  if (batch === undefined) return update;
  const { size, sizes, ...others } = batch as Map_;
  const one = pick % 2 === 0 ? { size } : { sizes };
  return { ...rest, batch: { ...others, ...withoutUndefined(one) } };
}

const withoutUndefined = (map: Map_): Map_ =>
  Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined));

/** What an App or Group shares. */
function fixSpec(spec: Map_, name: string, dependencies: readonly string[], pick: number): Map_ {
  const { placement, update, dependsOn: _given, ...rest } = spec;
  const rank = rankOf(name);
  const earlier = dependencies.filter((other) => rankOf(other) < rank);
  const chosen = earlier.filter((_other, index) => (pick >> index) % 2 === 0);
  return {
    ...rest,
    ...(placement === undefined ? {} : { placement: fixRules(placement as Map_[], pick) }),
    ...(update === undefined ? {} : { update: fixUpdate(update as Map_, pick) }),
    ...(chosen.length === 0 && pick % 2 === 0 ? {} : { dependsOn: chosen }),
  };
}

function fixApp(name: string, document: SpecDoc, dependencies: readonly string[], pick: number) {
  const spec = fixSpec(document.spec ?? {}, name, dependencies, pick);
  const task = fixTask((spec['task'] ?? {}) as Map_, pick);
  const ports = (task['ports'] ?? []) as Map_[];
  const checks = (list: string): Map_ =>
    spec[list] === undefined ? {} : { [list]: fixChecks(spec[list] as Map_[], ports, pick) };
  const unreachable = spec['unreachable'] as Map_ | undefined;
  const never = { inactiveAfter: unreachable?.['inactiveAfter'] ?? '0s', expungeAfter: 'never' };
  return {
    ...document,
    metadata: { ...document.metadata, name },
    spec: withVolumes(
      { kind: 'App', name },
      {
        ...spec,
        task,
        ...checks('health'),
        ...checks('readiness'),
        ...(unreachable === undefined ? {} : { unreachable: never }),
      },
    ),
  };
}

const timetables = [
  { schedule: 'R/2026-01-31T02:00:00Z/P1M' },
  { schedule: 'R5//PT90M', timeZone: 'Europe/Berlin' },
  { cron: '30 2 * * mon-fri', timeZone: 'Australia/Lord_Howe' },
  { cron: '*/15 * 1 * *' },
];

/** One way to say when it runs, and only what goes with that way. */
function fixTrigger(spec: Map_, before: readonly string[], pick: number): Map_ {
  const { schedule: _s, cron: _c, after: _a, manual: _m, timeZone: _z, ...rest } = spec;
  const { catchUp, catchUpWindow, ...others } = rest;
  if (pick % 3 === 0 && before.length > 0) {
    const chosen = before.filter((_other, index) => (pick >> index) % 2 === 0);
    return { ...others, after: chosen.length === 0 ? before.slice(0, 1) : chosen };
  }
  if (pick % 3 === 1) return { ...others, manual: true };
  const window = catchUp === 'none' ? {} : { catchUpWindow };
  return { ...others, ...withoutUndefined({ catchUp, ...window }), ...timetables[pick % 4] };
}

function fixRetries(retries: Map_): Map_ {
  const { count = 1, factor } = retries;
  return withoutUndefined({ count, factor, delay: '10s', max: retries['max'] && '30m' });
}

function fixJob(name: string, document: SpecDoc, before: readonly string[], pick: number) {
  const given = fixTrigger(document.spec ?? {}, before, pick);
  const { placement, retries, ...rest } = given;
  const [parent] = (given['after'] ?? []) as string[];
  const word = parent === undefined ? '{{ run.id }}' : `{{ parent("${parent}").run.due }}`;
  return {
    ...document,
    metadata: { ...document.metadata, name },
    spec: withVolumes(
      { kind: 'Job', name },
      {
        ...rest,
        task: fixTask((rest['task'] ?? {}) as Map_, pick, [...jobTemplates.slice(1), word]),
        ...(placement === undefined ? {} : { placement: fixRules(placement as Map_[], pick) }),
        ...(retries === undefined ? {} : { retries: fixRetries(retries as Map_) }),
      },
    ),
  };
}

const anyApp = anyOfFile('app') as fc.Arbitrary<SpecDoc>;
const anyJob = anyOfFile('job') as fc.Arbitrary<SpecDoc>;
const anyGroup = anyOfFile('group') as fc.Arbitrary<SpecDoc>;
const anyVolume = anyOfFile('volume') as fc.Arbitrary<SpecDoc>;
const anyQuota = anyOfFile('quota') as fc.Arbitrary<SpecDoc>;
const anyCluster = anyOfFile('cluster') as fc.Arbitrary<SpecDoc>;
const anyPick = fc.nat({ max: 1000 });

function fixGroup(name: string, document: SpecDoc, dependencies: readonly string[], pick: number) {
  const spec = fixSpec(document.spec ?? {}, name, dependencies, pick);
  return { ...document, metadata: { ...document.metadata, name }, spec };
}

/** No guarantee is above its limit; `*` has neither. */
function fixQuota({ guarantee, limit, ...rest }: Map_, role: string): Map_ {
  if (role === '*') return { ...rest, role };
  const guaranteed = new Set(Object.keys(guarantee ?? {}));
  const others = Object.entries(limit ?? {}).filter(([name]) => !guaranteed.has(name));
  const fixed = { guarantee, limit: limit && Object.fromEntries(others) };
  return withoutUndefined({ ...rest, role, ...fixed });
}

/** Documents of one valid repository; the Cluster, if any, comes first. */
export function arbitraryDocuments(): fc.Arbitrary<readonly SpecDoc[]> {
  const names = fc.tuple(fc.subarray(appNames, { minLength: 1 }), fc.subarray(jobNames));
  const groups = fc.subarray(groupNames);
  return fc
    .tuple(names, groups, fc.subarray(['*', 'shop', 'eng/ads']), anyCluster, anyPick)
    .chain(([[apps, jobs], groupsOfTree, roles, cluster, pick]) => {
      const dependencies = [...apps, ...jobs, ...groupsOfTree];
      const appDocs = apps.map((name) =>
        fc.tuple(anyApp, anyPick).map(([app, p]) => fixApp(name, app, dependencies, p)),
      );
      const jobDocs = jobs.map((name, index) =>
        fc.tuple(anyJob, anyPick).map(([job, p]) => fixJob(name, job, jobs.slice(0, index), p)),
      );
      const groupDocs = groupsOfTree.map((name) =>
        fc.tuple(anyGroup, anyPick).map(([group, p]) => fixGroup(name, group, dependencies, p)),
      );
      const quotas = roles.map((role) =>
        anyQuota.map((quota) => ({ ...quota, spec: fixQuota(quota.spec ?? {}, role) })),
      );
      return fc
        .tuple(maintenanceDocuments(), anyVolume, ...appDocs, ...jobDocs, ...groupDocs, ...quotas)
        .map(([maintenance, volume, ...documents]) => [
          fixCluster(cluster, pick),
          ...documents,
          ...maintenance,
          ...documents.flatMap((document) => volumesOf(document, volume)),
        ]);
    });
}

function volumesOf({ kind, metadata, spec = {} }: SpecDoc, volume: SpecDoc): readonly SpecDoc[] {
  if (kind !== 'App' && kind !== 'Job') return [];
  const owner = { kind, name: String(metadata?.['name']) };
  return volumesNamedBy(owner, spec, volume as unknown as Map_) as unknown as readonly SpecDoc[];
}

/** The variables that texts use are always there; the paths always hold all files. */
function fixCluster(cluster: SpecDoc, pick: number): SpecDoc {
  const given = (cluster.spec ?? {}) as Map_;
  const { paths, ...rest } = given;
  const known = { ...(given['variables'] as Map_ | undefined), ...variables };
  return {
    ...cluster,
    spec: { ...rest, variables: known, ...(paths === undefined ? {} : { paths: pathsFor(pick) }) },
  };
}

const pathsFor = (pick: number): string[] => (pick % 2 === 0 ? ['.'] : ['specs', './more/']);

const textOf = (document: SpecDoc): string => stringify({ apiVersion, ...document });

/** By path: meridian.yaml, and the others under `specs/`, up to three documents a file. */
export function arbitraryRepository(): fc.Arbitrary<ReadonlyMap<string, string>> {
  return fc.tuple(arbitraryDocuments(), fc.integer({ min: 1, max: 3 })).map(([all, perFile]) => {
    const [cluster, ...others] = all;
    const files = new Map<string, string>();
    if (cluster !== undefined) files.set('meridian.yaml', textOf(cluster));
    for (let at = 0; at < others.length; at += perFile)
      files.set(
        `specs/${String(at).padStart(3, '0')}.yaml`,
        others
          .slice(at, at + perFile)
          .map(textOf)
          .join('---\n'),
      );
    return files;
  });
}
