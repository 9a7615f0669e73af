// Faults of volumes: in one App or Job, and between those that use one Volume.
import { app, type FaultRow, group, job, volume } from '../../support/fault-table.ts';

const task = (volumes: string): string => `{command: run, volumes: [${volumes}]}`;

const appWith = (volumes: string, spec = ''): string =>
  app('/a', spec).replace('{command: run}', task(volumes));

const named = (name: string, uses: string, spec = ''): string =>
  app(name, spec).replace('{command: run}', task(`{path: d, volume: ${uses}}`));

const jobOf = (name: string, uses: string, spec = ''): string =>
  job(name, `  manual: true\n${spec}`).replace(
    '{command: run}',
    task(`{path: d, volume: ${uses}}`),
  );

const own = '{path: d, persistent: 1GiB}';

const sources: readonly FaultRow[] = [
  {
    code: 'missing-field',
    what: 'a volume without a source, or without a path',
    files: appWith('§{path: d}, §{persistent: 1GiB}'),
    message: 'task.volumes[0] has no source',
    hint: "persistent: the size of one of each instance's own, or volume: the name of a Volume",
  },
  {
    code: 'exclusive-fields',
    what: 'a volume with two sources',
    files: appWith('{path: d, persistent: 1GiB, §volume: /v}') + also(volume('/v', '{size: 1}')),
    message: 'task.volumes[0] has both persistent and volume',
    hint: 'exactly one of persistent and volume',
  },
  {
    code: 'bad-volume',
    what: 'a volume of each run of a Job',
    files: job('/j', '  manual: true\n').replace(
      '{command: run}',
      task('{path: d, §persistent: 1GiB}'),
    ),
    message: 'a Job has no volumes of its own',
    hint: 'use kind: Volume',
  },
  {
    code: 'missing-field',
    what: 'a volume of a Job without a source',
    files: job('/j', '  manual: true\n').replace('{command: run}', task('§{path: d}')),
    hint: 'volume: the name of a Volume',
  },
  {
    code: 'out-of-range',
    what: 'sizes of nothing, beyond the bound and not whole',
    files: appWith(
      '{path: a, persistent: §0}, {path: b, persistent: §2000TiB}, {path: c, persistent: §1025KiB}',
    ),
    hint: '1MiB to 1024TiB',
  },
  {
    code: 'bad-size',
    what: 'a size that is none, in an App and in a Volume',
    files: {
      'a.yaml': appWith('{path: d, persistent: §10G}'),
      'v.yaml': volume('/v', '{size: §10GB}'),
    },
    hint: 'such as 128MiB',
  },
  {
    code: 'missing-field',
    what: 'a Volume without a size',
    files: volume('/v', '{role: shop}').replace('spec:', '§spec:'),
    message: 'spec has no size',
  },
];

function also(text: string): string {
  return `---\n${text}`;
}

const paths: readonly FaultRow[] = [
  {
    code: 'bad-text',
    what: 'paths out of the sandbox, too deep and of other letters',
    files: appWith(
      ['/d', '../d', 'a/../d', '.', '..', 'a/b/c/d', 'a//b', 'a/', 'a b']
        .map((path) => `{path: §"${path}", persistent: 1}`)
        .join(', '),
    ),
    hint: 'at most three segments',
  },
  {
    code: 'bad-path',
    what: "the agent's own files",
    files: appWith(
      ['stdout', 'stderr/x', 'stdout.1', 'stderr.1.tmp']
        .map((path) => `{path: §${path}, persistent: 1}`)
        .join(', '),
    ),
    message: 'stdout is a file of the agent',
    hint: 'another path',
  },
  {
    code: 'bad-path',
    what: 'one path twice',
    files: appWith(`${own}, {path: §d, persistent: 2}`),
    message: 'path d is that, of task.volumes[0]',
    hint: 'each path once, and none below another',
  },
  {
    code: 'bad-path',
    what: 'one path below another, in both orders',
    files: appWith(
      '{path: a, persistent: 1}, {path: §a/b, persistent: 1}, {path: c/d/e, persistent: 1}, ' +
        '{path: §c, persistent: 1}, {path: ab, persistent: 1}',
    ),
    message: 'path a/b is below a, of task.volumes[0]',
  },
];

