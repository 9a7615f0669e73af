import { describe, expect, it } from 'vitest';
import { planOf } from '../../../../engine/plan/plan-document.ts';
import { renderJson } from '../../../../engine/plan/render/render-json.ts';
import { renderJunit } from '../../../../engine/plan/render/render-junit.ts';
import {
  markerOf,
  mostCharacters,
  renderMarkdown,
} from '../../../../engine/plan/render/render-markdown.ts';
import { renderSarif } from '../../../../engine/plan/render/render-sarif.ts';
import { renderText } from '../../../../engine/plan/render/render-text.ts';
import { appSpec, wantedOf } from '../../../support/app-spec.ts';
import { baseOf, inputOf, plan } from '../plan-world.ts';
import { etlPlan } from './etl.ts';
import { racksPlan } from './racks.ts';
import { shopPlan } from './shop.ts';

const empty = { kind: 'empty' } as const;
const faulty = planOf(
  inputOf(undefined, empty, {
    faults: [
      {
        ...{ file: 'shop/b c.yaml', line: 4, column: 7, code: 'unknown-field' },
        ...{ message: 'no field cpu', hint: 'did you mean cpus?' },
      },
      { file: 'a.yaml', line: 1, column: 1, code: 'bad-yaml', message: 'a tab', hint: '' },
    ],
  }),
);
const calm = plan(wantedOf(appSpec()), baseOf(wantedOf(appSpec())));
const first = appSpec().name;
const many = (count: number) =>
  plan(
    wantedOf(
      ...Array.from({ length: count }, (_, index) =>
        appSpec(() => ({ name: `${first}-${index}` as typeof first, instances: 1 })),
      ),
    ),
    baseOf(
      wantedOf(
        ...Array.from({ length: count }, (_, index) =>
          appSpec(({ task }) => ({
            name: `${first}-${index}` as typeof first,
            task: { ...task, command: { shell: 'x'.repeat(500) } },
          })),
        ),
      ),
    ),
  );

describe('the same plan, as recorded', () => {
  it('in text', () =>
    expect(renderText(shopPlan())).toMatchFileSnapshot('golden/shop-text.golden'));
  it('in markdown', () =>
    expect(renderMarkdown(shopPlan())).toMatchFileSnapshot('golden/shop-markdown.golden'));
  it('in JSON', () =>
    expect(renderJson(shopPlan())).toMatchFileSnapshot('golden/shop-json.golden'));
  it('in JUnit XML', () =>
    expect(renderJunit(shopPlan())).toMatchFileSnapshot('golden/shop-junit.golden'));
  it('with jobs, in text', () =>
    expect(renderText(etlPlan())).toMatchFileSnapshot('golden/etl-text.golden'));
  it('with jobs, in markdown', () =>
    expect(renderMarkdown(etlPlan())).toMatchFileSnapshot('golden/etl-markdown.golden'));
  it('with jobs, in JSON', () =>
    expect(renderJson(etlPlan())).toMatchFileSnapshot('golden/etl-json.golden'));
  it('with jobs, in JUnit XML', () =>
    expect(renderJunit(etlPlan())).toMatchFileSnapshot('golden/etl-junit.golden'));
  it('with windows, in text', () =>
    expect(renderText(racksPlan())).toMatchFileSnapshot('golden/racks-text.golden'));
  it('with windows, in markdown', () =>
    expect(renderMarkdown(racksPlan())).toMatchFileSnapshot('golden/racks-markdown.golden'));
  it('with windows, in JSON', () =>
    expect(renderJson(racksPlan())).toMatchFileSnapshot('golden/racks-json.golden'));
  it('with windows, in JUnit XML', () =>
    expect(renderJunit(racksPlan())).toMatchFileSnapshot('golden/racks-junit.golden'));
  it('with faults, in text', () =>
    expect(renderText(faulty)).toMatchFileSnapshot('golden/faulty-text.golden'));
  it('with faults, in SARIF', () =>
    expect(renderSarif(faulty)).toMatchFileSnapshot('golden/faulty-sarif.golden'));
});

describe('text', () => {
  it('keeps to 80 columns', () => {
    for (const document of [shopPlan(), etlPlan(), racksPlan(), faulty, calm])
      for (const line of renderText(document).split('\n')) expect(line.length).toBeLessThan(81);
  });

  it('is the same but for its colours when it is painted', () => {
    for (const document of [shopPlan(), etlPlan(), racksPlan()]) {
      const painted = renderText(document, (style, text) => `\u001b<${style}>${text}\u001b<end>`);
      const first = document.objects[0]?.kind.toLowerCase();
      expect(painted).toContain(`\u001b<delete>- ${first}`);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the painter's own marks
      expect(painted.replace(/\u001b<\w+>/g, '')).toBe(renderText(document));
    }
  });
});

describe('markdown', () => {
  it('begins with the hidden marker by which the comment is found again', () => {
    expect(renderMarkdown(shopPlan()).split('\n')[0]).toBe('<!-- meridian:plan:prod -->');
    expect(markerOf(calm)).toBe('<!-- meridian:plan:file_///srv/specs -->');
  });

  it.each([200, 2000])('keeps to its bound with %i changed apps, and counts the rest', (count) => {
    const text = renderMarkdown(many(count));
    expect(text.length).toBeLessThanOrEqual(mostCharacters);
    const left = /(\d+) more objects with details/.exec(text)?.[1];
    expect(Number(left) + (text.match(/<details>/g)?.length ?? 0)).toBe(count);
  });
});

describe('SARIF', () => {
  it('has no result where there is no fault, whatever changes', () => {
    expect(JSON.parse(renderSarif(shopPlan()))).toMatchObject({
      version: '2.1.0',
      runs: [{ results: [], tool: { driver: { name: 'meridian', rules: [] } } }],
    });
    for (const document of [etlPlan(), racksPlan()])
      expect(JSON.parse(renderSarif(document)).runs[0].results).toEqual([]);
  });
});

describe('JUnit XML', () => {
  it('has one passed case when nothing changes', () => {
    expect(renderJunit(calm)).toContain('tests="1" failures="0" errors="0"');
  });

  it('has an error a fault, in the suite of its folder', () => {
    const text = renderJunit(faulty);
    expect(text).toContain('<testsuite name="shop" tests="1" failures="0" errors="1"');
    expect(text).toContain('<error message="no field cpu: did you mean cpus?">');
  });

  it('has a failure for each job that fits nowhere, and warns in the others', () => {
    const text = renderJunit(etlPlan());
    expect(text).toContain('failures="1"');
    expect(text).toMatch(/name="create Job \/shop\/migrate"[^>]*>\s*<failure message="no attempt/);
    expect(text).toContain('NEVER DUE; its timetable has no occurrence');
  });

  it('has a failure for each deletion that is blocked', () => {
    const two = wantedOf(
      appSpec(),
      appSpec(() => ({ name: `${first}-2` as typeof first })),
    );
    expect(renderJunit(plan(wantedOf(), baseOf(two)))).toContain('failures="2"');
  });
});
