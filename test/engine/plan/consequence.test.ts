import { describe, expect, it } from 'vitest';
import { fieldsOf } from '../../../engine/model/fields.ts';
import type { AppSpec } from '../../../engine/model/wanted.ts';
import { consequenceOf } from '../../../engine/plan/consequence.ts';
import { wantedOf } from '../../support/specs/spec-tree.ts';
import { baseOf, plan } from './plan-world.ts';

const cases = [
  ['App', 'task.command', 'replace'],
  ['App', 'task.args', 'replace'],
  ['App', 'task.user', 'replace'],
  ['App', 'task.resources.memory', 'replace'],
  ['App', 'task.env.MODE', 'replace'],
  ['App', 'task.env["a.kill"]', 'replace'],
  ['App', 'task.ports[0].host', 'replace'],
  ['App', 'task.ports[12].name', 'replace'],
  ['App', 'task.ports[0].service', 'policy'],
  ['App', 'task.ports[0].labels.route', 'policy'],
  ['App', 'task.ports[0].labels["example.com/x"]', 'policy'],
  ['App', 'task.kill.grace', 'in-place'],
  ['App', 'task.logs.maxSize', 'in-place'],
  ['App', 'health[0].interval', 'settings'],
  ['App', 'readiness[1].path', 'settings'],
  ['App', 'instances', 'scale'],
  ['App', 'role', 'placement'],
  ['App', 'placement[0].operator', 'placement'],
  ['App', 'packing', 'placement'],
  ['App', 'update.batch.size', 'policy'],
  ['App', 'backoff.max', 'policy'],
  ['App', 'unreachable.inactiveAfter', 'policy'],
  ['App', 'killSelection', 'policy'],
  ['App', 'dependsOn', 'policy'],
  ['App', 'labels.task', 'policy'],
  ['Job', 'task.command', 'next-attempt'],
  ['Job', 'task.kill.grace', 'next-attempt'],
  ['Job', 'task.ports[0].service', 'policy'],
  ['Job', 'timeout', 'next-attempt'],
  ['Job', 'schedule', 'schedule'],
  ['Job', 'cron', 'schedule'],
  ['Job', 'after', 'schedule'],
  ['Job', 'manual', 'schedule'],
  ['Job', 'timeZone', 'schedule'],
  ['Job', 'suspended', 'schedule'],
  ['Job', 'role', 'placement'],
  ['Job', 'placement[0].value', 'placement'],
  ['Job', 'retries.count', 'policy'],
  ['Job', 'catchUp', 'policy'],
  ['Job', 'labels.task', 'policy'],
  ['Quota', 'weight', 'policy'],
  ['Quota', 'metadata.name', 'none'],
  ['Volume', 'size', 'placement'],
  ['Volume', 'role', 'placement'],
  ['Volume', 'labels.team', 'none'],
  ['Maintenance', 'agents', 'placement'],
  ['Maintenance', 'select[0].value', 'placement'],
  ['Maintenance', 'start', 'schedule'],
  ['Maintenance', 'duration', 'schedule'],
  ['Maintenance', 'drainBefore', 'schedule'],
  ['Maintenance', 'batch', 'policy'],
  ['Maintenance', 'jobs', 'policy'],
  ['Maintenance', 'labels.start', 'none'],
  ['App', 'tier', 'placement'],
  ['Job', 'tier', 'placement'],
  ['App', 'task.volumes[0].persistent', 'replace'],
  ['Job', 'task.volumes[0].path', 'next-attempt'],
  ['Group', 'task.env.MODE', 'none'],
  ['Cluster', 'sync.interval', 'policy'],
  ['Cluster', 'packing', 'placement'],
  ['Cluster', 'variables.REGION', 'none'],
] as const;

describe('the consequence of a field', () => {
  it.each(cases)('%s %s: %s', (kind, path, consequence) => {
    expect(consequenceOf(kind, path)).toBe(consequence);
  });
});

const base = `
apiVersion: meridian/v1
kind: App
metadata:
  name: /web
  labels: {team: shop}
spec:
  instances: 4
  task:
    command: run
    resources: {cpus: 0.5, memory: 64MiB}
    ports: [{name: http, service: 10080, labels: {route: a}}]
    env: {MODE: prod}
  health: [{kind: http, port: http, interval: 5s}]
`;

const read = (text: string): AppSpec | undefined => wantedOf({ 'web.yaml': text }).apps[0]?.spec;

describe('what replaces by the plan, and what has another task digest', () => {
  it.each([
    ['command: run', 'command: walk', true],
    ['memory: 64MiB', 'memory: 65MiB', true],
    ['MODE: prod', 'MODE: test', true],
    ['{name: http, service', '{name: http, host: 8080, service', true],
    ['service: 10080', 'service: 10081', false],
    ['route: a', 'route: b', false],
    ['team: shop', 'team: sale', false],
    ['interval: 5s', 'interval: 6s', false],
    ['instances: 4', 'instances: 5', false],
    ['    env:', '    kill: {grace: 9s}\n    env:', false],
    ['    env:', '    logs: {maxSize: 1MiB}\n    env:', false],
  ])('are the same: %s -> %s', (old, wanted, replaces) => {
    const [before, after] = [read(base), read(base.replace(old, wanted))];
    expect(before?.taskDigest === after?.taskDigest).toBe(!replaces);
    const document = plan(
      wantedOf({ 'web.yaml': base.replace(old, wanted) }),
      baseOf(wantedOf({ 'web.yaml': base })),
    );
    const changes = document.objects.flatMap((object) => object.changes);
    expect(changes.some(({ consequence }) => consequence === 'replace')).toBe(replaces);
    expect(document.summary.instances.replace).toBe(replaces ? 4 : 0);
  });

  it('covers every field that an app has', () => {
    const spec = read(base);
    for (const path of spec === undefined ? [] : fieldsOf(spec).keys())
      expect(consequenceOf('App', path)).not.toBe('none');
  });
});
