// Groups, variables and texts: what an object gets from above, and what becomes of its scalars.
import { describe, expect, test } from 'vitest';
import { fieldsOf } from '../../engine/model/fields.ts';
import type { AppSpec } from '../../engine/model/wanted.ts';
import { app, cluster, group } from '../support/fault-table.ts';
import { wantedOf } from '../support/specs/spec-tree.ts';

function appOf(texts: Readonly<Record<string, string>>, name: string): AppSpec {
  const found = wantedOf(texts).apps.find(({ spec }) => spec.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found.spec;
}

const defaults = `  role: shop
  labels: {team: shop, tier: web}
  task: {user: www, env: {MODE: prod, A: a}}
  update: {minimumHealth: 0.5, batch: {size: 3, wait: true}}
  placement: [{attribute: rack, operator: unique}]
  dependsOn: [/base]
`;
const base = { 'base.yaml': app('/base'), 'g.yaml': group('/g', defaults) };

describe('an App', () => {
  test('without anything of its own gets all that its Group gives', () => {
    const spec = appOf({ ...base, 'a.yaml': app('/g/a') }, '/g/a');
    expect(spec).toMatchObject({
      role: 'shop',
      labels: { team: 'shop', tier: 'web' },
      update: { minimumHealthMilli: 500, batch: { sizes: [3], wait: true, additions: false } },
      placement: [{ attribute: 'rack', operator: 'unique' }],
      dependsOn: ['/base'],
    });
    expect(spec.task).toMatchObject({ user: 'www', env: { A: 'a', MODE: 'prod' } });
  });

  test('outside the Group gets nothing, also when its name begins so', () => {
    expect(appOf({ ...base, 'a.yaml': app('/gg/a') }, '/gg/a')).toMatchObject({
      role: '*',
      labels: {},
      placement: [],
      dependsOn: [],
    });
  });

  test('wins over its Group: maps merge by key, lists are replaced', () => {
    const own = app('/g/a', '  role: own\n  update: {watch: 5s, batch: {wait: false}}\n')
      .replace('name: /g/a', 'name: /g/a\n  labels: {tier: db}')
      .replace('{command: run}', '{command: run, env: {A: b, C: c}}')
      .concat('  placement: [{attribute: zone, operator: is, value: x}]\n  dependsOn: [/alpha]\n');
    const spec = appOf({ ...base, 'a.yaml': own, 'alpha.yaml': app('/alpha') }, '/g/a');
    expect(spec).toMatchObject({
      role: 'own',
      labels: { team: 'shop', tier: 'db' },
      update: { minimumHealthMilli: 500, watchMs: 5000, batch: { sizes: [3], wait: false } },
      placement: [{ attribute: 'zone', operator: 'is', value: 'x' }],
      dependsOn: ['/alpha', '/base'],
    });
    expect(spec.task.env).toEqual({ A: 'b', C: 'c', MODE: 'prod' });
    expect(spec.task.user).toBe('www');
  });

  test('unsets what its Group gives by null', () => {
    const own = app(
      '/g/a',
      '  role: null\n  update: {minimumHealth: ~, batch: null}\n  placement:\n',
    )
      .replace('name: /g/a', 'name: /g/a\n  labels: {team: null}')
      .replace('{command: run}', '{command: run, user: null, env: {A: null}}');
    const spec = appOf({ ...base, 'a.yaml': own }, '/g/a');
    expect(spec).toMatchObject({ role: '*', labels: { tier: 'web' }, placement: [] });
    expect(spec.update).toMatchObject({ minimumHealthMilli: 1000 });
    expect(spec.update.batch).toBeUndefined();
    expect(spec.task.env).toEqual({ MODE: 'prod' });
    expect(spec.task.user).toBeUndefined();
  });

  test('replaces a batch of one size by growing ones without an ado', () => {
    const own = app('/g/a', '  update: {batch: {sizes: [1, 5]}}\n');
    expect(appOf({ ...base, 'a.yaml': own }, '/g/a').update.batch).toEqual({
      sizes: [1, 5],
      wait: true,
      additions: false,
    });
  });

  test('gets from the nearest Group what several give', () => {
    const inner = group('/g/in', '  role: inner\n  task: {env: {MODE: null, A: z}}\n');
    const spec = appOf({ ...base, 'in.yaml': inner, 'a.yaml': app('/g/in/x/a') }, '/g/in/x/a');
    expect(spec.role).toBe('inner');
    expect(spec.task.env).toEqual({ A: 'z' });
    expect(spec.dependsOn).toEqual(['/base']);
  });

  test('may depend on a group that has no document', () => {
    const own = `${app('/a')}  dependsOn: [/x]\n`;
    expect(appOf({ 'a.yaml': own, 'x.yaml': app('/x/y') }, '/a').dependsOn).toEqual(['/x']);
  });
});

describe('a Group', () => {
  test('is told with its own labels, dependencies and what it gives', () => {
    const text = group('/g/in', '  task: {env: {A: null}}\n').replace(
      'name: /g/in',
      'name: /g/in\n  labels: {x: y}',
    );
    const [, inner] = wantedOf({ ...base, 'in.yaml': text }).groups;
    expect(inner?.spec).toMatchObject({ name: '/g/in', dependsOn: [] });
    expect(inner?.spec.labels).toEqual({ team: 'shop', tier: 'web', x: 'y' });
    expect([...fieldsOf(inner?.spec ?? wantedOf(base).cluster)]).toContainEqual([
      'task.env.A',
      'null',
    ]);
  });
});

describe('variables', () => {
  test('are filled in commands, arguments, env and checks, those of Groups too', () => {
    const task =
      '{args: ["{{ var.R }}", "{{ instance }}"], env: {V: "{{ var.V }}{{ var.B }}"}, ports: [{}]}';
    const health =
      '  health: [{kind: http, path: "/{{ var.R }}"}, {kind: command, command: "x {{ var.R }}"}]\n';
    const texts = {
      'meridian.yaml': cluster('{variables: {R: eu, V: 1.10, B: yes}}'),
      'g.yaml': group('/g', '  task: {env: {G: "{{ var.R }}"}}\n'),
      'a.yaml': app('/g/a', health).replace('{command: run}', task),
    };
    const spec = appOf(texts, '/g/a');
    expect(spec.task.command).toEqual({ args: ['eu', '{{ instance }}'] });
    expect(spec.task.env).toEqual({ G: 'eu', V: '1.10yes' });
    expect(spec.health.map(({ probe }) => probe)).toMatchObject([
      { path: '/eu' },
      { command: 'x eu' },
    ]);
  });
});

describe('a scalar', () => {
  const env = (text: string) =>
    appOf({ 'a.yaml': app('/a').replace('{command: run}', `{command: run, env: ${text}}`) }, '/a')
      .task.env;

  test.each([
    ['{V: 1.10}', '1.10'],
    ['{V: yes}', 'yes'],
    ['{V: true}', 'true'],
    ['{V: 0o14}', '0o14'],
    ['{V: 0x1F}', '0x1F'],
    ['{V: 1e3}', '1e3'],
    ['{V: 12345678901234567890}', '12345678901234567890'],
    ['{V: .inf}', '.inf'],
    ['{V: 2026-01-01}', '2026-01-01'],
    ['{V: ""}', ''],
    ["{V: '~'}", '~'],
    ['{V: "a\\nb"}', 'a\nb'],
    ['{V: !!str 1.10}', '1.10'],
    ['{W: &v 1.10, V: *v}', '1.10'],
  ])('in env: %s is %j', (text, value) => {
    expect(env(text)['V']).toBe(value);
  });

  test('in a map given by an alias is its source text too', () => {
    const aliased = app('/a').replace('name: /a', 'name: /a\n  labels: {V: &v 1.10, W: *v}');
    expect(appOf({ 'a.yaml': aliased }, '/a').labels).toEqual({ V: '1.10', W: '1.10' });
  });
});
