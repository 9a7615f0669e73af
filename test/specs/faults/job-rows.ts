// Faults of Jobs: of one by itself, and of what they follow.
import { app, appWithTask, type FaultRow, group, job } from '../../support/fault-table.ts';

const daily = '  schedule: R/2026-01-01T02:00:00Z/P1D\n';
const timed = (spec: string): string => job('/j', `${daily}${spec}`);
const manual = (spec: string): string => job('/j', `  manual: true\n${spec}`);
const after = (name: string, ...parents: string[]): string =>
  job(name, `  after: [${parents.join(', ')}]\n`);
const echo = (name: string, word: string, spec: string): string =>
  job(name, spec).replace('{command: run}', `{command: §'echo {{ ${word} }}'}`);

const triggers: readonly FaultRow[] = [
  {
    code: 'missing-field',
    what: 'nothing that says when',
    files: job('/j').replace('spec:', '§spec:'),
    hint: 'exactly one of schedule, cron, after and manual',
  },
  {
    code: 'exclusive-fields',
    what: 'two that say when',
    files: timed('  §manual: true\n'),
    message: 'both schedule and manual',
  },
  {
    code: 'unknown-value',
    what: 'manual: false',
    files: job('/j', '  manual: §false\n'),
    hint: 'only true',
  },
  {
    code: 'bad-schedule',
    what: 'a start that is a time of day',
    files: job('/j', '  schedule: §R/T02:00:00Z/P1D\n'),
  },
  {
    code: 'bad-schedule',
    what: 'a period without P',
    files: job('/j', '  schedule: §R/2026-01-01T02:00:00Z/24H\n'),
    hint: 'P',
  },
  {
    code: 'bad-schedule',
    what: 'no period at all',
    files: job('/j', '  schedule: §R/2026-01-01T02:00:00Z\n'),
  },
  {
    code: 'bad-schedule',
    what: 'a period of nothing',
    files: job('/j', '  schedule: §R//PT0S\n'),
  },
  {
    code: 'bad-schedule',
    what: 'never once',
    files: job('/j', '  schedule: §R0//PT1H\n'),
  },
  {
    code: 'bad-schedule',
    what: 'a day that is none',
    files: job('/j', '  schedule: §R/2026-02-30T00:00:00Z/P1D\n'),
  },
  {
    code: 'bad-cron',
    what: 'six fields',
    files: job('/j', '  cron: §"0 30 2 * * *"\n'),
    message: 'five fields',
  },
  { code: 'bad-cron', what: 'an hour that is none', files: job('/j', '  cron: §"30 24 * * *"\n') },
  {
    code: 'bad-cron',
    what: 'a day that never comes',
    files: job('/j', '  cron: §"0 0 30 2 *"\n'),
    message: 'never',
  },
  {
    code: 'unknown-zone',
    what: 'a slip in a zone',
    files: timed('  timeZone: §Europe/Berlim\n'),
    hint: 'did you mean Europe/Berlin?',
  },
  {
    code: 'unknown-zone',
    what: 'a zone that is none, of a cron',
    files: job('/j', '  cron: "0 0 * * *"\n  timeZone: §Mars/Olympus\n'),
    hint: 'Europe/Berlin',
  },
];

const idle: readonly FaultRow[] = [
  {
    code: 'idle-field',
    what: 'fields of a timetable in a Job without one',
    files: manual('  §timeZone: Europe/Berlin\n  §catchUp: all\n  §catchUpWindow: 1h\n'),
    hint: 'schedule or cron',
  },
  {
    code: 'idle-field',
    what: 'catchUp of a Job that follows another',
    files: {
      'a.yaml': after('/a', '/j').concat('  §catchUp: latest\n  startingDeadline: 5m\n'),
      'j.yaml': manual('  startingDeadline: 5m\n'),
    },
    message: 'follows others',
  },
  {
    code: 'idle-field',
    what: 'a window that nothing looks back over',
    files: timed('  catchUp: none\n  §catchUpWindow: 1h\n'),
    message: 'catchUp: none',
  },
  {
    code: 'missing-field',
    what: 'retries without a count',
    files: timed('  §retries: {delay: 5s}\n'),
    hint: 'add count',
  },
  {
    code: 'out-of-range',
    what: 'a delay over the greatest one',
    files: timed('  retries: {count: 1, delay: 10m, max: §5m}\n'),
    hint: '10m or more',
  },
  {
    code: 'out-of-range',
    what: 'a delay over the greatest one by default',
    files: timed('  retries: {count: 1, delay: §2h}\n'),
    hint: 'add max',
  },
];

const foreign: readonly FaultRow[] = [
  ...['instances: 2', 'health: []', 'readiness: []', 'update: {}', 'dependsOn: []'].map(
    (field): FaultRow => ({
      code: 'unknown-field',
      what: `${field} in a Job`,
      files: manual(`  §${field}\n`),
      message: `a Job has no ${field.slice(0, field.indexOf(':'))}`,
    }),
  ),
  {
    code: 'unknown-field',
    what: 'a slip in a Job',
    files: manual('  §suspnded: true\n'),
    hint: 'did you mean suspended?',
  },
  {
    code: 'bad-text',
    what: 'an owner that is no address',
    files: manual('  owners: [etl@example.com, §etl, §"a b@c"]\n'),
    hint: 'etl@example.com',
  },
  {
    code: 'reserved-env',
    what: 'names that are ours in a Job',
    files: job('/j', '  manual: true\n').replace(
      '{command: run}',
      [
        '{command: x, env: {§MERIDIAN_RUN: a, §MERIDIAN_DUE: a, ',
        '§MERIDIAN_ATTEMPT: 1, §MERIDIAN_JOB: x}}',
      ].join(''),
    ),
  },
  {
    code: 'unknown-template-word',
    what: 'a word of Apps in a Job',
    files: echo('/j', 'instance', '  manual: true\n'),
    hint: '{{ run.id }}',
  },
  {
    code: 'unknown-template-word',
    what: 'a part that runs do not have',
    files: echo('/j', 'run.nr', '  manual: true\n'),
    hint: 'id, due, attempt',
  },
  {
    code: 'unknown-template-word',
    what: 'a word of Jobs in what a Group gives an App',
    files: {
      'a.yaml': app('/g/a'),
      'g.yaml': group('/g', '  task: {env: {A: §"{{ run.id }}"}}\n'),
      'j.yaml': job('/g/j', '  manual: true\n'),
    },
    message: 'for /g/a',
  },
  {
    code: 'unknown-template-word',
    what: 'a word of Apps in what a Group gives a Job',
    files: {
      'a.yaml': app('/g/a'),
      'g.yaml': group('/g', '  task: {env: {A: §"{{ instance }}"}}\n'),
      'j.yaml': job('/g/j', '  manual: true\n'),
    },
    message: 'for /g/j',
  },
];

