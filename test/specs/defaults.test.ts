// The defaults that the schemas state are those that an object gets.
import { expect, test } from 'vitest';
import { formatDuration, parseDuration } from '../../engine/lib/duration.ts';
import { fieldsOf } from '../../engine/model/fields.ts';
import { fieldsOfKind } from '../../specs/shape/schema-tree.ts';
import type { Kind } from '../../specs/shape/shape-check.ts';
import { app, cluster, job, maintenance, quota, volume } from '../support/fault-table.ts';
import { wantedOf } from '../support/specs/spec-tree.ts';

const bare = `${app(
  '/a',
  '  health: [{kind: http}]\n  readiness: [{kind: http}]\n  update: {batch: {size: 1}}\n',
).replace('{command: run}', '{command: run, ports: [{}]}')}`;

/** Path in `fieldsOf` of a schema's path. */
const fieldOf = (path: string): string =>
  path.replace(/^[A-Za-z]+\.(spec\.)?/, '').replaceAll('[]', '[0]');

function textOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.join(', ')}]`;
  const ms = typeof value === 'string' ? parseDuration(value) : undefined;
  return ms === undefined ? String(value) : formatDuration(ms);
}

const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;

function stated(kind: Kind): readonly (readonly [string, string])[] {
  return fieldsOfKind(kind)
    .filter(({ node, notYet }) => node.default !== undefined && notYet === undefined)
    .filter(({ node }) => !isEmpty(node.default) && node.carriedOut === undefined)
    .map(({ path, node }) => [fieldOf(path), textOf(node.default)] as const);
}

const wanted = wantedOf({
  'a.yaml': bare,
  'j.yaml': job('/j', '  schedule: R//PT1H\n').replace(
    '{command: run}',
    '{command: run, ports: [{}]}',
  ),
  'q.yaml': quota('{role: x}'),
  'v.yaml': volume('/v', '{size: 1GiB}'),
  'm.yaml': maintenance('/m', '{agents: [a1], start: 2026-12-01T02:00:00Z}'),
  'meridian.yaml': cluster('{}'),
});

test.each([
  ['App', wanted.apps[0]?.spec, 35],
  ['Job', wanted.jobs[0]?.spec, 24],
  ['Quota', wanted.quotas[0]?.spec, 1],
  ['Volume', wanted.volumes[0]?.spec, 1],
  ['Maintenance', wanted.maintenance[0]?.spec, 3],
  ['Cluster', wanted.cluster, 5],
] as const)('of %s', (kind, spec, count) => {
  const fields = spec === undefined ? new Map<string, string>() : fieldsOf(spec);
  const defaults = stated(kind);
  expect(defaults.length).toBeGreaterThanOrEqual(count);
  expect(defaults.map(([field]) => [field, fields.get(field)])).toEqual(defaults);
});