const policies: readonly FaultRow[] = [
  {
    code: 'out-of-range',
    what: 'room for an instance beside the one that holds the volume',
    files: appWith(own, '  update: {maximumOver: §0.5}\n'),
    message: "maximumOver is 0.5, and /a has volumes: an instance and its successor can't hold one",
    hint: 'maximumOver: 0 in /a',
  },
  {
    code: 'out-of-range',
    what: 'room for another instance that a Group gives',
    files: {
      'a.yaml': appWith(own).replace('/a', '/g/a'),
      'b.yaml': app('/g/b'),
      'g.yaml': group('/g', '  update: {maximumOver: §1}\n'),
    },
    message: '/g/a has volumes',
  },
  {
    code: 'out-of-range',
    what: 'another instance while the agent of the volume is away',
    files: appWith(own, '  unreachable: {inactiveAfter: §5m, expungeAfter: §1h}\n'),
    message: 'inactiveAfter is 5m, and the App has volumes',
    hint: 'never',
  },
  {
    code: 'out-of-range',
    what: 'another instance after a time, of an App that waits at first',
    files: appWith(own, '  unreachable: {inactiveAfter: never, expungeAfter: §0s}\n'),
    message: 'which would be split',
  },
  {
    code: 'exclusive-fields',
    what: 'volumes of what may be taken back',
    files: {
      'a.yaml': appWith(own, '  tier: §revocable\n'),
      'j.yaml': jobOf('/j', '/v', '  tier: §revocable\n'),
      'v.yaml': volume('/v', '{size: 1}'),
    },
    message: 'tier is revocable, and the task has volumes',
  },
];

const vol = volume('/v', '{size: 1GiB}');

const uses: readonly FaultRow[] = [
  {
    code: 'shared-volume',
    what: 'one Volume of several instances',
    files: { 'a.yaml': named('/a', '/v', '  instances: §3\n'), 'v.yaml': vol },
    message: "instances is 3, and task.volumes[0] is the Volume /v: one task's at a time",
    hint: 'persistent: SIZE',
  },
  {
    code: 'shared-volume',
    what: 'one Volume twice in a task',
    files: {
      'a.yaml': appWith('{path: a, volume: /v}, {path: b, volume: §/v}'),
      'v.yaml': vol,
    },
    message: 'the Volume /v is task.volumes[0] already',
  },
  {
    code: 'shared-volume',
    what: 'one Volume of two Apps',
    files: { 'a.yaml': named('/a', '/v'), 'b.yaml': named('/b', '§/v'), 'v.yaml': vol },
    message: '/v is used by /a, an App at a.yaml:1',
    hint: 'one App, or Jobs alone',
  },
  {
    code: 'shared-volume',
    what: 'one Volume of two Jobs and an App between them',
    files: {
      'a.yaml': jobOf('/a', '/v'),
      'b.yaml': named('/b', '§/v'),
      'c.yaml': jobOf('/c', '§/v'),
      'v.yaml': vol,
    },
    message: '/v is used by /a, a Job at a.yaml:1',
  },
  {
    code: 'dangling-name',
    what: 'a Volume that is not there',
    files: {
      'a.yaml': named('/a', '§/s/dat'),
      'j.yaml': jobOf('/j', '§/x'),
      'v.yaml': volume('/s/data', '{size: 1}'),
    },
    message: 'no Volume has the name /s/dat',
    hint: 'did you mean /s/data?',
  },
  {
    code: 'not-a-volume',
    what: 'an App where a Volume is asked for',
    files: { 'a.yaml': named('/a', '§/b'), 'b.yaml': app('/b') },
    message: '/b is an App at b.yaml:1',
  },
  {
    code: 'volume-role',
    what: 'Volumes of other roles, of one below and of everybody',
    files: {
      'a.yaml': named('/a', '§/v', '  role: shop\n'),
      'b.yaml': named('/b', '§/w', '  role: eng\n'),
      'c.yaml': named('/c', '§/x', '  role: eng\n'),
      'v.yaml': [
        volume('/v', '{size: 1, role: eng}'),
        volume('/w', '{size: 1, role: eng/ads}'),
        volume('/x', '{size: 1}'),
      ].join('---\n'),
    },
    message: '/a has the role shop, and /v (a Volume at v.yaml:1) the role eng',
    hint: 'role: eng, or one below it, for /a; or role: shop for the Volume',
  },
  {
    code: 'volume-role',
    what: 'a role that a Group gives',
    files: {
      'a.yaml': named('/g/a', '§/v'),
      'g.yaml': group('/g', '  role: shop\n'),
      'v.yaml': vol,
    },
    message: '/g/a has the role shop',
  },
  {
    code: 'duplicate-name',
    what: 'a Volume with the name of an App',
    files: { 'a.yaml': app('/v'), 'v.yaml': vol.replace('name: /v', 'name: §/v') },
    hint: 'App, Job, Group, Volume and Maintenance',
  },
  {
    code: 'name-of-app-is-a-group',
    what: 'a Volume above an App',
    files: { 'a.yaml': app('/v/a'), 'v.yaml': vol.replace('name: /v', 'name: §/v') },
    hint: 'move the Volume below it',
  },
  {
    code: 'never-up',
    what: 'an App that waits for a Volume to be up',
    files: { 'a.yaml': app('/a', '  dependsOn: [§/v]\n'), 'v.yaml': vol },
    message: '/v is a Volume at v.yaml:1',
  },
  {
    code: 'nothing-to-unset',
    what: 'nulls of a Volume that no Group gives',
    files: volume('/v', '{size: 1, role: §null}'),
  },
];

export const volumeRows: readonly FaultRow[] = [...sources, ...paths, ...policies, ...uses];