const chains: readonly FaultRow[] = [
  {
    code: 'cycle',
    what: 'a Job on itself',
    files: after('/a', '§/a'),
    message: 'after goes in a circle: /a -> /a',
  },
  {
    code: 'cycle',
    what: 'three Jobs in three files',
    files: {
      'a.yaml': after('/a', '/x', '§/b'),
      'b.yaml': after('/b', '/c'),
      'c.yaml': after('/c', '/a'),
      'x.yaml': job('/x', '  manual: true\n'),
    },
    message: '/a -> /b -> /c -> /a',
  },
  {
    code: 'dangling-name',
    what: 'a Job that is not there',
    files: { 'a.yaml': after('/etl/load', '§/etl/extrat'), 'b.yaml': timedAs('/etl/extract') },
    hint: 'did you mean /etl/extract?',
  },
  {
    code: 'not-a-job',
    what: 'an App in after',
    files: { 'a.yaml': after('/j', '§/web'), 'b.yaml': app('/web') },
    message: '/web is an App at b.yaml:1',
    hint: 'Jobs',
  },
  {
    code: 'not-a-job',
    what: 'a Group in after, with a document and without',
    files: {
      'a.yaml': after('/j', '§/etl', '§/shop'),
      'b.yaml': timedAs('/etl/a'),
      'c.yaml': group('/etl', '  role: etl\n'),
      'd.yaml': app('/shop/web'),
    },
    message: '/etl is a Group at c.yaml:1',
  },
  {
    code: 'repeated-name',
    what: 'a Job followed twice',
    files: { 'a.yaml': after('/j', '/a', '§/a'), 'b.yaml': timedAs('/a') },
  },
  {
    code: 'duplicate-name',
    what: 'a Job with the name of an App',
    files: { 'a.yaml': app('/a'), 'b.yaml': job('§/a', '  manual: true\n') },
    message: 'an App at a.yaml:1',
  },
  {
    code: 'name-of-app-is-a-group',
    what: 'a Job above another',
    files: { 'a.yaml': job('§/a', '  manual: true\n'), 'b.yaml': timedAs('/a/b') },
    hint: 'move the Job below it, such as /a/main',
  },
  {
    code: 'cycle',
    what: 'Apps in a circle, with a Job on the way to one of them',
    files: {
      'a.yaml': group('/g', '  dependsOn: [/a]\n'),
      'b.yaml': timedAs('/g/j'),
      'c.yaml': `${app('/a')}  dependsOn: [/g/j, §/b]\n`,
      'd.yaml': `${app('/b')}  dependsOn: [/a]\n`,
    },
    message: '/a -> /b -> /a',
  },
];

const parents: readonly FaultRow[] = [
  {
    code: 'unknown-parent',
    what: 'a slip in a parent, two steps up',
    files: {
      'a.yaml': timedAs('/etl/extract'),
      'b.yaml': after('/etl/clean', '/etl/extract'),
      'c.yaml': echo('/etl/load', 'parent("/etl/extrat").run.id', '  after: [/etl/clean]\n'),
    },
    hint: 'did you mean /etl/extract?',
  },
  {
    code: 'unknown-parent',
    what: 'a Job that it does not follow',
    files: {
      'a.yaml': timedAs('/a'),
      'b.yaml': timedAs('/other'),
      'c.yaml': echo('/c', 'parent("/other").run.due', '  after: [/a]\n'),
    },
    hint: 'name one of /a',
  },
  {
    code: 'unknown-parent',
    what: 'a Job further up that no lineage of its own holds',
    files: {
      'a.yaml': timedAs('/a'),
      'b.yaml': timedAs('/b'),
      'c.yaml': after('/join', '/a', '/b'),
      'd.yaml': echo('/d', 'parent("/a").run.id', '  after: [/join]\n'),
    },
    message: 'joins others too',
    hint: 'name one of /join',
  },
  {
    code: 'unknown-parent',
    what: 'a parent of a Job that follows none, in its Group',
    files: {
      'a.yaml': timedAs('/g/a'),
      'b.yaml': after('/g/b', '/g/a'),
      'g.yaml': group('/g', `  task: {env: {A: §'{{ parent("/g/a").run.attempt }}'}}\n`),
    },
    message: 'for /g/a, {{ parent("/g/a") }}',
  },
  {
    code: 'unknown-template-word',
    what: 'a parent in an App',
    files: appWithTask(`    command: §'{{ parent("/a").run.id }}'\n`),
    hint: 'take it out',
  },
];

function timedAs(name: string): string {
  return job(name, daily);
}

export const jobRows: readonly FaultRow[] = [
  ...triggers,
  ...idle,
  ...foreign,
  ...chains,
  ...parents,
];
