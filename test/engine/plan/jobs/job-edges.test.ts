import { describe, expect, it } from 'vitest';
import { asOfMs } from '../plan-world.ts';
import { detailOf, job, objectOf, planned } from './job-world.ts';

const manual = (name: string) => job(name, 'manual: true');
const app = (name: string, ...needs: readonly string[]): string =>
  `---\napiVersion: meridian/v1\nkind: App\nmetadata: {name: ${name}}
spec:\n  task: {command: run}\n  dependsOn: [${needs.join(', ')}]\n`;
const edges = (before: readonly string[], after: readonly string[]) =>
  planned(before, after).edges.map(
    ({ parent, child, kind, change }) => `${change} ${child} ${kind} ${parent}`,
  );

describe('edges between jobs', () => {
  const [a, b] = [manual('/a'), manual('/b')];

  it('are told where they change, by child and parent', () => {
    const before = [a, b, job('/c', 'after: [/a]'), job('/d', 'after: [/c]')];
    const after = [a, b, job('/c', 'after: [/b]'), job('/e', 'after: [/b, /a]')];
    expect(edges(before, after)).toEqual([
      'removed /c after /a',
      'added /c after /b',
      'removed /d after /c',
      'added /e after /a',
      'added /e after /b',
    ]);
  });

  it('are not told where they stay', () => {
    const before = [a, job('/c', 'after: [/a]')];
    expect(edges(before, [a, job('/c', 'after: [/a]', 'softError: true')])).toEqual([]);
    expect(edges(before, [manual('/a').replace('run', 'walk'), before[1] ?? ''])).toEqual([]);
  });

  it('are gone when a job goes by time instead', () => {
    expect(edges([a, job('/c', 'after: [/a]')], [a, job('/c', 'cron: 0 0 * * *')])).toEqual([
      'removed /c after /a',
    ]);
  });

  it('are given as what a changed job triggers, of unchanged jobs too', () => {
    const child = job('/c', 'after: [/a]');
    const document = planned([a, child], [a.replace('run', 'walk'), child]);
    expect(detailOf(document)).toMatchObject({ triggers: ['/c'] });
  });
});

describe('apps that wait for jobs', () => {
  const migrate = manual('/migrate');

  it('are edges, and what waits for other apps is none', () => {
    const before = [migrate, app('/web'), app('/db')];
    expect(edges(before, [migrate, app('/web', '/migrate', '/db'), app('/db')])).toEqual([
      'added /web depends-on /migrate',
    ]);
    expect(edges([migrate, app('/web', '/migrate')], [migrate])).toEqual([
      'removed /web depends-on /migrate',
    ]);
  });

  const impact = (state?: 'succeeded' | 'failed') => {
    const last = state && { run: '/migrate@m1', state, atMs: asOfMs };
    const known = { '/migrate': { last } as never };
    const after = [migrate, app('/web', '/migrate')];
    return objectOf(planned([migrate], after, known), '/web').impact;
  };

  it('wait until its last run has succeeded', () => {
    const wait = 'CREATE 1 instance; it waits until /migrate has succeeded';
    expect(impact()).toBe(wait);
    expect(impact('failed')).toBe(wait);
    expect(impact('succeeded')).toBe('CREATE 1 instance');
  });

  it('do not wait where nothing of them starts', () => {
    const before = [migrate, app('/web')];
    expect(objectOf(planned(before, [migrate, app('/web', '/migrate')])).impact).toBe(
      'policy only: nothing that runs is touched',
    );
  });
});
