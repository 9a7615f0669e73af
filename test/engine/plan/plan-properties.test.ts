// For every valid repository the plan after a sync is empty; and each field, changed alone, is
// named by the plan with what it was and will be.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderJson } from '../../../engine/plan/render/render-json.ts';
import { renderJunit } from '../../../engine/plan/render/render-junit.ts';
import { renderMarkdown } from '../../../engine/plan/render/render-markdown.ts';
import { renderText } from '../../../engine/plan/render/render-text.ts';
import type { PlanDocument } from '../../../schemas/generated/api.ts';
import type { SchemaField } from '../../../specs/shape/schema-tree.ts';
import { arbitraryRepository, schemaPaths } from '../../support/specs/spec-generator.ts';
import { wantedOf } from '../../support/specs/spec-tree.ts';
import { specVariantFor, variantPaths } from '../../support/specs/spec-variants.ts';
import { baseOf, engineOf, locateIn, plan, snapshotOf } from './plan-world.ts';

describe('for every valid repository', () => {
  it('the plan is empty after a sync, against the revision and against the engine', () => {
    fc.assert(
      fc.property(arbitraryRepository(), (texts) => {
        const [applied, again] = [wantedOf(texts), wantedOf(texts)];
        for (const against of [baseOf(applied), engineOf(snapshotOf(applied))]) {
          const document = plan(again, against);
          expect(document).toMatchObject({ verdict: 'no-change', objects: [], waits: [] });
        }
      }),
      { numRuns: 40 },
    );
  });

  it('the plan to another one is the same twice, in every format', () => {
    fc.assert(
      fc.property(arbitraryRepository(), arbitraryRepository(), (before, after) => {
        const make = () =>
          plan(wantedOf(after), engineOf(snapshotOf(wantedOf(before))), {
            locate: locateIn(Object.fromEntries(after)),
          });
        const [first, second] = [make(), make()];
        for (const render of [renderJson, renderText, renderMarkdown, renderJunit])
          expect(render(second)).toBe(render(first));
      }),
      { numRuns: 20 },
    );
  });

  it('the plan counts each object once, and what was applied comes back by a plan back', () => {
    fc.assert(
      fc.property(arbitraryRepository(), arbitraryRepository(), (before, after) => {
        const [old, wanted] = [wantedOf(before), wantedOf(after)];
        const there = plan(wanted, baseOf(old));
        const back = plan(old, baseOf(wanted));
        expect(there.summary.apps.added).toBe(back.summary.apps.removed);
        expect(there.summary.apps.changed).toBe(back.summary.apps.changed);
        expect(there.summary.jobs.added).toBe(back.summary.jobs.removed);
        expect(there.summary.jobs.retimed).toBe(back.summary.jobs.retimed);
        expect(there.summary.jobs.suspended).toBe(back.summary.jobs.resumed);
        expect(edgesOf(there, 'added')).toEqual(edgesOf(back, 'removed'));
        expect(namesOf(there)).toEqual(namesOf(back));
        expect(new Set(namesOf(there)).size).toBe(namesOf(there).length);
      }),
      { numRuns: 20 },
    );
  });
});

const namesOf = ({ objects }: PlanDocument): readonly string[] =>
  objects
    .filter(({ kind }) => kind !== 'Cluster')
    .map(({ kind, name }) => `${kind} ${name}`)
    .sort();

const edgesOf = ({ edges }: PlanDocument, change: 'added' | 'removed'): readonly string[] =>
  edges
    .filter((edge) => edge.change === change)
    .map(({ child, kind, parent }) => `${child} ${kind} ${parent}`);

/** Fields that have but one value, so that none of them can change. */
const isFixed = ({ path, node }: SchemaField): boolean =>
  /^[A-Z][a-z]+(\.(apiVersion|kind))?$/.test(path) || (node.carriedOut ?? node.enum)?.length === 1;

describe('a spec that is changed in one field alone', () => {
  it('can be had for every field that is carried out', () => {
    const paths = schemaPaths().filter((field) => !isFixed(field));
    expect(paths.length).toBeGreaterThan(100);
    expect(paths.filter(({ path }) => specVariantFor(path) === undefined)).toEqual([]);
  });

  it.each([...variantPaths])('gives a plan that names %s', (path) => {
    const variant = specVariantFor(path);
    if (variant === undefined) throw new Error(`no variant for ${path}`);
    const { kind, name, field, old, now } = variant;
    const [before, after] = [wantedOf(variant.before), wantedOf(variant.after)];
    const locate = locateIn(Object.fromEntries(variant.after));
    for (const against of [baseOf(before), engineOf(snapshotOf(before))]) {
      const document = plan(after, against, { locate, allowQuota: ['shop'] });
      expect(document.verdict).toBe('changes');
      const own = document.objects.filter((object) => object.kind === kind);
      if (field === 'name') {
        const named = own.map((object) => `${object.action} ${object.name}`);
        expect(named).toEqual([`delete ${old}`, `create ${now}`]);
        continue;
      }
      const changes = own.find((object) => name === '' || object.name === name)?.changes ?? [];
      const change = changes.find((one) => one.path === field);
      expect(change).toMatchObject({
        ...(old === undefined ? {} : { old }),
        ...(now === undefined ? {} : { new: now }),
      });
      expect(change?.line).toBeGreaterThan(0);
      expect(variant.after.has(change?.file ?? '')).toBe(true);
    }
  });
});
