// What the command line answers to explain, schema and validate, and where a field stands.
import { describe, expect, test } from 'vitest';
import { Checker } from '../../engine/lib/check.ts';
import { explain, schema } from '../../specs/explain.ts';
import { positionOf } from '../../specs/positions.ts';
import { fieldsOfKind } from '../../specs/shape/schema-tree.ts';
import { kinds } from '../../specs/shape/shape-check.ts';
import { validateAnswer } from '../../specs/validate.ts';
import { app, cluster, group, job, maintenance, quota, volume } from '../support/fault-table.ts';
import { loadTexts } from '../support/specs/spec-tree.ts';

const textOf = (path: string): string => {
  const answer = explain(path);
  return answer.ok ? answer.text : '';
};

describe('explain', () => {
  test('tells type, bounds, default and meaning of a field', () => {
    expect(textOf('App.task.kill.grace')).toMatchInlineSnapshot(`
      "App.spec.task.kill.grace  (duration; 0s to 1d; = 3s)
        From the signal to SIGKILL of the whole process group. Too short loses work; too long holds
        rollouts up.
      "
    `);
  });

  test('tells what stands below a map or list', () => {
    const text = textOf('App.health');
    for (const word of ['kind', 'http | https | tcp | command', 'required', '60s', '100ms to 1d'])
      expect(text).toContain(word);
  });

  test('says of a field that is not carried out what it waits for', () => {
    expect(textOf('App.task.container')).toMatch(/Not yet: it waits\s+for containers/);
    expect(textOf('Cluster')).toMatch(/Not yet: it waits\s+for environments/);
    expect(textOf('Job').split('\n').slice(0, 3).join(' ')).not.toContain('Not yet');
  });

  test('tells a role’s guarantee and limit, with their units', () => {
    const text = textOf('Quota');
    for (const word of ['spec.guarantee', 'spec.limit', 'kept free for it'])
      expect(text).toContain(word);
    expect(text).not.toContain('Not yet');
    expect(textOf('Quota.limit')).toMatch(/cpus +number +cores/);
    expect(textOf('Quota.limit.memory')).toContain('0MiB to 1048576TiB');
  });

  test('has an answer for every field, by its full path, in 100 columns', () => {
    for (const kind of kinds)
      for (const { path } of fieldsOfKind(kind)) {
        const text = textOf(path);
        expect(
          text.startsWith(path.endsWith('[]') ? path.slice(0, path.indexOf('[]')) : path),
        ).toBe(true);
        expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
      }
  });

  test.each([
    ['app.Task', false, 'App.spec has no', 'task'],
    ['Ap', false, 'no kind Ap', 'App'],
    ['App.instanses', false, 'no field instanses', 'did you mean instances?'],
    ['App.task.ports.nam', false, 'no field nam', 'name'],
    ['App.instances.x', false, 'no field x', 'it has no fields'],
  ])('of %s it says what is wrong', (path, _ok, _what, hint) => {
    const answer = explain(path);
    expect(answer.ok).toBe(false);
    expect(answer.ok ? '' : answer.refusal.hint).toContain(hint);
  });

  test('as JSON has the same', () => {
    expect(explain('App.instances')).toMatchObject({
      json: {
        formatVersion: 1,
        field: { path: 'App.spec.instances', type: 'whole number', default: 1, unit: 'count' },
        fields: [],
      },
    });
  });
});

