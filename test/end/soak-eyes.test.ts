// The comparison that ends a soak sees what it is there for: each kind of loss and doubling,
// planted in evidence that fits otherwise.
import { describe, expect, it } from 'vitest';
import { compare, type Evidence } from '../support/soak/compare/compare.ts';
import { evidenceOf, fitting, type Sketch } from '../support/soak/compare/evidence.ts';
import { type JobEvidence, jobFindings, type Tick } from '../support/soak/compare/job-findings.ts';

const found = (evidence: Evidence): readonly string[] =>
  compare(evidence).map(({ kind, text }) => `${kind}: ${text}`);

const spoilt = (change: Partial<Sketch>): readonly string[] =>
  found(evidenceOf({ ...fitting, ...change }));

const without = (lines: readonly string[], part: string): readonly string[] =>
  lines.filter((line) => !line.includes(part));

const replaced = (lines: readonly string[], from: string, to: string): readonly string[] =>
  lines.map((line) => line.replace(from, to));

const { events, records, running } = fitting;
const whole = evidenceOf(fitting);

describe('the comparison at the end of a soak', () => {
  it('finds nothing where records and history fit', () => {
    expect(found(whole)).toEqual([]);
  });

  it('sees a task that started twice', () => {
    expect(spoilt({ records: [...records, '2500 start /s/web#0.2 v2'] })).toEqual([
      'doubled: /s/web#0.2 started 2 times',
    ]);
  });

  it('sees a second process of a task that started once', () => {
    const living = new Map([...whole.living, ['/s/web#0.2', [1002, 4711]] as const]);
    expect(found({ ...whole, living })).toEqual([
      'doubled: /s/web#0.2 is pid 1002, and 4711 as well',
    ]);
  });

  it('sees a task that history doesn’t know', () => {
    expect(spoilt({ records: [...records, '2500 start /s/web#1.1 v2'] })).toEqual([
      'lost: /s/web#1.1 ran and history doesn’t know it',
    ]);
  });

  it('sees a task that is listed as running and isn’t there', () => {
    expect(found({ ...whole, living: new Map([['/s/job#0.2', [1003]]]) })).toEqual([
      'lost: /s/web#0.2 is listed as running, and its pid 1002 isn’t there',
    ]);
  });

  it('sees a task whose end history never tells', () => {
    expect(spoilt({ events: without(events, 'task-failed') })).toEqual([
      'lost: /s/job#0.1 was launched, is not listed, and has no end in history',
    ]);
  });

  it('sees a task that is said to have run and has no record', () => {
    expect(spoilt({ records: without(records, '/s/job#0.1') })).toEqual([
      'wrong-end: /s/job#0.1 ended by history: exit code 1: exit code 1; its record: no record',
    ]);
  });

  it('sees a task that was given up, is said to have run, and wrote nothing', () => {
    const gone = '3000 task-ended /s/web#0.2: /s/web#0.2 on a2: agent-unreachable: it is';
    const away = '2900 agent-unreachable a2: a2 is unreachable';
    const given = { events: [...events, away, gone], running: ['/s/job#0.2'] };
    expect(spoilt(given)).toEqual([]);
    expect(spoilt({ ...given, records: without(records, 'web#0.2') })).toEqual([
      'wrong-end: /s/web#0.2 ended by history: agent-unreachable: it is; it ran and wrote nothing',
    ]);
  });

  it('sees an end that is not the task’s', () => {
    expect(spoilt({ events: replaced(events, 'exit code 1: exit code 1', 'exit code 0') })).toEqual(
      ['wrong-end: /s/job#0.1 ended by history: exit code 0; its record: own end 1'],
    );
  });

  it('sees two tasks of one version in a slot, unless the older one was given up', () => {
    const doubled = { records: replaced(records, 'web#0.2 v2', 'web#0.2 v1') };
    expect(spoilt(doubled)).toEqual([
      'doubled: /s/web#0.2 started 195 ms before the end of /s/web#0.1 of the same version v1',
    ]);
    const away = '900 agent-unreachable a1: a1 is unreachable';
    const unreachable = [...events.slice(0, 4), away, ...events.slice(4)];
    expect(spoilt({ ...doubled, events: unreachable })).toEqual([]);
  });

  it('sees what lives and isn’t wanted', () => {
    const living = new Map([...whole.living, ['/s/old#0.1', [4711]] as const]);
    expect(found({ ...whole, living, strays: ['pid 4712: sleep'] })).toEqual([
      'left-over: /s/old#0.1 lives and isn’t listed as running',
      'left-over: pid 4712: sleep',
    ]);
  });

  it('sees events that are missing, changed, or told before they were stored', () => {
    const gap = whole.events.filter(({ number }) => number !== 4);
    expect(found({ ...whole, events: gap })).toContain('history: event 5 came where 4 was due');
    const stored = whole.stored.map((event) =>
      event.number === 3 ? { ...event, message: 'other' } : event,
    );
    expect(found({ ...whole, stored })[0]).toMatch(/^history: event 3 is stored as .*other/);
    expect(found({ ...whole, stored: whole.stored.slice(0, -1) })).toEqual([
      'history: event 11 was told and isn’t stored',
    ]);
  });

  it('lists what runs as the engine does', () => {
    expect(spoilt({ running: without(running, 'web') })[0]).toMatch(/no end in history/);
  });
});

