import { describe, expect, it } from 'vitest';
import { agentId } from '../../../../engine/model/ids.ts';
import { exitCodeOf } from '../../../../engine/plan/exit-code.ts';
import type { SnapshotAgent } from '../../../../engine/plan/snapshot.ts';
import { agent, engineOf, plan, snapshotOf, standing, withJob } from '../plan-world.ts';
import { job, wanted } from './job-world.ts';

const planFor = (
  before: readonly string[],
  after: readonly string[],
  agents: readonly SnapshotAgent[],
) => plan(wanted(...after), engineOf(snapshotOf(wanted(...before), agents)));

const sized = (name: string, cpus: number, ...more: readonly string[]): string =>
  job(name, 'manual: true', `task: {command: run, resources: {cpus: ${cpus}}}`, ...more);

describe('would one attempt of a job fit', () => {
  it('is judged on agents as if they were empty', () => {
    const busy = agent({ name: 'one', cpus: 4 });
    const free = { ...busy.free, scalars: { ...busy.free.scalars, cpus: 0 } };
    const snapshot = { ...snapshotOf(wanted(), []), agents: [{ ...busy, free }] };
    const document = plan(wanted(sized('/a', 4)), engineOf(snapshot));
    expect(document.fit?.jobs).toEqual({ fits: 1, of: 1, unjudged: 0, failures: [] });
    expect(exitCodeOf(document, { exitCode: true })).toBe(2);
  });

  it('says what rules out every agent, and what would help', () => {
    const agents = [agent({ name: 'one', cpus: 4 }), agent({ name: 'two', cpus: 2 })];
    const placement = 'placement: [{attribute: rack, operator: is, value: r1}]';
    const document = planFor([], [sized('/a', 8), sized('/b', 1, placement)], agents);
    expect(document.fit?.jobs).toMatchObject({ fits: 0, of: 2 });
    expect(document.fit?.jobs.failures).toMatchObject([
      {
        job: '/a',
        text: expect.stringMatching(/^no attempt of it can be placed.*cpus rules out 2 \(needs 8/),
        remedy: expect.stringMatching(/^ask for at most 4 cpus, .*\(`resources: \{cpus: 4\}`\)/),
        reasons: [{ kind: 'resource', name: 'cpus', agents: 2 }],
      },
      { job: '/b', reasons: [{ kind: 'constraint', name: 'rack is r1', agents: 2 }] },
    ]);
    expect(document.verdict).toBe('changes');
    expect(exitCodeOf(document, { exitCode: true })).toBe(3);
  });

  it('leaves out agents that nothing is placed on now', () => {
    const away = agent({ name: 'one', presence: 'unreachable' });
    expect(planFor([], [sized('/a', 1)], [away]).fit?.jobs.failures).toMatchObject([
      { job: '/a', reasons: [{ kind: 'agent', name: 'unreachable' }] },
    ]);
  });

  it('is asked of jobs alone that are new or ask for another place', () => {
    const agents = [agent({ name: 'one' })];
    const soft = sized('/a', 9, 'softError: true');
    expect(planFor([sized('/a', 9)], [soft], agents).fit?.jobs.of).toBe(0);
    expect(planFor([sized('/a', 9)], [sized('/a', 8)], agents).fit?.jobs.of).toBe(1);
  });
});

describe('attempts of jobs', () => {
  const app = `---\napiVersion: meridian/v1\nkind: App\nmetadata: {name: /web}
spec: {task: {command: run, resources: {cpus: 4}}}\n`;
  const keep = job('/keep', 'manual: true');
  const before = [sized('/a', 3), keep];
  const [placed] = wanted(...before).jobs;
  const one = agent({ name: 'one' });
  const instances = [standing(placed?.spec as never, agentId('one'), 1)];
  const free = { ...one.free, scalars: { ...one.free.scalars, cpus: 1000 } };
  const applied = withJob(snapshotOf(wanted(...before), [one]), '/a', { instances });
  const snapshot = { ...applied, agents: [{ ...one, free }] };

  it('give their room back when their job is deleted', () => {
    expect(plan(wanted(keep, app), engineOf(snapshot)).fit).toMatchObject({ fits: 1, of: 1 });
    const stays = plan(wanted(...before, app), engineOf(snapshot));
    expect(stays.fit).toMatchObject({ fits: 0, of: 1 });
  });

  it('count in the share of their role', () => {
    const [role] = plan(wanted(...before), engineOf(snapshot)).fit?.roles ?? [];
    expect(role).toMatchObject({
      role: '*',
      resource: 'cpus',
      before: 0.75,
      after: 0.75,
      asked: 0,
    });
  });
});