describe('schema', () => {
  const samples = {
    App: { metadata: { name: '/a' }, spec: { task: { command: 'x', kill: { grace: '3s' } } } },
    Group: { metadata: { name: '/a' } },
    Quota: { spec: { role: 'x' } },
    Volume: { metadata: { name: '/a' }, spec: { size: '1GiB' } },
    Maintenance: {
      metadata: { name: '/a' },
      spec: { agents: ['a1'], start: '2026-12-01T02:00:00Z', drainBefore: '30m' },
    },
    Cluster: {},
    Job: { metadata: { name: '/a' }, spec: { task: { command: 'x' }, manual: true } },
  };

  test.each(kinds)('of %s stands alone and takes a valid document', (kind) => {
    const answer = schema(kind);
    if (!answer.ok) throw new Error(answer.refusal.what);
    const own = ['x-not-yet', 'x-unit', 'x-form', 'x-template', 'x-known'];
    const more = ['x-carried-out', 'x-absent'];
    const bounds = ['x-duration', 'x-size', 'x-decimals'];
    const json = { ...answer.json, $id: 'urn:test:one' };
    const checker = new Checker({ schemas: [json], annotations: [...own, ...more, ...bounds] });
    const document = { apiVersion: 'meridian/v1', kind, ...samples[kind] };
    expect(checker.violations('urn:test:one', document)).toEqual([]);
    expect(JSON.stringify(answer.json)).not.toContain('.json"}');
  });

  test('says the form of durations and sizes to editors', () => {
    const answer = schema('app');
    const text = answer.ok ? JSON.stringify(answer.json) : '';
    expect(text).toContain('ms|s|m|h|d');
    expect(text).toContain('KiB|MiB|GiB|TiB');
  });

  test('of nothing is refused', () => {
    expect(schema('Jobs')).toMatchObject({ ok: false, refusal: { hint: /did you mean Job\?/ } });
  });
});

describe('validate', () => {
  const answerOf = (texts: Readonly<Record<string, string>>) => validateAnswer(loadTexts(texts));

  test('counts what a sound tree asks for', () => {
    const answer = answerOf({
      'a.yaml': `${app('/g/a')}---\nx: 1\n`,
      'g.yaml': group('/g', '  role: x\n'),
      'j.yaml': job('/g/j', '  manual: true\n'),
      'q.yaml': quota('{role: x}'),
      'v.yaml': volume('/g/v', '{size: 1GiB}'),
      'm.yaml': maintenance('/m', '{agents: [a1], start: 2026-12-01T02:00:00Z}'),
      'meridian.yaml': cluster('{}'),
    });
    const counts = '1 app, 1 job, 1 group, 1 quota, 1 volume, 1 maintenance window';
    const objects = { apps: 1, jobs: 1, groups: 1, quotas: 1, volumes: 1, maintenance: 1 };
    expect(answer).toMatchObject({
      exitCode: 0,
      text: `no faults: ${counts}, 1 document of others passed over\n`,
      json: { formatVersion: 1, faults: [], objects },
    });
  });

  test('tells a fault a line and counts them', () => {
    const answer = answerOf({ 'a.yaml': `${app('/a')}  roel: x\n`, 'b.yaml': app('/b/') });
    expect(answer.exitCode).toBe(1);
    const [first, second, last] = answer.text.trimEnd().split('\n');
    expect(first).toBe('a.yaml:7:3: unknown field roel: did you mean role?');
    expect(second).toContain('b.yaml:4:9: name is "/b/": a path such as');
    expect(last).toBe('2 faults in 2 files');
    expect(answer.json.faults[0]).toEqual({
      file: 'a.yaml',
      line: 7,
      column: 3,
      code: 'unknown-field',
      message: 'unknown field roel',
      hint: 'did you mean role?',
    });
  });
});

describe('the position', () => {
  const checked = app('/b', '  health:\n    - kind: http\n      port: 1\n');
  const text = `# one\n---\n${app('/a')}---\n${checked}`;
  const at = (document: number, ...path: (string | number)[]) => {
    const { line, column } = positionOf(new TextEncoder().encode(text), document, path);
    return `${line}:${column}`;
  };

  test.each([
    ['of a value', at(0, 'metadata', 'name'), '6:9'],
    ['in a later document', at(1, 'spec', 'health', 0, 'port'), '18:13'],
    ['of a field that is missing is its parent’s', at(1, 'spec', 'health', 0, 'grace'), '17:7'],
    ['of a document is its first key', at(1), '10:1'],
    ['of a document that is not there is the beginning', at(7, 'spec'), '1:1'],
  ])('%s', (_what, found, wanted) => {
    expect(found).toBe(wanted);
  });
});
