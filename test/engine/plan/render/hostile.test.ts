import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { objectName } from '../../../../engine/model/ids.ts';
import type { JobSpec, Placed } from '../../../../engine/model/wanted.ts';
import { planOf } from '../../../../engine/plan/plan-document.ts';
import { codeText, fenced } from '../../../../engine/plan/render/markdown-text.ts';
import { renderJunit } from '../../../../engine/plan/render/render-junit.ts';
import { renderMarkdown } from '../../../../engine/plan/render/render-markdown.ts';
import { renderSarif } from '../../../../engine/plan/render/render-sarif.ts';
import { renderText } from '../../../../engine/plan/render/render-text.ts';
import type { PlanDocument } from '../../../../schemas/generated/api.ts';
import { appSpec, wantedOf } from '../../../support/app-spec.ts';
import { jobSpec } from '../../../support/job-spec.ts';
import { wantedOf as wantedOfTree } from '../../../support/specs/spec-tree.ts';
import { planWith, sized, windowOf } from '../maintenance/window-world.ts';
import { agent, baseOf, inputOf } from '../plan-world.ts';

const nasty = [
  ']]>',
  '<script>alert(1)</script>',
  '` `` ``` ````',
  'a | b \\| c',
  'one\ntwo\r\n\r\n# three',
  '[x](javascript:alert(1))',
  '@everyone see https://evil.example and www.evil.example',
  '<!-- --> -->',
  '</summary></details>',
  '&lt;b&gt; &#60;b&#62;',
  '\u001b[31mred\u0007\u009b31m',
  '\u202egpj.exe\u2066\u200b',
  '\ud800 lone',
  "\"'><x y='",
];

function hostilePlan(text: string): PlanDocument {
  const spec = (command: string) =>
    appSpec(({ task }) => ({
      name: objectName(`/a${text}`),
      labels: { [text]: command },
      task: { ...task, command: { shell: command } },
    }));
  const wanted = wantedOf(spec(`${text}!`));
  const apps = wanted.apps.map((app) => ({ ...app, origin: { ...app.origin, file: `d/${text}` } }));
  const fault = { file: text, line: 1, column: 1, code: 'x', message: text, hint: text };
  const gone = appSpec(() => ({ name: objectName(`/gone${text}`) }));
  const jobs = [hostileJob(text)];
  const input = inputOf({ ...wanted, apps, jobs }, baseOf(wantedOf(spec(text), gone)));
  const document = planOf({ ...input, repo: text, faults: [fault] });
  return { ...document, objects: [...document.objects, ...hostileWindows(text)] };
}

/** Of agents, apps and jobs as hostile as their own names. */
function hostileWindows(text: string): PlanDocument['objects'] {
  const agents = [agent({ name: text, cpus: 9 }), agent({ name: `${text}2` })];
  const window = (name: string, agents: readonly string[]) =>
    windowOf({ name: objectName(`/${name}${text}`), agents, jobs: 'kill' });
  const apps = [[sized(`/x${text}`, 8), { [text]: 1 }]] as const;
  const jobs = [[jobSpec(`/y${text}`), { [text]: 1 }]] as const;
  const windows = [window('m', [text, `${text}3`]), window('n', [text]), window('o', [`${text}4`])];
  return planWith({ agents, apps, jobs }, windows).objects;
}

/** Its parents and its schedule are as hostile as its name, whatever `specs` would let through. */
function hostileJob(text: string): Placed<JobSpec> {
  const [placed] = wantedOfTree({ 'j.yaml': job }).jobs;
  if (placed === undefined) throw new Error('no job');
  const parents = [objectName(`/p${text}`), objectName(`/a${text}`)];
  const spec = { ...placed.spec, name: objectName(`/j${text}`), owners: [text] };
  return { ...placed, spec: { ...spec, trigger: { kind: 'after', parents } } };
}

const job = `apiVersion: meridian/v1
kind: Job
metadata: {name: /j}
spec: {manual: true, task: {command: run}}
`;

/** What GitHub would read as something else than text. */
function structureOf(markdown: string): string {
  return markdown
    .replace(/^(`{3,})diff\n[\s\S]*?\n\1$/gm, '')
    .replace(/<code>[^<`|\n]*<\/code>/g, '')
    .replace(/<\/?(details|summary)>/g, '');
}

/** A reader of XML that knows elements, attributes and text, and refuses all else. */
function isSoundXml(text: string): boolean {
  const body = text.replace('<?xml version="1.0" encoding="UTF-8"?>\n', '');
  const open: string[] = [];
  const rest = body.replace(
    /<(\/?)([a-z-]+)((?: [a-z]+="[^"<]*")*)>/g,
    (_, close: string, name: string) => {
      if (close === '') open.push(name);
      else if (open.pop() !== name) throw new Error(`${name} closes nothing`);
      return '';
    },
  );
  return open.length === 0 && !/[<>]|&(?!(amp|lt|gt|quot|apos);)/.test(rest);
}

const anyText = fc.string({ unit: 'binary', maxLength: 60 });

describe("strangers' texts", () => {
  it.each(nasty)('stay text in markdown: %j', (text) => {
    const page = renderMarkdown(hostilePlan(text));
    expect(page.split('\n')[0]).toMatch(/^<!-- meridian:plan:[A-Za-z0-9._/-]* -->$/);
    const structure = structureOf(page.slice(page.indexOf('\n')));
    expect(structure).not.toMatch(/<(?!\/?code>)|javascript:|@|https?:|`/i);
    const rows = page.split('\n').filter((line) => line.startsWith('| &'));
    for (const row of rows) expect(row.match(/\|/g)).toHaveLength(6);
  });

  it('stay text in markdown, whatever they are', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(codeText(text)).toMatch(/^<code>[^<>`|*_[\]()\n\r\\@:!~]*<\/code>$/);
        const lines = fenced([`- ${text.replaceAll('\n', ' ')}`], 'diff').split('\n');
        const fence = lines.at(-1) ?? '';
        expect(fence).toMatch(/^`{3,}$/);
        expect(lines.slice(1, -1).some((line) => line.includes(fence))).toBe(false);
      }),
    );
  });

  it.each(nasty)('stay text in XML: %j', (text) => {
    expect(isSoundXml(renderJunit(hostilePlan(text)))).toBe(true);
  });

  it('stay text in XML, whatever they are', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(isSoundXml(renderJunit(hostilePlan(text)))).toBe(true);
      }),
    );
  });

  it('move no cursor and turn no direction on a terminal, whatever they are', () => {
    const unseen = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200b-\u200f\u202a-\u202e\u2060-\u2069]/u;
    fc.assert(
      fc.property(fc.oneof(anyText, fc.constantFrom(...nasty)), (text) => {
        expect(unseen.test(renderText(hostilePlan(text)).replaceAll('\n', ''))).toBe(false);
      }),
    );
  });

  it.each(nasty)('are a relative address in SARIF, never a scheme: %j', (text) => {
    const log = JSON.parse(renderSarif(hostilePlan(`javascript:${text}`)));
    const { uri } = log.runs[0].results[0].locations[0].physicalLocation.artifactLocation;
    expect(uri).toMatch(/^javascript%3A[A-Za-z0-9%/._~!*'()-]*$/);
  });
});