describe('the comparison of jobs', () => {
  const run = (id: string, dueMs: number, lineage = id): Tick => ({
    ...{ id, dueMs, lineage, state: 'succeeded' },
    attempts: [{ taskId: `${id}.1` }],
  });
  const ticks = [run('/t@1', 2_000), run('/t@2', 4_000), run('/t@3', 6_000)];
  const children = [run('/c@1', 2_010, '/t@1'), run('/c@2', 4_010, '/t@2')];
  const starts = new Map([...ticks, ...children].map(({ id }) => [`${id}.1`, 1]));
  const fits: JobEvidence = { ticks, children, starts, throughMs: 4_500 };
  const told = (change: Partial<JobEvidence>): readonly string[] =>
    jobFindings({ ...fits, ...change }).map(({ kind, text }) => `${kind}: ${text}`);

  it('finds nothing where records and history fit', () => {
    expect(told({})).toEqual([]);
  });

  it.each<[string, Partial<JobEvidence>, string]>([
    [
      'an occurrence without a run',
      { ticks: [run('/t@0', 0), ...ticks.slice(1)], children: [], starts: new Map() },
      'lost: 1970-01-01T00:00:02.000Z was due, and has no run',
    ],
    [
      'an occurrence with two runs',
      { ticks: [...ticks, run('/t@4', 4_000)] },
      'doubled: 1970-01-01T00:00:04.000Z has 2 runs',
    ],
    ['a run without a child', { children: children.slice(1) }, 'lost: /t@1 has no child'],
    [
      'a run with two children',
      { children: [...children, run('/c@3', 4_010, '/t@2')] },
      'doubled: /t@2 has 2 children',
    ],
    [
      'a run that never started',
      { starts: new Map([...starts].slice(1)) },
      'lost: /t@1 has succeeded, and /t@1.1 never started',
    ],
    [
      'an attempt that started twice',
      { starts: new Map([...starts, ['/c@2.1', 2]]) },
      'doubled: /c@2.1 started 2 times',
    ],
    [
      'a start that no run knows',
      { starts: new Map([...starts, ['/t@9.1', 1]]) },
      'lost: /t@9.1 ran, and the run history doesn’t know its run',
    ],
    [
      'a run that ended otherwise',
      { ticks: [{ ...run('/t@1', 2_000), state: 'failed' }, ...ticks.slice(1)] },
      'wrong-end: /t@1 has failed',
    ],
  ])('sees %s', (_, change, text) => {
    expect(told(change)).toContain(text);
  });

  it('sees that there is no run at all', () => {
    expect(told({ ticks: [], children: [], starts: new Map() })).toEqual([
      'lost: the job has no run at all',
    ]);
  });
});
