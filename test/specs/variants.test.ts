// Each field makes a difference where it should: in the normalised object, by its own path, and in
// the digests that the spec language names.
import { describe, expect, test } from 'vitest';
import { documentPath, fieldsOf } from '../../engine/model/fields.ts';
import type { AppSpec, JobSpec, Wanted } from '../../engine/model/wanted.ts';
import { positionOf } from '../../specs/positions.ts';
import type { SchemaField } from '../../specs/shape/schema-tree.ts';
import { schemaPaths } from '../support/specs/spec-generator.ts';
import { wantedOf } from '../support/specs/spec-tree.ts';
import { type SpecVariant, specVariantFor, variantPaths } from '../support/specs/spec-variants.ts';

function objectOf(wanted: Wanted, { kind, name }: SpecVariant) {
  if (kind === 'Cluster') return wanted.cluster;
  if (kind === 'Quota') return wanted.quotas.find(({ spec }) => spec.role === name)?.spec;
  const { apps: App, jobs: Job, groups: Group, volumes: Volume, maintenance: Maintenance } = wanted;
  const lists = { App, Job, Group, Volume, Maintenance };
  return lists[kind].map(({ spec }) => spec).find((spec) => spec.name === name);
}

const all = variantPaths.map((path) => [path, specVariantFor(path) as SpecVariant] as const);

/** Maps as a whole, what is fixed, and what has only one value that is carried out. */
const isWhole = ({ path, node }: SchemaField): boolean =>
  /^(App|Job|Group|Quota|Volume|Maintenance|Cluster)(\.(apiVersion|kind|metadata|spec))?$/.test(
    path,
  ) || (node.carriedOut ?? node.enum)?.length === 1;

test('every field that is carried out has a variant', () => {
  const missing = schemaPaths().filter(
    (field) => !isWhole(field) && specVariantFor(field.path) === undefined,
  );
  expect(missing.map(({ path }) => path)).toEqual([]);
  expect(variantPaths.length).toBeGreaterThan(125);
});

describe.each(all)('%s', (_path, variant) => {
  const before = wantedOf(variant.before);
  const after = wantedOf(variant.after);
  const [old, now] = [objectOf(before, variant), objectOf(after, variant)];

  test('changes its own field and no other', () => {
    if (variant.field === 'name') {
      expect(old).toBeDefined();
      expect(now).toBeUndefined();
      return;
    }
    const [oldFields, nowFields] = [old, now].map((object) =>
      object === undefined ? new Map<string, string>() : fieldsOf(object),
    );
    const names = new Set([...(oldFields?.keys() ?? []), ...(nowFields?.keys() ?? [])]);
    const changed = [...names].filter((name) => oldFields?.get(name) !== nowFields?.get(name));
    expect(changed).toEqual([variant.field]);
    expect(oldFields?.get(variant.field)).toBe(variant.old);
    expect(nowFields?.get(variant.field)).toBe(variant.now);
  });

  test('changes the digest of its object', () => {
    expect(old?.digest).not.toBe(now?.digest);
  });

  test('is found in its file', () => {
    if (variant.field === 'name') return;
    const file = variant.kind === 'Cluster' ? 'meridian.yaml' : 'specs/v.yaml';
    const text = variant.after.get(file) ?? '';
    const path = documentPath(variant.kind, variant.field);
    const position = positionOf(new TextEncoder().encode(text), 0, path);
    const line = text.split('\n')[position.line - 1] ?? '';
    const last = path.findLast((segment) => typeof segment === 'string');
    expect(`${text.split('\n')[position.line - 2]}\n${line}`).toContain(`${last}:`);
  });
});

describe('digests of a Job', () => {
  const jobs = all.filter(([, { kind, field }]) => kind === 'Job' && field !== 'name');

  test.each(jobs)('%s', (path, variant) => {
    const [old, now] = [variant.before, variant.after].map(
      (texts) => objectOf(wantedOf(texts), variant) as JobSpec,
    );
    if (old === undefined || now === undefined) throw new Error(`no ${variant.name}`);
    const short = path.replace('Job.spec.', '');
    const isSetting = /^task\.(kill|logs)\./.test(short);
    const isTask = short.startsWith('task.') && !isSetting && !/\.service|\.labels/.test(short);
    expect([old.taskDigest !== now.taskDigest, old.settingsDigest !== now.settingsDigest]).toEqual([
      isTask,
      isSetting,
    ]);
  });
});

const digestsOf = (app: AppSpec) => [app.taskDigest, app.settingsDigest, app.versionDigest];

describe('digests of an App', () => {
  const apps = all.filter(([, { kind, field }]) => kind === 'App' && field !== 'name');

  test.each(apps)('%s', (path, variant) => {
    const [old, now] = [variant.before, variant.after].map(
      (texts) => objectOf(wantedOf(texts), variant) as AppSpec,
    );
    if (old === undefined || now === undefined) throw new Error(`no ${variant.name}`);
    const short = path.replace('App.spec.', '');
    const isSetting = /^task\.(kill|logs)\.|^(health|readiness)\[/.test(short);
    const isTask =
      short.startsWith('task.') && !/^task\.(kill|logs)\.|\.service|\.labels/.test(short);
    const isVersion = isTask || /^(health|readiness|update)\b/.test(short);
    const changed = digestsOf(old).map((digest, index) => digest !== digestsOf(now)[index]);
    expect(changed).toEqual([isTask, isSetting, isVersion]);
  });
});
