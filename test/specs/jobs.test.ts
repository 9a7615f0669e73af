// Jobs: what they ask for with and without their defaults, what they get from above, and what of
// them is kept from load to load.
import { describe, expect, test } from 'vitest';
import type { JobSpec } from '../../engine/model/wanted.ts';
import { SpecLoader } from '../../specs/loader.ts';
import { app, cluster, group, job } from '../support/fault-table.ts';
import { loadTexts, wantedOf } from '../support/specs/spec-tree.ts';

type Texts = Readonly<Record<string, string>>;

function jobOf(texts: Texts, name = '/j', loader?: SpecLoader): JobSpec {
  const found = wantedOf(texts, loader).jobs.find(({ spec }) => spec.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found.spec;
}

const only = (spec: string): JobSpec => jobOf({ 'a.yaml': job('/j', spec) });

describe('a Job', () => {
  test('that says only when it runs gets every default', () => {
    const { taskDigest, settingsDigest, digest, ...spec } = only('  manual: true\n');
    expect(spec).toEqual({
      kind: 'Job',
      name: '/j',
      labels: {},
      role: '*',
      task: wantedOf({ 'a.yaml': app('/a') }).apps[0]?.spec.task,
      trigger: { kind: 'manual' },
      startingDeadlineMs: null,
      catchUp: 'latest',
      catchUpWindowMs: 24 * 3_600_000,
      concurrency: 'forbid',
      retries: { count: 0, delayMs: 60_000, factorMilli: 1000, maxMs: 3_600_000 },
      timeoutMs: null,
      softError: false,
      unreachable: { after: 'block' },
      owners: [],
      suspended: false,
      history: { keep: 100 },
      placement: [],
      packing: 'spread',
    });
    expect(new Set([taskDigest, settingsDigest, digest]).size).toBe(3);
  });

  test('has in milliseconds and integers what it says itself', () => {
    const said = [
      '  schedule: R//PT1H\n  startingDeadline: 5m\n  catchUp: all\n  catchUpWindow: 2h\n',
      '  retries: {count: 2, delay: 10s, factor: 1.5, max: 1m}\n  timeout: PT30S\n',
      '  softError: true\n  unreachable: {after: replace}\n  owners: [b@x.example, a@x.example]\n',
      '  suspended: true\n  history: {keep: 7}\n  concurrency: replace\n  packing: pack\n',
    ].join('');
    expect(only(said)).toMatchObject({
      startingDeadlineMs: 300_000,
      catchUp: 'all',
      catchUpWindowMs: 7_200_000,
      retries: { count: 2, delayMs: 10_000, factorMilli: 1500, maxMs: 60_000 },
      timeoutMs: 30_000,
      softError: true,
      unreachable: { after: 'replace' },
      owners: ['b@x.example', 'a@x.example'],
      suspended: true,
      history: { keep: 7 },
      concurrency: 'replace',
      packing: 'pack',
    });
  });

  test('has the same task digest as an App with that task', () => {
    const twin = wantedOf({ 'a.yaml': app('/a'), 'j.yaml': job('/j', '  manual: true\n') });
    expect(twin.jobs[0]?.spec.taskDigest).toBe(twin.apps[0]?.spec.taskDigest);
  });
});

describe('what starts it', () => {
  const hours = { years: 0, months: 0, weeks: 0, days: 0, hours: 24, minutes: 0, milliseconds: 0 };
  const startMs = 1_767_232_800_000;

  test.each([
    ['schedule: R/2026-01-01T02:00:00Z/PT24H', { zone: 'UTC', repeat: null, startMs }],
    [
      'schedule: R3/2026-01-01T03:00:00/PT24H\n  timeZone: Europe/Berlin',
      { zone: 'Europe/Berlin', repeat: 3, startMs },
    ],
    ['schedule: R//PT24H', { zone: 'UTC', repeat: null, startMs: null }],
  ])('%s', (text, wanted) => {
    const written = /R[^\n]*/.exec(text)?.[0];
    expect(only(`  ${text}\n`).trigger).toMatchObject({
      kind: 'timetable',
      timetable: { kind: 'interval', text: written, period: hours, ...wanted },
    });
  });

  test('is a cron in its zone', () => {
    expect(only('  cron: "30 2 * * *"\n  timeZone: Asia/Tokyo\n').trigger).toEqual({
      kind: 'timetable',
      timetable: { kind: 'cron', text: '30 2 * * *', zone: 'Asia/Tokyo' },
    });
  });

  test('are other Jobs, sorted', () => {
    const texts = {
      'a.yaml': job('/a', '  manual: true\n'),
      'b.yaml': job('/b', '  manual: true\n'),
      'j.yaml': job('/j', '  after: [/b, /a]\n'),
    };
    expect(jobOf(texts).trigger).toEqual({ kind: 'after', parents: ['/a', '/b'] });
  });
});

test('all Jobs of a tree come sorted by name, with where they stand', () => {
  const { jobs } = wantedOf({
    'x.yaml': `${job('/z', '  manual: true\n')}---\n${job('/b', '  manual: true\n')}`,
    'y.yaml': job('/a', '  manual: true\n'),
  });
  expect(jobs.map(({ spec, origin }) => [spec.name, origin.file, origin.document])).toEqual([
    ['/a', 'y.yaml', 0],
    ['/b', 'x.yaml', 1],
    ['/z', 'x.yaml', 0],
  ]);
});

describe('from above', () => {
  const given = group(
    '/g',
    `  role: shop
  labels: {team: shop}
  task: {user: www, env: {MODE: prod, RUN: "{{ run.id }}"}}
  update: {minimumHealth: 0.5}
  placement: [{attribute: rack, operator: unique}]
  dependsOn: [/base]
`,
  );
  const base = { 'base.yaml': app('/base'), 'g.yaml': given };

  test('a Job gets what its Group gives, but no update and no dependencies', () => {
    const spec = jobOf({ ...base, 'j.yaml': job('/g/j', '  manual: true\n') }, '/g/j');
    expect(spec).toMatchObject({
      role: 'shop',
      labels: { team: 'shop' },
      placement: [{ attribute: 'rack', operator: 'unique' }],
      task: { user: 'www', env: { MODE: 'prod', RUN: '{{ run.id }}' } },
    });
    expect(Object.keys(spec)).not.toContain('update');
    expect(Object.keys(spec)).not.toContain('dependsOn');
  });

  test('a Job unsets by null, and a null with nothing above is a fault', () => {
    const own = job('/g/j', '  manual: true\n  role: null\n  placement:\n')
      .replace('name: /g/j', 'name: /g/j\n  labels: {team: null}')
      .replace('{command: run}', '{command: run, user: null, env: {MODE: null, RUN: x}}');
    const spec = jobOf({ ...base, 'j.yaml': own }, '/g/j');
    expect(spec).toMatchObject({
      role: '*',
      labels: {},
      placement: [],
      task: { env: { RUN: 'x' } },
    });
    expect(spec.task.user).toBeUndefined();
    const alone = loadTexts({ 'j.yaml': job('/j', '  manual: true\n  role: null\n') });
    expect(alone).toMatchObject({ faults: [{ line: 8, column: 9, code: 'nothing-to-unset' }] });
  });

  test('a Job gets the Cluster’s packing and variables; words of launch time stay', () => {
    const own = job('/j', '  manual: true\n').replace(
      'run}',
      '"run {{ var.R }} {{ run.due }} {{ run.attempt }}"}',
    );
    const spec = jobOf({
      'j.yaml': own,
      'meridian.yaml': cluster('{packing: pack, variables: {R: eu}}'),
    });
    expect(spec.packing).toBe('pack');
    expect(spec.task.command).toEqual({ shell: 'run eu {{ run.due }} {{ run.attempt }}' });
  });

  test('a Job may name the runs of all that it follows, however far up', () => {
    const word = `{command: 'x {{ parent("/a").run.id }} {{ parent("/b").run.attempt }}'}`;
    const texts = {
      'a.yaml': job('/a', '  manual: true\n'),
      'b.yaml': job('/b', '  after: [/a]\n'),
      'j.yaml': job('/j', '  after: [/b]\n').replace('{command: run}', word),
    };
    expect(jobOf(texts).task.command).toEqual({
      shell: 'x {{ parent("/a").run.id }} {{ parent("/b").run.attempt }}',
    });
  });
});

test('a Job may name what a diamond above it starts with, and each parent of a join', () => {
  const words = ['/a', '/b', '/c'].map((name) => `{{ parent("${name}").run.id }}`).join(' ');
  const texts = {
    'a.yaml': job('/a', '  manual: true\n'),
    'b.yaml': job('/b', '  after: [/a]\n'),
    'c.yaml': job('/c', '  after: [/a]\n'),
    'j.yaml': job('/j', '  after: [/b, /c]\n').replace('run}', `'x ${words}'}`),
    'k.yaml': job('/k', '  manual: true\n'),
    'l.yaml': job('/l', '  after: [/k, /j]\n').replace('run}', `'{{ parent("/k").run.due }}'}`),
  };
  expect(jobOf(texts).task.command).toEqual({ shell: `x ${words}` });
  expect(jobOf(texts, '/l').trigger.kind).toBe('after');
});

test('an App may depend on a Job, and a Job that its group holds up closes no circle', () => {
  const texts = {
    'g.yaml': group('/g', '  dependsOn: [/a]\n'),
    'j.yaml': job('/g/j', '  manual: true\n'),
    'a.yaml': `${app('/a')}  dependsOn: [/g/j]\n`,
  };
  expect(wantedOf(texts).apps[0]?.spec.dependsOn).toEqual(['/g/j']);
});

describe('from load to load', () => {
  const chain: Texts = {
    'a.yaml': job('/a', '  manual: true\n'),
    'b.yaml': job('/b', '  after: [/a]\n'),
    'c.yaml': job('/c', '  after: [/b]\n'),
    'web.yaml': app('/web'),
  };
  const loaded = (): { loader: SpecLoader; before: ReturnType<typeof wantedOf> } => {
    const loader = new SpecLoader();
    return { loader, before: wantedOf(chain, loader) };
  };

  test('only the Job that changed is another object', () => {
    const { loader, before } = loaded();
    const edited = { ...chain, 'b.yaml': job('/b', '  after: [/a]\n  timeout: 5m\n') };
    const now = wantedOf(edited, loader);
    expect(now.jobs.map((placed, index) => placed === before.jobs[index])).toEqual([
      true,
      false,
      true,
    ]);
    expect(now.jobs[1]?.spec.timeoutMs).toBe(300_000);
    expect(now.apps).toEqual(before.apps);
  });

  test('a comment makes no new object of it', () => {
    const { loader, before } = loaded();
    const now = wantedOf({ ...chain, 'b.yaml': `# x\n${chain['b.yaml']}` }, loader);
    expect(now.jobs[1]?.spec).toBe(before.jobs[1]?.spec);
    expect(now.jobs[1]?.origin.line).toBe(2);
  });

  test.each([
    [
      'a parent that it does not follow',
      { 'a.yaml': '{{ parent("/b").run.id }}' },
      'unknown-parent',
    ],
    ['a variable that is not there', { 'c.yaml': '{{ var.X }}' }, 'unknown-variable'],
  ])('one edit alone that names %s is found', (_what, words, code) => {
    const { loader } = loaded();
    const edits = Object.entries(words).map(([file, word]) => [
      file,
      (chain[file] ?? '').replace('{command: run}', `{command: 'x ${word}'}`),
    ]);
    const outcome = loadTexts({ ...chain, ...Object.fromEntries(edits) }, loader);
    expect(outcome).toMatchObject({ kind: 'faulty', faults: [{ code, line: 6, column: 19 }] });
  });

  test('one edit that closes a circle is found', () => {
    const { loader } = loaded();
    const outcome = loadTexts({ ...chain, 'a.yaml': job('/a', '  after: [/c]\n') }, loader);
    expect(outcome).toMatchObject({ kind: 'faulty', faults: [{ code: 'cycle' }] });
  });

  test('a link taken out above a Job that names the run is found', () => {
    const named = (chain['c.yaml'] ?? '').replace(
      '{command: run}',
      `{command: 'x {{ parent("/a").run.id }}'}`,
    );
    const loader = new SpecLoader();
    wantedOf({ ...chain, 'c.yaml': named }, loader);
    const cut = { ...chain, 'c.yaml': named, 'b.yaml': job('/b', '  manual: true\n') };
    const outcome = loadTexts(cut, loader);
    expect(outcome).toMatchObject({ faults: [{ file: 'c.yaml', code: 'unknown-parent' }] });
  });
});

describe('one fault brings no other', () => {
  const named = job('/c', '  after: [/b]\n').replace(
    '{command: run}',
    `{command: 'x {{ parent("/a").run.id }}'}`,
  );
  const codes = (texts: Texts): readonly string[] => {
    const outcome = loadTexts(texts);
    return outcome.kind === 'faulty'
      ? outcome.faults.map(({ file, code }) => `${file} ${code}`)
      : [];
  };

  test.each([
    ['of the Job in between', { 'b.yaml': job('/b', '  after: [/A]\n') }, ['b.yaml bad-name']],
    ['of syntax in another file', { 'b.yaml': 'x: [' }, ['b.yaml yaml-syntax']],
    ['in what is said of its trigger', { 'b.yaml': job('/b') }, ['b.yaml missing-field']],
  ])('%s', (_what, faulty, wanted) => {
    expect(codes({ 'a.yaml': job('/a', '  manual: true\n'), 'c.yaml': named, ...faulty })).toEqual(
      wanted,
    );
  });
});
